/// Arithmetic of 0...1 as 0...65535, for the formulas of blend modes. In 16 bits, of which the compiler takes many at once.
enum Unorm {
  static let one: UInt16 = 65535

  /// `a * b`, correctly rounded: with n = a b + 32768, that is (n + n / 65536) / 65536.
  @inline(__always)
  static func product(_ a: UInt16, _ b: UInt16) -> UInt16 {
    let low = a &* b
    let high = UInt16(truncatingIfNeeded: (UInt32(a) &* UInt32(b)) >> 16) &+ low >> 15
    return high &+ ((low ^ 32768) &+ high < high ? 1 : 0)
  }

  /// `1 - (1 - a) * (1 - b)`
  @inline(__always)
  static func screen(_ a: UInt16, _ b: UInt16) -> UInt16 { one &- product(one &- a, one &- b) }

  /// All bits where `a` is above 1/2, and none else.
  @inline(__always)
  static func upperHalf(_ a: UInt16) -> UInt16 { 0 &- a >> 15 }

  /// `min(1, a / b)`; of zeros, 0. Sums, products and quotients of IEEE 754, each the float nearest to the exact value, are the same
  /// on every processor.
  @inline(__always)
  static func quotient(_ a: UInt16, _ b: UInt16) -> UInt16 { rounded(Float(a) * 65535 / Float(max(b, 1))) }

  /// The square root of what is at least 1/4: two steps of Newton's method from a line that is within a thirtieth of it. The processor's
  /// own root would be taken one by one.
  @inline(__always)
  static func root(_ a: UInt16) -> UInt16 {
    let value = Float(a)
    let line = value * 0.666_666_7 + 22937
    let near = 0.5 * (line + value * 65535 / line)
    return rounded(0.5 * (near + value * 65535 / near))
  }

  /// At most 1. 2^23 leaves a float no place for a fraction, and the whole number in its lower bits.
  @inline(__always)
  private static func rounded(_ value: Float) -> UInt16 {
    UInt16(truncatingIfNeeded: (min(value, 65535) + 8_388_608).bitPattern)
  }
}
