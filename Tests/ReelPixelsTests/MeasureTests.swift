import ReelCore
import ReelPixels
import ReelTestSupport
import Testing

@Suite struct MeasureTests {
  private let kernels = Kernels.best()

  @Test func statisticsAndDifference() {
    let (a, b) = (TestPicture(.yuv420p8, 67, 9, seed: 1), TestPicture(.yuv420p8, 67, 9, seed: 2))
    let luma = a.planes[0].pixels
    #expect(
      kernels.statistics(a.view[0])
        == LumaStatistics(min: luma.min() ?? 0, max: luma.max() ?? 0, sum: luma.reduce(0) { $0 + Int($1) }, count: 603))
    #expect(kernels.difference(a.view[0], b.view[0]) == zip(luma, b.planes[0].pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) })
    #expect(kernels.difference(a.view[0], a.view[0]) == 0)
  }

  /// Sums of a bright 4096x4096 plane pass 32 bits.
  @Test(arguments: KernelLevel.available) func sumsAreWide(level: KernelLevel) {
    let row = [UInt8](repeating: 255, count: 4096)
    let zero = [UInt8](repeating: 0, count: 4096)
    row.withUnsafeBufferPointer { row in
      zero.withUnsafeBufferPointer { zero in
        // A stride of 0: one row again and again.
        let bright = PlaneView(base: row.baseAddress!, stride: 0, width: 4096, rows: 4200)
        let dark = PlaneView(base: zero.baseAddress!, stride: 0, width: 4096, rows: 4200)
        #expect(Kernels.best(limit: level).statistics(bright).sum == 255 * 4096 * 4200)
        #expect(Kernels.best(limit: level).difference(bright, dark) == 255 * 4096 * 4200)
      }
    }
  }

  /// Every pixel of the picture in doubles, chroma interpolated from where it sits.
  @Test(arguments: [(1, 1), (2, 2), (7, 5), (34, 18)]) func rgbIsTheFormula(shape: (Int, Int)) {
    let picture = TestPicture(.yuv420p8, shape.0, shape.1, seed: 8)
    let target = TestPicture(.rgba8, shape.0, shape.1, seed: 9)
    kernels.rgb(from: picture.view, into: target.target)
    func chroma(_ plane: Int, _ x: Int, _ y: Int) -> Double {
      let samples = picture.planes[plane]
      func at(_ column: Int, _ row: Int) -> Double {
        Double(samples[min(max(column, 0), samples.width - 1), min(max(row, 0), samples.rows - 1)])
      }
      // In chroma samples: column c sits at luma column 2c, row r at luma row 2r + 0.5.
      let (px, py) = (Double(x) / 2, (Double(y) - 0.5) / 2)
      let (left, top) = (px.rounded(.down), py.rounded(.down))
      func across(_ row: Int) -> Double { at(Int(left), row) * (1 - px + left) + at(Int(left) + 1, row) * (px - left) }
      return across(Int(top)) * (1 - py + top) + across(Int(top) + 1) * (py - top)
    }
    for y in 0..<shape.1 {
      for x in 0..<shape.0 {
        let exact = BT709.rgb([Double(picture.planes[0][x, y]), chroma(1, x, y), chroma(2, x, y)])
        for (result, value) in zip(target.rgba(x, y), exact + [255]) {
          #expect(abs(result - min(max(value, 0), 255)) <= 0.52)
        }
      }
    }
    #expect(target.isIntact)
  }

  @Test func thumbnailIsTheMean() {
    let picture = TestPicture(.yuv420p8, 108, 96, seed: 3)
    let size = Size(width: 27, height: 12)
    let pixels = kernels.thumbnail(picture.view, size: size)
    #expect(pixels.count == 27 * 12 * 3)
    for y in 0..<12 {
      for x in 0..<27 {
        let means = picture.planes.enumerated().map { plane, samples in
          let (w, h) = plane == 0 ? (4, 8) : (2, 4)
          let values = (y * h..<y * h + h).flatMap { row in (x * w..<x * w + w).map { Double(samples[$0, row]) } }
          return values.reduce(0, +) / Double(values.count)
        }
        let exact = BT709.rgb(means)
        for c in 0..<3 { #expect(abs(Double(pixels[3 * (y * 27 + x) + c]) - min(max(exact[c], 0), 255)) <= 1) }
      }
    }
    #expect(kernels.thumbnail(picture.view).count == 27 * 48 * 3)
  }

  @Test func thumbnailOfSomethingSmaller() {
    let picture = TestPicture(.yuv420p8, 2, 3)
    kernels.fill(picture.target, rgb: [255, 255, 255])
    #expect(kernels.thumbnail(picture.view) == [UInt8](repeating: 255, count: 27 * 48 * 3))
  }
}
