import ReelCore
import ReelPixels
import ReelTestSupport
import Testing

@Suite struct AlphaTests {
  @Test(arguments: KernelLevel.available) func unpremultiplyIsTheFormula(level: KernelLevel) {
    let kernels = Kernels.best(limit: level)
    // Every alpha with every component, also those that no premultiplied picture has.
    let picture = TestPicture(256, 256) { x, y in [UInt8(x), UInt8(255 - x), UInt8(x / 2), UInt8(y)] }
    let out = TestPicture(.rgba8, 256, 256)
    kernels.unpremultiply(picture.view, into: out.target)
    let wrong = (0..<65536).filter { i in
      let pixel = picture.rgba(i % 256, i / 256)
      let exact = pixel[3] == 0 ? [0, 0, 0, 0] : pixel[..<3].map { min((255 * $0 / pixel[3]).rounded(), 255) } + [pixel[3]]
      return out.rgba(i % 256, i / 256) != exact
    }
    #expect(wrong.isEmpty && out.isIntact)
    kernels.unpremultiply(picture.view, into: picture.target)
    #expect(firstDifference(picture.pixels, out.pixels) == nil)
  }

  /// Premultiplied pixels that are made straight are the same once they are premultiplied again.
  @Test func premultipliedSurvives() {
    let kernels = Kernels.best()
    let (picture, first, second) = (TestPicture(.rgba8, 211, 97, seed: 4), TestPicture(.rgba8, 211, 97), TestPicture(.rgba8, 211, 97))
    kernels.premultiply(picture.view, into: first.target)
    kernels.unpremultiply(first.view, into: second.target)
    kernels.premultiply(second.view, into: second.target)
    #expect(firstDifference(first.pixels, second.pixels) == nil)
  }

  @Test func excessIsFound() {
    let picture = TestPicture(40, 30) { x, y in [UInt8(x), UInt8(y), 7, 90] }
    #expect(Alpha.excess(in: picture.view) == nil)
    picture.planes[0][4 * 31 + 1, 22] = 91
    picture.planes[0][4 * 3 + 2, 25] = 200
    let excess = Alpha.excess(in: picture.view)
    #expect(excess?.x == 31 && excess?.y == 22 && excess?.pixel == [31, 91, 7, 90])
  }
}
