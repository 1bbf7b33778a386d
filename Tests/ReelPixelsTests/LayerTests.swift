import ReelCore
import ReelPixels
import ReelTestSupport
import Testing

@Suite struct LayerTests {
  private let kernels = Kernels.best()
  private static let positions = [
    (0, 0), (1, 0), (0, 1), (7, 5), (-3, -4), (-9, 3), (30, 11), (41, 3), (6, -11), (100, 3), (-40, -40),
  ]

  /// Straight rgba over yuv420p8 in doubles: luma of every pixel, and chroma filtered (1 2 1)(1 1) about every even column from
  /// colour times alpha; a pixel left of the target repeats the first when the picture begins at the border.
  private func reference(_ picture: TestPicture, x: Int, y: Int, opacity: Double, onto under: TestPicture) -> [[Double]] {
    func pixel(_ px: Int, _ py: Int) -> (yuv: [Double], alpha: Double) {
      let column = px == -1 && x == 0 ? 0 : px - x
      guard (0..<picture.size.width).contains(column), (0..<picture.size.height).contains(py - y) else { return ([0, 0, 0], 0) }
      let rgba = picture.rgba(column, py - y)
      return (BT709.yuv(rgba), rgba[3] / 255 * opacity)
    }
    return (0..<3).map { plane in
      let target = under.planes[plane]
      return (0..<target.rows).flatMap { row in
        (0..<target.width).map { column in
          let old = Double(target[column, row])
          if plane == 0 {
            let (yuv, alpha) = pixel(column, row)
            return yuv[0] * alpha + old * (1 - alpha)
          }
          var (colour, alpha) = (0.0, 0.0)
          for (dx, weight) in [(-1, 1.0), (0, 2), (1, 1)] {
            for dy in [0, 1] {
              let sample = pixel(2 * column + dx, 2 * row + dy)
              colour += weight / 8 * sample.yuv[plane] * sample.alpha
              alpha += weight / 8 * sample.alpha
            }
          }
          return colour + old * (1 - alpha)
        }
      }
    }
  }

  @Test(arguments: KernelLevel.available, Self.positions)
  func overIsTheFormula(level: KernelLevel, position: (Int, Int)) {
    let kernels = Kernels.best(limit: level)
    for (seed, opacity) in zip(UInt64(1)..., [256, 255, 128, 1, 0]) {
      let picture = TestPicture(.rgba8, 37, 13, seed: seed)
      let (target, before) = (TestPicture(.yuv420p8, 44, 18, seed: 50 + seed), TestPicture(.yuv420p8, 44, 18, seed: 50 + seed))
      let layer = Layer(straight: picture.view, x: position.0, y: position.1, kernels: kernels)
      kernels.over(layer, opacity: opacity, onto: target.target)
      let expected = reference(picture, x: position.0, y: position.1, opacity: Double(opacity) / 256, onto: before)
      // Luma: half a code in the layer, half in the result. Chroma: its stored alpha is rounded too, by half of 1/255 of at most 255.
      for (plane, limit) in [1.0, 1.5, 1.5].enumerated() {
        let worst = zip(target.planes[plane].pixels, expected[plane]).map { abs(Double($0) - $1) }.max() ?? 0
        #expect(worst <= limit + 1e-6, "plane \(plane) at \(position), opacity \(opacity), seed \(seed)")
      }
      #expect(target.isIntact && picture.isIntact)
    }
  }

  @Test func levelsAgree() {
    let picture = TestPicture(.rgba8, 131, 37, seed: 3)
    let pixels = KernelLevel.available.map { level in
      let kernels = Kernels.best(limit: level)
      let target = TestPicture(.yuv420p8, 140, 41, seed: 4)
      kernels.over(Layer(straight: picture.view, x: 5, y: 3, kernels: kernels), opacity: 200, onto: target.target)
      kernels.over(Layer(premultiplied: picture.view, x: -7, y: 1, kernels: kernels), opacity: 256, onto: target.target)
      return target.pixels
    }
    #expect(pixels.allSatisfy { firstDifference($0, pixels[0]) == nil })
  }

  /// Whatever the alpha and the opacity: a grey that is a whole code, over the same grey, stays what it was.
  @Test func sameColourIsUnchanged() {
    for grey in [0, 85, 170, 255] as [UInt8] {
      let picture = TestPicture(256, 2) { x, _ in [grey, grey, grey, UInt8(x)] }
      let layer = Layer(straight: picture.view, x: 0, y: 0, kernels: kernels)
      for opacity in [1, 7, 128, 255, 256] {
        let target = TestPicture(.yuv420p8, 256, 2)
        kernels.fill(target.target, rgb: [grey, grey, grey])
        let before = target.pixels
        kernels.over(layer, opacity: opacity, onto: target.target)
        #expect(firstDifference(target.pixels, before) == nil, "grey \(grey), opacity \(opacity)")
      }
    }
  }

  /// A circle with a soft edge, its colour white also where it is invisible or black there: over any colour each sample lies between
  /// the two colours, so the edge has no fringe.
  @Test(arguments: [[200, 30, 30], [20, 160, 60], [10, 10, 120], [128, 128, 128]] as [[UInt8]], [0, 255] as [UInt8])
  func softEdgeHasNoFringe(background: [UInt8], hidden: UInt8) {
    let picture = TestPicture(61, 61) { x, y in
      let distance = (Double((x - 30) * (x - 30) + (y - 30) * (y - 30))).squareRoot()
      let alpha = UInt8(max(0, min(255, (26 - distance) * 32)))
      return alpha == 0 ? [hidden, hidden, hidden, 0] : [255, 255, 255, alpha]
    }
    for (x, y) in [(10, 10), (11, 10), (10, 11), (11, 11)] {
      let target = TestPicture(.yuv420p8, 82, 84)
      kernels.fill(target.target, rgb: background)
      let under = target.planes.map { $0[0, 0] }
      kernels.over(Layer(straight: picture.view, x: x, y: y, kernels: kernels), opacity: 256, onto: target.target)
      for (plane, white) in [235, 128, 128].enumerated() as EnumeratedSequence<[UInt8]> {
        let range = min(under[plane], white)...max(under[plane], white)
        #expect(target.planes[plane].pixels.allSatisfy { range.contains($0) }, "plane \(plane) at \(x), \(y)")
        #expect(target.planes[plane].pixels.contains(white))
      }
    }
  }

  @Test func invisibleColourDoesNotMatter() {
    let pictures = [[255, 0, 255], [0, 0, 0]].map { hidden in
      TestPicture(20, 20) { x, y in x % 5 == 0 ? hidden.map(UInt8.init) + [0] : [40, 80, 120, UInt8(12 * y)] }
    }
    let results = pictures.map { picture in
      let target = TestPicture(.yuv420p8, 24, 24, seed: 5)
      kernels.over(Layer(straight: picture.view, x: 1, y: 1, kernels: kernels), opacity: 256, onto: target.target)
      return target.pixels
    }
    #expect(firstDifference(results[0], results[1]) == nil)
  }

  @Test func premultipliedEqualsStraightWhereNothingWasRounded() {
    let straight = TestPicture(.rgba8, 30, 10, seed: 2)
    for y in 0..<10 {
      for x in 0..<30 { straight.planes[0][4 * x + 3, y] = x % 3 == 0 ? 0 : 255 }
    }
    let premultiplied = TestPicture(.rgba8, 30, 10)
    kernels.premultiply(straight.view, into: premultiplied.target)
    let (a, b) = (TestPicture(.yuv420p8, 40, 20, seed: 5), TestPicture(.yuv420p8, 40, 20, seed: 5))
    kernels.over(Layer(straight: straight.view, x: 3, y: 5, kernels: kernels), opacity: 256, onto: a.target)
    kernels.over(Layer(premultiplied: premultiplied.view, x: 3, y: 5, kernels: kernels), opacity: 256, onto: b.target)
    #expect(firstDifference(a.pixels, b.pixels) == nil)
  }

  @Test func sizesAreCounted() {
    let picture = TestPicture(.rgba8, 5, 3)
    let layer = Layer(straight: picture.view, x: -3, y: 7, kernels: kernels)
    #expect(layer.x == -4 && layer.y == 6)
    // Columns -4...3: those of the picture end at 1, which chroma at 2 takes part of. Rows 6...9.
    #expect(layer.size == Size(width: 8, height: 4))
    #expect(layer.byteCount == 32 * 2 + 8 * 3)
  }
}
