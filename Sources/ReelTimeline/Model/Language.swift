public import ReelCore

/// What one language adds to the episode.
public struct Language: Hashable, Sendable {
  /// BCP 47, as the document writes it.
  public var tag: String
  /// SubRip, WebVTT or ASS; `nil` is from the text of the dialogue.
  public var subtitles: FileReference?
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
  /// `nil` is where the source ends.
  public var end: Time?
  public var speaker: String?
  public var text: String?
  /// dB
  public var gain = 0.0
  public var origin: Origin

  public init(source: FileReference, origin: Origin) {
    self.source = source
    self.origin = origin
  }
}
