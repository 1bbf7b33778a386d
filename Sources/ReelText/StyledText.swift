/// Collects runs while tags open and close.
struct StyledText {
  private struct Open {
    var tag: String
    var color: UInt32?
  }

  private var open: [Open] = []
  private(set) var runs: [TextRun] = []

  mutating func append(_ text: some StringProtocol) {
    guard !text.isEmpty else { return }
    var run = TextRun("")
    for entry in open {
      switch entry.tag {
      case "b": run.bold = true
      case "i": run.italic = true
      case "u": run.underline = true
      default: run.color = entry.color ?? run.color
      }
    }
    if var last = runs.popLast() {
      let previous = last.text
      last.text = ""
      if last == run {
        last.text = previous + text
        return runs.append(last)
      }
      last.text = previous
      runs.append(last)
    }
    run.text = String(text)
    runs.append(run)
  }

  mutating func begin(_ tag: String, color: UInt32? = nil) { open.append(Open(tag: tag, color: color)) }

  /// Closes the innermost `tag`; one that is not open is no harm.
  mutating func end(_ tag: String) {
    if let index = open.lastIndex(where: { $0.tag == tag }) { open.remove(at: index) }
  }

  mutating func endAll(_ tag: String) { open.removeAll { $0.tag == tag } }

  /// Takes blank lines and spaces off both ends.
  mutating func trim() {
    while let first = runs.first {
      let text = first.text.drop { $0.isWhitespace && $0 != "\u{A0}" }
      guard text.isEmpty else {
        runs[0].text = String(text)
        break
      }
      runs.removeFirst()
    }
    while var last = runs.popLast() {
      while let end = last.text.last, end.isWhitespace, end != "\u{A0}" { last.text.removeLast() }
      guard last.text.isEmpty else {
        runs.append(last)
        break
      }
    }
  }
}
