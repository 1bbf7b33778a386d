import ReelCore

/// Cues as sidecar files.
package enum SubtitleWriter {
  /// SRT: CRLF, numbers from 1, times rounded to milliseconds; places only as far as `{\an8}` can say them.
  package static func srt(_ cues: [Cue]) -> String {
    cues.enumerated().map { index, cue in
      let place = keypad(cue.settings)
      let anchor = place == 2 ? "" : "{\\an\(place)}"
      let text = anchor + styled(cue.text, escape: srtEscaped, color: { "<font color=\"#\($0)\">" }, closing: "</font>")
      return "\(index + 1)\n\(timestamp(cue.start, ",")) --> \(timestamp(cue.end, ","))\n\(text)\n\n"
    }.joined().replacing("\n", with: "\r\n")
  }

  /// WebVTT. Colours other than the eight that WebVTT has classes for are left out.
  package static func vtt(_ cues: [Cue]) -> String {
    let body = cues.map { cue in
      let id = cue.id.map { $0.contains("-->") || $0.contains("\n") || $0.isEmpty ? "" : $0 + "\n" } ?? ""
      let text = styled(cue.text, escape: vttEscaped, color: { Self.classes[$0].map { "<c.\($0)>" } ?? "<c>" }, closing: "</c>")
      return "\(id)\(timestamp(cue.start, ".")) --> \(timestamp(cue.end, "."))\(settings(cue.settings))\n\(text)\n\n"
    }
    return "WEBVTT\n\n" + body.joined()
  }

  private static let classes = [
    "ffffff": "white", "00ff00": "lime", "00ffff": "cyan", "ff0000": "red", "ffff00": "yellow", "ff00ff": "magenta", "0000ff": "blue",
    "000000": "black",
  ]

  private static func timestamp(_ time: Time, _ point: String) -> String {
    let total = time.milliseconds
    func padded(_ value: Int64, _ count: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, count - digits.count)) + digits
    }
    let clock = [total / 3_600_000, total / 60_000 % 60, total / 1000 % 60].map { padded($0, 2) }.joined(separator: ":")
    return clock + point + padded(total % 1000, 3)
  }

  private static func styled(_ runs: [TextRun], escape: (String) -> String, color: (String) -> String, closing: String) -> String {
    runs.map { run in
      var text = escape(run.text)
      if run.underline { text = "<u>\(text)</u>" }
      if run.italic { text = "<i>\(text)</i>" }
      if run.bold { text = "<b>\(text)</b>" }
      if let rgb = run.color {
        let digits = String(rgb, radix: 16)
        text = color(String(repeating: "0", count: 6 - digits.count) + digits) + text + closing
      }
      return text
    }.joined()
  }

  /// SRT has no escapes: a word joiner keeps text from being a tag, a no-break space keeps a blank line.
  private static func srtEscaped(_ text: String) -> String {
    var out = ""
    for (index, character) in zip(text.indices, text) {
      out.append(character)
      let next = text[text.index(after: index)...].first
      if character == "<", next.map({ $0.isLetter || $0 == "/" }) == true { out += "\u{2060}" }
      if character == "{", next == "\\" { out += "\u{2060}" }
      if character == "&", SubRipMarkup.entities.contains(where: { text[index...].hasPrefix($0.0) }) { out += "amp;" }
    }
    return withoutBlankLines(out).replacing("-->", with: "--\u{2060}>")
  }

  private static func vttEscaped(_ text: String) -> String {
    let escaped = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    return withoutBlankLines(escaped.replacing("\u{A0}", with: "&nbsp;"))
  }

  private static func withoutBlankLines(_ text: String) -> String {
    var text = text
    while text.contains("\n\n") { text = text.replacing("\n\n", with: "\n\u{A0}\n") }
    return text
  }

  private static func keypad(_ settings: CueSettings) -> Int {
    let column: [CueSettings.Alignment: Int] = [.start: 1, .left: 1, .center: 2, .end: 3, .right: 3]
    let row =
      switch settings.line {
      case .number(let number): number >= 0 ? 6 : 0
      case .percent(let percent, _): percent < 100.0 / 3 ? 6 : percent < 200.0 / 3 ? 3 : 0
      case nil: 0
      }
    return (column[settings.alignment] ?? 2) + row
  }

  private static func settings(_ settings: CueSettings) -> String {
    var parts: [String] = []
    switch settings.line {
    case .number(let number): parts.append("line:\(number)")
    case .percent(let percent, let anchor):
      parts.append("line:\(CaptionWriter.number(percent))%" + (anchor == .start ? "" : ",\(anchor.rawValue)"))
    case nil: break
    }
    if let position = settings.position { parts.append("position:\(CaptionWriter.number(position))%") }
    if settings.size != 100 { parts.append("size:\(CaptionWriter.number(settings.size))%") }
    if settings.alignment != .center { parts.append("align:\(settings.alignment.rawValue)") }
    return parts.map { " " + $0 }.joined()
  }
}
