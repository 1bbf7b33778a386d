/// From BT.709 in limited range to R'G'B', in integers.
///
///     R' = 255/219 (Y - 16) + 255/224 * 1.5748 (Cr - 128)
///     B' = 255/219 (Y - 16) + 255/224 * 1.8556 (Cb - 128)
///     G' = (Y' - 0.2126 R' - 0.0722 B') / 0.7152
///
/// (Rec. ITU-R BT.709-6, item 3; H.273 for the ranges.) Coefficients have 16 bits of fraction: exact to a hundredth of a code.
enum RGBMatrix {
  /// Codes come times this, so that interpolated chroma is not rounded twice.
  static let scale = 8

  /// - Parameter y: times ``scale``, as are `cb` and `cr`.
  @inline(__always)
  static func rgb(y: Int, cb: Int, cr: Int) -> (r: UInt8, g: UInt8, b: UInt8) {
    let luma = 76309 &* (y &- 16 &* scale)
    let (blue, red) = (cb &- 128 &* scale, cr &- 128 &* scale)
    return (code(luma &+ 117_489 &* red), code(luma &- 13_975 &* blue &- 34_925 &* red), code(luma &+ 138_438 &* blue))
  }

  @inline(__always)
  private static func code(_ value: Int) -> UInt8 {
    UInt8(clamping: (value &+ (1 << 18)) >> 19)
  }
}
