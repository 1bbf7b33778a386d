import Foundation
import ReelAudio
import ReelCore
import ReelTestSupport

/// A sound in memory. Counts what is read, and refuses what lies outside.
final class MemorySound: SoundReading {
  let samples: [Float]
  private(set) var largestRead = 0
  private(set) var samplesRead = 0
  var length: Int { samples.count / 2 }

  init(_ samples: [Float]) { self.samples = samples }

  func read(from sample: Int, count: Int, into buffer: UnsafeMutablePointer<Float>) throws {
    precondition(sample >= 0 && count > 0 && sample + count <= length, "read \(sample)+\(count) of \(length)")
    largestRead = max(largestRead, count)
    samplesRead += count
    for i in 0..<2 * count { buffer[i] = samples[2 * sample + i] }
  }
}

/// A program the test asks did not answer.
struct OracleFailed: Error {
  var message: String
}

func source(_ name: String) -> SoundSource { SoundSource(digest: Digest.of(name), stream: 0) }

extension SeededRNG {
  mutating func unit() -> Double { Double(next() >> 11) / Double(1 << 53) }
  mutating func int(_ range: Range<Int>) -> Int { range.lowerBound + Int(next() % UInt64(range.count)) }

  /// White noise in -amplitude...amplitude, both channels independent.
  mutating func noise(_ frames: Int, amplitude: Double = 1) -> [Float] {
    (0..<2 * frames).map { _ in Float((unit() * 2 - 1) * amplitude) }
  }
}

/// A sine in all channels; `level` is its peak in dBFS.
func tone(_ seconds: Double, level: Double, frequency: Double = 1000, channels: Int = 2) -> [Float] {
  let amplitude = pow(10, level / 20)
  var samples: [Float] = []
  let frames = Int((seconds * 48000).rounded())
  samples.reserveCapacity(frames * channels)
  for n in 0..<frames {
    let value = Float(amplitude * sin(2 * .pi * frequency * Double(n) / 48000))
    for _ in 0..<channels { samples.append(value) }
  }
  return samples
}

func stereo(_ samples: [Double]) -> [Float] { samples.flatMap { [Float($0), Float($0)] } }

func peakLevel(_ amplitude: Double) -> Double { 20 * log10(amplitude) }

func rendered(_ mixer: Mixer, _ range: Range<Int>? = nil) throws -> [Float] {
  let range = range ?? 0..<mixer.length
  var out = [Float](repeating: .nan, count: 2 * range.count)
  try out.withUnsafeMutableBufferPointer { buffer in
    if let base = buffer.baseAddress { try mixer.render(range: range, into: base) }
  }
  return out
}

func facts(_ samples: [Float], truePeak: Bool = true) -> LoudnessFacts { metered(samples, truePeak: truePeak).facts }

func metered(_ samples: [Float], channels: Int = 2, truePeak: Bool = false) -> LoudnessMeter {
  var meter = LoudnessMeter(channels: channels, truePeak: truePeak)
  meter.add(samples, channels: channels)
  return meter
}

extension LoudnessMeter {
  mutating func add(_ samples: [Float], channels: Int = 2) {
    samples.withUnsafeBufferPointer { if let base = $0.baseAddress { add(base, frames: samples.count / channels) } }
  }
}

func mastered(
  _ spec: MixSpec, _ sounds: [SoundSource: MemorySound], _ correction: Master.Correction = Master.Correction()
) throws -> (samples: [Float], facts: MasterFacts) {
  var out: [Float] = []
  var master = try Master(spec: spec, mixer: try Mixer(spec: spec, sounds: sounds))
  let facts = try master.deliver(correction) { samples, frames in
    out.append(contentsOf: UnsafeBufferPointer(start: samples, count: 2 * frames))
  }
  return (out, facts)
}

/// One sound as a mix.
func mastered(_ samples: [Float], target: LoudnessTarget?) throws -> (samples: [Float], facts: MasterFacts) {
  let clip = MixClip(bus: .shots, source: source("sound"), start: 0, count: samples.count / 2)
  return try mastered(
    MixSpec(length: samples.count / 2, clips: [clip], loudness: target), [source("sound"): MemorySound(samples)])
}

/// The true peak by a windowed sinc of 128 taps at 16 times the rate, in double: nothing in common with the code under test.
func sincPeak(_ samples: [Float]) -> Double { interpolatedPeak(samples, reach: 64, phases: 16) }

/// The true peak as libebur128 reads it (`interp_create(49, 4, ...)` of its source): a Hann-windowed sinc of 49 taps at 4 times the
/// rate.
func libraryPeak(_ samples: [Float]) -> Double { interpolatedPeak(samples, reach: 6, phases: 4) }

/// dBTP by a Hann-windowed sinc that reaches over `reach` samples on each side.
private func interpolatedPeak(_ samples: [Float], reach: Int, phases: Int) -> Double {
  let kernels: [[Double]] = (0..<phases).map { phase in
    (1 - reach...reach).map { k in
      let x = Double(k) - Double(phase) / Double(phases)
      let hann = 0.5 + 0.5 * cos(Double.pi * x / Double(reach))
      return x == 0 ? 1 : sin(.pi * x) / (.pi * x) * hann
    }
  }
  // No point is higher than the highest sample near it times this: what cannot be the peak is not computed.
  let bound = kernels.map { $0.reduce(0) { $0 + abs($1) } }.max() ?? 1
  var peak = 0.0
  for channel in 0..<2 {
    let pad = [Double](repeating: 0, count: 2 * reach)
    let x = pad + stride(from: channel, to: samples.count, by: 2).map { Double(samples[$0]) } + pad
    x.withUnsafeBufferPointer { x in
      for start in stride(from: 0, to: x.count - 2 * reach, by: reach) {
        let end = min(start + reach, x.count - 2 * reach)
        guard x[start..<end + 2 * reach].reduce(0, { max($0, abs($1)) }) * bound > peak else { continue }
        for n in start..<end {
          for h in kernels {
            var sum = 0.0
            for j in 0..<2 * reach { sum += h[j] * x[n + j] }
            peak = max(peak, abs(sum))
          }
        }
      }
    }
  }
  return peakLevel(peak)
}

/// Both channels through a linear-phase low-pass of 255 taps: all below 19 kHz passes, nothing above 21 kHz.
func bandLimited(_ samples: [Float]) -> [Float] {
  let taps: [Double] = (-127...127).map { n in
    let x = Double(n) * .pi * 20 / 24
    let window = 0.42 + 0.5 * cos(.pi * Double(n) / 128) + 0.08 * cos(2 * .pi * Double(n) / 128)
    return (n == 0 ? 1 : sin(x) / x) * 20 / 24 * window
  }
  let x = [Float](repeating: 0, count: 254) + samples + [Float](repeating: 0, count: 254)
  return (0..<samples.count).map { i in
    var sum = 0.0
    for j in 0..<255 { sum += taps[j] * Double(x[i + 2 * j]) }
    return Float(sum)
  }
}

/// What ffmpeg's `ebur128` filter says: an implementation of its own of loudness and true peak.
func ffmpegLoudness(_ samples: [Float]) throws -> (integrated: Double, truePeak: Double, range: Double) {
  let folder = try TemporaryDirectory()
  let file = try folder.write("pcm", samples.withUnsafeBytes { Data($0) })
  let result = try run([
    "ffmpeg", "-nostdin", "-hide_banner", "-f", "f32le", "-ar", "48000", "-ac", "2", "-i", file, "-af", "ebur128=peak=true", "-f", "null",
    "-",
  ])
  guard result.status == 0, let summary = result.errors.components(separatedBy: "Summary:").last else {
    throw OracleFailed(message: result.errors)
  }
  func number(_ label: String) throws -> Double {
    guard let line = summary.split(separator: "\n").first(where: { $0.contains(label) }),
      let value = line.split(whereSeparator: { " :\t".contains($0) }).compactMap({ Double($0) }).first
    else { throw OracleFailed(message: "no \(label) in \(summary)") }
    return value
  }
  return (try number("I:"), try number("Peak:"), try number("LRA:"))
}

/// Decodes any file to 48 kHz float stereo, by ffmpeg.
func decoded(_ file: String) throws -> [Float] {
  let data = try ffmpeg(["-i", file, "-f", "f32le", "-ar", "48000", "-ac", "2", "-"])
  return data.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
}
