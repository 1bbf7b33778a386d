public import ReelCore

/// Words that belong to the picture, in every language: a title, a lower third, a message on a phone, an end card.
public struct ScreenText: Hashable, Sendable {
  public enum Look: String, Hashable, Sendable, Codable, CaseIterable {
    case title, message, card
    case lowerThird = "lower-third"
  }

  /// By language tag; the tag is `""` when the document gives one text for all.
  public var texts: [String: String] = [:]
  public var look = Look.title
  public var start = Time.zero
  /// `nil` is the episode's end.
  public var end: Time?
  /// Where its alignment and anchor stand, in canvas pixels; `nil` is the look's place. Times count from its start, here and below.
  public var x: Keyframed?
  public var y: Keyframed?
  public var scale = Keyframed.constant(1)
  /// Degrees clockwise, around its place.
  public var rotate = Keyframed.constant(0)
  public var opacity = Keyframed.constant(1)
  /// Changes of the look. What places captions (x, y, look) is not used here.
  public var style = Captions()
  public var origin: Origin

  public init(origin: Origin) { self.origin = origin }
}
