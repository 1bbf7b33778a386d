/// Collects text with its style; neighbours of one style become one run.
struct RunBuilder {
  private(set) var runs: [TextRun] = []
  /// The last run's, without text: growing a run in place costs only what is added.
  private var lastStyle = TextRun("")
  /// Bytes of UTF-8 so far, as ``Cue/plain`` counts them.
  private(set) var count = 0

  /// - Parameter style: a run whose text does not count.
  mutating func append(_ text: some StringProtocol, like style: TextRun) {
    guard !text.isEmpty else { return }
    count += text.utf8.count
    var run = style
    run.text = ""
    // An annotation stands above the whole of its base, so the next base is another run.
    if run == lastStyle, run.ruby == nil, !runs.isEmpty { return runs[runs.count - 1].text.append(contentsOf: text) }
    lastStyle = run
    run.text = String(text)
    runs.append(run)
  }

  /// Gives everything from byte `start` on the annotation `ruby`, as one run in the style of its first letter.
  mutating func annotate(from start: Int, _ ruby: String) {
    var base = ""
    var style = TextRun("")
    while count > start, var last = runs.popLast() {
      let length = last.text.utf8.count
      let keep = max(0, start - (count - length))
      let cut = last.text.utf8.index(last.text.startIndex, offsetBy: keep)
      base = String(last.text[cut...]) + base
      style = last
      count -= length - keep
      if keep > 0 {
        last.text = String(last.text[..<cut])
        runs.append(last)
      }
    }
    guard !base.isEmpty else { return }
    lastStyle = TextRun("", ruby: "")
    style.ruby = ruby
    append(base, like: style)
  }

  /// Takes blank lines and spaces off both ends.
  /// - Returns: how many bytes were taken off the front.
  @discardableResult
  mutating func trim() -> Int {
    let full = count
    let first = runs.firstIndex { $0.text.contains { !Self.isBlank($0) } } ?? runs.count
    for run in runs[..<first] { count -= run.text.utf8.count }
    runs.removeSubrange(..<first)
    if let run = runs.first {
      let text = String(run.text.drop(while: Self.isBlank))
      count -= run.text.utf8.count - text.utf8.count
      runs[0].text = text
    }
    let removed = full - count
    // What bears an annotation is not at the end: the annotation is.
    while runs.last?.ruby == nil, var last = runs.popLast() {
      while let end = last.text.last, Self.isBlank(end) { count -= last.text.removeLast().utf8.count }
      guard last.text.isEmpty else {
        runs.append(last)
        break
      }
    }
    return removed
  }

  private static func isBlank(_ character: Character) -> Bool { character.isWhitespace && character != "\u{A0}" }
}
