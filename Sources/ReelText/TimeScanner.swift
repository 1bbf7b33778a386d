import ReelCore

/// Reads the small grammars of time lines from left to right.
struct TimeScanner {
  private var rest: Substring.UTF8View

  init(_ text: Substring) { rest = text.utf8 }

  var isAtEnd: Bool { rest.isEmpty }
  var remainder: Substring { Substring(rest) }

  mutating func skipSpaces() { rest = rest.drop { $0 == 0x20 || $0 == 0x09 } }

  mutating func take(_ byte: Character) -> Bool {
    guard rest.first == byte.asciiValue else { return false }
    rest = rest.dropFirst()
    return true
  }

  mutating func take(_ text: String) -> Bool {
    guard rest.starts(with: text.utf8) else { return false }
    rest = rest.dropFirst(text.utf8.count)
    return true
  }

  /// The digits here and how many they are; `nil` for none or more than nine.
  mutating func digits() -> (value: Int64, count: Int)? {
    let digits = rest.prefix { (48...57).contains($0) }
    guard !digits.isEmpty, digits.count <= 9 else { return nil }
    rest = rest.dropFirst(digits.count)
    return (digits.reduce(0) { $0 * 10 + Int64($1 - 48) }, digits.count)
  }

  /// The bytes up to the next digit, as text.
  mutating func untilDigit() -> Substring {
    let other = rest.prefix { !(48...57).contains($0) }
    rest = rest.dropFirst(other.count)
    return Substring(other)
  }
}

extension Time {
  init(milliseconds: Int64) { self.init(Rational(milliseconds, 1000)) }

  /// The nearest millisecond; a half goes up.
  var milliseconds: Int64 { (seconds * Rational(1000)).rounded }
}
