/// What was measured on a recording of speech, from its bytes alone.
public struct SpeechFacts: Hashable, Sendable, Codable {
  /// Where something is heard, in samples at 48 kHz, with a little room on both sides; `nil` when nothing is.
  public var voice: Range<Int>?
  /// What is wrong with it, in the order of time.
  public var faults: [SpeechFault]

  public init(voice: Range<Int>?, faults: [SpeechFault] = []) {
    self.voice = voice
    self.faults = faults
  }
}

/// Something wrong with a recording.
public struct SpeechFault: Hashable, Sendable, Codable {
  public enum Kind: String, Sendable, Codable {
    /// Nothing is heard in it.
    case silent
    /// Its waves are cut off: `amount` is how many.
    case clipped
    /// It was made for a lower sample rate: `amount` is the frequency in Hz above which there is nothing.
    case narrow
    /// The mains are heard in it: `amount` is their frequency in Hz.
    case hum
    /// It jumps, as pieces do that were put together: `amount` is how often.
    case click
    /// It begins in the midst of a sound.
    case cutStart
    /// It ends in the midst of a sound.
    case cutEnd
  }

  public var kind: Kind
  /// Where in the recording, the first time.
  public var at: Time
  public var amount: Int

  public init(_ kind: Kind, at: Time = .zero, amount: Int = 0) {
    self.kind = kind
    self.at = at
    self.amount = amount
  }
}
