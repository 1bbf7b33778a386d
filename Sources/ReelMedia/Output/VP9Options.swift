package import ReelCore

/// Everything libvpx is told for VP9: pure, so that a test can read it.
package struct VP9Options: Hashable, Sendable {
  /// Options of libavcodec's wrapper.
  package private(set) var wrapper: [String: String]

  /// `cpu-used` by the names that x264 gave its presets.
  static let presets = [
    "ultrafast": 5, "superfast": 5, "veryfast": 4, "faster": 4, "fast": 3, "medium": 2, "slow": 1, "slower": 0, "veryslow": 0,
  ]

  /// - Throws: `invalid` for what libvpx does not have.
  package init(_ settings: VideoEncoderSettings) throws(ReelError) {
    guard let preset = Self.presets[settings.preset] else {
      throw ReelError(.invalid, "libvpx-vp9 is not driven with the preset '\(settings.preset)'", hint: "use one from ultrafast to veryslow")
    }
    guard (0...63).contains(settings.crf), settings.crf == settings.crf.rounded() else {
      throw ReelError(.invalid, "libvpx-vp9 has whole qualities from 0 to 63, not crf \(settings.crf)")
    }
    guard settings.maxRate == nil else {
      throw ReelError(.invalid, "libvpx-vp9 has no bit rate cap that holds for any chain of segments", hint: "leave video_bitrate out")
    }
    wrapper = [
      "deadline": "good", "cpu-used": "\(preset)", "crf": "\(Int(settings.crf))", "b": "0",
      // Nothing is decided side by side, and tiles are as few as a picture of this width may have.
      "row-mt": "0", "tile-columns": "0", "tile-rows": "0", "frame-parallel": "0",
      // Frames that are not shown make the ones that are smaller.
      "auto-alt-ref": "1", "lag-in-frames": "25", "g": "\(max(settings.gop, 2))", "keyint_min": "\(max(settings.gop, 2))",
    ]
  }
}
