import Foundation
import ReelAudio
import ReelCore
import ReelTestSupport
import Testing

/// The cases of EBU Tech 3341 and 3342 that can be synthesised, through the meter that measures every mix.
@Suite struct LoudnessMeterTests {
  @Test(arguments: 1...5) func integratedOfTech3341(number: Int) throws {
    let meter = metered(EBUSignals.integrated(number))
    let expected = number == 2 ? -33.0 : -23
    #expect(abs(try #require(meter.integrated) - expected) < 0.1, "case \(number)")
    if number <= 2 {
      #expect(abs(try #require(meter.momentary) - expected) < 0.1)
      #expect(abs(try #require(meter.shortTerm) - expected) < 0.1)
    }
  }

  @Test func surroundOfTech3341Case6() throws {
    #expect(abs(try #require(metered(EBUSignals.surround(), channels: 5).integrated) + 23) < 0.1)
  }

  /// Case 9 of the short-term and case 12 of the momentary meter: constant once the window is full.
  @Test(arguments: [(1.34, 1.66, 5, 3.0, true), (0.18, 0.22, 25, 1.0, false)])
  func windowsOfTech3341(loud: Double, soft: Double, times: Int, full: Double, short: Bool) throws {
    let samples = EBUSignals.sine((0..<times).flatMap { _ in [(loud, -20.0), (soft, -30.0)] })
    var meter = LoudnessMeter(truePeak: false)
    var readings: [Double] = []
    for start in stride(from: 0, to: samples.count, by: 2 * 960) {
      meter.add(Array(samples[start..<min(start + 2 * 960, samples.count)]))
      if Double(start / 2 + 960) / 48_000 >= full { readings.append(try #require(short ? meter.shortTerm : meter.momentary)) }
    }
    #expect(readings.count > 100)
    #expect(readings.allSatisfy { abs($0 + 23) < 0.1 }, "\(readings)")
  }

  /// Cases 10 (short-term) and 13 (momentary): one tone, wherever it begins.
  @Test(arguments: [(0.15, 3.0, true), (0.02, 0.4, false)]) func highestOfOneTone(step: Double, length: Double, short: Bool) throws {
    for i in 0..<20 {
      let meter = metered(EBUSignals.sine([(Double(i) * step, nil), (length, -23), (1, nil)]))
      #expect(abs(try #require(short ? meter.maxShortTerm : meter.maxMomentary) + 23) < 0.1, "file \(i)")
    }
  }

  /// Cases 11 (short-term) and 14 (momentary): twenty tones, each a little louder, read while they run.
  @Test(arguments: [(0.15, 3.0, true), (0.02, 0.4, false)]) func highestWhileItRuns(step: Double, length: Double, short: Bool) throws {
    var meter = LoudnessMeter(truePeak: false)
    for i in 0..<20 {
      let level = Double(i - 38)
      meter.add(EBUSignals.sine([(Double(i) * step, nil), (length, level), (length - Double(i) * step, nil)]))
      #expect(abs(try #require(short ? meter.maxShortTerm : meter.maxMomentary) - level) < 0.1, "tone \(i)")
    }
  }

  @Test(arguments: [
    (15, 4.0, 0.50, 0.0, -6.0), (16, 4, 0.50, 45, -6), (17, 6, 0.50, 60, -6), (18, 8, 0.50, 67.5, -6), (19, 4, 1.41, 45, 3),
  ])
  func truePeakOfTech3341(number: Int, divisor: Double, amplitude: Double, phase: Double, expected: Double) throws {
    let peak = try #require(facts(EBUSignals.peak(divisor: divisor, amplitude: amplitude, degrees: phase)).truePeak)
    #expect(peak < expected + 0.2 && peak > expected - 0.4, "case \(number): \(peak)")
  }

  @Test(arguments: 0..<4) func truePeakBetweenSamplesOfTech3341(offset: Int) throws {
    let peak = try #require(facts(EBUSignals.peakBetweenSamples(offset: offset)).truePeak)
    #expect(peak < 0.2 && peak > -0.4, "case \(20 + offset): \(peak)")
  }

  @Test(arguments: [(1, [-20.0, -30], 10.0), (2, [-20, -15], 5), (3, [-40, -20], 20), (4, [-50, -35, -20, -35, -50], 15)])
  func rangeOfTech3342(number: Int, levels: [Double], expected: Double) throws {
    let range = try #require(metered(EBUSignals.sine(levels.map { (20, $0) })).range)
    #expect(abs(range - expected) < 1, "case \(number): \(range)")
  }

  /// The low-frequency effects channel counts nothing, and the peak of every channel counts.
  @Test func sixChannels() throws {
    var samples = [Float](repeating: 0, count: 6 * 48_000)
    for n in 0..<48_000 { samples[6 * n + 3] = Float(0.9 * sin(2 * .pi * 50 * Double(n) / 48_000)) }
    var meter = LoudnessMeter(channels: 6)
    meter.add(samples, channels: 6)
    #expect(meter.facts.integrated == nil)
    #expect(abs(try #require(meter.facts.truePeak) - peakLevel(0.9)) < 0.05)
    for (channel, gain) in [(0, 1.0), (2, 1), (4, 1.41), (5, 1.41)] {
      var one = [Float](repeating: 0, count: 6 * 48_000)
      for n in 0..<48_000 { one[6 * n + channel] = Float(0.1 * sin(2 * .pi * 1000 * Double(n) / 48_000)) }
      let expected = -20 - 3.01 + 10 * log10(gain)
      #expect(abs(try #require(metered(one, channels: 6).integrated) - expected) < 0.03, "channel \(channel)")
    }
  }

  @Test func silenceHasNoLoudness() throws {
    #expect(facts([Float](repeating: 0, count: 2 * 192_000)) == LoudnessFacts(integrated: nil, truePeak: nil, range: nil))
    let quiet = facts(tone(5, level: -75))
    #expect(quiet.integrated == nil && quiet.range == nil)
    #expect(abs(try #require(quiet.truePeak) + 75) < 0.1)
  }

  @Test func aSoundShorterThanAWindowHasNoRange() throws {
    let second = facts(tone(1, level: -20))
    #expect(abs(try #require(second.integrated) + 20) < 0.1)
    #expect(second.range == nil)
    #expect(facts(tone(0.3, level: -20)).integrated == nil)
  }

  @Test func piecesDoNotMatter() {
    var rng = SeededRNG(seed: 11)
    let samples = rng.noise(200_000, amplitude: 0.3)
    var meter = LoudnessMeter()
    var start = 0
    while start < 200_000 {
      let count = min(rng.int(1..<9000), 200_000 - start)
      meter.add(Array(samples[2 * start..<2 * (start + count)]))
      start += count
    }
    #expect(facts(samples) == meter.facts)
    #expect(meter.facts == meter.facts)
  }

  /// The library broadcasters use, called directly, and ffmpeg's filter, which shares no code with it or with us.
  @Test func agreesWithLibebur128AndFFmpeg() throws {
    var rng = SeededRNG(seed: 12)
    let samples = [0.1, 0.5, 0.02, 0.3].flatMap { rng.noise(4 * 48_000, amplitude: $0) } + tone(3, level: -9, frequency: 7777)
    let (ours, theirs, filter) = (facts(samples), try libraryLoudness(samples), try ffmpegLoudness(samples))
    #expect(abs(try #require(ours.integrated) - theirs.integrated) < 0.01)
    #expect(abs(try #require(ours.integrated) - filter.integrated) <= 0.06)  // it prints one decimal
    let range = try #require(ours.range)
    // Steps between levels: where the percentile falls is a matter of one window.
    #expect(abs(range - filter.range) <= 1)
  }
}
