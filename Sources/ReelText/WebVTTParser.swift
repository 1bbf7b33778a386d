import ReelCore

/// Reads WebVTT by the parsing rules of the W3C specification, section 6.1, and says what those rules pass over in silence.
///
/// Times outside the grammar are read as players read them, with a warning.
struct WebVTTParser {
  static func parse(_ lines: [Substring], file: String) -> Subtitles {
    var parser = WebVTTParser(lines: lines, file: file)
    parser.run()
    return Subtitles(content: .cues(parser.cues), file: file, problems: parser.problems)
  }

  private let lines: [Substring]
  private let file: String
  private var position = 1
  private var cues: [Cue] = []
  private var problems: [Problem] = []
  private var regions: [String: CueRegion] = [:]
  private var styles = WebVTTStyles()

  private init(lines: [Substring], file: String) {
    self.lines = lines
    self.file = file
  }

  private mutating func run() {
    header()
    while position < lines.count {
      if lines[position].isEmpty { position += 1 } else { block() }
    }
  }

  /// What stands before the first blank line or cue is about the file: a title, `Kind:`, `Language:`, and regions of older drafts.
  private mutating func header() {
    while position < lines.count, !lines[position].isEmpty, !lines[position].contains("-->") {
      let line = lines[position]
      if line.hasPrefix("Region:") {
        region([line.dropFirst("Region:".count)], at: position, separator: "=")
      } else if line.hasPrefix("X-TIMESTAMP-MAP") {
        let hint = "remove the line, and shift the times if they are not the episode's own"
        report(.warning, position, "the time map of a streaming segment has no effect", value: line, hint: hint)
      }
      position += 1
    }
  }

  /// Lines up to a blank one, or up to a second time line, which begins the next cue.
  private mutating func block() {
    let first = position
    var time: Int?
    while position < lines.count, !lines[position].isEmpty {
      if lines[position].contains("-->") {
        guard time == nil, position - first < 2 else {
          if time == nil { other(first, position) }
          return finish(first, time, position)
        }
        time = position
      }
      position += 1
    }
    if time == nil { other(first, position) }
    finish(first, time, position)
  }

  /// A block without times: a comment, styles, a region, or a mistake.
  private mutating func other(_ first: Int, _ end: Int) {
    let line = lines[first]
    let body = lines[(first + 1)..<end]
    switch line.trimmed {
    case "STYLE":
      let before = styles.ignored.count
      styles.read(body.joined(separator: "\n"))
      if styles.ignored.count > before {
        let ignored = styles.ignored[before...].joined(separator: ", ")
        let hint = "colour, weight, slant and underline are kept; the look of captions is the episode's"
        report(.warning, first, "styles that have no effect", value: ignored[...], hint: hint)
      }
      if !cues.isEmpty {
        report(.warning, first, "players pass over a STYLE block after the first cue", hint: "move it above the cues")
      }
    case "REGION": region(Array(body), at: first, separator: ":")
    default:
      if line == "NOTE" || line.hasPrefix("NOTE ") || line.hasPrefix("NOTE\t") { return }
      // What a style sheet left behind a blank line is no text that was meant to be shown.
      let hint = "remove the blank line above it, or give it a time line"
      report(.error, first, "text without a time line is never shown", value: line, hint: hint)
    }
  }

  private mutating func region(_ settings: [Substring], at line: Int, separator: Character) {
    var reader = WebVTTRegionReader()
    for setting in settings { reader.read(setting, separator: separator) }
    for setting in reader.rejected {
      report(.warning, line, "a region setting is not understood and has no effect", value: setting[...], hint: "see REGION in WebVTT")
    }
    guard !reader.region.id.isEmpty else {
      return report(.warning, line, "a region without a name holds no cue", hint: "give it an id")
    }
    regions[reader.region.id] = reader.region
  }

  // MARK: Cues

  private mutating func finish(_ first: Int, _ time: Int?, _ end: Int) {
    guard let time else { return }
    var scanner = TimeScanner(lines[time])
    var guesses: [String] = []
    guard let range = Self.times(&scanner, &guesses) else {
      return report(.error, time, "the times cannot be read, so the cue is never shown", value: lines[time], hint: Self.example)
    }
    guard range.start < range.end else {
      let error = "the cue does not end after it begins, so it is never shown"
      return report(.error, time, error, value: lines[time], hint: "correct its times")
    }
    for (place, guess) in guesses.enumerated() where !guesses[..<place].contains(guess) {
      report(.warning, time, guess, value: lines[time], hint: Self.example)
    }
    if let last = cues.last, last.start > range.start {
      report(.warning, time, "the cue begins before the one above it", value: lines[time], hint: "put the cues in the order of their times")
    }
    let id = time > first ? String(lines[first]) : nil
    let settings = settings(scanner.remainder, time)
    var markup = WebVTTMarkup(styles, id: id, from: range.start, to: range.end)
    markup.parse(lines[(time + 1)..<end].joined(separator: "\n"))
    for warning in markup.warnings { report(.warning, time, warning, hint: "correct the cue's tags") }
    cues.append(
      Cue(
        start: range.start, end: range.end, text: markup.runs, line: time + 1, id: id, settings: settings, speaker: markup.speaker,
        words: markup.words))
  }

  private mutating func settings(_ text: Substring, _ time: Int) -> CueSettings {
    var reader = CueSettingsReader()
    reader.regions = regions
    reader.read(text)
    for setting in reader.rejected {
      let error = "a cue setting is not understood and has no effect"
      report(.warning, time, error, value: setting[...], hint: "use WebVTT's line, position, size, align, vertical and region")
    }
    if let name = reader.unknownRegion {
      report(.warning, time, "there is no region of this name", value: name[...], hint: "define it in a REGION block above the cue")
    }
    return reader.settings
  }

  private static let example = "write 00:00:01.000 --> 00:00:03.000"

  private static func times(_ scanner: inout TimeScanner, _ guesses: inout [String]) -> (start: Time, end: Time)? {
    scanner.skipSpaces()
    guard let start = WebVTTTime.read(&scanner, &guesses) else { return nil }
    scanner.skipSpaces()
    guard scanner.take("-->") else { return nil }
    scanner.skipSpaces()
    guard let end = WebVTTTime.read(&scanner, &guesses), scanner.remainder.first?.isWhitespace != false else { return nil }
    return (start, end)
  }

  private mutating func report(
    _ severity: Problem.Severity, _ index: Int, _ error: String, value: Substring? = nil, hint: String
  ) {
    problems.append(Problem(severity, error, file: file, line: index + 1, value: value.map(String.init), hint: hint))
  }
}
