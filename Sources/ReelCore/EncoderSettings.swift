/// How pictures become a closed GOP. Every field reaches the key of the segment.
package struct VideoEncoderSettings: Hashable, Sendable, Codable {
  /// What stands before a codec's name where packets are taken over and nothing is encoded: `copied h264`.
  package static let copied = "copied "

  /// The library's name of the encoder: `libx264`, `libx265` or `libvpx-vp9`.
  package var encoder: String
  package var size: Size
  package var rate: FrameRate
  package var color: ColorDescription
  package var preset: String
  /// Constant quality, in the encoder's own unit.
  package var crf: Double
  package var profile: String
  /// The level as the bit stream or the file writes it: for 4.0, 40 in H.264 and VP9, 120 in H.265.
  package var level: Int
  /// The most frames between key frames. A cell never has more, so a segment has exactly one key frame.
  package var gop: Int
  package var bFrames: Int
  package var referenceFrames: Int
  /// The highest average bit rate in bits per second that any chain of segments may reach; `nil` for none.
  package var maxRate: Int?

  package init(
    encoder: String, size: Size, rate: FrameRate, color: ColorDescription = .bt709, preset: String, crf: Double, profile: String,
    level: Int, gop: Int, bFrames: Int, referenceFrames: Int, maxRate: Int? = nil
  ) {
    self.encoder = encoder
    self.size = size
    self.rate = rate
    self.color = color
    self.preset = preset
    self.crf = crf
    self.profile = profile
    self.level = level
    self.gop = gop
    self.bFrames = bFrames
    self.referenceFrames = referenceFrames
    self.maxRate = maxRate
  }

  /// Frames by which decoding runs ahead of presentation: B-frames refer to a picture shown later, and may be referred to themselves.
  package var reorderDelay: Int { min(bFrames, 2) }

  /// Of each coded sample.
  package var bits: Int { profile == "main10" ? 10 : 8 }
}

/// How the finished mix becomes a track.
package struct AudioEncoderSettings: Hashable, Sendable, Codable {
  /// As ``VideoEncoderSettings/copied``.
  package static let copied = VideoEncoderSettings.copied

  /// The library's name of the encoder: `aac`, `libfdk_aac`, `libopus` or `flac`.
  package var encoder: String
  /// Bits per second; 0 for an encoder that loses nothing.
  package var bitRate: Int
  package var sampleRate: Int
  package var channels: Int
  /// Whether what the codec puts in front takes the place of as many samples of the sound, so that what follows is in time without an
  /// edit list; `nil` is no.
  package var dropsPriming: Bool?

  package init(encoder: String = "aac", bitRate: Int, sampleRate: Int = 48000, channels: Int = 2, dropsPriming: Bool? = nil) {
    self.dropsPriming = dropsPriming
    self.encoder = encoder
    self.bitRate = bitRate
    self.sampleRate = sampleRate
    self.channels = channels
  }
}

/// One coded frame or audio packet, in decoding order.
package struct CodedSample: Hashable, Sendable {
  /// For video length-prefixed NAL units without parameter sets; for audio one raw packet.
  package var bytes: [UInt8]
  /// Place in presentation order from the start of the segment, in frames; for audio the first sample's number, priming included.
  package var presentation: Int
  /// Frames (1) or audio samples (1024 for AAC) it lasts.
  package var duration: Int
  package var isKey: Bool

  package init(bytes: [UInt8], presentation: Int, duration: Int, isKey: Bool) {
    self.bytes = bytes
    self.presentation = presentation
    self.duration = duration
    self.isKey = isKey
  }
}
