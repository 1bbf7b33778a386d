import Foundation
import ReelCore
import ReelPixels
import ReelTestSupport
import Testing

/// A made scene: the same kind of content in every shot, pushed apart by known gains and casts, and brought together again.
@Suite struct ShotMatchSceneTests {
  private let kernels = Kernels.best()

  /// Patches of the same colours in a new order, with grain, every channel times its gain and shifted by its offset (in codes).
  private func shot(gains: [Double], offsets: [Double], seed: UInt64) -> TestPicture {
    var palette = SeededRNG(seed: 77)
    let colors = (0..<64).map { _ in
      let gray = Double.random(in: 20...190, using: &palette)
      return (0..<3).map { _ in min(max(gray + Double.random(in: -30...30, using: &palette), 8), 215) }
    }
    var rng = SeededRNG(seed: seed)
    let order = colors.shuffled(using: &rng)
    let picture = TestPicture(.yuv420p8, 128, 128, seed: seed)
    for y in 0..<128 {
      for x in 0..<128 {
        let grain = Double.random(in: -3...3, using: &rng)
        let rgb = (0..<3).map { min(max((order[y / 16 * 8 + x / 16][$0] + grain) * gains[$0] + offsets[$0], 0), 255) }
        let yuv = BT709.yuv(rgb)
        picture.planes[0][x, y] = UInt8(yuv[0].rounded())
        guard x % 2 == 0 && y % 2 == 0 else { continue }
        for c in 1...2 { picture.planes[c][x / 2, y / 2] = UInt8(yuv[c].rounded()) }
      }
    }
    return picture
  }

  private func statistics(_ picture: TestPicture) throws -> ColorStatistics {
    try #require(kernels.colorHistogram(picture.view).statistics)
  }

  private func corrected(_ picture: TestPicture, _ correction: ColorCorrection) -> TestPicture {
    let target = TestPicture(.yuv420p8, 128, 128, seed: 1)
    kernels.apply(ColorTable(correction: correction), picture.view, into: target.target, scratch: Scratch())
    return target
  }

  /// Mean luma, and mean a* and b* of CIELAB (D65, BT.709 primaries, a display gamma of 2.4).
  private func measures(_ picture: TestPicture) -> [Double] {
    var sums = [0.0, 0, 0]
    for y in 0..<128 {
      for x in 0..<128 {
        let yuv = [picture.planes[0][x, y], picture.planes[1][x / 2, y / 2], picture.planes[2][x / 2, y / 2]].map(Double.init)
        let light = BT709.rgb(yuv).map { pow(min(max($0 / 255, 0), 1), 2.4) }
        let xyz = [
          (0.4124 * light[0] + 0.3576 * light[1] + 0.1805 * light[2]) / 0.9505, 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2],
          (0.0193 * light[0] + 0.1192 * light[1] + 0.9505 * light[2]) / 1.089,
        ].map { $0 > 0.008856 ? cbrt($0) : 7.787 * $0 + 16 / 116 }
        sums[0] += yuv[0]
        sums[1] += 500 * (xyz[0] - xyz[1])
        sums[2] += 200 * (xyz[1] - xyz[2])
      }
    }
    return sums.map { $0 / (128 * 128) }
  }

  private func greatestCuts(_ shots: [TestPicture]) -> [Double] {
    let values = shots.map(measures)
    return (0..<3).map { i in zip(values, values.dropFirst()).map { abs($0[i] - $1[i]) }.max() ?? 0 }
  }

  private static let gains: [[Double]] = [
    [1, 1, 1], [0.88, 0.9, 0.97], [1.1, 1.02, 0.93], [0.92, 1, 1.08], [1.12, 1.1, 1.12], [0.95, 0.88, 0.85],
  ]
  private static let offsets: [[Double]] = [[0, 0, 0], [0, 0, 0], [0, 0, 0], [-3, 0, 5], [4, 2, 0], [0, 0, 0]]

  @Test(arguments: [ShotMatch.Target.shot(0), .shot(3), .median])
  func cutsFallToAThird(target: ShotMatch.Target) throws {
    let shots = (0..<6).map { shot(gains: Self.gains[$0], offsets: Self.offsets[$0], seed: UInt64($0)) }
    let corrections = ShotMatch.solve(shots: try shots.map(statistics), target: target)
    let matched = zip(shots, corrections).map { corrected($0, $1) }
    let (before, after) = (greatestCuts(shots), greatestCuts(matched))
    for (a, b) in zip(after, before) { #expect(a <= b / 3, "before \(before), after \(after)") }
    if case .shot(let index) = target { #expect(matched[index].pixels == shots[index].pixels) }
    // What was corrected is equal now: measured again, nothing is left to do.
    for (index, correction) in ShotMatch.solve(shots: try matched.map(statistics), target: target).enumerated() {
      for c in 0..<3 { #expect(abs(correction[c].gain - 64) <= 2, "shot \(index): \(correction)") }
    }
  }

  @Test func matchedSceneStays() throws {
    let shots = (0..<6).map { shot(gains: [1, 1, 1], offsets: [0, 0, 0], seed: UInt64(10 + $0)) }
    for target in [ShotMatch.Target.shot(0), .median] {
      for (picture, correction) in zip(shots, ShotMatch.solve(shots: try shots.map(statistics), target: target)) {
        #expect(correction.isIdentity && corrected(picture, correction).pixels == picture.pixels)
      }
    }
  }

  @Test(arguments: [(1, 1), (7, 5), (67, 34)]) func histogramsCount(shape: (Int, Int)) {
    let picture = TestPicture(.yuv420p8, shape.0, shape.1, seed: 4)
    let histogram = kernels.colorHistogram(picture.view)
    for (plane, bins) in [histogram.y, histogram.cb, histogram.cr].enumerated() {
      #expect(bins == (0..<256).map { code in picture.planes[plane].pixels.count { Int($0) == code } })
    }
  }
}
