/// How the spoken lines of one language fit.
public struct DialogueFit: Codable, Sendable, Hashable {
  public var language: String
  /// In the order of the document.
  public var lines: [Line]

  /// What became of a line. Samples and the pace are exact, seconds are for reading.
  public struct Line: Codable, Sendable, Hashable {
    public enum Outcome: String, Codable, Sendable {
      /// At its own pace.
      case natural
      /// At a pace nobody notices.
      case adapted
      /// At a pace that can be heard.
      case strained
      /// Longer than its room.
      case over
      /// There is nothing to hear: no file, no sound in it, or after the episode's end.
      case missing
    }

    public var outcome: Outcome
    /// As the document names it.
    public var source: String
    public var speaker: String?
    /// Where the document says it, as `languages.es.dialogue[3]`.
    public var path: String
    /// Seconds of the episode from which and until which it was to be heard.
    public var slotStart: Double
    public var slotEnd: Double
    /// First sample at 48 kHz of the mix at which it is heard, and for how many.
    public var startSample = 0
    public var sampleCount = 0
    /// Seconds of the recording that are heard, and how much silence is left out before them.
    public var speech = 0.0
    public var trimmed = 0.0
    /// Times as fast as recorded, exact.
    public var pace = Rational(1)
    /// Seconds it begins before its slot, takes of the pause after it, and runs over all that.
    public var moved = 0.0
    public var borrowed = 0.0
    public var over = 0.0
    /// What would fit at a pace nobody notices, where it does not: percent by which the text must become shorter, and characters it may have.
    public var shorterBy: Int?
    public var characters: Int?

    package init(outcome: Outcome, source: String, speaker: String?, path: String, slotStart: Double, slotEnd: Double) {
      self.outcome = outcome
      self.source = source
      self.speaker = speaker
      self.path = path
      self.slotStart = slotStart
      self.slotEnd = slotEnd
    }
  }

  /// How many lines came out so.
  public func count(_ outcome: Line.Outcome) -> Int { lines.count { $0.outcome == outcome } }

  package init(language: String, lines: [Line]) {
    self.language = language
    self.lines = lines
  }
}
