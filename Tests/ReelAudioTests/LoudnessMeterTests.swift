import Foundation
import ReelAudio
import ReelCore
import ReelTestSupport
import Testing

/// The cases of EBU Tech 3341 and 3342 that can be synthesised.
@Suite struct LoudnessMeterTests {
  /// Seconds at dBFS.
  struct Part: Sendable {
    var seconds: Double
    var level: Double
    init(_ seconds: Double, _ level: Double) { (self.seconds, self.level) = (seconds, level) }
  }

  static let cases: [[Part]] = [
    [Part(20, -23)], [Part(20, -33)], [Part(10, -36), Part(60, -23), Part(10, -36)],
    [Part(10, -72), Part(10, -36), Part(60, -23), Part(10, -36), Part(10, -72)], [Part(20, -26), Part(20.1, -20), Part(20, -26)],
  ]

  @Test(arguments: 1...5) func integratedOfTech3341(number: Int) throws {
    let samples = Self.cases[number - 1].flatMap { tone($0.seconds, level: $0.level) }
    let loudness = try #require(try facts(samples).integrated)
    #expect(abs(loudness - (number == 2 ? -33 : -23)) < 0.1, "case \(number)")
  }

  @Test func surroundOfTech3341Case6() throws {
    let amplitudes = [-28.0, -28, -24, -30, -30].map { pow(10, $0 / 20) }
    let samples = (0..<20 * 48_000).flatMap { n -> [Float] in
      let sine = sin(2 * .pi * 1000 * Double(n) / 48_000)
      return amplitudes.map { Float($0 * sine) }
    }
    let meter = try LoudnessMeter(channels: 5, extras: [])
    try samples.withUnsafeBufferPointer { try meter.add(try #require($0.baseAddress), frames: 20 * 48_000) }
    #expect(abs(try #require(meter.integrated) + 23) < 0.1)
  }

  /// Case 9 of the short-term and case 12 of the momentary meter: constant once the window is full.
  @Test(arguments: [(1.34, 1.66, 5, 3.0, true), (0.18, 0.22, 25, 1.0, false)])
  func windowsOfTech3341(loud: Double, soft: Double, times: Int, full: Double, short: Bool) throws {
    let samples = (0..<times).flatMap { _ in tone(loud, level: -20) + tone(soft, level: -30) }
    let meter = try LoudnessMeter(extras: .range)
    var readings: [Double] = []
    try samples.withUnsafeBufferPointer { buffer in
      let base = try #require(buffer.baseAddress)
      for start in stride(from: 0, to: samples.count / 2, by: 4800) {
        try meter.add(base + 2 * start, frames: min(4800, samples.count / 2 - start))
        if Double(start + 4800) / 48_000 >= full { readings.append(try #require(short ? meter.shortTerm : meter.momentary)) }
      }
    }
    #expect(readings.count > 10)
    #expect(readings.allSatisfy { abs($0 + 23) < 0.1 }, "\(readings)")
  }

  @Test(arguments: [
    (15, 4.0, 0.50, 0.0, -6.0), (16, 4, 0.50, 45, -6), (17, 6, 0.50, 60, -6), (18, 8, 0.50, 67.5, -6), (19, 4, 1.41, 45, 3),
  ])
  func truePeakOfTech3341(number: Int, divisor: Double, amplitude: Double, phase: Double, expected: Double) throws {
    let fade = 480.0
    let samples = (0..<4800).map { n in
      let envelope = min(1, Double(n) / fade, Double(4799 - n) / fade)
      return envelope * amplitude * sin(2 * .pi * Double(n) / divisor + phase * .pi / 180)
    }
    let peak = try #require(try facts(stereo(samples)).truePeak)
    #expect(peak < expected + 0.2 && peak > expected - 0.4, "case \(number): \(peak)")
  }

  /// One period of fs/4 at full level in fs/6 at half, made at four times the rate and decimated at each of four offsets.
  @Test(arguments: 0..<4) func truePeakBetweenSamplesOfTech3341(offset: Int) throws {
    var phase = 0.0
    let length = 4 * 4800
    let burst = 24 * 400..<24 * 400 + 16
    let high = (0..<length).map { n -> Double in
      let inside = burst.contains(n)
      defer { phase += 2 * .pi / (inside ? 16 : 24) }
      let fade = min(1, Double(n) / 1920, Double(length - 1 - n) / 1920)
      return (inside ? 1 : 0.5) * fade * sin(phase)
    }
    let taps = lowPass()
    let samples = stride(from: offset, to: length, by: 4).map { n in
      taps.indices.reduce(0.0) { sum, j in
        let at = n + j - taps.count / 2
        return high.indices.contains(at) ? sum + taps[j] * high[at] : sum
      }
    }
    let peak = try #require(try facts(stereo(samples)).truePeak)
    #expect(peak < 0.2 && peak > -0.4, "case \(20 + offset): \(peak)")
  }

  /// 1023 taps, Kaiser 10, at 0.98 of half the lower rate.
  private func lowPass() -> [Double] {
    func bessel(_ x: Double) -> Double {
      var (sum, term) = (1.0, 1.0)
      for n in 1...60 {
        term *= x * x / Double(4 * n * n)
        sum += term
      }
      return sum
    }
    return (-511...511).map { n in
      let cutoff = 0.98 / 4
      let x = Double(n) * .pi * cutoff
      return (n == 0 ? 1 : sin(x) / x) * cutoff * bessel(10 * (1 - pow(Double(n) / 511.5, 2)).squareRoot()) / bessel(10)
    }
  }

  @Test(arguments: [(1, [-20.0, -30], 10.0), (2, [-20, -15], 5), (3, [-40, -20], 20), (4, [-50, -35, -20, -35, -50], 15)])
  func rangeOfTech3342(number: Int, levels: [Double], expected: Double) throws {
    let range = try #require(try facts(levels.flatMap { tone(20, level: $0) }, extras: .range).range)
    #expect(abs(range - expected) < 1, "case \(number): \(range)")
  }

  @Test func silenceHasNoLoudness() throws {
    #expect(try facts([Float](repeating: 0, count: 2 * 192_000)) == LoudnessFacts(integrated: nil, truePeak: nil, range: nil))
    let quiet = try facts(tone(5, level: -75))
    #expect(quiet.integrated == nil && quiet.range == nil)
    #expect(abs(try #require(quiet.truePeak) + 75) < 0.1)
  }

  @Test func aSoundShorterThanAWindowHasNoRange() throws {
    let second = try facts(tone(1, level: -20))
    #expect(abs(try #require(second.integrated) + 20) < 0.1)
    #expect(second.range == nil)
    #expect(try facts(tone(0.3, level: -20)).integrated == nil)
  }

  @Test func piecesDoNotMatter() throws {
    var rng = SeededRNG(seed: 11)
    let samples = rng.noise(200_000, amplitude: 0.3)
    let meter = try LoudnessMeter()
    try samples.withUnsafeBufferPointer { buffer in
      let base = try #require(buffer.baseAddress)
      var start = 0
      while start < 200_000 {
        let count = min(rng.int(1..<9000), 200_000 - start)
        try meter.add(base + 2 * start, frames: count)
        start += count
      }
    }
    #expect(try facts(samples) == meter.facts)
    #expect(meter.facts == meter.facts)
  }

  @Test func agreesWithFFmpeg() throws {
    var rng = SeededRNG(seed: 12)
    let samples = [0.1, 0.5, 0.02, 0.3].flatMap { rng.noise(4 * 48_000, amplitude: $0) } + tone(3, level: -9, frequency: 7777)
    let (ours, theirs) = (try facts(samples), try ffmpegLoudness(samples))
    #expect(abs(try #require(ours.integrated) - theirs.integrated) <= 0.1)
    #expect(abs(try #require(ours.range) - theirs.range) <= 0.2)
  }
}
