/// An exact fraction in lowest terms with a positive denominator.
///
/// Arithmetic is exact: intermediate products are 128 bits wide, and a result that does not fit 64 bits after reduction traps,
/// because a time that is silently wrong is worse than a crash. Everything that comes from outside is bounded before it gets here.
public struct Rational: Hashable, Sendable, Comparable {
  public let numerator: Int64
  public let denominator: Int64

  /// - Precondition: `denominator` is not zero.
  public init(_ numerator: Int64, _ denominator: Int64 = 1) {
    self.init(wide: Int128(numerator), Int128(denominator))
  }

  private init(wide numerator: Int128, _ denominator: Int128) {
    precondition(denominator != 0, "a fraction needs a denominator")
    let divisor = Self.gcd(numerator.magnitude, denominator.magnitude)
    let sign: Int128 = denominator < 0 ? -1 : 1
    self.numerator = Int64(sign * numerator / Int128(divisor))
    self.denominator = Int64(sign * denominator / Int128(divisor))
  }

  private static func gcd(_ a: UInt128, _ b: UInt128) -> UInt128 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return max(a, 1)
  }

  public static func + (a: Self, b: Self) -> Self {
    Self(
      wide: Int128(a.numerator) * Int128(b.denominator) + Int128(b.numerator) * Int128(a.denominator),
      Int128(a.denominator) * Int128(b.denominator))
  }

  public static func - (a: Self, b: Self) -> Self { a + Self(-b.numerator, b.denominator) }

  public static func * (a: Self, b: Self) -> Self {
    Self(wide: Int128(a.numerator) * Int128(b.numerator), Int128(a.denominator) * Int128(b.denominator))
  }

  /// - Precondition: `b` is not zero.
  public static func / (a: Self, b: Self) -> Self {
    Self(wide: Int128(a.numerator) * Int128(b.denominator), Int128(a.denominator) * Int128(b.numerator))
  }

  public static func < (a: Self, b: Self) -> Bool {
    Int128(a.numerator) * Int128(b.denominator) < Int128(b.numerator) * Int128(a.denominator)
  }

  /// The greatest whole number not above the value.
  public var floor: Int64 {
    let quotient = numerator / denominator
    return numerator % denominator < 0 ? quotient - 1 : quotient
  }

  /// The least whole number not below the value.
  public var ceil: Int64 { -Self(-numerator, denominator).floor }

  /// The nearest whole number; a half goes up, so that rounding commutes with adding whole numbers.
  public var rounded: Int64 { (self + Self(1, 2)).floor }

  /// For text and for libraries that take no fraction; never for arithmetic.
  public var approximate: Double { Double(numerator) / Double(denominator) }

  /// Reads `3`, `-2.5`, `.5` or `30000/1001` exactly; `nil` for anything else, or for more digits than 64 bits hold.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2 {
      guard let n = Int64(parts[0]), let d = Int64(parts[1]), d != 0, n != .min, d != .min else { return nil }
      self.init(n, d)
      return
    }
    guard parts.count == 1 else { return nil }
    let negative = text.hasPrefix("-")
    let unsigned = negative || text.hasPrefix("+") ? text.dropFirst() : text[...]
    let decimal = unsigned.split(separator: ".", omittingEmptySubsequences: false)
    guard decimal.count <= 2, !unsigned.isEmpty, unsigned != "." else { return nil }
    let fraction = decimal.count == 2 ? decimal[1] : ""
    let digits = String(decimal[0]) + String(fraction)
    guard fraction.utf8.count <= 18, digits.utf8.allSatisfy({ (48...57).contains($0) }), let whole = Int64(digits) else { return nil }
    var scale: Int64 = 1
    for _ in 0..<fraction.count { scale *= 10 }
    self.init(negative ? -whole : whole, scale)
  }
}

extension Rational: CustomStringConvertible {
  public var description: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }
}

extension Rational: Codable {
  /// Written as the string ``description`` gives.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Self(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not a fraction")
    }
    self = value
  }
}
