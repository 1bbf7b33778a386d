import ReelCore
import ReelTestSupport
import Testing

@Suite struct ShotMatchTests {
  /// Statistics of a mean colour in limited-range R'G'B' codes above black, by the equations of BT.709.
  private func shot(_ r: Double, _ g: Double, _ b: Double) -> ColorStatistics {
    let luma = 0.2126 * r + 0.7152 * g + 0.0722 * b
    let (cb, cr) = ((b - luma) / 1.8556 * 224 / 219, (r - luma) / 1.5748 * 224 / 219)
    func fixed(_ value: Double) -> Int { Int((256 * value).rounded()) }
    return ColorStatistics(
      low: 16, median: Int(16 + luma), high: 235, y: fixed(16 + luma), cb: fixed(128 + cb), cr: fixed(128 + cr), count: 1000)
  }

  /// A mean colour after a correction.
  private func corrected(_ rgb: [Double], _ correction: ColorCorrection) -> [Double] {
    (0..<3).map { 219 * correction[$0].apply(rgb[$0] / 219) }
  }

  private func luma(_ rgb: [Double]) -> Double { 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2] }

  @Test func meansMeet() {
    var rng = SeededRNG(seed: 2)
    for _ in 0..<2000 {
      let goal = (0..<3).map { _ in Double.random(in: 50...130, using: &rng) }
      let exposure = Double.random(in: 0.85...1.2, using: &rng)
      let mean = goal.map { $0 * exposure + Double.random(in: -8...8, using: &rng) }
      guard (0.81...1.23).contains(luma(goal) / luma(mean)) else { continue }
      let result = ShotMatch.solve(shots: [shot(goal[0], goal[1], goal[2]), shot(mean[0], mean[1], mean[2])], target: .shot(0))
      #expect(result[0].isIdentity)
      // Half of an offset's step, the statistics' own rounding, and what the dead zones leave.
      for (value, exact) in zip(corrected(mean, result[1]), goal) { #expect(abs(value - exact) <= 2.1, "\(mean) to \(goal)") }
    }
  }

  @Test func equalShotsStay() {
    let scene = [shot(80, 70, 60), shot(80.9, 70.9, 60.9), shot(80.2, 70.5, 60), shot(80, 70.5, 60.7)]
    for target in [ShotMatch.Target.shot(0), .shot(2), .median] {
      #expect(ShotMatch.solve(shots: scene, target: target).allSatisfy { $0.isIdentity })
    }
    #expect(ShotMatch.solve(shots: [], target: .median).isEmpty)
    #expect(ShotMatch.solve(shots: [shot(10, 20, 30)], target: .median) == [.identity])
  }

  @Test func brightnessAloneKeepsGreysGrey() {
    let result = ShotMatch.solve(shots: [shot(100, 80, 60), shot(90, 72, 54)], target: .shot(0))[1]
    #expect(result.red == result.green && result.green == result.blue && result.red.gain == 71)
  }

  @Test func strengthIsCapped() {
    let target = shot(120, 120, 120)
    let dark = ShotMatch.solve(shots: [target, shot(40, 40, 40)], target: .shot(0))[1]
    // 2^(0.75 / 2.4) = 1.2418 and no more.
    #expect(abs(Double(dark.red.gain) / 64 - 1.2418) <= 0.008 && abs(dark.red.offset) <= 2 && dark.red == dark.blue)
    let green = ShotMatch.solve(shots: [target, shot(60, 140, 60)], target: .shot(0))[1]
    let before = [60.0, 140, 60]
    let after = corrected(before, green)
    // Against luma, no channel's mean goes further than 20 codes.
    let exposure = luma(after) / luma(before)
    for (a, b) in zip(after, before) { #expect(abs(a - b * exposure) <= 21) }
    #expect(after[1] - after[0] < before[1] - before[0])
  }

  @Test func strengthIsAShareOfTheWay() {
    let shots = [shot(100, 100, 100), shot(90, 80, 95)]
    let mean = [90.0, 80, 95]
    let full = luma(corrected(mean, ShotMatch.solve(shots: shots, target: .shot(0))[1]))
    let half = luma(corrected(mean, ShotMatch.solve(shots: shots, target: .shot(0), strength: 0.5)[1]))
    #expect(abs(half - (full + luma(mean)) / 2) <= 0.6)
    #expect(ShotMatch.solve(shots: shots, target: .shot(0), strength: 0)[1].isIdentity)
  }

  /// The middle one of an odd number is nobody's correction but its own.
  @Test func medianIsTheMiddle() {
    let result = ShotMatch.solve(shots: [shot(70, 70, 70), shot(100, 100, 100), shot(80, 80, 80)], target: .median)
    #expect(result[2].isIdentity && result[0].red.gain > 64 && result[1].red.gain < 64)
  }

  /// A small change of one shot is no change of another's correction.
  @Test func otherShotsStay() {
    let before = [shot(80, 80, 80), shot(90, 85, 80), shot(70, 75, 80)]
    let after = [before[0], shot(95, 85, 70), before[2]]
    let (a, b) = (ShotMatch.solve(shots: before, target: .shot(0)), ShotMatch.solve(shots: after, target: .shot(0)))
    #expect(a[0] == b[0] && a[1] != b[1] && a[2] == b[2])
  }

  @Test func darknessIsNoFactor() {
    let result = ShotMatch.solve(shots: [shot(20, 20, 20), shot(0, 0, 0), shot(0.5, 2, 1)], target: .shot(0))
    for correction in result {
      for c in 0..<3 { #expect((32...128).contains(correction[c].gain) && abs(correction[c].offset) <= 80) }
    }
  }

  @Test func histogramsInNumbers() throws {
    var y = [Int](repeating: 0, count: 256)
    var chroma = y
    // 100 samples: 1...100, and one chroma code.
    for code in 1...100 { y[code] = 1 }
    chroma[130] = 25
    var histogram = ColorHistogram(y: y, cb: chroma, cr: chroma)
    let one = try #require(histogram.statistics)
    #expect((one.low, one.median, one.high) == (5, 50, 95))
    // Without two at either end the mean is that of 3...98.
    #expect(one.y == 50 * 256 + 128 && one.cb == 130 * 256 && one.count == 100)
    histogram.add(histogram)
    let two = try #require(histogram.statistics)
    #expect(two.y == one.y && two.median == one.median && two.count == 200)
    #expect(ColorHistogram().statistics == nil)
    // One lamp in a dark room, and bars: a fiftieth is not noticed.
    var lamp = [Int](repeating: 0, count: 256)
    (lamp[60], lamp[255]) = (980, 20)
    #expect(ColorHistogram(y: lamp, cb: chroma, cr: chroma).statistics?.y == 60 * 256)
  }
}
