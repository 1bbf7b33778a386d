public import ReelCore

/// A value of a catalogue entry's parameter, as the document gives it.
public enum ParameterValue: Hashable, Sendable, Codable {
  case number(Keyframed)
  case choice(String)
  case color(Color)
  case image(FileReference)
}

/// An effect of the catalogue on a shot or on the whole picture.
public struct EffectUse: Hashable, Sendable {
  /// A name of the catalogue.
  public var type: String
  /// Every parameter of the type, those the document leaves out at their defaults; keyframes count from the effect's start.
  public var parameters: [String: ParameterValue] = [:]
  /// From the start of what it belongs to.
  public var start = Time.zero
  /// `nil` is the end of what it belongs to.
  public var end: Time?
  /// Tells one use from another where it is random.
  public var seed = 0
  public var origin: Origin

  public init(type: String, origin: Origin) {
    self.type = type
    self.origin = origin
  }
}
