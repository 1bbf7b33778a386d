import ReelCore

/// A stretch of a paragraph's content in one style, with the time it is shown.
struct TTMLPiece {
  enum Content {
    case text(String)
    case lineBreak
    /// Text with what is to stand above it.
    case ruby(base: String, annotation: String)
  }

  var content: Content
  var style: TextRun
  /// Spaces are kept as they are (`xml:space`).
  var preserves: Bool
  var forced: Bool
  var start: Time
  /// `nil` for what has no end of its own.
  var end: Time?
}

/// Puts a paragraph's pieces together: spaces are collapsed as XML's default asks for.
struct TTMLText {
  private var builder = RunBuilder()
  /// A space that is drawn if something follows, in the style it stands in.
  private var pendingSpace: TextRun?
  private var isLineStart = true

  static func runs(_ pieces: [TTMLPiece]) -> [TextRun] {
    var text = TTMLText()
    for piece in pieces { text.append(piece) }
    text.builder.trim()
    return text.builder.runs
  }

  private mutating func append(_ piece: TTMLPiece) {
    switch piece.content {
    case .lineBreak:
      builder.append("\n", like: piece.style)
      (pendingSpace, isLineStart) = (nil, true)
    case .ruby(let base, let annotation):
      var style = piece.style
      style.ruby = annotation
      space()
      builder.append(base, like: style)
      isLineStart = false
    case .text(let text) where piece.preserves:
      space()
      // A reference or a CDATA section may bring a carriage return.
      let text = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
      builder.append(text, like: piece.style)
      isLineStart = text.last == "\n"
    case .text(let text): collapse(text, piece.style)
    }
  }

  private mutating func collapse(_ text: String, _ style: TextRun) {
    var rest = text[...]
    while let character = rest.first {
      if Self.isSpace(character) {
        rest = rest.drop(while: Self.isSpace)
        if !isLineStart { pendingSpace = pendingSpace ?? style }
        continue
      }
      let word = rest.prefix { !Self.isSpace($0) }
      space()
      builder.append(word, like: style)
      isLineStart = false
      rest = rest[word.endIndex...]
    }
  }

  private mutating func space() {
    if let pendingSpace { builder.append(" ", like: pendingSpace) }
    pendingSpace = nil
  }

  static func isSpace(_ character: Character) -> Bool { character == " " || character == "\t" || character.isNewline }

  /// The same for a text that stands alone.
  static func collapsed(_ text: String) -> String { text.split(whereSeparator: isSpace).joined(separator: " ") }
}
