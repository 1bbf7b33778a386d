/// A colour in BT.709, limited range, in 1/256 of a code, correctly rounded: luma with its offset, the differences without theirs.
struct ColorSums: Hashable {
  let y: UInt16
  let cb: Int16
  let cr: Int16

  /// Y' = 16 + 73 S / 425000, Cb - 128 = 112 B / (255 * 4639), Cr - 128 = 112 R / (255 * 3937) with
  /// S = 1063 R' + 3576 G' + 361 B': BT.709's equations over their common denominators.
  init(r: Int, g: Int, b: Int) {
    let luma = 1063 * r + 3576 * g + 361 * b
    y = UInt16(256 * 16 + Self.divide(256 * 73 * luma, 425_000))
    cb = Int16(Self.divide(28_672 * (5000 * b - luma), 255 * 4639))
    cr = Int16(Self.divide(28_672 * (5000 * r - luma), 255 * 3937))
  }

  private static func divide(_ n: Int, _ d: Int) -> Int { (2 * n + (n < 0 ? -d : d)) / (2 * d) }

  /// The three codes of a picture.
  var codes: (y: UInt8, cb: UInt8, cr: UInt8) {
    (UInt8((Int(y) + 128) >> 8), UInt8(128 + (Int(cb) + 128) >> 8), UInt8(128 + (Int(cr) + 128) >> 8))
  }
}
