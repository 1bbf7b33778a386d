/// How the shots of a scene are brought together in colour.
public struct Scene: Hashable, Sendable {
  public enum Target: String, Hashable, Sendable, Codable, CaseIterable {
    /// The scene's first shot, or the one that says `match: target`.
    case first
    /// The median of its shots.
    case median
  }

  public var name: String
  public var target = Target.first
  /// How much of the difference is taken away, 0...1.
  public var strength = 1.0

  public init(name: String) { self.name = name }
}
