public import ReelCore

/// A number that may change over time.
public enum Keyframed: Hashable, Sendable, Codable {
  case constant(Double)
  /// At least one; times increase strictly. Before the first and after the last the value stays.
  case keyframes([Keyframe])

  /// Whether the value is `value` at all times.
  public func isAlways(_ value: Double) -> Bool {
    switch self {
    case .constant(let constant): constant == value
    case .keyframes(let keyframes): keyframes.allSatisfy { $0.value == value }
    }
  }
}

public struct Keyframe: Hashable, Sendable, Codable {
  /// From the start of what it belongs to.
  public var at: Time
  public var value: Double
  /// How the value moves here from the keyframe before.
  public var ease: Ease

  public init(at: Time, value: Double, ease: Ease = .linear) {
    self.at = at
    self.value = value
    self.ease = ease
  }
}

/// A plain number is one that does not change.
extension Keyframed: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  public init(floatLiteral value: Double) { self = .constant(value) }
  public init(integerLiteral value: Int) { self = .constant(Double(value)) }
}
