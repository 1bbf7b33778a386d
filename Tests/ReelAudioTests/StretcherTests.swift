import Foundation
import ReelAudio
import ReelCore
import ReelTestSupport
import Testing

@Suite struct StretcherTests {
  private func stretched(_ samples: [Float], _ stretch: Stretch) throws -> [Float] {
    var out: [Float] = []
    try Stretcher.run(stretch, of: MemorySound(samples)) { out += $0 }
    return out
  }

  /// A voice: pulses of a slowly moving pitch through two resonances.
  private func voice(_ seconds: Double, pitch: Double) -> [Float] {
    var samples = [Double](repeating: 0, count: Int(seconds * 48000))
    var phase = 0.0
    for n in samples.indices {
      phase += pitch * (1 + 0.05 * sin(2 * .pi * 0.9 * Double(n) / 48000)) / 48000
      if phase >= 1 {
        phase -= 1
        samples[n] = 1
      }
    }
    for (frequency, width) in [(700.0, 110.0), (1200.0, 120.0)] {
      let r = exp(-.pi * width / 48000)
      var (one, two) = (0.0, 0.0)
      for n in samples.indices {
        let y = samples[n] * (1 - r) + 2 * r * cos(2 * .pi * frequency / 48000) * one - r * r * two
        (two, one) = (one, y)
        samples[n] = y
      }
    }
    let peak = samples.map(abs).max() ?? 1
    return stereo(samples.map { $0 * 0.5 / peak })
  }

  @Test func lengthAndFirstSampleAreExact() throws {
    var rng = SeededRNG(seed: 20_260)
    let noise = rng.noise(60_000)
    for _ in 0..<40 {
      let (offset, count) = (rng.int(0..<5_000), rng.int(1..<50_000))
      let length = max(1, count * rng.int(800..<1251) / 1000)
      let out = try stretched(noise, Stretch(offset: offset, count: count, length: length))
      #expect(out.count == 2 * length, "seed \(rng.seed): \(count) to \(length)")
      #expect(out[0] == noise[2 * offset] && out[1] == noise[2 * offset + 1], "seed \(rng.seed): \(count) to \(length)")
    }
  }

  @Test func clicksStandWithinTenMilliseconds() throws {
    var rng = SeededRNG(seed: 7)
    let count = 144_000
    var samples = rng.noise(count, amplitude: 1e-4)
    let clicks = stride(from: 6_000, to: count - 6_000, by: 12_000).map { $0 + rng.int(0..<3_000) }
    for click in clicks {
      samples[2 * click] += 0.8
      samples[2 * click + 1] += 0.8
    }
    for (pace, limit) in [(0.8, 480), (0.9, 400), (1.1, 400), (1.25, 480)] {
      let length = Int(Double(count) / pace)
      let out = try stretched(samples, Stretch(offset: 0, count: count, length: length))
      for click in clicks {
        let due = click * length / count
        let found = (due - 1_500..<due + 1_500).max { abs(out[2 * $0]) < abs(out[2 * $1]) }
        #expect(abs((found ?? 0) - due) <= limit, "\(pace): a click due at \(due) is at \(found ?? -1)")
        #expect(abs(out[2 * (found ?? 0)]) > 0.1, "\(pace): a click is lost")
      }
    }
  }

  @Test(arguments: [70.0, 110, 220, 330]) func pitchAndColourStay(pitch: Double) throws {
    let samples = voice(2, pitch: pitch)
    for pace in [0.8, 0.9, 1.1, 1.25] {
      let out = try stretched(samples, Stretch(offset: 0, count: 96_000, length: Int(96_000 / pace)))
      // Both by correlation, at moments that belong together.
      for second in [0.4, 0.9, 1.4] {
        let before = period(samples, at: Int(second * 48000), near: pitch)
        let after = period(out, at: Int(second * 48000 / pace), near: pitch)
        #expect(abs(after / before - 1) < 0.03, "\(pitch) Hz at \(pace): a period of \(before) samples became \(after)")
      }
      for (centre, width) in [(700.0, 250.0), (1200.0, 250.0), (2600.0, 800.0)] {
        let change = 10 * log10(power(out, centre, width) / power(samples, centre, width))
        #expect(abs(change) < 1, "\(pitch) Hz at \(pace): the power around \(centre) Hz changed by \(change) dB")
      }
    }
  }

  private func period(_ samples: [Float], at start: Int, near pitch: Double) -> Double {
    let middle = 48000 / pitch
    var best = (lag: 0, value: -Double.infinity)
    for lag in Int(middle * 0.75)...Int(middle * 1.3) {
      var (cross, a, b) = (0.0, 0.0, 0.0)
      for n in start..<start + 3000 {
        let (x, y) = (Double(samples[2 * n]), Double(samples[2 * (n + lag)]))
        cross += x * y
        a += x * x
        b += y * y
      }
      let value = cross / (a * b).squareRoot()
      if value > best.value { best = (lag, value) }
    }
    return Double(best.lag)
  }

  /// The mean power behind a resonance, over all but the ends.
  private func power(_ samples: [Float], _ centre: Double, _ width: Double) -> Double {
    let r = exp(-.pi * width / 48000)
    let turn = 2 * r * cos(2 * .pi * centre / 48000)
    var (one, two, sum) = (0.0, 0.0, 0.0)
    let frames = samples.count / 2
    for n in 0..<frames {
      (one, two) = (Double(samples[2 * n]) + turn * one - r * r * two, one)
      if n > frames / 20, n < frames * 19 / 20 { sum += one * one }
    }
    return sum / Double(frames)
  }

  @Test func whatIsNotThereIsRefused() throws {
    let sound = [Float](repeating: 0, count: 200)
    for stretch in [
      Stretch(offset: -1, count: 10, length: 10), Stretch(offset: 0, count: 0, length: 10), Stretch(offset: 50, count: 51, length: 50),
      Stretch(offset: 0, count: 10, length: 0),
    ] {
      #expect(throws: ReelError.self) { try stretched(sound, stretch) }
    }
  }
}
