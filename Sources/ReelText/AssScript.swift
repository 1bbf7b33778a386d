package import ReelCore

/// An ASS or SSA script as it is drawn: the header lines that count, the styles and the events, all as written.
package struct AssScript: Hashable, Sendable {
  package struct Style: Hashable, Sendable {
    package var name: String
    package var font: String
    package var bold: Bool
    package var italic: Bool
    /// As `\an` counts, with the digits of a numeric keypad.
    package var alignment: Int
    /// The whole `Style:` line.
    package var source: String
    package var line: Int

    /// `\a` and SSA: 1 to 3 at the bottom, 4 more at the top, 8 more in the middle.
    static func keypad(_ legacy: Int) -> Int? {
      guard (1...11).contains(legacy), legacy & 3 != 0 else { return nil }
      return (legacy & 3) + (legacy & 4 != 0 ? 6 : legacy & 8 != 0 ? 3 : 0)
    }
  }

  package struct Event: Hashable, Sendable {
    package var start: Time
    package var end: Time
    package var style: String
    /// The columns before and after the style, without the times: see ``AssScript/eventFormat``.
    package var layer: String
    package var name: String
    package var margins: [String]
    package var effect: String
    /// With its override tags.
    package var text: String
    package var line: Int
  }

  /// Lines of `[Script Info]` that change what is drawn.
  package var header: [String]
  /// `[V4+ Styles]` or `[V4 Styles]`.
  package var stylesSection: String
  package var stylesFormat: String?
  package var styles: [Style]
  package var events: [Event]

  /// The columns every script written here gives its events.
  static let eventFormat = "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"

  /// A `Dialogue` line. Its times are nought: frames say when it is shown.
  static func dialogue(
    layer: String = "0", style: String, name: String = "", margins: [String] = ["0", "0", "0"], effect: String = "", text: String
  ) -> String {
    "Dialogue: \(layer),0:00:00.00,0:00:00.00,\(style),\(name),\(margins.joined(separator: ",")),\(effect),\(text)"
  }
}
