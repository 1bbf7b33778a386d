public import ReelCore

/// A picture above the shots.
public struct Overlay: Hashable, Sendable {
  public var source: FileReference
  /// Frames per second of a numbered sequence; `nil` is the canvas's.
  public var rate: FrameRate?
  public var loop = false
  public var start = Time.zero
  /// `nil` is the episode's end.
  public var end: Time?
  /// The left edge in canvas pixels; times count from the overlay's start, here and below.
  public var x = Keyframed.constant(0)
  /// The top edge in canvas pixels.
  public var y = Keyframed.constant(0)
  /// Canvas pixels, the height follows; `nil` is the natural size.
  public var width: Double?
  /// Around the anchor.
  public var scale = Keyframed.constant(1)
  /// Degrees clockwise, around the anchor.
  public var rotate = Keyframed.constant(0)
  /// The point that scale and rotation leave where it is, in fractions of the overlay's size.
  public var anchorX = Keyframed.constant(0.5)
  public var anchorY = Keyframed.constant(0.5)
  public var opacity = Keyframed.constant(1)
  public var blend = "normal"
  public var alpha = AlphaKind.straight
  public var mask: ClipMask?
  public var key: ColorKey?
  public var filter = SamplingFilter.bicubic
  public var origin: Origin

  public init(source: FileReference, origin: Origin) {
    self.source = source
    self.origin = origin
  }
}

/// How the colours of a picture with alpha are stored.
public enum AlphaKind: String, Hashable, Sendable, Codable, CaseIterable { case straight, premultiplied }

/// What of an overlay is seen: a shape, or the brightness of a picture.
public struct ClipMask: Hashable, Sendable {
  public enum Shape: String, Hashable, Sendable, Codable, CaseIterable { case rectangle, ellipse }

  /// A still, or a clip or a sequence that runs with the overlay from its start; white is seen. `nil` takes the shape.
  public var source: FileReference?
  public var shape = Shape.rectangle
  /// In fractions of the overlay's size.
  public var x = 0.0
  public var y = 0.0
  public var width = 1.0
  public var height = 1.0
  /// Of a rectangle's corners, canvas pixels.
  public var radius = 0.0
  /// The width of its soft edge, canvas pixels.
  public var feather = 0.0
  /// What was seen is hidden, and the other way round.
  public var invert = false

  public init() {}
}

/// A colour that becomes transparent.
public struct ColorKey: Hashable, Sendable {
  public var color = Color(red: 0, green: 255, blue: 0)
  /// How far from it a colour may be and still vanish.
  public var similarity = 0.4
  /// The width of the soft edge behind that.
  public var smoothness = 0.2
  /// How much of its tint is taken out of what stays.
  public var spill = 1.0

  public init() {}
}
