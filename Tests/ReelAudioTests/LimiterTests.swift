import Foundation
import ReelAudio
import ReelCore
import ReelTestSupport
import Testing

@Suite struct LimiterTests {
  private func limited(
    _ samples: [Float], gain: Double = 0, ceiling: Double, block: Int = 4096, lowest: Double = -.infinity
  ) -> (samples: [Float], reduction: Double) {
    var out = samples
    var limiter = Limiter(lowest: lowest)
    let frames = samples.count / 2
    samples.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for start in stride(from: 0, to: frames, by: block) { limiter.add(base + 2 * start, frames: min(block, frames - start)) }
    }
    let curve = limiter.finish().curve(gain: gain, ceiling: ceiling)
    out.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for start in stride(from: 0, to: frames, by: block) {
        curve.apply(to: base + 2 * start, start: start, frames: min(block, frames - start))
      }
    }
    return (out, curve.reduction)
  }

  /// Bursts of everything that makes a limiter miss: tones whose samples miss their crests, steps, clicks, noise.
  private static func bursts(seed: UInt64) -> [Float] {
    var rng = SeededRNG(seed: seed)
    var out: [Float] = []
    for _ in 0..<24 {
      out += rng.noise(rng.int(10..<1500), amplitude: 0.05)
      let (count, amplitude) = (rng.int(1..<1200), pow(10, rng.unit() * 0.9))
      switch rng.int(0..<5) {
      case 0: out += rng.noise(count, amplitude: amplitude)
      case 1: out += [Float](repeating: Float(amplitude), count: 2)
      case 2:
        let (divisor, phase) = ([4.0, 6, 8, 2.5][rng.int(0..<4)], rng.unit() * 2 * .pi)
        out += stereo((0..<count).map { amplitude * sin(2 * .pi * Double($0) / divisor + phase) })
      case 3: out += stereo((0..<count).map { $0 % 3 == 0 ? amplitude : -amplitude })
      default:
        let frequency = rng.unit() * 20_000
        out += stereo((0..<count).map { amplitude * sin(2 * .pi * frequency * Double($0) / 48_000) })
      }
    }
    return out + rng.noise(1000, amplitude: 0.05)
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>) func truePeakStaysUnderTheCeiling(seed: UInt64) throws {
    for ceiling in [-1.5, -6] {
      let (output, reduction) = limited(bandLimited(Self.bursts(seed: seed)), ceiling: ceiling)
      #expect(try #require(facts(output).truePeak) <= ceiling, "seed \(seed)")
      #expect(sincPeak(output) <= ceiling, "seed \(seed)")
      #expect(sincPeak(output) > ceiling - 0.5, "seed \(seed)")
      #expect(reduction > 6, "seed \(seed)")
    }
  }

  /// What no converter reproduces, noise at full level up to half the sampling rate, still reads as under the ceiling.
  @Test(arguments: 1...6 as ClosedRange<UInt64>) func theLibrarysReadingOfAnythingIsUnderTheCeiling(seed: UInt64) throws {
    let input = Self.bursts(seed: seed)
    let (output, _) = limited(input, ceiling: -1.5)
    #expect(output.count == input.count)
    #expect(libraryPeak(output) <= -1.5, "seed \(seed)")
    #expect(libraryPeak(input) <= (try #require(facts(input).truePeak)) + 1e-4, "seed \(seed)")
  }

  /// fs/4 at 45 degrees: samples 3 dB below the crests.
  @Test func crestsBetweenSamplesAreSeen() throws {
    let input = stereo(
      (0..<24_000).map { n -> Double in
        let fade = Double(min(480, n, 23_999 - n)) / 480
        return fade * sin(.pi / 2 * Double(n) + .pi / 4)
      })
    let (output, reduction) = limited(input, ceiling: -1.5)
    #expect(abs(sincPeak(output) + 1.6) < 0.02)
    #expect(abs(reduction - 1.6) < 0.02)
  }

  @Test func whatIsBelowTheCeilingIsOnlyMultiplied() {
    var rng = SeededRNG(seed: 3)
    let input = rng.noise(20_000, amplitude: 0.2)
    let (output, reduction) = limited(input, gain: 3, ceiling: -1.5)
    let factor = Float(Decibel.amplitude(3))
    #expect(output == input.map { $0 * factor })
    #expect(reduction == 0)
    #expect(limited(input, ceiling: -1.5).samples == input)
  }

  @Test func theGainMovesSmoothlyAroundAPeak() {
    // A direct current shows the gain: full, down over 5 ms, held, and back.
    var input = [Float](repeating: 0.5, count: 2 * 48_000)
    for n in 24_000..<24_010 { (input[2 * n], input[2 * n + 1]) = (2, 2) }
    let (output, _) = limited(input, ceiling: -1.5)
    let gain = (0..<48_000).map { output[2 * $0] / input[2 * $0] }
    let floor = gain.min() ?? 0
    #expect(gain[..<(24_000 - 48 * 7)].dropFirst(500).allSatisfy { $0 == 1 })
    #expect(gain[24_000 - 32] < floor * 1.001)
    #expect(gain[24_000..<24_480].allSatisfy { $0 < floor * 1.001 })
    #expect(gain[24_000 + 48 * 200] > 0.96)
    let steps = zip(gain, gain.dropFirst()).map { abs($1 - $0) }
    #expect(steps.max() ?? 1 < 0.012)
    let bends = zip(steps, steps.dropFirst()).map { abs($1 - $0) }
    #expect(bends.max() ?? 1 < 0.002)
  }

  @Test func blocksDoNotMatter() {
    let input = Self.bursts(seed: 9)
    let whole = limited(input, ceiling: -3, block: input.count).samples
    for block in [1, 13, 16, 500] { #expect(limited(input, ceiling: -3, block: block).samples == whole, "blocks of \(block)") }
  }

  @Test func theFirstAndTheLastSampleAreLimitedToo() {
    for count in [1, 15, 16, 17, 48] {
      let (output, _) = limited([Float](repeating: 3, count: 2 * count), ceiling: -1.5)
      #expect(sincPeak(output) <= -1.5, "\(count) samples")
    }
    #expect(limited([], ceiling: -1.5).samples.isEmpty)
  }

  /// Blocks that cannot reach the ceiling are not interpolated, and that changes nothing: neither what is limited nor the largest peak.
  @Test(arguments: 1...4 as ClosedRange<UInt64>) func whatIsFarBelowNeedNotBeKnown(seed: UInt64) throws {
    for input in [Self.bursts(seed: seed), bandLimited(Self.bursts(seed: seed))] {
      for (gain, ceiling) in [(0.0, -1.5), (6, -9), (-6, 3)] {
        let known = limited(input, gain: gain, ceiling: ceiling, lowest: ceiling - gain)
        #expect(known == limited(input, gain: gain, ceiling: ceiling), "seed \(seed)")
      }
    }
    let input = bandLimited(Self.bursts(seed: seed))
    #expect(abs(try #require(facts(input).truePeak) - sincPeak(input)) < 0.1, "seed \(seed)")
  }
}
