import ReelCore

/// Reads ASS and SSA scripts as far as timing, fonts and grouping need it; all else is passed to libass as written.
struct AssParser {
  static func parse(_ lines: [Substring], file: String) throws -> Subtitles {
    var parser = AssParser(file: file)
    for (index, line) in lines.enumerated() { parser.read(line, at: index + 1) }
    guard parser.sawEvents else {
      throw ReelError(.invalid, "the ASS script has no [Events]", file: file, hint: "save it as ASS again")
    }
    parser.checkStyles()
    return Subtitles(content: .ass(parser.script), file: file, problems: parser.problems)
  }

  private let file: String
  private var script = AssScript(header: [], stylesSection: "[V4+ Styles]", styles: [], events: [])
  private var problems: [Problem] = []
  private var section = ""
  private var columns: [String] = []
  private var styleColumns: [String] = []
  private var sawEvents = false

  private init(file: String) { self.file = file }

  /// What libass reads of `[Script Info]`; all other lines leave the picture as it is.
  private static let headerKeys: Set = [
    "scripttype", "playresx", "playresy", "layoutresx", "layoutresy", "timer", "wrapstyle", "scaledborderandshadow", "kerning",
    "ycbcr matrix", "language",
  ]

  private mutating func read(_ source: Substring, at number: Int) {
    let line = source.trimmed
    if line.isEmpty || line.hasPrefix(";") || line.hasPrefix("!:") { return }
    if line.hasPrefix("["), line.hasSuffix("]") { return begin(line.lowercased(), number) }
    guard let colon = line.firstIndex(of: ":") else { return }
    let key = line[..<colon].lowercased()
    let value = line[line.index(after: colon)...].trimmed
    switch (section, key) {
    case ("[script info]", _): if Self.headerKeys.contains(key) { script.header.append(String(line)) }
    case ("[v4+ styles]", "format"), ("[v4 styles]", "format"):
      script.stylesFormat = String(line)
      styleColumns = Self.columns(value)
    case ("[v4+ styles]", "style"), ("[v4 styles]", "style"): style(value, line, number)
    case ("[events]", "format"): columns = Self.columns(value)
    case ("[events]", "dialogue"): event(value, number)
    default: break
    }
  }

  private mutating func begin(_ name: String, _ number: Int) {
    section = name
    switch name {
    case "[v4 styles]":
      script.stylesSection = "[V4 Styles]"
      styleColumns = Self.columns(
        "Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, TertiaryColour, BackColour, Bold, Italic, BorderStyle, Outline, "
          + "Shadow, Alignment, MarginL, MarginR, MarginV, AlphaLevel, Encoding")
    case "[v4+ styles]":
      script.stylesSection = "[V4+ Styles]"
      styleColumns = Self.columns(
        "Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, "
          + "ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding")
    case "[events]":
      sawEvents = true
      columns = Self.columns(AssScript.eventFormat.dropFirst("Format: ".count))
    case "[fonts]":
      report(.warning, number, "the fonts inside the script are not used", hint: "install them")
    default: break
    }
  }

  private static func columns(_ text: some StringProtocol) -> [String] {
    text.split(separator: ",").map { String($0.filter { !$0.isWhitespace }).lowercased() }
  }

  private mutating func style(_ value: Substring, _ line: Substring, _ number: Int) {
    let fields = value.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
    func field(_ name: String) -> Substring? { styleColumns.firstIndex(of: name).flatMap { $0 < fields.count ? fields[$0] : nil } }
    guard let name = field("name"), let font = field("fontname") else {
      let hint = "write as many as its Format line names"
      return report(.error, number, "the style has too few fields and cannot be used", value: line, hint: hint)
    }
    script.styles.append(
      AssScript.Style(
        name: String(name.drop { $0 == "*" }), font: String(font), bold: Self.flag(field("bold")), italic: Self.flag(field("italic")),
        alignment: alignment(field("alignment")), source: String(line), line: number))
  }

  private func alignment(_ field: Substring?) -> Int {
    guard let value = field.flatMap({ Int($0) }) else { return 2 }
    if script.stylesSection == "[V4 Styles]" { return AssScript.Style.keypad(value) ?? 2 }
    return (1...9).contains(value) ? value : 2
  }

  private static func flag(_ field: Substring?) -> Bool { field.flatMap { Int($0) }.map { $0 != 0 } ?? false }

  private mutating func event(_ value: Substring, _ number: Int) {
    let fields = value.split(separator: ",", maxSplits: max(columns.count - 1, 0), omittingEmptySubsequences: false)
    guard fields.count == columns.count, columns.last == "text" else {
      return report(
        .error, number, "the event has \(fields.count) fields instead of \(columns.count), so it is never shown", value: value,
        hint: "write as many as the Format line of [Events] names, Text last")
    }
    func field(_ name: String) -> Substring? { columns.firstIndex(of: name).map { name == "text" ? fields[$0] : fields[$0].trimmed } }
    guard let start = field("start").flatMap(Self.time), let end = field("end").flatMap(Self.time) else {
      return report(.error, number, "the times cannot be read, so the event is never shown", value: value, hint: "write 0:00:01.00")
    }
    guard start <= end else {
      return report(.error, number, "the event ends before it begins, so it is never shown", value: value, hint: "correct its times")
    }
    script.events.append(
      AssScript.Event(
        start: start, end: end, style: String((field("style") ?? "Default").drop { $0 == "*" }), layer: String(field("layer") ?? "0"),
        name: String(field("name") ?? field("actor") ?? ""), margins: ["marginl", "marginr", "marginv"].map { String(field($0) ?? "0") },
        effect: String(field("effect") ?? ""), text: String(field("text") ?? ""), line: number))
  }

  /// `h:mm:ss.cc`; a third digit of the fraction is read too.
  private static func time(_ text: Substring) -> Time? {
    var scanner = TimeScanner(text)
    guard let hours = scanner.digits(), scanner.take(":"), let minutes = scanner.digits(), scanner.take(":"),
      let seconds = scanner.digits(), scanner.take(".") || scanner.take(":"), let fraction = scanner.digits(), fraction.count <= 3,
      scanner.isAtEnd
    else { return nil }
    let scale: [Int64] = [0, 100, 10, 1]
    let total = ((hours.value * 60 + minutes.value) * 60 + seconds.value) * 1000 + fraction.value * scale[fraction.count]
    return CueTime.time(Int128(total), 1000)
  }

  private mutating func checkStyles() {
    let names = Set(script.styles.map(\.name))
    for event in script.events where !names.contains(event.style) {
      report(
        .error, event.line, "there is no style of this name, so libass would draw the event in another", value: event.style[...],
        hint: names.isEmpty ? "define it in \(script.stylesSection)" : "use one of: " + names.sorted().joined(separator: ", "))
    }
  }

  private mutating func report(_ severity: Problem.Severity, _ line: Int, _ error: String, value: Substring? = nil, hint: String) {
    problems.append(Problem(severity, error, file: file, line: line, value: value.map(String.init), hint: hint))
  }
}

extension Substring {
  /// Without spaces and tabs at both ends.
  var trimmed: Substring {
    let head = drop { $0 == " " || $0 == "\t" }
    guard let last = head.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return head[head.endIndex...] }
    return head[...last]
  }
}
