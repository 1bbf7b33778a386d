package import ReelCore

/// One caption: a text and when it is shown.
package struct Cue: Hashable, Sendable {
  package var start: Time
  package var end: Time
  /// The text in reading order. Lines end with `\n`.
  package var text: [TextRun]
  /// The line of the file that gives its times, from 1; 0 for a cue that comes from no file.
  package var line: Int
  package var id: String?
  package var settings: CueSettings
  /// Who says it: WebVTT's `<v>`, ASS's `Name`, TTML's `ttm:agent`.
  package var speaker: String?
  /// When the words are said, in order, as far as the file says so; ``timedWords(_:)`` has an answer for every cue.
  package var words: [TimedWord]
  /// Shown even where subtitles are off, as what a sign or a foreign speaker says (`itts:forcedDisplay`).
  package var forced: Bool

  package init(
    start: Time, end: Time, text: [TextRun], line: Int = 0, id: String? = nil, settings: CueSettings = CueSettings(),
    speaker: String? = nil, words: [TimedWord] = [], forced: Bool = false
  ) {
    self.start = start
    self.end = end
    self.text = text
    self.line = line
    self.id = id
    self.settings = settings
    self.speaker = speaker
    self.words = words
    self.forced = forced
  }

  /// A cue of plain text.
  package init(start: Time, end: Time, text: String, line: Int = 0) {
    self.init(start: start, end: end, text: [TextRun(text)], line: line)
  }

  /// The text without its styling and annotations.
  package var plain: String { text.map(\.text).joined() }
}
