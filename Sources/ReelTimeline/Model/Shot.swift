public import ReelCore

/// How a picture of another shape fills its frame.
public enum Fit: String, Hashable, Sendable, Codable, CaseIterable { case cover, contain, blur, stretch }

/// One picture after another: a clip, a still or a numbered sequence.
public struct Shot: Hashable, Sendable {
  public var source: FileReference
  /// Where in the source it begins.
  public var `in` = Time.zero
  /// Time on the timeline; `nil` is to the end of the source.
  public var duration: Time?
  /// Seconds of source for a second of timeline.
  public var speed = Rational(1)
  public var fit = Fit.cover
  /// Frames per second of a numbered sequence; `nil` is the canvas's.
  public var rate: FrameRate?
  public var scene: String?
  public var cast: [String] = []
  /// dB; `nil` is off.
  public var gain: Double? = 0
  /// Whether someone speaks in its own sound.
  public var speech = false
  public var transform: Transform?
  public var grade: Grade?
  /// Out of the shot before, into this one.
  public var transition: Transition?
  public var origin: Origin

  public init(source: FileReference, origin: Origin) {
    self.source = source
    self.origin = origin
  }
}

/// Where a shot's picture stands on the canvas; times count from the shot's start.
public struct Transform: Hashable, Sendable {
  /// Canvas pixels from the centred position.
  public var x = Keyframed.constant(0)
  public var y = Keyframed.constant(0)
  public var scale = Keyframed.constant(1)
  /// Degrees, clockwise.
  public var rotate = Keyframed.constant(0)
  public var opacity = Keyframed.constant(1)

  public init() {}

  /// Whether it changes nothing.
  public var isNeutral: Bool {
    x.isAlways(0) && y.isAlways(0) && scale.isAlways(1) && rotate.isAlways(0) && opacity.isAlways(1)
  }
}

/// A change of a shot's colours.
public struct Grade: Hashable, Sendable {
  /// A `.cube` file.
  public var lut: FileReference?
  /// How much of the look-up table's result is used, 0...1.
  public var strength = 1.0
  /// Stops.
  public var exposure = 0.0
  public var saturation = 1.0

  public init() {}

  /// Whether it changes nothing.
  public var isNeutral: Bool { (lut == nil || strength == 0) && exposure == 0 && saturation == 1 }
}

/// How one shot becomes the next. It overlaps the end of one with the beginning of the other.
public struct Transition: Hashable, Sendable {
  /// A name of the catalogue.
  public var type: String
  public var duration: Time
  /// Every parameter of the type, those the document leaves out at their defaults.
  public var parameters: [String: ParameterValue] = [:]
  public var origin: Origin

  public init(type: String, duration: Time, parameters: [String: ParameterValue] = [:], origin: Origin) {
    self.type = type
    self.duration = duration
    self.parameters = parameters
    self.origin = origin
  }
}

public enum ParameterValue: Hashable, Sendable, Codable {
  case number(Keyframed)
  case choice(String)
  case color(Color)
  case image(FileReference)
}
