import ReelCore

extension AssScript {
  /// The events as cues: their text with bold, italic, underline and colour, their place, and the times of karaoke's syllables.
  ///
  /// For what has no styles of its own, such as a sidecar: fonts, outlines, movement and drawings have no place in a cue.
  package func cues() -> [Cue] { cues(of: events) }

  /// Those of ``cues()`` that are said: events that place themselves, move or draw are signs and effects, and layers of one text are one.
  package func dialogue() -> [Cue] {
    var seen: Set<Cue> = []
    let said = events.filter { event in !["\\pos(", "\\move(", "\\p1"].contains { event.text.contains($0) } && event.effect.isEmpty }
    return cues(of: said).filter { seen.insert(Cue(start: $0.start, end: $0.end, text: $0.plain)).inserted }
  }

  private func cues(of events: [Event]) -> [Cue] {
    let styles = Dictionary(self.styles.map { ($0.name, $0) }) { first, _ in first }
    return events.compactMap { event in
      var reader = AssCueReader(event, style: styles[event.style])
      reader.read(event.text)
      let cue = reader.cue
      return cue.text.isEmpty || cue.end <= cue.start ? nil : cue
    }
  }
}

/// Reads the text of one event.
private struct AssCueReader {
  private let event: AssScript.Event
  private let base: TextRun
  private var style: TextRun
  private var keypad: Int
  private var builder = RunBuilder()
  private var isDrawing = false
  private var mayClose = true
  /// Where each syllable begins, and when.
  private var syllables: [(offset: Int, time: Time)] = []
  /// Hundredths of a second from the event's start to the end of the syllables so far.
  private var sung: Int64 = 0

  init(_ event: AssScript.Event, style: AssScript.Style?) {
    self.event = event
    base = TextRun("", bold: style?.bold ?? false, italic: style?.italic ?? false)
    self.style = base
    keypad = style?.alignment ?? 2
  }

  var cue: Cue {
    var builder = builder
    let removed = builder.trim()
    func place(_ offset: Int) -> Int { min(max(offset - removed, 0), builder.count) }
    var words: [TimedWord] = []
    let ends = syllables.dropFirst() + [(self.builder.count, event.start + Time(Rational(sung, 100)))]
    for (syllable, next) in zip(syllables, ends) where place(syllable.offset) < place(next.offset) {
      words.append(
        TimedWord(place(syllable.offset)..<place(next.offset), start: min(syllable.time, event.end), end: min(next.time, event.end)))
    }
    return Cue(
      start: event.start, end: event.end, text: builder.runs, line: event.line, settings: CueSettings(keypad: keypad),
      speaker: event.name.isEmpty ? nil : event.name, words: words)
  }

  mutating func read(_ text: String) {
    var rest = text[...]
    while let scalar = rest.firstScalar {
      if scalar == "{", mayClose, let end = closing(rest) {
        let body = rest[..<end].dropFirstScalars()
        for tag in body.split(separator: "\\").dropFirst(body.firstScalar == "\\" ? 0 : 1) { apply(tag) }
        rest = rest[end...].dropFirstScalars()
      } else if scalar == "\\", let letter = rest.dropFirstScalars().firstScalar, "Nnh{}".unicodeScalars.contains(letter) {
        append(letter == "N" ? "\n" : letter == "n" ? " " : letter == "h" ? "\u{A0}" : String(letter))
        rest = rest.dropFirstScalars(2)
      } else {
        let plain = rest.dropFirstScalars().prefixOfScalars { $0 != "{" && $0 != "\\" }
        append(rest[..<plain.endIndex])
        rest = rest[plain.endIndex...]
      }
    }
  }

  /// Once nothing closes a brace, nothing closes those behind it.
  private mutating func closing(_ rest: Substring) -> String.Index? {
    let end = rest.index(ofScalar: "}")
    mayClose = end != nil
    return end
  }

  private mutating func append(_ text: some StringProtocol) {
    if !isDrawing { builder.append(text, like: style) }
  }

  private mutating func apply(_ tag: Substring) {
    let tag = tag.trimmingSpaces
    let name = tag.prefix { $0.isLetter || $0 == "1" && tag.hasPrefix("1c") }
    let value = tag[name.endIndex...].trimmingSpaces
    switch name {
    case "b": style.bold = value.isEmpty ? base.bold : value == "1" || (Int(value) ?? 0) >= 600
    case "i": style.italic = value.isEmpty ? base.italic : value != "0"
    case "u": style.underline = value != "0" && !value.isEmpty
    case "c", "1c": style.color = Self.color(value)
    case "an": keypad = Int(value).flatMap { (1...9).contains($0) ? $0 : nil } ?? keypad
    case "a": keypad = Int(value).flatMap(AssScript.Style.keypad) ?? keypad
    case "p": isDrawing = value != "0" && !value.isEmpty
    case "r": style = base
    case "k", "K", "kf", "ko":
      guard let length = Int64(value), (0...1_000_000).contains(length), sung < 100_000_000 else { return }
      syllables.append((builder.count, event.start + Time(Rational(sung, 100))))
      sung += length
    default: break
    }
  }

  /// `&HBBGGRR&`.
  private static func color(_ text: Substring) -> UInt32? {
    let digits = text.filter(\.isHexDigit)
    guard !digits.isEmpty, digits.count <= 8, let value = UInt32(digits, radix: 16) else { return nil }
    return (value & 0xFF) << 16 | value & 0xFF00 | value >> 16 & 0xFF
  }
}
