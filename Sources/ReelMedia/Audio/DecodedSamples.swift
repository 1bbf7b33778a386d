import CFFmpeg

/// A decoded frame's samples as floating point: what AAC, Opus and FLAC decoders give.
struct DecodedSamples {
  private let frame: AVFrame

  /// `nil` for a form of samples that none of them gives.
  init?(_ frame: AVFrame) {
    let formats = [AV_SAMPLE_FMT_FLTP, AV_SAMPLE_FMT_FLT, AV_SAMPLE_FMT_S32].map(\.rawValue)
    guard formats.contains(frame.format) else { return nil }
    self.frame = frame
  }

  /// Writes the samples `range` of each channel to `target`, interleaved.
  func copy(_ range: Range<Int>, channels: Int, to target: inout [Float]) {
    for channel in 0..<channels {
      let isPlanar = frame.format == AV_SAMPLE_FMT_FLTP.rawValue
      guard let data = frame.extended_data[isPlanar ? channel : 0] else { continue }
      let (offset, step) = isPlanar ? (0, 1) : (channel, channels)
      let raw = UnsafeRawPointer(data)
      for (i, sample) in range.enumerated() {
        let position = 4 * (offset + sample * step)
        target[i * channels + channel] =
          frame.format == AV_SAMPLE_FMT_S32.rawValue
          ? Float(raw.load(fromByteOffset: position, as: Int32.self)) * (1 / 2_147_483_648)
          : raw.load(fromByteOffset: position, as: Float.self)
      }
    }
  }
}
