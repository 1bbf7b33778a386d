import ReelCore

/// The text of a WebVTT cue, by the tokenizer and the tree construction of W3C WebVTT section 6.4: `<b> <i> <u> <c> <v> <lang> <ruby>
/// <rt>`, time stamps and character references.
struct WebVTTMarkup {
  private struct Element {
    var name: String
    var style: TextRun
    /// Where it begins in the text; for `rt`, where its base begins.
    var start: Int
  }

  /// What a cue's markup says besides its runs, and what is wrong with it.
  private(set) var speaker: String?
  private(set) var words: [TimedWord] = []
  private(set) var warnings: [String] = []
  var runs: [TextRun] { builder.runs }

  private let styles: WebVTTStyles
  private let id: String?
  private let range: (start: Time, end: Time)
  private let root: TextRun
  private var open: [Element] = []
  private var builder = RunBuilder()
  /// Collected between `<rt>` and its end.
  private var annotation: String?
  private var stamps: [(offset: Int, time: Time)] = []

  /// Deeper nesting than any text has means nothing.
  private static let depth = 64

  init(_ styles: WebVTTStyles, id: String?, from start: Time, to end: Time) {
    self.styles = styles
    self.id = id
    range = (start, end)
    root = styles.root(id: id)
  }

  mutating func parse(_ text: String) {
    var rest = text[...]
    while let scalar = rest.firstScalar {
      switch scalar {
      case "<":
        // An unclosed tag swallows the rest, as the specification's tokenizer does.
        let end = rest.index(ofScalar: ">") ?? rest.endIndex
        if end == rest.endIndex { warn("a tag is not closed with > and takes what follows with it") }
        tag(rest[..<end].dropFirstScalars())
        rest = rest[end...].dropFirstScalars()
      case "&": append(CharacterReference.take(&rest))
      default:
        let plain = rest.prefixOfScalars { $0 != "<" && $0 != "&" }
        append(plain)
        rest = rest[plain.endIndex...]
      }
    }
    // A voice may last to the end of its cue, and so may an annotation.
    if let left = open.first(where: { !["v", "ruby", "rt"].contains($0.name) }) { warn("<\(left.name)> is never closed") }
    while !open.isEmpty { pop() }
    finish()
  }

  private mutating func append(_ text: some StringProtocol) {
    if annotation != nil { annotation? += text } else { builder.append(text, like: open.last?.style ?? root) }
  }

  private mutating func warn(_ warning: String) {
    if warnings.count < 20, !warnings.contains(warning) { warnings.append(warning) }
  }

  // MARK: Tags

  private mutating func tag(_ body: Substring) {
    if body.first == "/" { return end(String(body.dropFirst().prefix { !$0.isWhitespace })) }
    if body.first?.isASCIIDigit == true { return stamp(body) }
    let head = body.prefix { !$0.isWhitespace }
    let parts = head.split(separator: ".", omittingEmptySubsequences: false)
    let annotation = body[head.endIndex...].split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let decoded = CharacterReference.decoded(annotation)
    begin(String(parts.first ?? ""), classes: parts.dropFirst().filter { !$0.isEmpty }.map(String.init), annotation: decoded)
  }

  private mutating func begin(_ name: String, classes: [String], annotation: String) {
    guard open.count < Self.depth else { return warn("tags are nested too deep, and the inner ones have no effect") }
    var style = open.last?.style ?? root
    switch name {
    case "b": style.bold = true
    case "i": style.italic = true
    case "u": style.underline = true
    case "c": break
    case "ruby": break
    case "rt":
      guard open.last?.name == "ruby" else { return warn("<rt> outside <ruby> has no effect") }
      self.annotation = ""
    case "v":
      if !annotation.isEmpty, speaker == nil { speaker = annotation }
    case "lang":
      if annotation.utf8.count > FontLanguage.tagLimit {
        warn("<lang> does not name a language, and has no effect")
      } else if !annotation.isEmpty {
        style.language = annotation
      }
    default: return warn("there is no tag <\(name.prefix(20))>, and it has no effect")
    }
    style.color = Self.color(classes) ?? style.color
    styles.apply(to: &style, name, classes: classes, annotation: annotation, id: id)
    open.append(Element(name: name, style: style, start: builder.count))
  }

  /// The colour of the last class that names one, `<c.yellow.bg_black>`: section 5.1.
  private static func color(_ classes: [String]) -> UInt32? {
    classes.reversed().lazy.compactMap { colors.contains($0) ? NamedColor.rgb($0) : nil }.first
  }

  private static let colors: Set = ["white", "lime", "cyan", "red", "yellow", "magenta", "blue", "black"]

  /// Closes the innermost element, if it is `name`; `</ruby>` closes an open `<rt>` too.
  private mutating func end(_ name: String) {
    if name == "ruby", open.last?.name == "rt" { pop() }
    guard open.last?.name == name else { return warn("</\(name.prefix(20))> closes nothing, and has no effect") }
    pop()
  }

  private mutating func pop() {
    guard let element = open.popLast(), element.name == "rt" else { return }
    let text = annotation ?? ""
    annotation = nil
    // The base is what stands in the ruby since its start or since the annotation before.
    guard let ruby = open.indices.last else { return }
    if !text.isEmpty, builder.count > open[ruby].start {
      builder.annotate(from: open[ruby].start, text)
    } else if !text.isEmpty {
      warn("an annotation has nothing below it, and is left out")
    }
    open[ruby].start = builder.count
  }

  // MARK: Time stamps

  private mutating func stamp(_ body: Substring) {
    var scanner = TimeScanner(body)
    var guesses: [String] = []
    guard let time = WebVTTTime.read(&scanner, &guesses), guesses.isEmpty, scanner.remainder.allSatisfy(\.isWhitespace) else {
      return warn("a time stamp inside the text cannot be read, and has no effect")
    }
    guard time >= stamps.last?.time ?? range.start, time <= range.end else {
      return warn("a time stamp inside the text is out of order or outside its cue, and has no effect")
    }
    stamps.append((builder.count, time))
  }

  /// Takes blank ends off and makes stretches of what stands between time stamps.
  private mutating func finish() {
    let full = builder.count
    let removed = builder.trim()
    guard !stamps.isEmpty else { return }
    func place(_ offset: Int) -> Int { min(max(offset - removed, 0), builder.count) }
    var (offset, time) = (0, range.start)
    for stamp in stamps + [(full, range.end)] {
      let end = place(stamp.offset)
      if end > offset { words.append(TimedWord(offset..<end, start: time, end: stamp.time)) }
      (offset, time) = (max(offset, end), stamp.time)
    }
  }
}
