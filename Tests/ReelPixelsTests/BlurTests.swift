import Foundation
import ReelCore
import ReelPixels
import ReelTestSupport
import Testing

/// Blurs against the same in doubles.
@Suite struct BlurTests {
  private let scratch = Scratch()

  private func decibels(_ actual: GuardedPlane, _ expected: [[Double]]) -> Double {
    var error = 0.0
    for y in 0..<actual.rows {
      for x in 0..<actual.width { error += pow(Double(actual[x, y]) - expected[y][x], 2) }
    }
    return 10 * log10(255 * 255 * Double(actual.rows * actual.width) / max(error, 1e-9))
  }

  /// A Gaussian over a plane whose edges are repeated, one axis after the other.
  private func gauss(_ plane: GuardedPlane, _ sigma: Double) -> [[Double]] {
    let reach = Int(5 * sigma) + 1
    let weights = (-reach...reach).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
    let sum = weights.reduce(0, +)
    func line(_ values: [Double]) -> [Double] {
      values.indices.map { i in
        (-reach...reach).reduce(0) { $0 + weights[$1 + reach] / sum * values[min(max(i + $1, 0), values.count - 1)] }
      }
    }
    let rows = (0..<plane.rows).map { y in line((0..<plane.width).map { Double(plane[$0, y]) }) }
    let columns = (0..<plane.width).map { x in line(rows.map { $0[x] }) }
    return (0..<plane.rows).map { y in columns.map { $0[y] } }
  }

  @Test(arguments: [0.6, 1.5, 3, 3.4, 6, 11, 25]) func gaussian(sigma: Double) {
    let picture = TestPicture(.yuv420p8, 130, 96, seed: 12)
    // Noise with a step in it: the worst of both.
    for y in 0..<96 { for x in 60..<130 { picture.planes[0][x, y] = UInt8(200 + Int(picture.planes[0][x, y]) / 5) } }
    // Near the edge it is flat: what is repeated beyond is then the same whether a sample is repeated or the mean of eight.
    for plane in picture.planes {
      let margin = plane.width / 8
      for y in 0..<plane.rows {
        for x in 0..<plane.width {
          let inside = (margin..<plane.width - margin).contains(x) && (margin..<plane.rows - margin).contains(y)
          if !inside { plane[x, y] = 90 }
        }
      }
    }
    let target = TestPicture(.yuv420p8, 130, 96, seed: 1)
    Kernels.best().blur(picture.view, sigma: sigma, into: target.target, scratch: scratch)
    #expect(target.isIntact)
    for plane in 0..<3 {
      let value = decibels(target.planes[plane], gauss(picture.planes[plane], plane == 0 ? sigma : sigma / 2))
      // Chroma is shrunk as far as luma, with half the deviation left to blur.
      #expect(value >= (plane == 0 ? 45 : 43), "sigma \(sigma), plane \(plane): \(value) dB")
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

  /// The mean of 2^n places on the line, each between its four neighbours.
  @Test(arguments: [(8.0, 0.0), (16, 90), (23, 30), (40, -70), (3, 45)]) func alongALine(_ length: Double, _ angle: Double) {
    let picture = TestPicture(.yuv420p8, 90, 70, seed: 5)
    for y in 0..<70 {
      for x in 0..<90 { picture.planes[0][x, y] = UInt8(128 + 70 * sin(Double(x) / 3) + 50 * cos(Double(y) / 2.5 + Double(x) / 9)) }
    }
    let target = TestPicture(.yuv420p8, 90, 70, seed: 6)
    Kernels.best().directionalBlur(picture.view, length: length, angle: angle, into: target.target, scratch: scratch)
    #expect(target.isIntact)
    let (dx, dy) = (length * cos(angle * .pi / 180), length * sin(angle * .pi / 180))
    var count = 2
    while Double(count) < max(abs(dx), abs(dy)) { count *= 2 }
    let plane = picture.planes[0]
    var error = 0.0
    var samples = 0.0
    for y in 25..<45 {
      for x in 25..<65 {
        var sum = 0.0
        for k in 0..<count {
          let t = (Double(k) + 0.5) / Double(count) - 0.5
          let (u, v) = (Double(x) + t * dx, Double(y) + t * dy)
          let (i, j) = (Int(u.rounded(.down)), Int(v.rounded(.down)))
          let (a, b) = (u - Double(i), v - Double(j))
          func at(_ x: Int, _ y: Int) -> Double { Double(plane[min(max(x, 0), 89), min(max(y, 0), 69)]) }
          sum += (at(i, j) * (1 - a) + at(i + 1, j) * a) * (1 - b) + (at(i, j + 1) * (1 - a) + at(i + 1, j + 1) * a) * b
        }
        error += pow(sum / Double(count) - Double(target.planes[0][x, y]), 2)
        samples += 1
      }
    }
    // Steps between neighbours are taken one after the other here and at once there: softer by less than a sample.
    let value = 10 * log10(255 * 255 * samples / max(error, 1e-9))
    #expect(value >= 40, "\(length) px at \(angle): \(value) dB")
    let mean = { (p: GuardedPlane) in p.pixels.reduce(0.0) { $0 + Double($1) } / Double(p.pixels.count) }
    #expect(abs(mean(target.planes[0]) - mean(plane)) < 1.5)
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
}
