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

  package init(
    start: Time, end: Time, text: [TextRun], line: Int = 0, id: String? = nil, settings: CueSettings = CueSettings()
  ) {
    self.start = start
    self.end = end
    self.text = text
    self.line = line
    self.id = id
    self.settings = settings
  }

  /// A cue of plain text.
  package init(start: Time, end: Time, text: String, line: Int = 0) {
    self.init(start: start, end: end, text: [TextRun(text)], line: line)
  }

  /// The text without its styling.
  package var plain: String { text.map(\.text).joined() }
}

/// A stretch of a cue's text in one style.
package struct TextRun: Hashable, Sendable {
  package var text: String
  package var bold: Bool
  package var italic: Bool
  package var underline: Bool
  /// `0xRRGGBB`; `nil` for the caption style's own.
  package var color: UInt32?

  package init(_ text: String, bold: Bool = false, italic: Bool = false, underline: Bool = false, color: UInt32? = nil) {
    self.text = text
    self.bold = bold
    self.italic = italic
    self.underline = underline
    self.color = color
  }
}

/// Where a cue wants to stand, in the terms of WebVTT; the default is the caption style's own place.
package struct CueSettings: Hashable, Sendable {
  package enum Alignment: String, Hashable, Sendable { case start, center, end, left, right }
  /// Which edge of the text a percentage places.
  package enum Anchor: String, Hashable, Sendable { case start, center, end }
  package enum Line: Hashable, Sendable {
    /// Whole lines: from 0 down from the top, from -1 up from the bottom.
    case number(Int)
    /// Percent of the picture's height.
    case percent(Double, Anchor)
  }

  package var alignment: Alignment
  package var line: Line?
  /// Percent of the picture's width at which the text's box is anchored: its middle, or its left or right edge as aligned.
  package var position: Double?
  /// The greatest width of the text's box in percent of the picture's.
  package var size: Double

  package init(alignment: Alignment = .center, line: Line? = nil, position: Double? = nil, size: Double = 100) {
    self.alignment = alignment
    self.line = line
    self.position = position
    self.size = size
  }

  /// As `\an` places, with the digits of a numeric keypad.
  /// - Precondition: `keypad` is 1...9.
  init(keypad: Int) {
    let columns: [Alignment] = [.left, .center, .right]
    let rows: [Line?] = [nil, .percent(50, .center), .number(0)]
    self.init(alignment: columns[(keypad - 1) % 3], line: rows[(keypad - 1) / 3])
  }
}
