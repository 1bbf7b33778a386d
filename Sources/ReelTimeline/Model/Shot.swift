public import ReelCore

/// How a picture of another shape fills its frame.
public enum Fit: String, Hashable, Sendable, Codable, CaseIterable { case cover, contain, blur, stretch }

/// Seconds of source for a second of timeline.
public enum Speed: Hashable, Sendable {
  case steady(Rational)
  /// Moves; a value of 0 is a freeze.
  case ramp([Keyframe])

  /// Whether it is one second for one.
  public var isNatural: Bool { self == .steady(Rational(1)) }
}

/// What is shown between two frames of a source.
public enum Retime: String, Hashable, Sendable, Codable, CaseIterable {
  /// The nearest of them.
  case nearest
  /// A mixture of both.
  case blend
}

/// How a shot takes part in the colour match of its scene.
public enum Match: String, Hashable, Sendable, Codable, CaseIterable {
  case on, off
  /// The shot that the others are brought to.
  case target
}

/// One picture after another: a clip, a still or a numbered sequence.
public struct Shot: Hashable, Sendable {
  public var source: FileReference
  /// Where in the source it begins.
  public var `in` = Time.zero
  /// Time on the timeline; `nil` is to the end of the source.
  public var duration: Time?
  public var speed = Speed.steady(Rational(1))
  public var retime = Retime.nearest
  /// Played from its end to its beginning.
  public var reverse = false
  public var fit = Fit.cover
  /// Frames per second of a numbered sequence; `nil` is the canvas's.
  public var rate: FrameRate?
  public var scene: String?
  public var match = Match.on
  public var cast: [String] = []
  /// dB, over its own time; `nil` is off.
  public var gain: Keyframed? = .constant(0)
  /// What its own sound goes through besides what all shots' does.
  public var channel = Channel()
  /// Whether someone speaks in its own sound.
  public var speech = false
  public var transform: Transform?
  public var grade: Grade?
  /// In the order they are applied.
  public var effects: [EffectUse] = []
  /// Out of the shot before, into this one.
  public var transition: Transition?
  public var origin: Origin

  public init(source: FileReference, origin: Origin) {
    self.source = source
    self.origin = origin
  }
}

/// How one shot becomes the next. It overlaps the end of one with the beginning of the other.
public struct Transition: Hashable, Sendable {
  /// A name of the catalogue.
  public var type: String
  public var duration: Time
  /// Every parameter of the type, those the document leaves out at their defaults.
  public var parameters: [String: ParameterValue] = [:]
  /// Tells one use from another where it is random.
  public var seed = 0
  public var origin: Origin

  public init(type: String, duration: Time, parameters: [String: ParameterValue] = [:], origin: Origin) {
    self.type = type
    self.duration = duration
    self.parameters = parameters
    self.origin = origin
  }
}
