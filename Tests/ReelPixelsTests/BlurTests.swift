import Foundation
import ReelCore
import ReelPixels
import ReelTestSupport
import Testing

/// Blurs against the same in doubles.
@Suite struct BlurTests {
  private let scratch = Scratch()

  @Test(arguments: [0.6, 1.5, 2.1, 2.3, 4.5, 7, 11, 25, 90], TestScene.allCases) func gaussian(sigma: Double, scene: TestScene) {
    let picture = scene.picture(130, 96, seed: 12)
    let target = TestPicture(.yuv420p8, 130, 96, seed: 1)
    Kernels.best().blur(picture.view, sigma: sigma, into: target.target, scratch: scratch)
    #expect(target.isIntact)
    for plane in 0..<3 {
      let value = FloatPlane(picture.planes[plane]).gaussian(plane == 0 ? sigma : sigma / 2).decibels(target.planes[plane])
      #expect(value >= 50, "\(scene), sigma \(sigma), plane \(plane): \(value) dB")
    }
  }

  @Test func nothingIsACopy() {
    let picture = TestPicture(.yuv420p8, 51, 33, seed: 3)
    let target = TestPicture(.yuv420p8, 51, 33, seed: 4)
    Kernels.best().blur(picture.view, sigma: 0, into: target.target, scratch: scratch)
    #expect(target.pixels == picture.pixels)
    let other = TestPicture(.yuv420p8, 51, 33, seed: 4)
    Kernels.best().directionalBlur(picture.view, length: 0, angle: 30, into: other.target, scratch: scratch)
    #expect(other.pixels == picture.pixels)
  }

  @Test(arguments: [1.4, 2, 3.3, 7, 15.9, 17, 31, 40.5, 70, 200], TestScene.allCases) func alongALine(length: Double, scene: TestScene) {
    let picture = scene.picture(90, 70, seed: 5)
    let planes = picture.planes.map { FloatPlane($0) }
    for angle in [0.0, 90, 30, -70, 45, 3, 165, 271] {
      let target = TestPicture(.yuv420p8, 90, 70, seed: 6)
      Kernels.best().directionalBlur(picture.view, length: length, angle: angle, into: target.target, scratch: scratch)
      #expect(target.isIntact)
      let (dx, dy) = (length * cos(angle * .pi / 180), length * sin(angle * .pi / 180))
      for plane in 0..<3 {
        let scale = plane == 0 ? 1.0 : 0.5
        let value = planes[plane].mean(alongX: dx * scale, y: dy * scale).decibels(target.planes[plane])
        #expect(value >= 50, "\(scene), \(length) px at \(angle), plane \(plane): \(value) dB")
      }
    }
  }

  @Test func everyLevelBlursTheSame() {
    let picture = TestPicture(.yuv420p8, 133, 75, seed: 8)
    func blurs(_ kernels: Kernels) -> [[[UInt8]]] {
      var all: [[[UInt8]]] = []
      for sigma in [1.2, 5, 40] {
        let target = TestPicture(.yuv420p8, 133, 75, seed: 2)
        kernels.blur(picture.view, sigma: sigma, into: target.target, scratch: scratch)
        all.append(target.pixels)
      }
      for (length, angle) in [(5.0, 20.0), (27, 100), (90, 45), (200, 0)] {
        let target = TestPicture(.yuv420p8, 133, 75, seed: 2)
        kernels.directionalBlur(picture.view, length: length, angle: angle, into: target.target, scratch: scratch)
        all.append(target.pixels)
      }
      return all
    }
    #expect(blurs(.best(limit: .scalar)) == blurs(.best()))
  }

  @Test func aFlatPictureStaysFlat() {
    let picture = TestPicture(.yuv420p8, 64, 48)
    for code: UInt8 in [0, 1, 16, 127, 128, 235, 255] {
      for plane in picture.planes { for y in 0..<plane.rows { for x in 0..<plane.width { plane[x, y] = code } } }
      let target = TestPicture(.yuv420p8, 64, 48, seed: 6)
      Kernels.best().directionalBlur(picture.view, length: 37, angle: 20, into: target.target, scratch: scratch)
      #expect(target.pixels == picture.pixels, "\(code)")
      Kernels.best().blur(picture.view, sigma: 9, into: target.target, scratch: scratch)
      #expect(target.pixels == picture.pixels, "\(code)")
    }
  }

  /// A wide picture on a tall canvas: in the middle itself, above and below itself softened and darker.
  @Test func blurFit() {
    let picture = TestPicture(.yuv420p8, 96, 54, seed: 7)
    let canvas = TestPicture(.yuv420p8, 96, 160, seed: 8)
    Kernels.best().blurFit(picture.view, into: canvas.target, scratch: scratch)
    #expect(canvas.isIntact)
    // 54 rows in the middle of 160 begin at 53: luma stands on whole rows, and is copied.
    for y in 0..<54 { for x in 0..<96 { #expect(canvas.planes[0][x, y + 53] == picture.planes[0][x, y]) } }
    let backdrop = (0..<50).flatMap { y in (0..<96).map { Double(canvas.planes[0][$0, y]) } }
    let mean = backdrop.reduce(0, +) / Double(backdrop.count)
    let source = picture.planes[0].pixels.reduce(0.0) { $0 + Double($1) } / (96 * 54)
    #expect(abs(mean - (16 + 0.75 * (source - 16))) < 8)
    let spread = (backdrop.map { pow($0 - mean, 2) }.reduce(0, +) / Double(backdrop.count)).squareRoot()
    #expect(spread < 18, "noise of 74 codes is blurred to \(spread)")
  }

  /// What is cropped away is seen neither in the middle nor in the backdrop.
  @Test func blurFitOfAPart() {
    let picture = TestPicture(.yuv420p8, 96, 80, fill: .full)
    for (index, plane) in picture.planes.enumerated() {
      let half = index == 0 ? 1 : 2
      for y in 20 / half..<60 / half { for x in 16 / half..<80 / half { plane[x, y] = 100 } }
    }
    let canvas = TestPicture(.yuv420p8, 96, 160, seed: 8)
    let crop = Placement.Crop(left: 16, top: 20, right: 80, bottom: 60)
    Kernels.best().blurFit(picture.view, crop: crop, into: canvas.target, scratch: scratch)
    #expect(canvas.isIntact && Set(canvas.planes[0].pixels) == [79, 100])
    #expect((0..<48).allSatisfy { canvas.planes[0][$0, 5] == 79 && canvas.planes[0][$0, 80] == 100 })
  }
}
