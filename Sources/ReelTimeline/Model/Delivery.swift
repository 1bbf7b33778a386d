public import ReelCore

/// One set of outputs.
public struct Delivery: Hashable, Sendable {
  public enum Package: String, Hashable, Sendable, Codable, CaseIterable { case mp4, hls, stems }

  /// Names the outputs' folder.
  public var name = "main"
  /// What the files are for: has filled in what the document does not say, and says what is refused.
  public var profile: Profile?
  /// Tags of the episode's languages, in the order asked for; empty when the episode has none.
  public var languages: [String] = []
  public var subtitles = SubtitleMode.burn
  /// At least one.
  public var renditions: [Rendition] = []
  public var package = Package.mp4
  /// Whether the file may say by an edit list where its sound begins; without one, the first packet's worth of sound is lost.
  public var editList = true
  /// Whether a drawing of its sound is made, for players.
  public var waveform = false
  /// Pictures beside its files.
  public var assets = Assets()
  public var encoder = EncoderChoice()
  /// What it asks for besides what the document does.
  public var loudness = LoudnessChoice()
  public var origin: Origin

  public init(origin: Origin) { self.origin = origin }
}

public enum SubtitleMode: String, Hashable, Sendable, Codable, CaseIterable {
  case burn, sidecar, both, none

  /// Whether captions are drawn into the picture.
  public var burns: Bool { self == .burn || self == .both }
}

/// One size of a delivery.
public struct Rendition: Hashable, Sendable {
  /// Stands in output names: `1080p`.
  public var name: String
  public var size: Size
  /// How the canvas fills a size of another aspect; `nil` when the aspects are equal.
  public var fit: Fit?
  /// Bits per second; `nil` is no limit.
  public var maxRate: Int?

  public init(name: String, size: Size, fit: Fit? = nil, maxRate: Int? = nil) {
    self.name = name
    self.size = size
    self.fit = fit
    self.maxRate = maxRate
  }
}

/// How loud a delivery is where that is not as the document says.
public struct LoudnessChoice: Hashable, Sendable {
  /// LUFS, integrated.
  public var target: Double?
  /// dBTP
  public var truePeak: Double?

  public init() {}

  /// What holds for the delivery; `nil` leaves its mix as it is.
  public func over(_ loudness: Loudness?) -> Loudness? {
    if target == nil, truePeak == nil { return loudness }
    var loudness = loudness ?? Loudness()
    if let target { loudness.target = target }
    if let truePeak { loudness.truePeak = truePeak }
    return loudness
  }
}

/// How a delivery is encoded.
public struct EncoderChoice: Hashable, Sendable {
  /// The library's name of the encoder.
  public var video = "libx264"
  public var preset = "veryfast"
  /// Constant quality, in the encoder's own unit.
  public var crf = 21.0
  /// The most seconds between key frames.
  public var gop = Rational(2)
  /// The library's name of the encoder of sound; `nil` is AAC in a video, 24 bits in stems.
  public var audio: String?
  /// Bits per second, of a sound that is compressed with loss; `nil` is ``standardAudioBitRate``.
  public var audioBitRate: Int?
  public var audioLayout = SoundLayout.stereo

  /// 64 kb/s for each channel.
  public var standardAudioBitRate: Int { audioLayout.channels * 64_000 }

  public init() {}
}
