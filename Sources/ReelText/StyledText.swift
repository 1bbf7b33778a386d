/// Collects runs while tags open and close in any order, as players of SRT take them.
struct StyledText {
  private struct Open {
    var tag: String
    var color: UInt32?
  }

  private var open: [Open] = []
  private var builder = RunBuilder()

  var runs: [TextRun] { builder.runs }

  mutating func append(_ text: some StringProtocol) {
    var style = TextRun("")
    for entry in open {
      switch entry.tag {
      case "b": style.bold = true
      case "i": style.italic = true
      case "u": style.underline = true
      default: style.color = entry.color ?? style.color
      }
    }
    builder.append(text, like: style)
  }

  mutating func begin(_ tag: String, color: UInt32? = nil) {
    // Thousands of tags that never close would make every letter slow, and mean nothing more than these.
    if open.count < 64 { open.append(Open(tag: tag, color: color)) }
  }

  /// Closes the innermost `tag`; one that is not open is no harm.
  mutating func end(_ tag: String) {
    if let index = open.lastIndex(where: { $0.tag == tag }) { open.remove(at: index) }
  }

  mutating func endAll(_ tag: String) { open.removeAll { $0.tag == tag } }

  /// Takes blank lines and spaces off both ends.
  mutating func trim() { builder.trim() }
}
