package import ReelCore

/// The part of an overlay that one cell shows.
package struct OverlaySlice: Hashable, Sendable, Codable {
  package var source: PictureSource
  /// Canvas pixels of its top-left corner before it is scaled and turned.
  package var x: Course
  package var y: Course
  /// Size it is drawn at, before it is scaled.
  package var size: Size
  package var scale: Course
  /// Degrees clockwise.
  package var rotate: Course
  /// What scale and rotation keep, in fractions of `size`.
  package var anchorX: Course
  package var anchorY: Course
  package var opacity: Course
  package var blend: String
  package var premultiplied: Bool
  package var mask: MaskSpec?
  /// Of the mask's source, one for each of `frames`; `nil` for a mask that stands still.
  package var maskFrames: [Int]?
  package var key: ColorKeySpec?
  /// A case of `SamplingFilter`.
  package var filter: String
  package var span: Range<Int>
  package var frames: [Int]

  package init(
    source: PictureSource, x: Course, y: Course, size: Size, scale: Course = .constant(1), rotate: Course = .constant(0),
    anchorX: Course = .constant(0.5), anchorY: Course = .constant(0.5), opacity: Course, blend: String, premultiplied: Bool = false,
    mask: MaskSpec? = nil, maskFrames: [Int]? = nil, key: ColorKeySpec? = nil, filter: String = "bicubic", span: Range<Int>, frames: [Int]
  ) {
    self.source = source
    self.x = x
    self.y = y
    self.size = size
    self.scale = scale
    self.rotate = rotate
    self.anchorX = anchorX
    self.anchorY = anchorY
    self.opacity = opacity
    self.blend = blend
    self.premultiplied = premultiplied
    self.mask = mask
    self.maskFrames = maskFrames
    self.key = key
    self.filter = filter
    self.span = span
    self.frames = frames
  }

  /// What it looks like where it stands, where it never moves and sits on whole pixels: then it is made once and kept.
  package var standing: (x: Int, y: Int)? {
    guard case .constant(let x) = x, case .constant(let y) = y, scale.isAlways(1), rotate.isAlways(0), x == x.rounded(), y == y.rounded()
    else { return nil }
    return (Int(x), Int(y))
  }
}

/// What of an overlay is seen. Lengths in pixels of the overlay at its drawn size.
package struct MaskSpec: Hashable, Sendable, Codable {
  /// A picture that is stretched over it; `nil` for the shape.
  package var source: PictureSource?
  /// `rectangle` or `ellipse`
  package var shape: String
  package var x: Double
  package var y: Double
  package var width: Double
  package var height: Double
  package var radius: Double
  package var feather: Double
  package var invert: Bool

  package init(
    source: PictureSource?, shape: String, x: Double, y: Double, width: Double, height: Double, radius: Double, feather: Double,
    invert: Bool
  ) {
    self.source = source
    self.shape = shape
    self.x = x
    self.y = y
    self.width = width
    self.height = height
    self.radius = radius
    self.feather = feather
    self.invert = invert
  }
}

/// A colour that becomes transparent.
package struct ColorKeySpec: Hashable, Sendable, Codable {
  /// R', G', B'.
  package var color: [UInt8]
  package var similarity: Double
  package var smoothness: Double
  package var spill: Double

  package init(color: [UInt8], similarity: Double, smoothness: Double, spill: Double) {
    self.color = color
    self.similarity = similarity
    self.smoothness = smoothness
    self.spill = spill
  }
}
