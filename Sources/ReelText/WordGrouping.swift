import ReelCore

/// Makes cues of words that have times.
///
/// A cue ends
/// - where a pause of ``pause`` or more follows, or another speaker, or a segment of the file;
/// - behind the end of a sentence, unless the cue has lasted less than ``shortest`` and the next word follows at once;
/// - before the word that would make it longer than ``columns`` or ``longest``; then behind its last comma, colon or semicolon, if that
///   leaves half of it.
enum WordGrouping {
  struct Word {
    var text: String
    var start: Time
    var end: Time
    var line = 0
    var speaker: String?
    /// It begins a segment of the file.
    var begins = false
  }

  static let pause = Time(Rational(7, 10))
  static let shortest = Time(Rational(1))
  /// What two lines of a narrow picture hold; a wide letter (Chinese, Japanese, Korean) fills two columns.
  static let columns = 42
  static let longest = Time(Rational(7))

  static func cues(_ words: [Word]) -> [Cue] {
    // Some tools write the space in front of a word, and then every one that is meant.
    let spaced = words.contains { $0.text.first?.isWhitespace == true }
    var cues: [Cue] = []
    var group: [Word] = []
    for word in words {
      if let last = group.last {
        if ends(group, last, before: word) {
          cues.append(cue(group, spaced))
          group = []
        } else if width(group + [word]) > columns || longest < word.end - group[0].start {
          let cut = clause(group)
          cues.append(cue(Array(group[..<cut]), spaced))
          group.removeSubrange(..<cut)
        }
      }
      group.append(word)
    }
    if !group.isEmpty { cues.append(cue(group, spaced)) }
    return cues
  }

  private static func ends(_ group: [Word], _ last: Word, before word: Word) -> Bool {
    let gap = word.start - last.end
    if word.begins || last.speaker != word.speaker || gap >= pause { return true }
    return closes(last.text, sentences) && (last.end - group[0].start >= shortest || gap >= Time(Rational(3, 10)))
  }

  private static let sentences = Set<Character>(".!?…。！？؟۔।॥።។")
  private static let clauses = Set<Character>(",;:、，；：،؛—–")

  /// Whether a mark of `marks` stands at the end, behind it only quotes and brackets.
  private static func closes(_ text: String, _ marks: Set<Character>) -> Bool {
    text.last { !$0.isWhitespace && !"\"'”’»)]」』）】".contains($0) }.map(marks.contains) == true
  }

  /// Where a group that is too long is cut.
  private static func clause(_ group: [Word]) -> Int {
    let half = width(group) / 2
    let cut = group.indices.last { closes(group[$0].text, clauses) && width(Array(group[...$0])) >= half }
    return cut.map { $0 + 1 } ?? group.count
  }

  private static func width(_ group: [Word]) -> Int { group.map { width($0.text) + 1 }.reduce(-1, +) }
  private static func width(_ text: String) -> Int { text.reduce(0) { $0 + (isWide($1) ? 2 : 1) } }

  private static func isWide(_ character: Character) -> Bool {
    guard let value = character.unicodeScalars.first?.value else { return false }
    return (0x1100...0x115F).contains(value) || (0x2E80...0xA4CF).contains(value) || (0xAC00...0xD7A3).contains(value)
      || (0xF900...0xFAFF).contains(value) || (0xFF00...0xFF60).contains(value) || (0x1F300...0x1FAFF).contains(value)
      || (0x20000...0x3FFFF).contains(value)
  }

  private static func cue(_ group: [Word], _ spaced: Bool) -> Cue {
    var text = ""
    var words: [TimedWord] = []
    for word in group {
      let own = word.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      if let before = text.last, let first = own.first, spaced ? word.text.first?.isWhitespace == true : parts(before, first) {
        text += " "
      }
      let start = text.utf8.count
      text += own
      words.append(TimedWord(start..<text.utf8.count, start: word.start, end: word.end))
    }
    let end = words.map(\.end).max() ?? .zero
    return Cue(
      start: group[0].start, end: end, text: [TextRun(text)], line: group[0].line, speaker: group[0].speaker, words: words)
  }

  /// Whether a space stands between two words that end and begin so: not between letters of scripts without spaces, nor before a mark.
  private static func parts(_ before: Character, _ after: Character) -> Bool {
    if isUnspaced(before) && isUnspaced(after) { return false }
    return !(sentences.contains(after) || clauses.contains(after)) || "—–".contains(after)
  }

  /// Thai, Lao, Burmese, Khmer, Chinese and Japanese.
  private static func isUnspaced(_ character: Character) -> Bool {
    guard let value = character.unicodeScalars.first?.value else { return false }
    return (0x0E00...0x0EFF).contains(value) || (0x1000...0x109F).contains(value) || (0x1780...0x17FF).contains(value)
      || (0x2E80...0x9FFF).contains(value) || (0xF900...0xFAFF).contains(value) || (0xFF00...0xFF60).contains(value)
      || (0x20000...0x3FFFF).contains(value)
  }
}
