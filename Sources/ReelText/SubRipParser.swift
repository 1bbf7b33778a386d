import ReelCore

/// Reads SRT, which has no specification, as the common players do: what stands between two time lines is text, less the number.
struct SubRipParser {
  /// A line with an arrow between two times, read as far as it makes sense.
  struct TimeLine {
    /// `nil` when the times make no sense.
    var range: (start: Time, end: Time)?
    /// What had to be guessed.
    var guesses: [String] = []
  }

  static func parse(_ lines: [Substring], file: String) -> Subtitles {
    var parser = SubRipParser(lines: lines, file: file)
    parser.run()
    return Subtitles(content: .cues(parser.cues), file: file, problems: parser.problems)
  }

  private let lines: [Substring]
  private let file: String
  private var cues: [Cue] = []
  private var problems: [Problem] = []

  private init(lines: [Substring], file: String) {
    self.lines = lines
    self.file = file
  }

  private mutating func run() {
    let marks = lines.indices.compactMap { index in Self.timeLine(lines[index]).map { (index: index, time: $0) } }
    let preface = (0..<(marks.first?.index ?? lines.count)).filter { !Self.isBlank(lines[$0]) }
    if let first = preface.first, marks.isEmpty || preface.count > 1 || !Self.isNumber(lines[first]) {
      report(.error, first, "text before the first time line is never shown", hint: "put a time line above it")
    }
    for (number, mark) in marks.enumerated() {
      let next = number + 1 < marks.count ? marks[number + 1].index : lines.count
      cue(mark.time, at: mark.index, end: next, isLast: next == lines.count)
    }
  }

  private mutating func cue(_ time: TimeLine, at index: Int, end: Int, isLast: Bool) {
    var body = Array(lines[(index + 1)..<end])
    if !isLast, let last = body.last, Self.isNumber(last) { body.removeLast() }
    while body.last.map(Self.isBlank) == true { body.removeLast() }
    guard let range = time.range else {
      report(.error, index, "the times cannot be read, so the cue is never shown", value: lines[index], hint: Self.example)
      return
    }
    for (place, guess) in time.guesses.enumerated() where !time.guesses[..<place].contains(guess) {
      report(.warning, index, guess, value: lines[index], hint: Self.example)
    }
    guard range.start <= range.end else {
      report(.error, index, "the cue ends before it begins, so it is never shown", value: lines[index], hint: "correct its times")
      return
    }
    guard range.end > .zero else {
      report(.error, index, "the cue ends before the episode begins, so it is never shown", value: lines[index], hint: "correct its times")
      return
    }
    if range.start < .zero {
      report(.warning, index, "the cue begins before the episode; it is shown from its beginning", value: lines[index], hint: Self.example)
    }
    if let last = cues.last, last.start > range.start {
      report(
        .warning, index, "the cue begins before the one above it", value: lines[index], hint: "put the cues in the order of their times")
    }
    cutWithoutTimes(&body, index)
    var markup = SubRipMarkup()
    markup.parse(body.joined(separator: "\n"))
    for warning in markup.warnings { report(.warning, index, warning.error, value: warning.value[...], hint: warning.hint) }
    cues.append(
      Cue(
        start: max(range.start, .zero), end: range.end, text: markup.runs, line: index + 1,
        settings: markup.keypad.map(CueSettings.init) ?? CueSettings()))
  }

  /// Takes off what stands behind a blank line and the number that comes next: a cue without times. Other text there is kept.
  private mutating func cutWithoutTimes(_ body: inout [Substring], _ index: Int) {
    guard let blank = body.firstIndex(where: Self.isBlank), blank > 0 else { return }
    let number = index > 0 && Self.isNumber(lines[index - 1]) ? Int(lines[index - 1].filter(\.isASCIIDigit)) : nil
    for line in body.indices.dropFirst(blank) where Self.isBlank(body[line]) && line + 1 < body.count && !Self.isBlank(body[line + 1]) {
      if let number, Self.isNumber(body[line + 1]), Int(body[line + 1].filter(\.isASCIIDigit)) == number &+ 1 {
        let error = "the cue has no time line, so it is never shown"
        report(.error, index + 2 + line, error, value: body[line + 1], hint: "put a time line below its number")
        body.removeSubrange(line...)
        while body.last.map(Self.isBlank) == true { body.removeLast() }
        break
      }
    }
    if let blank = body.firstIndex(where: Self.isBlank), blank > 0 {
      let error = "a blank line stands inside a cue's text; what follows is kept"
      report(.warning, index + 1 + blank, error, hint: "remove it, or give what follows its own times")
    }
  }

  private static let example = "write 00:00:01,000 --> 00:00:03,000"

  private mutating func report(_ severity: Problem.Severity, _ index: Int, _ error: String, value: Substring? = nil, hint: String) {
    problems.append(
      Problem(severity, error, file: file, line: index + 1, value: value.map(String.init), hint: hint))
  }

  /// A no-break space is text: it is what keeps a blank line inside a cue.
  private static func isBlank(_ line: Substring) -> Bool { line.allSatisfy { $0.isWhitespace && $0 != "\u{A0}" } }

  private static func isNumber(_ line: Substring) -> Bool {
    let digits = line.utf8.filter { $0 != 0x20 && $0 != 0x09 }
    return !digits.isEmpty && digits.allSatisfy { (48...57).contains($0) }
  }

  /// Reads `line` as a time line; `nil` if it is text. A line that has an arrow and no letters before it is meant as times.
  static func timeLine(_ line: Substring) -> TimeLine? {
    guard line.utf8.count < 1000 else { return nil }
    var scanner = TimeScanner(line)
    scanner.skipSpaces()
    var result = TimeLine()
    guard let start = time(&scanner, &result.guesses) else { return isMeantAsTimes(line) ? TimeLine() : nil }
    let arrow = scanner.untilDigit()
    var dashes = arrow.filter { !$0.isWhitespace }
    // The last dash may belong to the time behind it.
    let isNegative = dashes.count > 1 && dashes.last == "-"
    if isNegative { dashes.removeLast() }
    // Without its head it is a dash, as in "10:30 - 12:00".
    guard dashes.contains(where: { ">→".contains($0) }), dashes.allSatisfy({ "-–—−→>".contains($0) }),
      let end = time(&scanner, &result.guesses)
    else { return isMeantAsTimes(line) ? TimeLine() : nil }
    if dashes != "-->" { result.guesses.append("the arrow is not -->") }
    result.range = (start, isNegative ? .zero - end : end)
    if !scanner.remainder.allSatisfy(\.isWhitespace) { result.guesses.append("what stands behind the times has no effect") }
    return result
  }

  private static func isMeantAsTimes(_ line: Substring) -> Bool {
    guard let arrow = line.firstRange(of: "-->") else { return false }
    let before = line[..<arrow.lowerBound].trimmingSpaces
    return before.first.map { $0.isASCIIDigit || $0 == "-" } ?? line.contains(where: \.isASCIIDigit)
  }

  /// `h:mm:ss,mmm`, also without hours, or with a minus in front; a point serves as comma.
  private static func time(_ scanner: inout TimeScanner, _ guesses: inout [String]) -> Time? {
    let isNegative = scanner.take("-" as Character)
    var fields: [Int64] = []
    repeat {
      guard let field = scanner.digits() else { return nil }
      fields.append(field.value)
    } while fields.count < 3 && scanner.take(":" as Character)
    guard fields.count > 1 else { return nil }
    if fields.count == 2 {
      guesses.append("the time has no hours")
      fields.insert(0, at: 0)
    }
    var milliseconds: Int64 = 0
    let colon = scanner.take(":")
    if colon { guesses.append("the milliseconds stand behind a colon") }
    if colon || scanner.take(",") || scanner.take(".") {
      guard let field = scanner.digits(), field.count <= 3 else { return nil }
      if field.count < 3 {
        guesses.append("the time has \(field.count) digits of milliseconds instead of 3; read as \(field.value) ms")
      }
      milliseconds = field.value
    } else {
      guesses.append("the time has no milliseconds")
    }
    if fields[1] > 59 || fields[2] > 59 { guesses.append("the time has more than 59 minutes or seconds") }
    let total = Int128(((fields[0] * 60 + fields[1]) * 60 + fields[2]) * 1000 + milliseconds)
    return CueTime.time(isNegative ? -total : total, 1000)
  }
}

extension Character {
  var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
