/// A stretch of a cue's text in one style.
package struct TextRun: Hashable, Sendable {
  package var text: String
  package var bold: Bool
  package var italic: Bool
  package var underline: Bool
  /// `0xRRGGBB`; `nil` for the caption style's own.
  package var color: UInt32?
  /// How it is read, in small letters above it (ruby, furigana).
  package var ruby: String?
  /// BCP 47, where it is not the cue's own.
  package var language: String?

  package init(
    _ text: String, bold: Bool = false, italic: Bool = false, underline: Bool = false, color: UInt32? = nil, ruby: String? = nil,
    language: String? = nil
  ) {
    self.text = text
    self.bold = bold
    self.italic = italic
    self.underline = underline
    self.color = color
    self.ruby = ruby
    self.language = language
  }

  var withoutRuby: TextRun {
    var run = self
    run.ruby = nil
    return run
  }

  /// The text with its annotation in parentheses behind it: what is shown where nothing can stand above a line.
  package var inline: String { text + (ruby.map { "(\($0))" } ?? "") }
}
