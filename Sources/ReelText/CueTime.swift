import ReelCore

/// Times of subtitles, kept where sums and differences of them are exact in 64 bits.
enum CueTime {
  /// Nothing lasts a thousand hours.
  static let limit = Time(Rational(1000 * 3600))
  /// Every time is a multiple of a fraction down to a millionth. What is finer (ticks of 10 MHz, binary fractions) is taken to the
  /// nearest microsecond, far below a sample of sound.
  static let finest: Int64 = 1_000_000

  /// `numerator / denominator` seconds; `nil` beyond ``limit``.
  /// - Precondition: `denominator` is positive, and both are below 2^100.
  static func time(_ numerator: Int128, _ denominator: Int128) -> Time? {
    guard numerator.magnitude / denominator.magnitude < 1000 * 3600 else { return nil }
    let divisor = Int128(gcd(numerator.magnitude, denominator.magnitude))
    let (n, d) = (numerator / divisor, denominator / divisor)
    return d <= Int128(finest) ? Time(Rational(Int64(n), Int64(d))) : rounded(n, d)
  }

  /// The nearest microsecond; a half goes up.
  private static func rounded(_ numerator: Int128, _ denominator: Int128) -> Time {
    let (twice, divisor) = (2 * numerator * Int128(finest) + denominator, 2 * denominator)
    return Time(Rational(Int64(twice / divisor - (twice % divisor < 0 ? 1 : 0)), finest))
  }

  static func sum(_ a: Time, _ b: Time) -> Time? {
    let (a, b) = (a.seconds, b.seconds)
    return time(
      Int128(a.numerator) * Int128(b.denominator) + Int128(b.numerator) * Int128(a.denominator),
      Int128(a.denominator) * Int128(b.denominator))
  }

  /// `part` of `whole` of the way from `a` to `b`; never less for a greater part.
  static func between(_ a: Time, _ b: Time, at part: Int, of whole: Int) -> Time {
    guard part > 0 else { return a }
    guard part < whole else { return b }
    let (x, y) = (a.seconds, b.seconds)
    let common = Int128(x.denominator) / Int128(gcd(UInt128(x.denominator), UInt128(y.denominator))) * Int128(y.denominator)
    let (first, last) = (Int128(x.numerator) * (common / Int128(x.denominator)), Int128(y.numerator) * (common / Int128(y.denominator)))
    let numerator = first * Int128(whole - part) + last * Int128(part)
    let denominator = common * Int128(whole)
    // All parts of one whole are exact or none is, or a rounded one could come before an exact one.
    guard denominator > Int128(finest) else { return Time(Rational(Int64(numerator), Int64(denominator))) }
    return min(max(rounded(numerator, denominator), a), b)
  }

  private static func gcd(_ a: UInt128, _ b: UInt128) -> UInt128 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return max(a, 1)
  }
}
