import ReelCore

extension SubtitleWriter {
  /// SRT with numbers from 1. Bold, italic, underline and colour are kept, places as far as `{\an8}` can say them; an annotation stands in
  /// parentheses behind its base.
  /// - Parameter language: BCP 47.
  package static func srt(_ cues: [Cue], language: String? = nil, _ selection: Selection = .all) -> String {
    selected(cues, selection, language: language).enumerated().map { index, cue in
      let place = keypad(cue.settings.placed)
      let anchor = place == 2 ? "" : "{\\an\(place)}"
      let times = "\(timestamp(cue.start, ",")) --> \(timestamp(cue.end, ","))"
      return "\(index + 1)\n\(times)\n\(anchor)\(text(cue))\n\n"
    }.joined()
  }

  private static func text(_ cue: Cue) -> String {
    let text = cue.text.map { run in
      var text = escaped(run.inline)
      if run.underline { text = "<u>\(text)</u>" }
      if run.italic { text = "<i>\(text)</i>" }
      if run.bold { text = "<b>\(text)</b>" }
      if let rgb = run.color { text = "<font color=\"#\(hex(rgb))\">\(text)</font>" }
      return text
    }
    let lines = withoutBlankLines(text.joined()).split(separator: "\n", omittingEmptySubsequences: false)
    return lines.map { SubRipParser.timeLine($0) == nil ? String($0) : withoutArrows($0) }.joined(separator: "\n")
  }

  /// SRT has no escapes: a word joiner keeps text from being a tag, and an ampersand from being a reference.
  private static func escaped(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    var rest = text[...]
    while let scalar = rest.firstScalar {
      let next = rest.dropFirstScalars().firstScalar
      if scalar == ">", out.suffix(2).elementsEqual("--".unicodeScalars) { out.append("\u{2060}") }
      out.append(scalar)
      if scalar == "<", next.map({ $0.properties.isAlphabetic || $0 == "/" }) == true { out.append("\u{2060}") }
      if scalar == "{", next == "\\" { out.append("\u{2060}") }
      if scalar == "&", SubRipMarkup.entities.contains(where: { rest.unicodeScalars.starts(with: $0.0.unicodeScalars) }) {
        out.append(contentsOf: "amp;".unicodeScalars)
      }
      rest = rest.dropFirstScalars()
    }
    return String(out)
  }

  /// A line of text that would be read as times.
  private static func withoutArrows(_ line: Substring) -> String {
    replacing([">": "\u{2060}>", "→": "\u{2060}→"], in: String(line))
  }

  private static func keypad(_ settings: CueSettings) -> Int {
    let column: [CueSettings.Alignment: Int] = [.start: 1, .left: 1, .center: 2, .end: 3, .right: 3]
    let row =
      switch settings.line {
      case .number(let number): number >= 0 ? 6 : 0
      case .percent(let percent, let anchor): Self.row(percent, anchor)
      case nil: 0
      }
    return (column[settings.alignment] ?? 2) + row
  }

  /// The third of the picture the text stands in.
  private static func row(_ percent: Double, _ anchor: CueSettings.Anchor) -> Int {
    let middle = percent + (anchor == .start ? 5 : anchor == .end ? -5 : 0)
    return middle < 100.0 / 3 ? 6 : middle < 200.0 / 3 ? 3 : 0
  }
}
