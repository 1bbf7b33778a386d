import ReelCore

/// Reads WebVTT by the parsing rules of the W3C specification, section 6.1, and says what those rules pass over in silence.
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

  private init(lines: [Substring], file: String) {
    self.lines = lines
    self.file = file
  }

  private mutating func run() {
    while position < lines.count, !lines[position].isEmpty, !lines[position].contains("-->") { position += 1 }
    while position < lines.count {
      if lines[position].isEmpty { position += 1 } else { block() }
    }
  }

  /// Lines up to a blank one, or up to a second time line, which begins the next cue.
  private mutating func block() {
    let first = position
    var time: Int?
    while position < lines.count, !lines[position].isEmpty {
      if lines[position].contains("-->") {
        guard time == nil, position - first < 2 else {
          if time == nil { strayText(first) }
          return finish(first, time, position)
        }
        time = position
      }
      position += 1
    }
    if time == nil { strayText(first) }
    finish(first, time, position)
  }

  private mutating func strayText(_ first: Int) {
    let line = lines[first]
    let word = line.prefix { $0 != " " && $0 != "\t" }
    if ["NOTE", "STYLE", "REGION"].contains(word) { return }
    let hint = "remove the blank line above it, or give it a time line"
    report(.error, first, "text without a time line is never shown", value: line, hint: hint)
  }

  private mutating func finish(_ first: Int, _ time: Int?, _ end: Int) {
    guard let time else { return }
    var scanner = TimeScanner(lines[time])
    guard let range = Self.times(&scanner) else {
      report(.error, time, "the times cannot be read, so the cue is never shown", value: lines[time], hint: Self.example)
      return
    }
    guard range.start < range.end else {
      report(.error, time, "the cue does not end after it begins, so it is never shown", value: lines[time], hint: "correct its times")
      return
    }
    var settings = CueSettingsReader()
    settings.read(scanner.remainder)
    for setting in settings.rejected {
      let error = "a cue setting is not understood and has no effect"
      report(.warning, time, error, value: setting[...], hint: "use WebVTT's line, position, size and align")
    }
    var markup = WebVTTMarkup()
    markup.parse(lines[(time + 1)..<end].joined(separator: "\n"))
    cues.append(
      Cue(
        start: range.start, end: range.end, text: markup.runs, line: time + 1, id: time > first ? String(lines[first]) : nil,
        settings: settings.settings))
  }

  private static let example = "write 00:00:01.000 --> 00:00:03.000"

  private static func times(_ scanner: inout TimeScanner) -> (start: Time, end: Time)? {
    scanner.skipSpaces()
    guard let start = timestamp(&scanner) else { return nil }
    scanner.skipSpaces()
    guard scanner.take("-->") else { return nil }
    scanner.skipSpaces()
    guard let end = timestamp(&scanner) else { return nil }
    return (start, end)
  }

  /// `mm:ss.ttt` or `hh:mm:ss.ttt`, hours in two digits or more.
  static func timestamp(_ scanner: inout TimeScanner) -> Time? {
    guard let first = scanner.digits(), scanner.take(":"), let second = scanner.digits(), second.count == 2 else { return nil }
    var fields = (hours: Int64(0), minutes: first.value, seconds: second.value)
    if first.count != 2 || scanner.take(":") {
      // Only hours may have another number of digits than two.
      if first.count != 2, !scanner.take(":") { return nil }
      guard let third = scanner.digits(), third.count == 2 else { return nil }
      fields = (first.value, second.value, third.value)
    }
    guard scanner.take("."), let fraction = scanner.digits(), fraction.count == 3, fields.minutes < 60, fields.seconds < 60 else {
      return nil
    }
    return Time(milliseconds: ((fields.hours * 60 + fields.minutes) * 60 + fields.seconds) * 1000 + fraction.value)
  }

  private mutating func report(_ severity: Problem.Severity, _ index: Int, _ error: String, value: Substring, hint: String) {
    problems.append(Problem(severity, error, file: file, line: index + 1, value: String(value), hint: hint))
  }
}
