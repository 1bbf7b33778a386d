package import ReelCore

extension Mask {
  /// Multiplies the alpha of straight rgba8 by a mask: `round(alpha * mask / 255)`.
  ///
  /// - Parameter mask: gray8, in the size of the picture.
  package static func apply(_ mask: PictureView, toStraight picture: MutablePictureView) {
    expect(mask, picture)
    for row in 0..<picture.size.height {
      let (coverage, pixels) = (mask[0].row(row), picture[0].row(row))
      for x in 0..<picture.size.width { pixels[4 &* x &+ 3] = product(pixels[4 &* x &+ 3], coverage[x]) }
    }
  }

  /// Multiplies colour and alpha of premultiplied rgba8 by a mask.
  ///
  /// - Parameter mask: gray8, in the size of the picture.
  package static func apply(_ mask: PictureView, toPremultiplied picture: MutablePictureView) {
    expect(mask, picture)
    for row in 0..<picture.size.height {
      let (coverage, pixels) = (mask[0].row(row), picture[0].row(row))
      for x in 0..<picture.size.width {
        let share = coverage[x]
        pixels[4 &* x] = product(pixels[4 &* x], share)
        pixels[4 &* x &+ 1] = product(pixels[4 &* x &+ 1], share)
        pixels[4 &* x &+ 2] = product(pixels[4 &* x &+ 2], share)
        pixels[4 &* x &+ 3] = product(pixels[4 &* x &+ 3], share)
      }
    }
  }

  private static func expect(_ mask: PictureView, _ picture: MutablePictureView) {
    precondition(
      mask.format == .gray8 && picture.format == .rgba8 && mask.size == picture.size,
      "a mask \(mask.format) \(mask.size) for \(picture.format) \(picture.size)")
  }

  /// `round(a * b / 255)`
  @inline(__always)
  private static func product(_ a: UInt8, _ b: UInt8) -> UInt8 {
    let n = UInt16(a) &* UInt16(b) &+ 128
    return UInt8(truncatingIfNeeded: (n &+ n >> 8) >> 8)
  }
}
