public import ReelCore

/// What one language adds to the episode.
public struct Language: Hashable, Sendable {
  /// BCP 47, as the document writes it.
  public var tag: String
  /// SubRip, WebVTT, ASS, TTML or a list of words; `nil` is from the text of the dialogue.
  public var subtitles: FileReference?
  /// What has to be read even where subtitles are not shown: signs, and speech in another language.
  public var forced: FileReference?
  /// How the files are encoded; `nil` is found out.
  public var encoding: String?
  /// The tag of a language whose captions stand under this one's.
  public var second: String?
  /// Changes of the episode's captions.
  public var captions: Captions?
  public var dialogue: [DialogueLine] = []
  public var origin: Origin

  public init(tag: String, origin: Origin) {
    self.tag = tag
    self.origin = origin
  }
}

/// One spoken line.
public struct DialogueLine: Hashable, Sendable {
  public var source: FileReference
  public var start = Time.zero
  /// `nil` is the next line of the same speaker.
  public var end: Time?
  public var speaker: String?
  public var text: String?
  /// dB, over its own time.
  public var gain = Keyframed.constant(0)
  /// What it goes through besides what its speaker does.
  public var channel = Channel()
  /// Whether it is brought into its slot.
  public var fit = true
  public var origin: Origin

  public init(source: FileReference, origin: Origin) {
    self.source = source
    self.origin = origin
  }
}
