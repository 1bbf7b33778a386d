public import ReelCore

/// The sound all languages share, and how loud each shall be.
public struct Soundtrack: Hashable, Sendable {
  /// dB added to every shot's own sound, over the episode; `nil` is off.
  public var shotsGain: Keyframed? = 0
  /// What every shot's own sound goes through.
  public var shots = Channel()
  /// How the shots' own sound steps back under dialogue; `nil` is not at all.
  public var shotsDuck: Duck?
  /// What every line of dialogue goes through.
  public var dialogue = Voice(origin: .none)
  /// What the lines of a speaker go through besides, by name.
  public var speakers: [String: Voice] = [:]
  public var roomTone: RoomTone?
  public var music: [Music] = []
  public var effects: [SoundEffect] = []
  /// `nil` leaves the mix as it is.
  public var loudness: Loudness? = Loudness()
  /// How spoken lines are brought into their slots.
  public var dubbing = Dubbing()

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
  /// dB, over its own time.
  public var gain = Keyframed.constant(0)
  public var channel = Channel()
  /// Whether it begins again when it ends.
  public var loop = false
  /// Over which the end of a loop crosses into its beginning.
  public var loopCrossfade = Time.zero
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
  /// How long it stays down after a line.
  public var hold = Time.zero
  /// How long before a line it begins to fall; `nil` is the attack.
  public var lookAhead: Time?

  public init() {}
}

public struct SoundEffect: Hashable, Sendable {
  public var source: FileReference
  public var start = Time.zero
  /// dB, over its own time.
  public var gain = Keyframed.constant(0)
  public var channel = Channel()
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
