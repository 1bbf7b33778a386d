package import ReelCore

/// What the alpha of a picture can be.
package enum Alpha {
  /// A component above its alpha: no premultiplied picture has one.
  package struct Excess: Hashable, Sendable {
    package let x: Int
    package let y: Int
    /// R', G', B', A.
    package let pixel: [UInt8]
  }

  /// The first pixel that shows that an rgba8 picture is not premultiplied; `nil` when it may be.
  package static func excess(in picture: PictureView) -> Excess? {
    precondition(picture.format == .rgba8, "alpha of \(picture.format)")
    for y in 0..<picture.size.height {
      let pixels = picture[0].row(y)
      var found = false
      for x in 0..<picture.size.width {
        found = found || max(pixels[4 &* x], pixels[4 &* x &+ 1], pixels[4 &* x &+ 2]) > pixels[4 &* x &+ 3]
      }
      guard found else { continue }
      for x in 0..<picture.size.width {
        let pixel = (0..<4).map { pixels[4 * x + $0] }
        if pixel[..<3].contains(where: { $0 > pixel[3] }) { return Excess(x: x, y: y, pixel: pixel) }
      }
    }
    return nil
  }
}
