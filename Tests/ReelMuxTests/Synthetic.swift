import ReelCore
import ReelMux

/// Tracks without media behind them: for what depends on the tables alone.
enum Synthetic {
  /// Closed GOPs of I P B B, as `presentation` in decoding order.
  static func video(frames: Int = 40, size: Int = 1000, rate: String = "30") throws -> MP4Track {
    let gop = [0, 3, 1, 2]
    return try MP4Track.video(
      .init(codec: .avc1, configuration: [1, 100, 0, 30, 255, 225], size: Size(width: 720, height: 1280), color: .bt709),
      rate: FrameRate(Rational(rate)!), sizes: (0..<frames).map { size + $0 }, presentation: (0..<frames).map { $0 / 4 * 4 + gop[$0 % 4] },
      isSync: (0..<frames).map { $0 % 4 == 0 }, reorderDelay: 2)
  }

  static func audio(packets: Int = 63, length: Int = 63000, rate: Int = 48000, language: String? = "en") throws -> MP4Track {
    try MP4Track.audio(
      .init(configuration: [0x11, 0x90], sampleRate: rate, channels: 2), sizes: (0..<packets).map { 300 + $0 % 7 }, length: length,
      priming: .editList(samples: 1024), language: language)
  }

  /// The whole file: a header and samples of zeros.
  static func file(_ layout: MP4Layout) -> [UInt8] {
    layout.header + [UInt8](repeating: 0, count: Int(layout.byteCount) - layout.header.count)
  }

  /// A fragmented file of GOPs of four, with samples of zeros.
  static func fragments(_ track: MP4Track) throws -> [UInt8] {
    let cuts = stride(from: 0, to: track.samples.count, by: 4).map { $0..<$0 + 4 }
    let layout = try CMAFLayout(track: track, fragments: cuts, segments: [0..<cuts.count])
    return layout.initialization + layout.index
      + layout.fragments.flatMap { $0.header + [UInt8](repeating: 0, count: Int($0.byteCount) - $0.header.count) }
  }

  static func read(_ bytes: [UInt8]) throws -> MP4File {
    try MP4Reader.read(byteCount: Int64(bytes.count), name: "memory") { Array(bytes[Int($0)..<Int($0) + $1]) }
  }
}
