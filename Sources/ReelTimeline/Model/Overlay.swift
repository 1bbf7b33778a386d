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
  /// The left edge in canvas pixels.
  public var x = 0.0
  /// The top edge in canvas pixels.
  public var y = 0.0
  /// Canvas pixels, the height follows; `nil` is the natural size.
  public var width: Double?
  public var opacity = 1.0
  public var blend = "normal"
  public var origin: Origin

  public init(source: FileReference, origin: Origin) {
    self.source = source
    self.origin = origin
  }
}
