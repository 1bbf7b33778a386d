import ReelCore

/// The content of one `<p>`, piece by piece.
struct TTMLParagraph {
  /// The document's own, which runs need not repeat.
  let language: String?
  private(set) var pieces: [TTMLPiece] = []

  init(language: String?) { self.language = language }

  mutating func read(_ element: XMLElement, _ context: TTMLParser.Context, _ parser: inout TTMLParser) {
    var cursor = element["timeContainer"] == "seq" ? context.start : nil
    for child in element.children {
      switch child {
      case .text(let text): append(.text(text), context)
      case .element(let inner) where inner.name == "br": append(.lineBreak, context)
      case .element(let inner) where inner.name == "span":
        var own = context
        guard parser.timed(inner, &own, after: cursor) else { continue }
        if cursor != nil { cursor = own.end }
        span(inner, own, &parser)
      case .element: continue
      }
    }
  }

  private mutating func span(_ element: XMLElement, _ context: TTMLParser.Context, _ parser: inout TTMLParser) {
    switch context.style["ruby"] {
    case "container": container(element, context, &parser)
    case "text", "textContainer":
      let hint = "put it in a container with its base"
      parser.report(.warning, element.line, "an annotation has nothing below it, and is left out", value: element.text, hint: hint)
    case "delimiter": return
    default: read(element, context, &parser)
    }
  }

  private mutating func append(_ content: TTMLPiece.Content, _ context: TTMLParser.Context) {
    let properties = (context.region?.properties.filter { TTMLStyles.inherited.contains($0.key) } ?? [:]).merging(context.style) { $1 }
    var style = TextRun("")
    style.bold = ["bold", "bolder"].contains(properties["fontWeight"]) || (properties["fontWeight"].flatMap { Int($0) } ?? 0) >= 600
    style.italic = ["italic", "oblique"].contains(properties["fontStyle"])
    style.underline = properties["textDecoration"]?.split(separator: " ").contains("underline") == true
    style.color = properties["color"].flatMap { NamedColor.css($0) }
    style.language = context.language == language ? nil : context.language
    pieces.append(
      TTMLPiece(
        content: content, style: style, preserves: context.preserves, forced: properties["forcedDisplay"] == "true", start: context.start,
        end: context.end))
  }

  // MARK: Ruby

  private enum Role { case base(String), annotation(String), other(String) }

  private mutating func container(_ element: XMLElement, _ context: TTMLParser.Context, _ parser: inout TTMLParser) {
    var roles: [Role] = []
    collect(element, context, &parser, &roles)
    let annotations = roles.compactMap { if case .annotation(let text) = $0, !text.isEmpty { text } else { nil } }
    let bases = roles.compactMap { if case .base(let text) = $0, !text.isEmpty { text } else { nil } }
    if bases.isEmpty, !annotations.isEmpty {
      let value = annotations.joined(separator: " ")
      let hint = "put it in a container with its base"
      parser.report(.warning, element.line, "an annotation has nothing below it, and is left out", value: value, hint: hint)
    }
    var count = 0
    for role in roles {
      switch role {
      case .other(let text): append(.text(text), context)
      case .annotation: continue
      case .base(let text) where text.isEmpty: continue
      case .base(let text):
        // As many annotations as bases: one for each. Otherwise all of them belong to the first base and its neighbours.
        if annotations.count == bases.count {
          append(.ruby(base: text, annotation: annotations[count]), context)
        } else if count == 0, !annotations.isEmpty {
          append(.ruby(base: bases.joined(), annotation: annotations.joined(separator: " ")), context)
        } else if annotations.isEmpty {
          append(.text(text), context)
        }
        count += 1
      }
    }
  }

  private mutating func collect(
    _ element: XMLElement, _ context: TTMLParser.Context, _ parser: inout TTMLParser, _ roles: inout [Role]
  ) {
    for child in element.children {
      switch child {
      case .text(let text):
        // Spaces between the parts are the file's, not the text's.
        if !text.allSatisfy(TTMLText.isSpace) { roles.append(.other(text)) }
      case .element(let inner) where inner.name == "span":
        var own = context
        parser.inherit(inner, &own)
        let text = TTMLText.collapsed(inner.text)
        switch own.style["ruby"] {
        case "base": roles.append(.base(text))
        case "text": roles.append(.annotation(text))
        case "baseContainer", "textContainer", "container": collect(inner, own, &parser, &roles)
        case "delimiter": continue
        default: roles.append(.other(inner.text))
        }
      case .element: continue
      }
    }
  }
}
