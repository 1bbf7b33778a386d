public import ReelCore

/// How spoken lines are brought into their slots.
public struct Dubbing: Hashable, Sendable {
  /// When silence before the first sound of a recording is left out.
  public enum Trim: String, Sendable, CaseIterable { case needed, always, never }

  /// Times as fast as recorded.
  public struct Pace: Hashable, Sendable {
    public var slowest: Rational
    public var fastest: Rational

    public init(slowest: Rational, fastest: Rational) {
      self.slowest = slowest
      self.fastest = fastest
    }
  }

  /// What nobody notices.
  public var silent = Pace(slowest: Rational(9, 10), fastest: Rational(11, 10))
  /// What is done with a warning.
  public var allowed = Pace(slowest: Rational(8, 10), fastest: Rational(125, 100))
  /// How much of the pause after its slot a line may take.
  public var borrow = Time(Rational(1, 2))
  /// What of that pause stays silent before the next line.
  public var gap = Time(Rational(1, 10))
  /// How much earlier than written a line may begin.
  public var move = Time(Rational(4, 100))
  public var trim = Trim.needed
  /// Whether a line that ends before its slot is made slower.
  public var fill = false

  public init() {}
}
