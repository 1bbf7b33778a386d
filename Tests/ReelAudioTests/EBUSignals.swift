import Foundation

/// The test signals of EBU Tech 3341 and 3342 that can be synthesised, from the tables of those documents: 1 kHz in phase on both
/// channels unless said otherwise, levels in dBFS of the peak.
enum EBUSignals {
  /// Seconds at dBFS; `nil` is silence.
  typealias Part = (seconds: Double, level: Double?)

  static func sine(_ parts: [Part]) -> [Float] {
    // One period of 1 kHz is 48 samples.
    let period = (0..<48).map { sin(2 * .pi * Double($0) / 48) }
    var samples: [Float] = []
    var n = 0
    for (seconds, level) in parts {
      let frames = Int((seconds * 48000).rounded())
      let wave = period.map { level == nil ? 0 : Float(pow(10, (level ?? 0) / 20) * $0) }
      samples.reserveCapacity(samples.count + 2 * frames)
      for _ in 0..<frames {
        samples.append(wave[n % 48])
        samples.append(wave[n % 48])
        n += 1
      }
    }
    return samples
  }

  /// Tech 3341, cases 1 to 5.
  static func integrated(_ number: Int) -> [Float] {
    switch number {
    case 1: sine([(20, -23)])
    case 2: sine([(20, -33)])
    case 3: sine([(10, -36), (60, -23), (10, -36)])
    case 4: sine([(10, -72), (10, -36), (60, -23), (10, -36), (10, -72)])
    default: sine([(20, -26), (20.1, -20), (20, -26)])
    }
  }

  /// Tech 3341, case 6, in the order L R C Ls Rs.
  static func surround() -> [Float] {
    let amplitudes = [-28.0, -28, -24, -30, -30].map { pow(10, $0 / 20) }
    var samples: [Float] = []
    samples.reserveCapacity(5 * 20 * 48_000)
    for n in 0..<20 * 48_000 {
      let sine = sin(2 * .pi * Double(n % 48) / 48)
      for amplitude in amplitudes { samples.append(Float(amplitude * sine)) }
    }
    return samples
  }

  /// Tech 3341, cases 15 to 19.
  static func peak(divisor: Double, amplitude: Double, degrees: Double) -> [Float] {
    stereo(
      (0..<4800).map { n in
        let envelope = min(1, Double(n) / 480, Double(4799 - n) / 480)
        return envelope * amplitude * sin(2 * .pi * Double(n) / divisor + degrees * .pi / 180)
      })
  }

  /// Tech 3341, cases 20 to 23: one period of fs/4 at full level in fs/6 at half, made at four times the rate and decimated at each of
  /// four offsets.
  static func peakBetweenSamples(offset: Int) -> [Float] {
    var phase = 0.0
    let length = 4 * 4800
    let burst = 24 * 400..<24 * 400 + 16
    let high = (0..<length).map { n -> Double in
      let inside = burst.contains(n)
      defer { phase += 2 * .pi / (inside ? 16 : 24) }
      let fade = min(1, Double(n) / 1920, Double(length - 1 - n) / 1920)
      return (inside ? 1 : 0.5) * fade * sin(phase)
    }
    return stereo(
      stride(from: offset, to: length, by: 4).map { n in
        lowPass.indices.reduce(0.0) { sum, j in
          let at = n + j - lowPass.count / 2
          return high.indices.contains(at) ? sum + lowPass[j] * high[at] : sum
        }
      })
  }

  /// 1023 taps, Kaiser 10, at 0.98 of half the lower rate.
  private static let lowPass: [Double] = {
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
  }()
}
