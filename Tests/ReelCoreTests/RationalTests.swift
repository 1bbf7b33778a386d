import ReelCore
import ReelTestSupport
import Testing

@Suite struct RationalTests {
  /// Numerators and denominators whose products need 64 bits and more, but whose results fit.
  private func pairs(_ count: Int, seed: UInt64) -> [(Int128, Int128, Int128, Int128)] {
    var rng = SeededRNG(seed: seed)
    return (0..<count).map { _ in
      (
        Int128(Int64.random(in: -1_000_000_000...1_000_000_000, using: &rng)), Int128(Int64.random(in: 1...1_000_000, using: &rng)),
        Int128(Int64.random(in: -1_000_000_000...1_000_000_000, using: &rng)), Int128(Int64.random(in: 1...1_000_000, using: &rng))
      )
    }
  }

  private func isEqual(_ value: Rational, _ numerator: Int128, _ denominator: Int128) -> Bool {
    Int128(value.numerator) * denominator == numerator * Int128(value.denominator)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func arithmeticIsExact(seed: UInt64) {
    for (a, b, c, d) in pairs(500, seed: seed) {
      let (x, y) = (Rational(Int64(a), Int64(b)), Rational(Int64(c), Int64(d)))
      #expect(isEqual(x + y, a * d + c * b, b * d), "\(a)/\(b) + \(c)/\(d)")
      #expect(isEqual(x - y, a * d - c * b, b * d), "\(a)/\(b) - \(c)/\(d)")
      #expect(isEqual(x * y, a * c, b * d), "\(a)/\(b) * \(c)/\(d)")
      if c != 0 { #expect(isEqual(x / y, a * d, b * c), "\(a)/\(b) / \(c)/\(d)") }
      #expect((x < y) == (a * d < c * b) && (x == y) == (a * d == c * b), "\(a)/\(b) < \(c)/\(d)")
    }
  }

  @Test func resultsAreInLowestTermsWithAPositiveDenominator() {
    for (a, b, c, d) in pairs(300, seed: 4) where c != 0 {
      for value in [Rational(Int64(a), Int64(-b)), Rational(Int64(a), Int64(b)) / Rational(Int64(c), Int64(-d))] {
        #expect(value.denominator > 0)
        let divides = (2...50).contains { value.numerator % $0 == 0 && value.denominator % $0 == 0 }
        #expect(!divides, "\(value)")
      }
    }
    #expect(Rational(6, -4).numerator == -3 && Rational(6, -4).denominator == 2)
    #expect(Rational(0, -7) == Rational(0) && Rational(0, -7).denominator == 1)
    #expect(Rational(1_001, 30_000).hashValue == Rational(2_002, 60_000).hashValue)
  }

  @Test func productsWiderThan64BitsAreReduced() {
    let large: Int64 = 3_037_000_500_000
    #expect(Rational(large, 7) * Rational(7, large) == Rational(1))
    #expect(Rational(large, large - 1) - Rational(1) == Rational(1, large - 1))
    #expect(Rational(.max) > Rational(.max - 1))
    #expect(Rational(.max, .max - 1) > Rational(1) && Rational(.max - 2, .max - 1) < Rational(.max - 1, .max))
  }

  @Test(arguments: [
    (Rational(5, 2), 2, 3, 3), (Rational(-5, 2), -3, -2, -2), (Rational(7, 3), 2, 3, 2), (Rational(-7, 3), -3, -2, -2),
    (Rational(-8, 3), -3, -2, -3), (Rational(1, 2), 0, 1, 1), (Rational(-1, 2), -1, 0, 0), (Rational(-3, 2), -2, -1, -1),
    (Rational(4), 4, 4, 4), (Rational(-4), -4, -4, -4), (Rational(0), 0, 0, 0),
  ])
  func rounding(value: Rational, floor: Int64, ceil: Int64, nearest: Int64) {
    #expect(value.floor == floor && value.ceil == ceil && value.rounded == nearest)
  }

  @Test func roundingKeepsItsPromises() {
    var rng = SeededRNG(seed: 5)
    for _ in 0..<1000 {
      let (n, d) = (Int64.random(in: -10_000...10_000, using: &rng), Int64.random(in: 1...40, using: &rng))
      let value = Rational(n, d)
      // floor <= n/d < floor + 1, ceil - 1 < n/d <= ceil, and the nearest is within a half, the upper one at a tie.
      #expect(value.floor * d <= n && n < (value.floor + 1) * d, "\(value)")
      #expect((value.ceil - 1) * d < n && n <= value.ceil * d, "\(value)")
      let off = 2 * (value.rounded * d - n)
      #expect(-d < off && off <= d, "\(value)")
      let whole = Int64.random(in: -1000...1000, using: &rng)
      #expect((value + Rational(whole)).rounded == value.rounded + whole, "\(value) + \(whole)")
    }
  }

  @Test(
    arguments: [
      ("3", 3, 1), ("-2.5", -5, 2), (".5", 1, 2), ("-.25", -1, 4), ("+1.50", 3, 2), ("30000/1001", 30000, 1001), ("6/-4", -3, 2),
      ("0.000000000000000001", 1, 1_000_000_000_000_000_000), ("7.", 7, 1), ("0", 0, 1), ("-0", 0, 1), ("0.1", 1, 10),
      ("9223372036854775807", .max, 1), ("00000000000000000000001.5", 3, 2), ("-9223372036854775807/2", -.max, 2),
    ] as [(String, Int64, Int64)])
  func text(_ text: String, numerator: Int64, denominator: Int64) throws {
    let value = try #require(Rational(text))
    #expect(value.numerator == numerator && value.denominator == denominator)
  }

  @Test(arguments: [
    "", ".", "-", "+", "-.", "1/0", "1/", "/2", "1/2/3", "1.2.3", "1e3", "0x10", " 1", "1 ", "--1", "+-1", "1,5", "nan", "inf", "½", "１",
    "9223372036854775808", "0.0000000000000000001", "99999999999999999999", "1.5/2", "1.5\u{301}",
  ])
  func noText(_ text: String) { #expect(Rational(text) == nil) }

  @Test func textGoesThereAndBack() throws {
    var rng = SeededRNG(seed: 6)
    for _ in 0..<500 {
      let n = Int64.random(in: -Int64.max...Int64.max, using: &rng)
      for value in [Rational(n, Int64.random(in: 1...Int64.max, using: &rng)), Rational(n)] {
        #expect(Rational(value.description) == value)
      }
    }
    #expect(Rational(-5, 2).description == "-5/2" && Rational(-5).description == "-5")
  }
}
