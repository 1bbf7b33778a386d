public import ReelCore

/// The sound all languages share, and how loud each shall be.
public struct Soundtrack: Hashable, Sendable {
  /// dB added to every shot's own sound; `nil` is off.
  public var shotsGain: Double? = 0
  public var music: [Music] = []
  public var effects: [SoundEffect] = []
  /// `nil` leaves the mix as it is.
  public var loudness: Loudness? = Loudness()

  public init() {}
}

public struct Loudness: Hashable, Sendable {
  /// LUFS, integrated.
  public var target = -14.0
  /// dBTP
  public var truePeak = -1.5
  /// LU above the target, of the dialogue over speech; `nil` leaves dialogue and all else as they are to each other.
  public var dialogue: Double? = 0

  public init() {}
}

public struct Music: Hashable, Sendable {
  public var source: FileReference
  public var start = Time.zero
  /// dB
  public var gain = 0.0
  /// Whether it begins again when it ends.
  public var loop = false
  public var fadeIn = Time.zero
  public var fadeOut = Time.zero
  /// How it steps back under dialogue; `nil` is not at all.
  public var duck: Duck?
  public var origin: Origin

  public init(source: FileReference, origin: Origin) {
    self.source = source
    self.origin = origin
  }
}

public struct Duck: Hashable, Sendable {
  /// dB, not above 0.
  public var depth = -12.0
  /// From full level to `depth`.
  public var attack = Time(Rational(15, 100))
  /// Back to full level.
  public var release = Time(Rational(4, 10))

  public init() {}
}

public struct SoundEffect: Hashable, Sendable {
  public var source: FileReference
  public var start = Time.zero
  /// dB
  public var gain = 0.0
  public var origin: Origin

  public init(source: FileReference, origin: Origin) {
    self.source = source
    self.origin = origin
  }
}
