import Foundation
import ReelCore
import ReelPixels
import ReelTestSupport
import Testing

@Suite struct MaskTests {
  /// Inigo Quilez's distances, the exact one of a box and the one of an ellipse by its gradient.
  private func distance(_ mask: Mask, _ x: Double, _ y: Double) -> Double {
    let (px, py) = (abs(x - mask.x - mask.width / 2), abs(y - mask.y - mask.height / 2))
    switch mask.shape {
    case .rectangle:
      let radius = min(mask.radius, min(mask.width, mask.height) / 2)
      let (qx, qy) = (px - mask.width / 2 + radius, py - mask.height / 2 + radius)
      return hypot(max(qx, 0), max(qy, 0)) + min(max(qx, qy), 0) - radius
    case .ellipse:
      let (a, b) = (mask.width / 2, mask.height / 2)
      let (k, slope) = (hypot(px / a, py / b), hypot(px / (a * a), py / (b * b)))
      return slope > 0 ? k * (k - 1) / slope : -min(a, b)
    }
  }

  private func coverage(_ mask: Mask, _ x: Double, _ y: Double) -> Double {
    let t = min(max(0.5 - distance(mask, x, y) / max(mask.feather, 1), 0), 1)
    let share = t + (t * t * (3 - 2 * t) - t) * min(mask.feather, 1)
    return 255 * (mask.inverts ? 1 - share : share)
  }

  private func draw(_ mask: Mask, _ width: Int, _ height: Int) -> TestPicture {
    let out = TestPicture(.gray8, width, height, seed: 3)
    mask.draw(into: out.target, kernels: .best())
    #expect(out.isIntact)
    return out
  }

  private static let places: [(x: Double, y: Double, width: Double, height: Double)] = [
    (10, 12, 40, 30), (10.3, 12.7, 40.45, 31.1), (-20.5, -7.25, 60, 70), (0, 0, 83, 61), (-300, -200, 900, 700), (40.2, 20.1, 0.4, 25),
    (70, 50, 40, 40), (200, 10, 20, 20), (10, -80, 30, 40), (30.5, 5.5, 3, 50), (20, 30, 60, 2),
  ]

  @Test(arguments: Mask.Shape.allCases, [0, 0.4, 1, 2.5, 12, 90]) func isTheFormula(shape: Mask.Shape, feather: Double) {
    for place in Self.places {
      for (radius, inverts) in [(0, false), (6.5, true), (1000, false)] where shape == .rectangle || radius < 10 {
        let mask = Mask(
          shape, x: place.x, y: place.y, width: place.width, height: place.height, radius: radius, feather: feather, inverts: inverts)
        let out = draw(mask, 83, 61)
        var worst = (0.0, "")
        for y in 0..<61 {
          for x in 0..<83 {
            let exact = coverage(mask, Double(x) + 0.5, Double(y) + 0.5)
            let error = abs(Double(out.planes[0][x, y]) - exact)
            if error > worst.0 { worst = (error, "\(x), \(y): \(out.planes[0][x, y]), not \(exact)") }
          }
        }
        #expect(worst.0 <= 1, "\(mask): \(worst.1)")
      }
    }
  }

  @Test func wholePixelsHaveNoSoftEdge() {
    let out = draw(Mask(.rectangle, x: 3, y: 4, width: 20, height: 11), 40, 30)
    for y in 0..<30 { for x in 0..<40 { #expect(out.planes[0][x, y] == ((3..<23).contains(x) && (4..<15).contains(y) ? 255 : 0)) } }
    let empty = draw(Mask(.ellipse, x: 3, y: 4, width: 0, height: 11, inverts: true), 40, 30)
    #expect(empty.planes[0].pixels.allSatisfy { $0 == 255 })
  }

  /// A straight edge covers as much of a pixel as it says, so what moves by parts of a pixel moves evenly.
  @Test func partsOfPixelsAreCovered() {
    for part in stride(from: 0.0, through: 1, by: 0.125) {
      let out = draw(Mask(.rectangle, x: 2 + part, y: 0, width: 100, height: 100), 8, 100)
      #expect(abs(Double(out.planes[0][2, 50]) - 255 * (1 - part)) <= 0.5 + 1e-9)
    }
  }

  @Test func masksAlpha() {
    let kernels = Kernels.best()
    let mask = draw(Mask(.ellipse, x: 5, y: 3, width: 40, height: 30, feather: 9), 53, 37)
    let picture = TestPicture(.rgba8, 53, 37, seed: 7)
    let (straight, premultiplied) = (TestPicture(.rgba8, 53, 37, seed: 7), TestPicture(.rgba8, 53, 37))
    kernels.premultiply(picture.view, into: premultiplied.target)
    let before = TestPicture(.rgba8, 53, 37)
    kernels.premultiply(picture.view, into: before.target)
    Mask.apply(mask.view, toStraight: straight.target)
    Mask.apply(mask.view, toPremultiplied: premultiplied.target)
    #expect(straight.isIntact && premultiplied.isIntact)
    var wrong = 0
    for y in 0..<37 {
      for x in 0..<53 {
        let share = Double(mask.planes[0][x, y]) / 255
        let (a, b) = (picture.rgba(x, y), before.rgba(x, y))
        if straight.rgba(x, y) != a[..<3] + [(a[3] * share).rounded()] { wrong += 1 }
        if premultiplied.rgba(x, y) != b.map({ ($0 * share).rounded() }) { wrong += 1 }
      }
    }
    #expect(wrong == 0)
  }
}
