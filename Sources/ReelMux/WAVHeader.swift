import ReelCore

/// The head of a WAV file, up to its first sample: RIFF with WAVE_FORMAT_EXTENSIBLE, which more than 16 bits ask for.
package struct WAVHeader: Hashable, Sendable {
  package enum Sample: String, Hashable, Sendable, Codable {
    /// Whole numbers.
    case int24 = "pcm_s24le"
    case float32 = "pcm_f32le"

    package var bytes: Int { self == .int24 ? 3 : 4 }
  }

  package var sample: Sample
  package var sampleRate: Int
  package var channels: Int
  /// Samples of each channel.
  package var length: Int

  package init(sample: Sample, sampleRate: Int, channels: Int, length: Int) {
    self.sample = sample
    self.sampleRate = sampleRate
    self.channels = channels
    self.length = length
  }

  /// Bytes of all samples; a file has one more when it is odd.
  package var byteCount: Int { length * channels * sample.bytes }

  /// - Throws: `unsupported` for more than RIFF's 32 bits can count.
  package func bytes() throws -> [UInt8] {
    let padded = byteCount + byteCount % 2
    let head = 4 + 8 + 40 + 12 + 8
    guard head + padded <= Int(UInt32.max) else {
      throw ReelError(.unsupported, "a WAV file cannot hold \(length) samples", hint: "split the episode")
    }
    var bytes: [UInt8] = Array("RIFF".utf8) + little(head + padded, 4) + Array("WAVEfmt ".utf8) + little(40, 4)
    bytes += little(0xFFFE, 2) + little(channels, 2) + little(sampleRate, 4) + little(sampleRate * channels * sample.bytes, 4)
    bytes += little(channels * sample.bytes, 2) + little(8 * sample.bytes, 2) + little(22, 2) + little(8 * sample.bytes, 2)
    // Front left and right; for 5.1 with centre, low frequencies, and the two behind.
    bytes += little(channels == 6 ? 0x3F : channels == 1 ? 4 : 3, 4)
    // KSDATAFORMAT_SUBTYPE_PCM or _IEEE_FLOAT
    bytes += [sample == .int24 ? 1 : 3, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
    bytes += Array("fact".utf8) + little(4, 4) + little(length, 4)
    return bytes + Array("data".utf8) + little(byteCount, 4)
  }

  private func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
}
