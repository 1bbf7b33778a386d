import CFFmpeg
import ReelCore

/// What the encoders of sound that the engine drives want and give.
struct AudioFormat {
  /// The library's names of them.
  static let names = ["aac", "libfdk_aac", "libopus", "flac"]

  let settings: AudioEncoderSettings
  /// How a frame holds its samples.
  let samples: AVSampleFormat

  /// - Throws: `unsupported` for an encoder the engine does not drive, `invalid` for a sound it does not take.
  init(_ settings: AudioEncoderSettings) throws(ReelError) {
    self.settings = settings
    switch settings.encoder {
    case "aac": samples = AV_SAMPLE_FMT_FLTP
    case "libfdk_aac": samples = AV_SAMPLE_FMT_S16
    case "libopus": samples = AV_SAMPLE_FMT_FLT
    case "flac": samples = AV_SAMPLE_FMT_S32
    default:
      throw ReelError(
        .unsupported, "the engine does not drive the encoder '\(settings.encoder)'", hint: "use \(Self.names.joined(separator: ", "))")
    }
    let rates = isAAC ? 7350...96_000 : 48_000...48_000
    guard [1, 2, 6].contains(settings.channels), rates.contains(settings.sampleRate) else {
      throw ReelError(
        .invalid,
        "cannot encode \(settings.channels) channels at \(settings.sampleRate) Hz with \(settings.encoder): 1, 2 or 6 at "
          + (isAAC ? "7350...96000" : "48000"))
    }
  }

  var isAAC: Bool { settings.encoder == "aac" || settings.encoder == "libfdk_aac" }
  /// Whole numbers of 24 bits, every one of which is kept.
  var isInteger: Bool { settings.encoder == "flac" }
  /// Whether the last packet takes what is left, and need not be filled up.
  var hasShortLast: Bool { !isAAC }

  func codec() throws(ReelError) -> UnsafePointer<AVCodec> {
    if let codec = avcodec_find_encoder_by_name(settings.encoder) { return codec }
    throw ReelError(
      .unsupported, "the installed FFmpeg has no encoder '\(settings.encoder)'", hint: "install one built with it, or name another")
  }

  /// Of AAC the `fast` coder from 32 kb/s a channel on: of the two that are not experimental it "is better and much faster at higher
  /// bitrates" (FFmpeg's manual). Below, `twoloop`.
  var options: [(name: String, value: String)] {
    switch settings.encoder {
    case "aac": [("aac_coder", settings.bitRate >= 32000 * settings.channels ? "fast" : "twoloop"), ("strict", "normal")]
    case "libopus": [("vbr", "on"), ("application", "audio"), ("frame_duration", "20")]
    case "flac": [("compression_level", "5")]
    default: []
    }
  }

  /// Writes samples into a frame; `nil` is silence.
  ///
  /// What is to become whole numbers is rounded to nearest, ties to even, and ends at full scale, which the mix's count of clipped samples
  /// tells.
  func write(_ interleaved: UnsafePointer<Float>?, _ count: Int, to frame: UnsafeMutablePointer<AVFrame>, at first: Int) throws {
    let channels = settings.channels
    func plane<T>(_ index: Int, _ type: T.Type) -> UnsafeMutablePointer<T> {
      guard let data = frame.pointee.extended_data[index] else { preconditionFailure("a frame without channel \(index)") }
      return UnsafeMutableRawPointer(data).assumingMemoryBound(to: T.self)
    }
    switch samples {
    case AV_SAMPLE_FMT_FLTP:
      for channel in 0..<channels {
        let target = plane(channel, Float.self) + first
        for i in 0..<count { target[i] = interleaved.map { $0[i * channels + channel] } ?? 0 }
      }
    case AV_SAMPLE_FMT_FLT:
      let target = plane(0, Float.self) + first * channels
      for i in 0..<count * channels { target[i] = interleaved?[i] ?? 0 }
    case AV_SAMPLE_FMT_S32:
      let target = plane(0, Int32.self) + first * channels
      for i in 0..<count * channels { target[i] = PCM24.rounded(interleaved?[i] ?? 0) << 8 }
    default:
      let target = plane(0, Int16.self) + first * channels
      for i in 0..<count * channels {
        target[i] = Int16(min(max((interleaved?[i] ?? 0) * 32768, -32768), 32767).rounded(.toNearestOrEven))
      }
    }
  }
}
