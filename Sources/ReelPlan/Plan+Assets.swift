package import ReelCore

extension Plan {
  /// A picture beside a delivery's files, or what leads into one.
  package struct Asset: Sendable {
    package var delivery: String
    package var language: String?
    /// Relative to the output folder.
    package var path: String
    package var content: Content
    /// Bytes that its store or platform takes.
    package var maxFileSize: Int?

    package enum Content: Sendable {
      case cover(Picture)
      case thumbnail(Picture)
      case sprites(SpriteSheet)
      /// WebVTT that leads into the sheets.
      case index(String)
      case animation(Animation)

      package var isAnimation: Bool { if case .animation = self { true } else { false } }
    }
  }

  /// One picture, chosen by someone or by ``Choice``.
  package struct Picture: Sendable {
    /// As it may become; one where it is chosen.
    package var stills: [Still]
    /// `nil` where there is nothing to choose.
    package var choice: Choice?
    /// Which of the best it is, from 0.
    package var rank: Int
    /// What the file has, where that is not what the stills have.
    package var tile: Size?
    /// Names the file's bytes.
    package var key: Digest

    package var size: Size? { tile ?? stills.first?.spec.size }
  }

  /// Pieces that follow each other, and begin again.
  package struct Animation: Sendable {
    /// What may become a piece, in the order of the episode; all where they are chosen.
    package var pieces: [[Still]]
    /// `nil` where there is nothing to choose.
    package var choice: Choice?
    /// How many pieces are shown.
    package var count: Int
    package var tile: Size
    package var fps: Int
    package var key: Digest
  }

  /// Which of several pictures are the best.
  package struct Choice: Sendable {
    /// Those that are compared, as the canvas has them, without words; at least two.
    package var stills: [Still]
    package var key: Digest
  }

  /// Small pictures in rows.
  package struct SpriteSheet: Sendable {
    package var stills: [Still]
    package var tile: Size
    package var columns: Int
    package var key: Digest

    package var size: Size {
      Size(width: min(columns, stills.count) * tile.width, height: (stills.count + columns - 1) / columns * tile.height)
    }

    /// Where picture `index` stands.
    package func place(_ index: Int) -> (x: Int, y: Int) { (index % columns * tile.width, index / columns * tile.height) }
  }
}
