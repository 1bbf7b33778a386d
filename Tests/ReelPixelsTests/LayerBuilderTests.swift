import ReelCore
import ReelPixels
import ReelTestSupport
import Testing

@Suite struct LayerBuilderTests {
  private let kernels = Kernels.best()

  private struct Glyph {
    var bitmap: [UInt8]
    var width: Int
    var height: Int
    var x: Int
    var y: Int
    var color: UInt32
    var opacity: UInt8

    init(_ width: Int, _ height: Int, x: Int, y: Int, _ color: UInt32, opacity: UInt8 = 255, seed: UInt64) {
      var rng = SeededRNG(seed: seed)
      bitmap = rng.bytes((width + 3) * height).map { $0 < 80 ? 0 : $0 > 170 ? 255 : $0 }
      (self.width, self.height, self.x, self.y, self.color, self.opacity) = (width, height, x, y, color, opacity)
    }

    func coverage(_ px: Int, _ py: Int) -> Double {
      guard (0..<width).contains(px - x), (0..<height).contains(py - y) else { return 0 }
      return Double(bitmap[(py - y) * (width + 3) + px - x]) * Double(opacity) / 65025
    }
  }

  private func layer(_ glyphs: [Glyph], _ size: Size) -> Layer? {
    var builder = LayerBuilder(size: size, kernels: kernels)
    for glyph in glyphs {
      glyph.bitmap.withUnsafeBufferPointer {
        builder.add(
          coverage: $0.baseAddress!, stride: glyph.width + 3, width: glyph.width, height: glyph.height, x: glyph.x, y: glyph.y,
          color: glyph.color, opacity: glyph.opacity)
      }
    }
    return builder.build()
  }

  /// Shadow, outline and letter over each other and over a picture, against the same in R'G'B' and doubles.
  @Test func glyphsOverEachOther() throws {
    let glyphs = [
      Glyph(31, 15, x: 5, y: 4, 0x000000, opacity: 128, seed: 1), Glyph(30, 14, x: 3, y: 3, 0x14005A, seed: 2),
      Glyph(24, 12, x: 7, y: 5, 0xFFDC00, opacity: 250, seed: 3), Glyph(9, 9, x: -4, y: -3, 0xFFFFFF, seed: 4),
      Glyph(9, 9, x: 37, y: 20, 0xFF0000, seed: 5),
    ]
    let size = Size(width: 42, height: 26)
    let (target, before) = (TestPicture(.yuv420p8, 42, 26, seed: 7), TestPicture(.yuv420p8, 42, 26, seed: 7))
    kernels.over(try #require(layer(glyphs, size)), opacity: 256, onto: target.target)
    var worst = 0.0
    for y in 0..<26 {
      for x in 0..<42 {
        // Its own chroma does not matter for the luma of the result: matrix equations are linear.
        var rgb = BT709.rgb([Double(before.planes[0][x, y]), 128, 128])
        for glyph in glyphs {
          let k = glyph.coverage(x, y)
          rgb = zip(rgb, [16, 8, 0].map { glyph.color >> $0 & 255 }).map { $0 * (1 - k) + Double($1) * k }
        }
        worst = max(worst, abs(Double(target.planes[0][x, y]) - BT709.yuv(rgb)[0]))
      }
    }
    // Half a code in luma, alpha and result each.
    #expect(worst <= 1.5)
    #expect(target.isIntact)
  }

  @Test func whiteLettersKeepChromaGrey() throws {
    let glyphs = [
      Glyph(31, 15, x: 5, y: 4, 0x000000, opacity: 99, seed: 1), Glyph(30, 14, x: 4, y: 3, 0xFFFFFF, opacity: 201, seed: 2),
    ]
    let target = TestPicture(.yuv420p8, 42, 26)
    kernels.fill(target.target, rgb: [70, 70, 70])
    kernels.over(try #require(layer(glyphs, target.size)), opacity: 256, onto: target.target)
    #expect(target.planes[1].pixels.allSatisfy { $0 == 128 } && target.planes[2].pixels.allSatisfy { $0 == 128 })
  }

  /// One opaque colour with a coverage is the same layer as that colour with the coverage for its alpha.
  @Test func equalsRGBA() throws {
    let glyph = Glyph(19, 11, x: 7, y: 3, 0xC87828, seed: 6)
    let picture = TestPicture(19, 11) { x, y in [200, 120, 40, glyph.bitmap[y * 22 + x]] }
    let (a, b) = (TestPicture(.yuv420p8, 40, 20, seed: 5), TestPicture(.yuv420p8, 40, 20, seed: 5))
    kernels.over(try #require(layer([glyph], a.size)), opacity: 256, onto: a.target)
    kernels.over(Layer(straight: picture.view, x: 7, y: 3, kernels: kernels), opacity: 256, onto: b.target)
    for plane in 0..<3 {
      for (x, y) in zip(a.planes[plane].pixels, b.planes[plane].pixels) { #expect(abs(Int(x) - Int(y)) <= 1) }
    }
  }

  @Test func boundsAreTight() throws {
    let size = Size(width: 100, height: 100)
    let glyphs = [(21, 31), (95, 40)].map { Glyph(10, 10, x: $0.0, y: $0.1, 0x010203, seed: 1) }
    let tight = try #require(layer(glyphs, size))
    #expect(tight.x == 20 && tight.y == 30 && tight.size == Size(width: 82, height: 20))
  }

  @Test func nothingOnTheTargetIsNoLayer() {
    let size = Size(width: 10, height: 10)
    #expect(layer([], size) == nil)
    let away = [(-10, 0), (10, 0), (0, -10), (0, 10)].map { Glyph(10, 10, x: $0.0, y: $0.1, 0x010101, seed: 1) }
    let empty = Glyph(0, 4, x: 0, y: 0, 0x010101, seed: 1)
    let invisible = Glyph(4, 4, x: 0, y: 0, 0x010101, opacity: 0, seed: 1)
    #expect(layer(away + [empty, invisible], size) == nil)
  }
}
