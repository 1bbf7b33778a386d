import Foundation
import ReelCore
import ReelPixels
import ReelTestSupport
import Testing

/// Pictures that are scaled, moved and turned, against the same in doubles.
@Suite struct DrawTests {
  private let scratch = Scratch()

  /// The least of the three planes, of what a picture covers wholly.
  private func decibels(_ picture: TestPicture, _ placement: Placement, _ canvas: Size) -> Double {
    let target = TestPicture(.yuv420p8, canvas.width, canvas.height, seed: 9)
    Kernels.best().draw(picture.view, placement, onto: target.target, scratch: scratch)
    #expect(target.isIntact)
    let drawing = FloatDrawing(picture.size, picture.planes.map { FloatPlane($0) }, isHalved: true, placement)
    return (0..<3).map { plane in
      var (error, count) = (0.0, 0)
      for y in 0..<target.planes[plane].rows {
        for x in 0..<target.planes[plane].width {
          guard let value = drawing.value(plane, x, y) else { continue }
          error += pow(value - Double(target.planes[plane][x, y]), 2)
          count += 1
        }
      }
      #expect(count > 4, "\(placement)")
      return FloatPlane.decibels(error, count)
    }.min() ?? 0
  }

  @Test(arguments: Placement.Filter.allCases, TestScene.allCases) func upright(filter: Placement.Filter, scene: TestScene) {
    let picture = scene.picture(96, 80)
    for scale in [0.13, 0.37, 0.5, 0.99, 1, 1.1, 2.7, 8] {
      // Kept on the canvas, and off whole pixels. The nearest sample is no matter of precision where two are equally near.
      let shift = filter == .nearest ? 0.3713 : 0.3
      let map = Affine.translation(-48, -40).then(.scale(scale, scale * 0.97)).then(.translation(60 + shift, 50 + shift / 2))
      let value = decibels(picture, Placement(map: map, filter: filter), Size(width: 120, height: 100))
      #expect(value >= 50, "\(scene), \(filter) at \(scale): \(value) dB")
    }
  }

  @Test(arguments: TestScene.allCases) func mirrored(scene: TestScene) {
    let map = Affine.scale(-1.3, 1.2).then(.translation(125.2, 3.1))
    let value = decibels(scene.picture(96, 80), Placement(map: map), Size(width: 130, height: 104))
    #expect(value >= 50, "\(scene): \(value) dB")
  }

  @Test(arguments: [7.0, 33, 90, 181.5, -45], TestScene.allCases) func turned(degrees: Double, scene: TestScene) {
    let picture = scene.picture(96, 80)
    for filter in [Placement.Filter.bilinear, .bicubic] {
      let map = Affine.translation(-48, -40).then(.scale(1.2, 1.2)).then(.rotation(degrees: degrees)).then(.translation(80.3, 70.9))
      let value = decibels(picture, Placement(map: map, filter: filter), Size(width: 160, height: 140))
      #expect(value >= 50, "\(scene), \(filter), \(degrees) degrees: \(value) dB")
    }
  }

  /// Sheared, and by more across than down.
  @Test(arguments: TestScene.allCases) func sheared(scene: TestScene) {
    let map = Affine(a: 1.1, b: 0.35, c: -0.8, d: 1.4, tx: 70.2, ty: -3.7)
    let value = decibels(scene.picture(96, 80), Placement(map: map), Size(width: 160, height: 140))
    #expect(value >= 50, "\(scene): \(value) dB")
  }

  /// Filtered along the picture's own axes, then turned.
  @Test(arguments: [(0.93, 0.93), (0.6, 0.6), (0.45, 0.45), (0.2, 0.2), (0.3, 1.2)], TestScene.allCases)
  func turnedAndShrunk(_ scale: (x: Double, y: Double), scene: TestScene) {
    let picture = scene.picture(96, 80)
    for filter in [Placement.Filter.bilinear, .bicubic, .lanczos] {
      let map = Affine.translation(-48, -40).then(.scale(scale.x, scale.y)).then(.rotation(degrees: 21)).then(.translation(60.3, 50.9))
      let value = decibels(picture, Placement(map: map, filter: filter), Size(width: 120, height: 100))
      #expect(value >= 50, "\(scene), \(filter) at \(scale): \(value) dB")
    }
  }

  /// Layers are sampled in premultiplied R'G'B'A, and become Y'CbCr after that.
  @Test(arguments: TestScene.allCases, [0.0, 27]) func layers(scene: TestScene, degrees: Double) throws {
    let picture = scene.rgba(80, 60)
    let canvas = Size(width: 120, height: 100)
    for scale in [0.4, 0.8, 1.3] {
      let map = Affine.translation(-40, -30).then(.scale(scale, scale)).then(.rotation(degrees: degrees)).then(.translation(60.3, 50.6))
      let layer = try #require(
        Kernels.best().layer(of: picture.view, Placement(map: map), canvas: canvas, keepsColor: false, scratch: scratch))
      let target = TestPicture(.yuv420p8, canvas.width, canvas.height, seed: 9)
      Kernels.best().over(layer, opacity: 256, onto: target.target)
      let channels = (0..<3).map { FloatPlane(picture.planes[0], channel: $0, of: 4) }
      let drawing = FloatDrawing(picture.size, channels, isHalved: false, Placement(map: map))
      var (errors, counts) = ([0.0, 0, 0], [0, 0, 0])
      func codes(_ x: Int, _ y: Int) -> [Double]? {
        let rgb = (0..<3).compactMap { drawing.value($0, x, y) }
        return rgb.count == 3 ? BT709.yuv(rgb) : nil
      }
      for y in 0..<canvas.height {
        for x in 0..<canvas.width {
          guard let value = codes(x, y) else { continue }
          errors[0] += pow(value[0] - Double(target.planes[0][x, y]), 2)
          counts[0] += 1
          guard x % 2 == 0, y % 2 == 0 else { continue }
          let around = [(-1, 0, 1.0), (0, 0, 2), (1, 0, 1), (-1, 1, 1), (0, 1, 2), (1, 1, 1)].map { (codes(x + $0.0, y + $0.1), $0.2 / 8) }
          if around.contains(where: { $0.0 == nil }) { continue }
          for plane in 1...2 {
            let mean = around.reduce(0) { $0 + ($1.0?[plane] ?? 0) * $1.1 }
            errors[plane] += pow(mean - Double(target.planes[plane][x / 2, y / 2]), 2)
            counts[plane] += 1
          }
        }
      }
      for plane in 0..<3 {
        let value = FloatPlane.decibels(errors[plane], counts[plane])
        #expect(counts[plane] > 10 && value >= 50, "\(scene) at \(scale), \(degrees) degrees, plane \(plane): \(value) dB")
      }
    }
  }

  @Test func onceIsTheIdentityBitForBit() {
    for (width, height) in [(96, 80), (67, 35), (2, 2)] {
      let picture = TestPicture(.yuv420p8, width, height, seed: 5)
      for filter in Placement.Filter.allCases {
        let target = TestPicture(.yuv420p8, width, height, seed: 6)
        Kernels.best().draw(picture.view, Placement(map: .identity, filter: filter), onto: target.target, scratch: scratch)
        #expect(target.pixels == picture.pixels, "\(filter)")
      }
    }
    // A turn by a whole circle is none either.
    let picture = TestPicture(.yuv420p8, 40, 30, seed: 5)
    let target = TestPicture(.yuv420p8, 40, 30, seed: 6)
    Kernels.best().draw(picture.view, Placement(map: .rotation(degrees: 360)), onto: target.target, scratch: scratch)
    #expect(target.pixels == picture.pixels)
  }

  @Test func wholeShiftsCopy() {
    let picture = TestPicture(.yuv420p8, 20, 16, seed: 5)
    let target = TestPicture(.yuv420p8, 40, 30, seed: 6)
    let before = target.planes[0].pixels
    Kernels.best().draw(picture.view, Placement(map: .translation(12, -4)), onto: target.target, scratch: scratch)
    for y in 0..<30 {
      for x in 0..<40 {
        let inside = (12..<32).contains(x) && y < 12
        #expect(target.planes[0][x, y] == (inside ? picture.planes[0][x - 12, y + 4] : before[y * 40 + x]))
      }
    }
    for x in 7..<15 { #expect(target.planes[1][x, 2] == picture.planes[1][x - 6, 4]) }
  }

  /// A picture scaled about its centre stays where it is: the centroid of a disc. Neither black nor white,
  /// so that what the filter adds beyond an edge is not cut away on one side.
  @Test(arguments: [0.2, 0.5, 0.75, 1, 1.01, 1.5, 3]) func nothingDrifts(scale: Double) {
    let picture = TestPicture(.yuv420p8, 120, 120, fill: .zeros)
    for y in 0..<120 {
      for x in 0..<120 { picture.planes[0][x, y] = UInt8(40 + 160 * min(max(20.5 - hypot(Double(x) - 59.5, Double(y) - 59.5), 0), 1)) }
    }
    for degrees in [0.0, 30] {
      let target = TestPicture(.yuv420p8, 160, 160)
      for y in 0..<160 { for x in 0..<160 { target.planes[0][x, y] = 40 } }
      let map = Affine.translation(-60, -60).then(.scale(scale, scale)).then(.rotation(degrees: degrees)).then(.translation(80.25, 80.75))
      Kernels.best().draw(picture.view, Placement(map: map), onto: target.target, scratch: scratch)
      var (sum, x, y) = (0.0, 0.0, 0.0)
      for row in 0..<160 {
        for column in 0..<160 {
          let value = Double(target.planes[0][column, row]) - 40
          sum += value
          x += value * (Double(column) + 0.5)
          y += value * (Double(row) + 0.5)
        }
      }
      #expect(abs(x / sum - 80.25) < 0.01 && abs(y / sum - 80.75) < 0.01, "\(scale), \(degrees): \(x / sum), \(y / sum)")
    }
  }

  /// The edge of what is drawn covers its pixels by their share, whatever the map.
  @Test func edgesAreSmooth() {
    let white = TestPicture(.yuv420p8, 40, 40, fill: .full)
    for (map, corners) in [
      (Affine.scale(0.73, 0.91).then(.translation(10.3, 8.6)), false), (Affine.rotation(degrees: 25).then(.translation(40, 12)), true),
    ] {
      let target = TestPicture(.yuv420p8, 90, 80, fill: .zeros)
      Kernels.best().draw(white.view, Placement(map: map), onto: target.target, scratch: scratch)
      let area = target.planes[0].pixels.reduce(0.0) { $0 + Double($1) } / 255
      let exact = 1600 * map.determinant
      #expect(abs(area - exact) < exact * (corners ? 0.003 : 0.0005), "\(area) of \(exact)")
    }
  }

  @Test func layersEqualDrawing() throws {
    let picture = TestPicture(24, 18) { x, y in
      let alpha = (x * 11 + y * 5) % 256
      return [UInt8(alpha * (x % 7) / 7), UInt8(alpha * (y % 5) / 5), UInt8(alpha / 3), UInt8(alpha)]
    }
    let canvas = Size(width: 64, height: 48)
    let map = Affine.scale(1, 1).then(.translation(11, 7))
    let layer = try #require(
      Kernels.best().layer(of: picture.view, Placement(map: map), canvas: canvas, keepsColor: false, scratch: scratch))
    let direct = Layer(premultiplied: picture.view, x: 11, y: 7, kernels: Kernels.best())
    let (a, b) = (TestPicture(.yuv420p8, 64, 48, seed: 3), TestPicture(.yuv420p8, 64, 48, seed: 3))
    Kernels.best().over(layer, onto: a.target)
    Kernels.best().over(direct, onto: b.target)
    #expect(a.pixels == b.pixels)
    let away = Placement(map: .translation(100, 0))
    #expect(Kernels.best().layer(of: picture.view, away, canvas: canvas, keepsColor: false, scratch: scratch) == nil)
    let flat = Placement(map: .scale(0, 1))
    #expect(Kernels.best().layer(of: picture.view, flat, canvas: canvas, keepsColor: false, scratch: scratch) == nil)
  }

  @Test func everyLevelDrawsTheSame() {
    let picture = TestPicture(.yuv420p8, 61, 47, seed: 8)
    for map in [Affine.scale(1.37, 0.61).then(.translation(-3.3, 5.2)), Affine.rotation(degrees: 12).then(.scale(1.4, 1.4))] {
      let results = [Kernels.best(limit: .scalar), Kernels.best()].map { kernels in
        let target = TestPicture(.yuv420p8, 80, 66, seed: 2)
        kernels.draw(picture.view, Placement(map: map, filter: .lanczos, opacity: 200), onto: target.target, scratch: scratch)
        return target.pixels
      }
      #expect(results[0] == results[1])
    }
  }

  @Test func fittings() {
    let canvas = Size(width: 1080, height: 1920)
    let wide = Placement.Crop(left: 0, top: 0, right: 1920, bottom: 1080)
    func corners(_ map: Affine) -> [Double] { [map.apply(0, 0), map.apply(1920, 1080)].flatMap { [$0.x, $0.y] } }
    func near(_ a: [Double], _ b: [Double]) -> Bool { zip(a, b).allSatisfy { abs($0 - $1) < 1e-9 } }
    let side = 1920.0 * 1920 / 1080
    #expect(near(corners(Placement.fitting(wide, canvas: canvas, fit: .cover)), [(1080 - side) / 2, 0, (1080 + side) / 2, 1920]))
    // A centre at the very left stops where the picture does.
    #expect(near(corners(Placement.fitting(wide, canvas: canvas, fit: .cover, centerX: 0)), [0, 0, side, 1920]))
    #expect(near(corners(Placement.fitting(wide, canvas: canvas, fit: .contain)), [0, 656.25, 1080, 1263.75]))
    #expect(near(corners(Placement.fitting(wide, canvas: canvas, fit: .stretch)), [0, 0, 1080, 1920]))
  }

  /// A map may pass through nothing, as when a picture pops up, and far away.
  @Test func almostNothingDrawsNothing() {
    let picture = TestPicture(.yuv420p8, 40, 30, seed: 5)
    let target = TestPicture(.yuv420p8, 64, 48, seed: 6)
    let before = target.pixels
    let flat = Affine(a: 1, b: 0.5, c: 2, d: 1 + 1e-12, tx: 20, ty: 20)
    for map in [
      Affine.scale(1e-17, 1e-17), .scale(1e-5, 1), .scale(-1, 1e-300), flat, .translation(1e30, 0), .translation(0, -1e200),
      Affine.rotation(degrees: 31).then(.scale(1e-9, 1e-9)),
    ] {
      Kernels.best().draw(picture.view, Placement(map: map), onto: target.target, scratch: scratch)
      #expect(target.pixels == before && target.isIntact, "\(map)")
    }
  }

  /// Fine stripes of the side that shrinks fade when the picture is turned, too, and the other side stays sharp.
  @Test func turnedPicturesFadeBySide() {
    let picture = TestPicture(.yuv420p8, 200, 60)
    func draw(_ sample: (Int, Int) -> UInt8) -> [Double] {
      for y in 0..<60 { for x in 0..<200 { picture.planes[0][x, y] = sample(x, y) } }
      let target = TestPicture(.yuv420p8, 90, 80)
      let map = Affine.translation(-100, -30).then(.scale(0.23, 1)).then(.rotation(degrees: 20)).then(.translation(45, 40))
      Kernels.best().draw(picture.view, Placement(map: map), onto: target.target, scratch: scratch)
      return (34..<46).flatMap { y in (36..<54).map { Double(target.planes[0][$0, y]) } }
    }
    let columns = draw { x, _ in x % 3 == 0 ? 200 : 50 }
    #expect((columns.max() ?? 0) - (columns.min() ?? 0) < 12, "stripes of 3 pixels at 0.23")
    let rows = draw { _, y in y / 3 % 2 == 0 ? 200 : 50 }
    #expect((rows.max() ?? 0) - (rows.min() ?? 0) > 140, "stripes of 3 pixels at 1")
  }

  /// What a crop leaves out is nowhere seen, however the picture is turned and shrunk.
  @Test func cropsKeepOut() {
    let picture = TestPicture(.yuv420p8, 80, 60, fill: .zeros)
    for y in 12..<48 { for x in 20..<60 { picture.planes[0][x, y] = 180 } }
    let crop = Placement.Crop(left: 20, top: 12, right: 60, bottom: 48)
    for degrees in [0.0, 17] {
      for scale in [0.31, 0.8, 1.7] {
        let target = TestPicture(.yuv420p8, 100, 100, fill: .zeros)
        for y in 0..<100 { for x in 0..<100 { target.planes[0][x, y] = 180 } }
        let map = Affine.translation(-40, -30).then(.scale(scale, scale)).then(.rotation(degrees: degrees)).then(.translation(50, 50))
        Kernels.best().draw(picture.view, Placement(map: map, crop: crop), onto: target.target, scratch: scratch)
        #expect(target.planes[0].pixels.allSatisfy { $0 == 180 }, "\(degrees) degrees at \(scale)")
      }
    }
  }
}
