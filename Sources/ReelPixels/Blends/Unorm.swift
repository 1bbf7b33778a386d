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
}
