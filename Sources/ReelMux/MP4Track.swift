package import ReelCore

/// One track of a file to be written: what its samples are and when they are shown, without their bytes.
package struct MP4Track: Hashable, Sendable {
  package enum Media: Hashable, Sendable {
    case video(Video)
    case audio(Audio)
  }

  /// Parameter sets are in `configuration` only, as `avc1` and `hvc1` promise.
  package struct Video: Hashable, Sendable {
    package enum Codec: String, Hashable, Sendable { case avc1, hvc1, vp09 }

    package var codec: Codec
    /// The payload of the `avcC`, `hvcC` or `vpcC` box.
    package var configuration: [UInt8]
    package var size: Size
    /// Written as `colr` of type `nclx`. Samples are square, and `pasp` says so.
    package var color: ColorDescription

    package init(codec: Codec, configuration: [UInt8], size: Size, color: ColorDescription) {
      self.codec = codec
      self.configuration = configuration
      self.size = size
      self.color = color
    }
  }

  package struct Audio: Hashable, Sendable {
    package enum Codec: String, Hashable, Sendable {
      /// MPEG-4 audio, sample entry `mp4a`.
      case mp4a
      /// Sample entry `Opus` ("Encapsulation of Opus in ISO Base Media File Format", 4.3).
      case opus
      /// Sample entry `fLaC` ("Encapsulation of FLAC in ISO Base Media File Format", 3.3).
      case flac
    }

    package var codec: Codec
    /// The AudioSpecificConfig; for Opus the identification header (RFC 7845, 5.1), for FLAC the STREAMINFO block (RFC 9639, 8.2).
    package var configuration: [UInt8]
    package var sampleRate: Int
    package var channels: Int

    package init(codec: Codec = .mp4a, configuration: [UInt8], sampleRate: Int, channels: Int) {
      self.codec = codec
      self.configuration = configuration
      self.sampleRate = sampleRate
      self.channels = channels
    }
  }

  /// The part of the track that is presented, from the start of the movie: one entry of an edit list at normal speed.
  package struct Edit: Hashable, Sendable {
    /// Where it begins in the track's own time, in ticks.
    package var mediaTime: Int64
    /// Ticks it lasts.
    package var duration: Int64

    package init(mediaTime: Int64, duration: Int64) {
      self.mediaTime = mediaTime
      self.duration = duration
    }
  }

  package var media: Media
  /// Ticks in a second.
  package var timescale: Int
  /// BCP 47; `nil` is undetermined.
  package var language: String?
  /// For people: `Español (Latinoamérica)`.
  package var name: String?
  package var samples: MP4SampleTable
  /// `nil` presents everything from time 0.
  package var edit: Edit?
  /// Samples to decode before one that is presented, negative, for the `roll` sample group: -1 for AAC.
  package var rollDistance: Int?
  /// How loud it is; written to `ludt` in files of fragments.
  package var loudness: Loudness?
  /// Ticks by which decoding must run ahead of presentation, fixed for a rendition; written to `cslg`.
  package var reorderDelay: Int

  package init(
    media: Media, timescale: Int, language: String? = nil, name: String? = nil, samples: MP4SampleTable, edit: Edit? = nil,
    rollDistance: Int? = nil, loudness: Loudness? = nil, reorderDelay: Int = 0
  ) {
    self.media = media
    self.timescale = timescale
    self.language = language
    self.name = name
    self.samples = samples
    self.edit = edit
    self.rollDistance = rollDistance
    self.loudness = loudness
    self.reorderDelay = reorderDelay
  }

  /// Ticks the track is presented for.
  package var presentedDuration: Int64 { edit?.duration ?? samples.duration }
}
