import ReelCore
import ReelPixels
import ReelTestSupport
import Testing

@Suite struct BlendTests {
  private let scratch = Scratch()

  /// What every sample may be: the pipeline in doubles, for a backdrop in R'G'B' that is `slack` brighter and darker too, because
  /// dodge and burn leap where it is 0 or 1.
  private struct Reference {
    let name: String
    let under: TestPicture
    let picture: TestPicture
    let place: (x: Int, y: Int)
    let opacity: Double
    static let slack = 0.02 / 255

    private var width: Int { under.size.width }
    private var height: Int { under.size.height }

    /// Linear between samples that sit on even columns and halfway between rows; edges are repeated.
    private func chroma(_ plane: Int, _ x: Int, _ y: Int) -> Double {
      let samples = under.planes[plane]
      func at(_ column: Int, _ row: Int) -> Double {
        Double(samples[min(max(column, 0), samples.width - 1), min(max(row, 0), samples.rows - 1)])
      }
      func across(_ row: Int) -> Double { (at(x / 2, row) + at((x + 1) / 2, row)) / 2 }
      return 0.75 * across(y / 2) + 0.25 * across(y / 2 + (y % 2 == 0 ? -1 : 1))
    }

    /// Y', Cb - 128, Cr - 128 of the blended colour times alpha, and alpha.
    private func pixel(_ x: Int, _ y: Int, _ shift: Double) -> (yuv: [Double], alpha: Double) {
      let (px, py) = (min(max(x, 0), width - 1), min(y, height - 1))
      guard (0..<picture.size.width).contains(px - place.x), (0..<picture.size.height).contains(py - place.y) else {
        return ([0, 0, 0], 0)
      }
      let rgba = picture.rgba(px - place.x, py - place.y)
      let alpha = rgba[3] / 255 * opacity
      let backdrop = BT709.rgb([Double(under.planes[0][px, py]), chroma(1, px, py), chroma(2, px, py)])
      let mixed = zip(backdrop, rgba).map { b, s in
        255 * BlendFormulas.premultiplied(name, min(max(b / 255 + shift, 0), 1), s / 255, alpha)
      }
      let yuv = BT709.yuv(mixed)
      return ([yuv[0] - 16 + 16 * alpha, yuv[1] - 128, yuv[2] - 128], alpha)
    }

    private func sample(_ plane: Int, _ x: Int, _ y: Int, _ shift: Double) -> Double {
      let old = Double(under.planes[plane][x, y])
      if plane == 0 {
        let (yuv, alpha) = pixel(x, y, shift)
        return old * (1 - alpha) + yuv[0]
      }
      var (color, alpha) = (0.0, 0.0)
      for (dx, weight) in [(-1, 1.0), (0, 2), (1, 1)] {
        for dy in [0, 1] {
          let pixel = pixel(2 * x + dx, 2 * y + dy, shift)
          color += weight / 8 * pixel.yuv[plane]
          alpha += weight / 8 * pixel.alpha
        }
      }
      return old + (128 - old) * alpha + color
    }

    /// How far a sample is from what it may be.
    func error(_ value: UInt8, _ plane: Int, _ x: Int, _ y: Int) -> Double {
      let exact = [-Self.slack, 0, Self.slack].map { min(max(sample(plane, x, y, $0), 0), 255) }
      return max((exact.min() ?? 0) - Double(value), Double(value) - (exact.max() ?? 0), 0)
    }
  }

  /// The largest distance from the formula.
  private func worst(_ reference: Reference, _ out: TestPicture) -> (error: Double, at: String) {
    var worst = (0.0, "")
    for plane in 0..<3 {
      for y in 0..<out.planes[plane].rows {
        for x in 0..<out.planes[plane].width {
          let error = reference.error(out.planes[plane][x, y], plane, x, y)
          if error > worst.0 { worst = (error, "plane \(plane) at \(x), \(y)") }
        }
      }
    }
    return worst
  }

  /// Random alpha, with many pixels that are opaque or transparent.
  private func layerPicture(_ width: Int, _ height: Int, seed: UInt64) -> TestPicture {
    let picture = TestPicture(.rgba8, width, height, seed: seed)
    var rng = SeededRNG(seed: seed)
    for y in 0..<height {
      for x in 0..<width where rng.next() % 2 == 0 {
        picture.planes[0][4 * x + 3, y] = rng.next() % 2 == 0 ? 0 : 255
        if rng.next() % 4 == 0 { for c in 0..<3 { picture.planes[0][4 * x + c, y] = rng.next() % 2 == 0 ? 0 : 255 } }
      }
    }
    return picture
  }

  private static let places = [(0, 0), (1, 0), (0, 1), (7, 5), (-3, -4), (20, 3), (3, -7), (100, 3), (-40, -40)]

  @Test(arguments: BlendFormulas.names) func isTheFormula(name: String) throws {
    for level in KernelLevel.available {
      let kernels = Kernels.best(limit: level)
      for (seed, (x, y)) in zip(UInt64(1)..., Self.places) {
        let size = seed % 2 == 0 ? (36, 14) : (35, 13)
        let (out, under) = (TestPicture(.yuv420p8, size.0, size.1, seed: seed), TestPicture(.yuv420p8, size.0, size.1, seed: seed))
        let picture = layerPicture(29, 11, seed: 100 + seed)
        let opacity = [256, 256, 77, 1][Int(seed) % 4]
        let layer = Layer(straight: picture.view, x: x, y: y, keepsColor: try Blends.needsColor(name), kernels: kernels)
        try Blends.render(name, layer, opacity: opacity, onto: out.target, scratch: scratch, kernels: kernels)
        #expect(out.isIntact && picture.isIntact, "\(name), \(level), seed \(seed)")
        let reference = Reference(name: name, under: under, picture: picture, place: (x, y), opacity: Double(opacity) / 256)
        let (error, place) = worst(reference, out)
        #expect(error <= 1, "\(name), \(level), layer at \(x), \(y), opacity \(opacity), seed \(seed): \(error), \(place)")
      }
    }
  }

  private static let flatColours: [[UInt8]] = [
    [16, 128, 128], [235, 128, 128], [17, 128, 128], [126, 128, 128], [63, 102, 240], [173, 42, 26], [32, 240, 118], [80, 120, 140],
  ]

  /// Over one colour, greys and the reference colours among them: W3C's formula in R'G'B', and then BT.709.
  @Test(arguments: BlendFormulas.names) func isTheFormulaOverFlatColour(name: String) throws {
    let kernels = Kernels.best()
    let picture = TestPicture(256, 24) { x, y in [UInt8(x), UInt8(255 - x), UInt8((x * 37 + y) & 255), [255, 0, 128][y / 2 % 3]] }
    let layer = Layer(straight: picture.view, x: 0, y: 0, keepsColor: true, kernels: kernels)
    for yuv in Self.flatColours {
      let (out, under) = (TestPicture(.yuv420p8, 256, 24), TestPicture(.yuv420p8, 256, 24))
      for plane in [out, under].flatMap({ zip($0.planes, yuv) }) {
        for y in 0..<plane.0.rows { plane.0.target.row(y).update(repeating: plane.1, count: plane.0.width) }
      }
      try Blends.render(name, layer, opacity: 256, onto: out.target, scratch: scratch, kernels: kernels)
      let reference = Reference(name: name, under: under, picture: picture, place: (0, 0), opacity: 1)
      let (error, place) = worst(reference, out)
      #expect(error <= 1, "\(name) over \(yuv): \(error), \(place)")
    }
  }

  /// Also where luma and chroma are no colour of R'G'B'.
  @Test(arguments: BlendFormulas.names) func transparentPixelsChangeNothing(name: String) throws {
    let kernels = Kernels.best()
    let picture = TestPicture(.rgba8, 40, 30, seed: 5)
    for y in 0..<30 { for x in 0..<40 where !(x == 20 && y == 13) { picture.planes[0][4 * x + 3, y] = 0 } }
    let (out, under) = (TestPicture(.yuv420p8, 64, 48, seed: 8), TestPicture(.yuv420p8, 64, 48, seed: 8))
    let layer = Layer(straight: picture.view, x: 3, y: 2, keepsColor: true, kernels: kernels)
    try Blends.render(name, layer, opacity: 256, onto: out.target, scratch: scratch, kernels: kernels)
    // The pixel at 23, 15 is in the chroma of the columns 22 and 24.
    for plane in 0..<3 {
      let (rows, columns) = plane == 0 ? (15...15, 23...23) : (7...7, 11...12)
      for y in rows { for x in columns { out.planes[plane][x, y] = under.planes[plane][x, y] } }
    }
    #expect(firstDifference(out.pixels, under.pixels) == nil)
    for opacity in [0, 256] {
      let clear = TestPicture(20, 20) { x, y in [UInt8(x), 255, UInt8(y), opacity == 0 ? 255 : 0] }
      let layer = Layer(straight: clear.view, x: 3, y: 2, keepsColor: true, kernels: kernels)
      let before = out.pixels
      try Blends.render(name, layer, opacity: opacity, onto: out.target, scratch: scratch, kernels: kernels)
      #expect(firstDifference(out.pixels, before) == nil)
    }
  }

  @Test func premultipliedIsTheSameColour() throws {
    let kernels = Kernels.best()
    let straight = TestPicture(64, 32) { x, y in [UInt8(4 * x), UInt8(255 - 4 * x), UInt8(8 * y), [255, 0][x / 8 % 2]] }
    let premultiplied = TestPicture(.rgba8, 64, 32)
    kernels.premultiply(straight.view, into: premultiplied.target)
    let (a, b) = (TestPicture(.yuv420p8, 64, 32, seed: 3), TestPicture(.yuv420p8, 64, 32, seed: 3))
    let layers = [
      Layer(straight: straight.view, x: 0, y: 0, keepsColor: true, kernels: kernels),
      Layer(premultiplied: premultiplied.view, x: 0, y: 0, keepsColor: true, kernels: kernels),
    ]
    for (layer, out) in zip(layers, [a, b]) {
      try Blends.render("multiply", layer, opacity: 200, onto: out.target, scratch: scratch, kernels: kernels)
    }
    #expect(firstDifference(a.pixels, b.pixels) == nil)
    #expect(layers[0].byteCount >= 64 * 32 * 4)
  }

  @Test func everyModeHasItsFormula() {
    #expect(Set(BlendFormulas.names) == Set(pixelCatalogue.names(.blend)).subtracting(["normal"]))
  }
}
