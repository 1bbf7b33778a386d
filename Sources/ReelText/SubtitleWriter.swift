import ReelCore

/// Cues as sidecar files: UTF-8, line feeds, in the order of their times, times rounded to the nearest millisecond.
///
/// Cues without text are left out, and so are control characters. In a language written from right to left a line that does not begin with one of its letters gets a
/// right-to-left mark (U+200F), because players take a line's direction from its first letter.
package enum SubtitleWriter {
  /// Which cues are written.
  package enum Selection: Hashable, Sendable {
    case all
    /// What is shown even where subtitles are off.
    case forced
  }

  /// Every file there is to write for a language, by its ending: SRT, WebVTT and IMSC, and the same of the forced cues alone, if any are.
  package static func sidecars(_ subtitles: Subtitles, language: String) -> [String: String] {
    let cues =
      switch subtitles.content {
      case .cues(let cues): cues
      case .ass(let script): script.cues()
      }
    var files = [
      "srt": srt(cues, language: language), "vtt": vtt(cues, language: language), "ttml": imsc(cues, language: language),
    ]
    if cues.contains(where: \.forced) {
      files["forced.srt"] = srt(cues, language: language, .forced)
      files["forced.vtt"] = vtt(cues, language: language, .forced)
      files["forced.ttml"] = imsc(cues, language: language, .forced)
    }
    return files
  }

  static func selected(_ cues: [Cue], _ selection: Selection, language: String?) -> [Cue] {
    cues.map { $0.withoutControls() ?? $0 }.filter { cue in
      (selection == .all || cue.forced) && cue.plain.contains { !$0.isWhitespace } && cue.start.milliseconds < cue.end.milliseconds
    }.enumerated().sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }.map { directed($0.element, language) }
  }

  /// Hours have two digits or more.
  static func timestamp(_ time: Time, _ point: String) -> String {
    let total = max(0, time.milliseconds)
    func padded(_ value: Int64, _ count: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, count - digits.count)) + digits
    }
    let clock = [total / 3_600_000, total / 60_000 % 60, total / 1000 % 60].map { padded($0, 2) }.joined(separator: ":")
    return clock + point + padded(total % 1000, 3)
  }

  static func hex(_ rgb: UInt32) -> String {
    let digits = String(rgb, radix: 16)
    return String(repeating: "0", count: 6 - digits.count) + digits
  }

  /// Replaces scalars: one with an accent behind it is another character to Swift, and the same to whoever reads the file.
  static func replacing(_ replacements: [Unicode.Scalar: String], in text: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if let replacement = replacements[scalar] { out.append(contentsOf: replacement.unicodeScalars) } else { out.append(scalar) }
    }
    return String(out)
  }

  /// A blank line ends a cue: a no-break space keeps it.
  static func withoutBlankLines(_ text: String) -> String {
    var text = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    if text.hasPrefix("\n") { text = "\u{A0}" + text }
    while text.contains("\n\n") { text = text.replacing("\n\n", with: "\n\u{A0}\n") }
    return text
  }

  // MARK: Direction

  private static let mark = "\u{200F}"

  private static func directed(_ cue: Cue, _ language: String?) -> Cue {
    guard FontLanguage.isRightToLeft(language) else { return cue }
    var lines: [[TextRun]] = [[]]
    for run in cue.text {
      for (index, part) in run.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        if index > 0 { lines.append([]) }
        var piece = run
        piece.text = String(part)
        lines[lines.count - 1].append(piece)
      }
    }
    guard lines.contains(where: needsMark) else { return cue }
    var directed = cue
    // Neighbours of one style become one run again: a style is written with every run.
    var builder = RunBuilder()
    var marks: [Int] = []
    var offset = 0
    for (index, line) in lines.enumerated() {
      guard let first = line.first?.withoutRuby else { continue }
      if index > 0 {
        builder.append("\n", like: first)
        offset += 1
      }
      if needsMark(line) {
        builder.append(mark, like: first)
        marks.append(offset)
      }
      for run in line {
        builder.append(run.text, like: run)
        offset += run.text.utf8.count
      }
    }
    directed.text = builder.runs
    directed.words = cue.words.map { word in
      func moved(_ offset: Int) -> Int { offset + mark.utf8.count * marks.count { $0 < offset } }
      return TimedWord(moved(word.range.lowerBound)..<moved(word.range.upperBound), start: word.start, end: word.end)
    }
    return directed
  }

  private static func needsMark(_ line: [TextRun]) -> Bool {
    let first = line.lazy.flatMap(\.text.unicodeScalars).first { $0.properties.isAlphabetic || $0.value == 0x200F }
    return first.map { !isRightToLeft($0.value) } ?? !line.allSatisfy { $0.text.isEmpty }
  }

  private static func isRightToLeft(_ value: UInt32) -> Bool {
    (0x0590...0x08FF).contains(value) || (0xFB1D...0xFEFC).contains(value) || (0x10800...0x10FFF).contains(value)
      || (0x1E800...0x1EFFF).contains(value) || value == 0x200F
  }
}
