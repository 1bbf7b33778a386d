public import ReelCore

/// What a sound goes through besides its level.
public struct Channel: Hashable, Sendable {
  /// -1 is left, 1 right; `nil` leaves it where it is.
  public var pan: Keyframed?
  public var equalizer: EqualizerSettings?
  public var reverb: Reverb?

  public init() {}
}

/// The bands of an equaliser; `nil` is out of the way.
public struct EqualizerSettings: Hashable, Sendable {
  /// Hz
  public var highPass: Double?
  /// Hz
  public var lowPass: Double?
  public var lowShelf: Band?
  public var presence: Band?
  public var highShelf: Band?

  public struct Band: Hashable, Sendable {
    /// Hz
    public var frequency: Double
    /// dB
    public var gain = 0.0
    public var q: Double

    public init(frequency: Double, q: Double = 0.5.squareRoot()) {
      self.frequency = frequency
      self.q = q
    }
  }

  public init() {}
}

/// What is sent to a room.
public struct Reverb: Hashable, Sendable {
  public var room = ReverbRoom.room
  /// dB; at 0 the room is as loud as the sound itself.
  public var send = -15.0

  public init() {}
}

/// What the lines of one speaker, or all lines, go through.
public struct Voice: Hashable, Sendable {
  /// dB, over the episode.
  public var gain = Keyframed.constant(0)
  public var channel = Channel()
  public var origin: Origin

  public init(origin: Origin) { self.origin = origin }
}

/// The sound of a place in which nobody speaks, heard where no shot is.
public struct RoomTone: Hashable, Sendable {
  public var source: FileReference
  /// dB
  public var gain = 0.0
  /// Over which the recording crosses into its beginning, and into the shots beside it.
  public var crossfade = Time(Rational(1, 2))
  public var origin: Origin

  public init(source: FileReference, origin: Origin) {
    self.source = source
    self.origin = origin
  }
}
