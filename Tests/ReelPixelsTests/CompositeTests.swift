import ReelCore
import ReelPixels
import ReelTestSupport
import Testing

/// Whole pictures against the formulas in doubles, at every level.
@Suite struct CompositeTests {
  @Test(arguments: KernelLevel.available, [(1, 1), (2, 3), (35, 7), (66, 5), (130, 4)])
  func dissolveIsTheFormula(level: KernelLevel, size: (Int, Int)) {
    let (a, b) = (TestPicture(.yuv420p8, size.0, size.1, seed: 1), TestPicture(.yuv420p8, size.0, size.1, seed: 2))
    let out = TestPicture(.yuv420p8, size.0, size.1, seed: 3)
    for weight in 0...256 {
      Kernels.best(limit: level).dissolve(a.view, b.view, weight: weight, into: out.target)
      for plane in 0..<3 {
        let exact = zip(a.planes[plane].pixels, b.planes[plane].pixels).map { x, y in
          (Double(x) * Double(256 - weight) + Double(y) * Double(weight)) / 256
        }
        #expect(firstDifference(out.planes[plane].pixels, exact.map { UInt8(($0 + 0.5).rounded(.down)) }) == nil)
      }
    }
    #expect(out.isIntact)
  }

  @Test func dissolveMayWriteOverItsInput() {
    let kernels = Kernels.best()
    let (a, b, out) = (
      TestPicture(.yuv420p8, 70, 6, seed: 1), TestPicture(.yuv420p8, 70, 6, seed: 2), TestPicture(.yuv420p8, 70, 6, seed: 3)
    )
    kernels.dissolve(a.view, b.view, weight: 100, into: out.target)
    kernels.dissolve(a.view, b.view, weight: 100, into: a.target)
    #expect(firstDifference(a.pixels, out.pixels) == nil)
  }

  @Test(arguments: KernelLevel.available) func premultiplyIsTheFormula(level: KernelLevel) {
    let picture = TestPicture(256, 256) { x, y in [UInt8(x), UInt8(255 - x), UInt8(x / 2), UInt8(y)] }
    let out = TestPicture(.rgba8, 256, 256)
    Kernels.best(limit: level).premultiply(picture.view, into: out.target)
    let wrong = (0..<65536).filter { i in
      let pixel = picture.rgba(i % 256, i / 256)
      return out.rgba(i % 256, i / 256) != pixel[..<3].map { ($0 * pixel[3] / 255).rounded() } + [pixel[3]]
    }
    #expect(wrong.isEmpty)
  }

  @Test func placeClipsAndLeavesTheRest() {
    let kernels = Kernels.best()
    for (format, scale) in [(PixelFormat.yuv420p8, 2), (.rgba8, 1), (.gray8, 1)] {
      for (x, y) in [(0, 0), (4, 2), (-6, -2), (30, 8), (-50, 0), (0, 40), (-2, 4)] {
        let source = TestPicture(format, 21, 9, seed: 4)
        let (target, before) = (TestPicture(format, 36, 12, seed: 5), TestPicture(format, 36, 12, seed: 5))
        kernels.place(source.view, into: target.target, x: x, y: y)
        #expect(target.isIntact)
        for plane in 0..<format.planeCount {
          let (dx, dy) = plane == 0 ? (x * (format == .rgba8 ? 4 : 1), y) : (x / scale, y / scale)
          let (from, to, old) = (source.planes[plane], target.planes[plane], before.planes[plane])
          let expected = (0..<to.rows).flatMap { row in
            (0..<to.width).map { column in
              let inside = (0..<from.width).contains(column - dx) && (0..<from.rows).contains(row - dy)
              return inside ? from[column - dx, row - dy] : old[column, row]
            }
          }
          #expect(firstDifference(to.pixels, expected) == nil)
        }
      }
    }
  }

  @Test func copyIsEqual() {
    let (source, target) = (TestPicture(.yuv420p8, 35, 7, seed: 4), TestPicture(.yuv420p8, 35, 7, seed: 5))
    Kernels.best().copy(source.view, into: target.target)
    #expect(firstDifference(target.pixels, source.pixels) == nil)
    #expect(target.isIntact)
  }

  /// The triplets everybody uses for BT.709 in limited range.
  @Test(
    arguments: [
      ([255, 255, 255], [235, 128, 128]), ([0, 0, 0], [16, 128, 128]), ([255, 0, 0], [63, 102, 240]), ([0, 255, 0], [173, 42, 26]),
      ([0, 0, 255], [32, 240, 118]),
    ] as [([UInt8], [UInt8])])
  func referenceColours(rgb: [UInt8], yuv: [UInt8]) {
    let kernels = Kernels.best()
    let filled = TestPicture(.yuv420p8, 35, 6)
    kernels.fill(filled.target, rgb: rgb)
    let composited = TestPicture(.yuv420p8, 35, 6, seed: 9)
    let picture = TestPicture(36, 6) { _, _ in rgb + [255] }
    kernels.over(Layer(straight: picture.view, x: 0, y: 0, kernels: kernels), opacity: 256, onto: composited.target)
    for plane in 0..<3 {
      #expect(filled.planes[plane].pixels.allSatisfy { $0 == yuv[plane] })
      #expect(composited.planes[plane].pixels.allSatisfy { $0 == yuv[plane] })
    }
    #expect(filled.isIntact && composited.isIntact)
    let back = TestPicture(.rgba8, 35, 6)
    kernels.rgb(from: filled.view, into: back.target)
    #expect(zip(back.rgba(17, 3), rgb).allSatisfy { abs($0 - Double($1)) <= 3 })
    let solid = TestPicture(.rgba8, 5, 3)
    kernels.fill(solid.target, rgb: rgb)
    #expect(firstDifference(solid.planes[0].pixels, Array(repeatElement(rgb + [255], count: 15).joined())) == nil)
  }
}
