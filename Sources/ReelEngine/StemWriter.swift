import Foundation
import ReelAudio
import ReelCore
import ReelMedia
import ReelMux
import ReelPlan
import ReelRender
import ReelStore

/// Renders stems to files, reads them back, and only then gives them their names.
struct StemWriter: Sendable {
  let sounds: SoundLibrary
  let isCancelled: @Sendable () -> Bool
  private static let block = 4096

  /// - Parameter remember: told what the file is before it has its name.
  /// - Throws: `invalid` when the stem is above full scale and its samples cannot hold that.
  func write(_ stem: Plan.Stem, to path: String, remember: (Report.Stem) throws -> Void) throws -> Report.Stem {
    guard let sample = WAVHeader.Sample(rawValue: stem.format) else {
      throw ReelError(.unsupported, "stems are not written as '\(stem.format)'", hint: "use pcm_s24le or pcm_f32le")
    }
    let header = WAVHeader(sample: sample, sampleRate: mixRate, channels: (stem.mix.layout ?? .stereo).channels, length: stem.mix.length)
    var read: [SoundSource: any SoundReading] = [:]
    for clip in stem.mix.clips where read[clip.source] == nil { read[clip.source] = try sounds.sound(clip.source) }
    let mixer = try Mixer(spec: stem.mix, sounds: read)
    var part = try PartFile(path: path)
    let sha = SHA256()
    func append(_ bytes: [UInt8]) throws {
      try bytes.withUnsafeBytes {
        sha.update($0)
        try part.append($0)
      }
    }
    try append(try header.bytes())
    var peak: Float = 0
    try render(mixer, stem.part) { samples, frames in
      for i in 0..<mixer.layout.channels * frames { peak = max(peak, samples[i].magnitude) }
      try append(Self.bytes(samples, count: mixer.layout.channels * frames, sample))
    }
    if header.byteCount % 2 == 1 { try append([0]) }
    guard sample == .float32 || peak <= 1 else { throw Self.tooLoud(stem, peak, path) }
    let digest = sha.finish()
    try part.sync()
    guard try SourceFile.digest(of: part.path) == digest else {
      throw ReelError(.failed, "the finished stem does not hold what was written", file: path, hint: "check the disk")
    }
    let bytes = try header.bytes().count + header.byteCount + header.byteCount % 2
    let report = Report.Stem(
      path: stem.path, status: .written, delivery: stem.delivery, language: stem.language, part: stem.part.rawValue,
      format: stem.format, samples: stem.mix.length, bytes: bytes, digest: digest.hex,
      peak: peak > 0 ? Decibel.level(Double(peak)) : nil)
    try remember(report)
    try part.commit()
    return report
  }

  private func render(_ mixer: Mixer, _ part: Plan.Stem.Part, _ body: (UnsafePointer<Float>, Int) throws -> Void) throws {
    try withUnsafeTemporaryAllocation(of: Float.self, capacity: mixer.layout.channels * Self.block) { buffer in
      guard let samples = buffer.baseAddress else { return }
      for start in stride(from: 0, to: mixer.length, by: Self.block) {
        if isCancelled() { throw ReelError(.cancelled, "stopped", hint: "run again to go on") }
        let range = start..<min(start + Self.block, mixer.length)
        try mixer.render(range: range, of: part.stem, into: samples)
        try body(samples, range.count)
      }
    }
  }

  private static func bytes(_ samples: UnsafePointer<Float>, count: Int, _ sample: WAVHeader.Sample) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * sample.bytes)
    for i in 0..<count {
      let value = sample == .int24 ? UInt32(bitPattern: PCM24.rounded(samples[i])) : samples[i].bitPattern
      for byte in 0..<sample.bytes { bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(8 * byte))) }
    }
    return bytes
  }

  private static func tooLoud(_ stem: Plan.Stem, _ peak: Float, _ path: String) -> ReelError {
    let tenths = Int64((Decibel.level(Double(peak)) * 10).rounded(.up))
    let over = Time(Rational(tenths, 10)).formatted(decimals: 1)
    return ReelError(
      .invalid, "the \(stem.part.rawValue) stem is \(over) dB above full scale, which 24 bits cannot hold", file: path,
      hint: "lower its gain, or say encoder: { audio: pcm_f32le }")
  }
}

extension Plan.Stem.Part {
  /// Of the mix it is planned with; that of `me` has nothing else in it.
  fileprivate var stem: Mixer.Stem {
    switch self {
    case .dialogue: .dialogue
    case .music: .music
    case .effects: .effects
    case .me: .all
    }
  }
}
