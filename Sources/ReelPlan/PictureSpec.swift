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

  package init(
    canvas: Size, background: [UInt8], count: Int, shots: [ShotSlice], transitions: [TransitionSlice], overlays: [OverlaySlice]
  ) {
    self.canvas = canvas
    self.background = background
    self.count = count
    self.shots = shots
    self.transitions = transitions
    self.overlays = overlays
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
}

/// The part of a shot that one cell shows.
package struct ShotSlice: Hashable, Sendable, Codable {
  package var source: PictureSource
  package var fitting: Fitting
  /// Where in the cell it is seen.
  package var span: Range<Int>
  /// The source's frame for each frame of `span`.
  package var frames: [Int]

  package init(source: PictureSource, fitting: Fitting, span: Range<Int>, frames: [Int]) {
    self.source = source
    self.fitting = fitting
    self.span = span
    self.frames = frames
  }
}

/// The part of a transition that one cell shows: out of `shots[from]`, into `shots[to]`.
package struct TransitionSlice: Hashable, Sendable, Codable {
  package var type: String
  /// Over `span`.
  package var parameters: [String: ParameterCourse]
  package var from: Int
  package var to: Int
  package var span: Range<Int>
  /// The transition's own frame at the first of `span`, and how many it has in all.
  package var first: Int
  package var duration: Int

  package init(
    type: String, parameters: [String: ParameterCourse], from: Int, to: Int, span: Range<Int>, first: Int, duration: Int
  ) {
    self.type = type
    self.parameters = parameters
    self.from = from
    self.to = to
    self.span = span
    self.first = first
    self.duration = duration
  }
}

/// A parameter of the catalogue over the frames of a span.
package enum ParameterCourse: Hashable, Sendable, Codable {
  case number(Course)
  case choice(String)
  /// R', G', B'.
  case color([UInt8])
  case image(PictureSource)
}

extension [String: ParameterCourse] {
  /// The values at a frame, counted from the span's first.
  package func values(at index: Int) -> ParameterValues {
    var values = ParameterValues()
    for (name, course) in self {
      switch course {
      case .number(let course): values[name] = .number(course[index])
      case .choice(let choice): values[name] = .choice(choice)
      case .color(let color): values[name] = .color(color)
      case .image: break
      }
    }
    return values
  }
}

/// The part of an overlay that one cell shows.
package struct OverlaySlice: Hashable, Sendable, Codable {
  package var source: PictureSource
  /// Canvas pixels of its top-left corner.
  package var x: Int
  package var y: Int
  /// Size it is drawn at.
  package var size: Size
  package var opacity: Double
  package var blend: String
  package var span: Range<Int>
  package var frames: [Int]

  package init(
    source: PictureSource, x: Int, y: Int, size: Size, opacity: Double, blend: String, span: Range<Int>, frames: [Int]
  ) {
    self.source = source
    self.x = x
    self.y = y
    self.size = size
    self.opacity = opacity
    self.blend = blend
    self.span = span
    self.frames = frames
  }
}
