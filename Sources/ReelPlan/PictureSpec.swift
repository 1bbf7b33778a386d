package import ReelCore

/// Everything the pixels of one cell depend on before scaling and text: the inner node of the key tree.
///
/// There is no time in it. What a document says in seconds has become frame numbers of sources and places in the cell, so a cell that
/// moves in the episode, or whose document is spelt another way, keeps its key.
package struct PictureSpec: Hashable, Sendable, Codable {
  package var canvas: Size
  /// R, G, B behind everything.
  package var background: [UInt8]
  /// Frames in the cell.
  package var count: Int
  /// One, or two where a transition runs, for every frame.
  package var shots: [ShotSlice]
  package var transitions: [TransitionSlice]
  /// Bottom to top.
  package var overlays: [OverlaySlice]
  /// Over all of it, in this order.
  package var effects: [EffectSlice]

  package init(
    canvas: Size, background: [UInt8], count: Int, shots: [ShotSlice], transitions: [TransitionSlice], overlays: [OverlaySlice],
    effects: [EffectSlice] = []
  ) {
    self.canvas = canvas
    self.background = background
    self.count = count
    self.shots = shots
    self.transitions = transitions
    self.overlays = overlays
    self.effects = effects
  }

  /// Everything its pixels are read from.
  package var sources: Set<Digest> {
    var digests = shots.map(\.source.digest) + transitions.compactMap(\.parameters.image?.digest)
    for overlay in overlays { digests += [overlay.source.digest] + [overlay.mask?.source?.digest].compactMap { $0 } }
    return Set(digests)
  }

  /// The key of the composited picture.
  package var key: Digest { CanonicalEncoder.digest(self) }
}

/// A picture stream by content.
package struct PictureSource: Hashable, Sendable, Codable {
  package var digest: Digest
  package var stream: Int

  package init(digest: Digest, stream: Int) {
    self.digest = digest
    self.stream = stream
  }
}

/// How a picture is brought to the size of the canvas or of a rendition.
package enum Fitting: String, Hashable, Sendable, Codable {
  /// Fills it; what stands over is cut away evenly.
  case cover
  /// Is seen whole, over the background.
  case contain
  /// Each side by itself.
  case stretch
  /// Is seen whole, over itself blurred.
  case blur
}
