/// How a value moves from one keyframe to the next.
public enum Ease: Hashable, Sendable, Codable, CustomStringConvertible {
  case linear
  /// Stays, and jumps at the end.
  case hold
  /// As CSS has it: from (0, 0) to (1, 1) with two control points, `x1` and `x2` in 0...1 (css-easing-1, section 2.3).
  case bezier(x1: Double, y1: Double, x2: Double, y2: Double)

  /// The curves with a name, those of CSS (css-easing-1, section 2.3.1).
  package static let named: [(name: String, ease: Ease)] = [
    ("linear", .linear), ("ease", .bezier(x1: 0.25, y1: 0.1, x2: 0.25, y2: 1)), ("in", .bezier(x1: 0.42, y1: 0, x2: 1, y2: 1)),
    ("out", .bezier(x1: 0, y1: 0, x2: 0.58, y2: 1)), ("in-out", .bezier(x1: 0.42, y1: 0, x2: 0.58, y2: 1)), ("hold", .hold),
  ]

  /// A name, or `cubic-bezier(x1, y1, x2, y2)`.
  package init?(_ text: String) {
    if let found = Self.named.first(where: { $0.name == text }) {
      self = found.ease
      return
    }
    guard text.hasPrefix("cubic-bezier("), text.hasSuffix(")") else { return nil }
    let numbers = text.dropFirst(13).dropLast().split(separator: ",", omittingEmptySubsequences: false)
      .map { Double(decimal: String($0.drop { $0 == " " })) }
    guard numbers.count == 4, let x1 = numbers[0], let y1 = numbers[1], let x2 = numbers[2], let y2 = numbers[3],
      (0...1).contains(x1), (0...1).contains(x2), (-10...10).contains(y1), (-10...10).contains(y2)
    else { return nil }
    self = .bezier(x1: x1, y1: y1, x2: x2, y2: y2)
  }

  public var description: String {
    if let found = Self.named.first(where: { $0.ease == self }) { return found.name }
    guard case .bezier(let x1, let y1, let x2, let y2) = self else { return "linear" }
    return "cubic-bezier(\(x1), \(y1), \(x2), \(y2))"
  }

  /// How much of the way is done.
  ///
  /// - Parameter progress: of the time between the keyframes, 0...1.
  package func value(at progress: Double) -> Double {
    switch self {
    case .linear: return progress
    case .hold: return progress < 1 ? 0 : 1
    case .bezier(let x1, let y1, let x2, let y2):
      if progress <= 0 || progress >= 1 { return progress <= 0 ? 0 : 1 }
      // x rises with t, so halving the interval finds it; plain arithmetic, so that every machine finds the same.
      var (low, high) = (0.0, 1.0)
      for _ in 0..<52 {
        let middle = (low + high) / 2
        if Self.coordinate(x1, x2, middle) < progress { low = middle } else { high = middle }
      }
      return Self.coordinate(y1, y2, (low + high) / 2)
    }
  }

  private static func coordinate(_ first: Double, _ second: Double, _ t: Double) -> Double {
    let rest = 1 - t
    return 3 * rest * rest * t * first + 3 * rest * t * t * second + t * t * t
  }
}
