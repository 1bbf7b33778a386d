import Foundation
import ReelCore
import ReelMedia
import ReelTestSupport

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Sounds and measurements for the tests of reading and encoding.
enum Sounds {
  /// Noise no two stretches of which are alike, the same on both sides but for the sign of the right one's every second sample.
  static func noise(_ count: Int, seed: UInt64 = 7, amplitude: Float = 0.25) -> [Float] {
    var rng = SeededRNG(seed: seed)
    var smooth: Float = 0
    return (0..<count).flatMap { i -> [Float] in
      // A one-pole low pass: every codec keeps most of it.
      smooth = 0.7 * smooth + 0.3 * (Float(Int32(truncatingIfNeeded: rng.next() >> 32)) / Float(Int32.max))
      return [amplitude * smooth, i % 2 == 0 ? amplitude * smooth : -0.5 * amplitude * smooth]
    }
  }

  static func sine(_ count: Int, _ frequency: Double, rate: Int, amplitude: Double = 0.5, phase: Double = 0.3) -> [Double] {
    (0..<count).map { amplitude * sin(2 * .pi * frequency * Double($0) / Double(rate) + phase) }
  }

  /// A WAV file of 32-bit floats.
  static func wav(_ samples: [Float], channels: Int, rate: Int) -> Data {
    var data = Data("RIFF".utf8)
    func number(_ value: Int, _ width: Int) { for i in 0..<width { data.append(UInt8(truncatingIfNeeded: value >> (8 * i))) } }
    number(36 + samples.count * 4, 4)
    data += Data("WAVEfmt ".utf8)
    number(16, 4)
    number(3, 2)
    number(channels, 2)
    number(rate, 4)
    number(rate * channels * 4, 4)
    number(channels * 4, 2)
    number(32, 2)
    data += Data("data".utf8)
    number(samples.count * 4, 4)
    for sample in samples { number(Int(sample.bitPattern), 4) }
    return data
  }

  static func facts(stream: Int = 0) -> AudioFacts {
    AudioFacts(stream: stream, codec: "", sampleRate: 0, channels: 0, layout: "", start: .zero, duration: .zero)
  }

  /// Everything a reader gives, asked for in pieces of `chunk`.
  static func read(_ path: String, stream: Int = 0, chunk: Int = 4096) throws -> [Float] {
    try read(AudioReader(path: path, facts: facts(stream: stream)), chunk: chunk)
  }

  static func read(_ reader: AudioReader, chunk: Int = 4096) throws -> [Float] {
    var all: [Float] = []
    let channels = reader.layout.channels
    var piece = [Float](repeating: 0, count: chunk * channels)
    while true {
      let count = try piece.withUnsafeMutableBufferPointer { try reader.read(into: $0.baseAddress!, frames: chunk) }
      all += piece[..<(channels * count)]
      if count < chunk { return all }
    }
  }

  static func floats(_ data: Data) -> [Float] {
    data.withUnsafeBytes { bytes in (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) } }
  }

  static func greatestDifference(_ a: some Sequence<Float>, _ b: some Sequence<Float>) -> Float {
    zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  /// By how many samples `copy` is later than `original`, from the left channel of a stretch in the middle.
  static func delay(of copy: [Float], after original: [Float], within range: Int = 1300) -> Int {
    let (begin, length) = (min(original.count, copy.count) / 4, 8000)
    var best = (score: -Double.infinity, lag: 0)
    for lag in -range...range {
      var score = 0.0
      for i in 0..<length where begin + i + lag >= 0 && begin + i + lag < copy.count / 2 && begin + i < original.count / 2 {
        score += Double(original[2 * (begin + i)]) * Double(copy[2 * (begin + i + lag)])
      }
      if score > best.score { best = (score, lag) }
    }
    return best.lag
  }

  /// The level in dB, against `amplitude`, of the best fitting sine of `frequency`, and of all that is left when it is taken away.
  static func fit(_ samples: [Double], _ frequency: Double, rate: Int, amplitude: Double) -> (level: Double, rest: Double, phase: Double) {
    var (ss, sc, cc, xs, xc) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for (i, x) in samples.enumerated() {
      let (s, c) = (sin(2 * .pi * frequency * Double(i) / Double(rate)), cos(2 * .pi * frequency * Double(i) / Double(rate)))
      ss += s * s
      sc += s * c
      cc += c * c
      xs += x * s
      xc += x * c
    }
    let determinant = ss * cc - sc * sc
    let (a, b) = ((xs * cc - xc * sc) / determinant, (xc * ss - xs * sc) / determinant)
    var rest = 0.0
    for (i, x) in samples.enumerated() {
      let angle = 2 * .pi * frequency * Double(i) / Double(rate)
      let left = x - a * sin(angle) - b * cos(angle)
      rest += left * left
    }
    let level = (a * a + b * b).squareRoot() / amplitude
    return (20 * log10(level), 10 * log10(rest / Double(samples.count) * 2 / (amplitude * amplitude) + 1e-30), atan2(b, a))
  }

  /// Runs `body` while this process's FFmpeg is told it has no CPU extensions at all, as on another machine. Never while another test
  /// opens something: that would be opened on a path that no machine takes.
  static func withoutExtensions<R>(_ body: () throws -> R) throws -> R {
    typealias Force = @convention(c) (CInt) -> Void
    guard let symbol = dlsym(nil, "av_force_cpu_flags") else { throw ReelError(.failed, "no av_force_cpu_flags") }
    let force = unsafeBitCast(symbol, to: Force.self)
    CPUPath.fastest.opening { force(0) }
    defer { CPUPath.fastest.opening { force(-1) } }
    return try body()
  }
}
