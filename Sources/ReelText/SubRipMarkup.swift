/// The tags players honour inside an SRT text: `<b> <i> <u> <font color>`, their braces `{\b1}`, and `{\an8}` for the place.
struct SubRipMarkup {
  struct Warning {
    var error: String
    var value: String
    var hint: String
  }

  private var styled = StyledText()
  private(set) var keypad: Int?
  private(set) var warnings: [Warning] = []

  var runs: [TextRun] { styled.runs }

  mutating func parse(_ text: String) {
    var rest = text[...]
    while let scalar = rest.firstScalar {
      switch scalar {
      case "<" where tag(&rest): break
      case "{" where braces(&rest): break
      case "&" where entity(&rest): break
      default:
        let plain = rest.dropFirstScalars().prefixOfScalars { $0 != "<" && $0 != "{" && $0 != "&" }
        styled.append(rest[..<plain.endIndex])
        rest = rest[plain.endIndex...]
      }
    }
    styled.trim()
  }

  /// Longer than any tag is.
  private static let tagLimit = 400

  /// Takes a tag off the front; false leaves what is no tag as text.
  private mutating func tag(_ rest: inout Substring) -> Bool {
    guard let end = rest.index(ofScalar: ">", within: Self.tagLimit) else { return false }
    var body = rest[..<end].dropFirstScalars()
    let source = "<" + body + ">"
    let closes = body.first == "/"
    if closes { body = body.dropFirst() }
    let name = body.prefix { $0.isLetter }.lowercased()
    guard body.first?.isLetter == true, !body.contains("<") else { return false }
    switch name {
    case "b", "i", "u", "em", "strong":
      guard body.count == name.count else { return unknown(source) }
      let style = ["em": "i", "strong": "b"][name] ?? name
      closes ? styled.end(style) : styled.begin(style)
    case "font":
      closes ? styled.end("font") : styled.begin("font", color: fontColor(body))
    case "br": styled.append("\n")
    case _ where Self.withoutEffect.contains(name):
      let error = "a tag has no effect and is left out"
      if !closes { warnings.append(Warning(error: error, value: source, hint: "use <b>, <i>, <u> or <font color>")) }
    default: return unknown(source)
    }
    rest = rest[end...].dropFirstScalars()
    return true
  }

  /// What HTML has and players take for a tag.
  private static let withoutEffect: Set = ["s", "strike", "del", "span", "p", "div", "small", "big", "sub", "sup", "center", "a"]

  private mutating func unknown(_ source: String) -> Bool {
    warnings.append(
      Warning(error: "a tag SRT does not have is drawn as text", value: source, hint: "use <b>, <i>, <u> or <font color>"))
    return false
  }

  private mutating func fontColor(_ body: Substring) -> UInt32? {
    guard let equals = body.range(ofText: "color=") else { return nil }
    let value = body[equals.upperBound...].prefix { !$0.isWhitespace }
    let color = NamedColor.rgb(value)
    if color == nil {
      warnings.append(Warning(error: "a colour cannot be read and is left out", value: String(value), hint: "write #rrggbb"))
    }
    return color
  }

  /// ASS tags are honoured as far as SRT players do; what would place, animate or restyle otherwise is left out.
  private mutating func braces(_ rest: inout Substring) -> Bool {
    guard rest.dropFirstScalars().firstScalar == "\\", let end = rest.index(ofScalar: "}", within: Self.tagLimit) else { return false }
    for part in rest[..<end].dropFirstScalars(2).split(separator: "\\") {
      switch part {
      case "b1", "i1", "u1": styled.begin(String(part.prefix(1)))
      case "b0", "i0", "u0", "b", "i", "u": styled.endAll(String(part.prefix(1)))
      default:
        if part.hasPrefix("an"), part.count == 3, let digit = part.last?.wholeNumberValue, digit > 0 {
          keypad = keypad ?? digit
        } else {
          warnings.append(
            Warning(
              error: "an ASS tag has no meaning in SRT and is left out", value: "\\" + part, hint: "save the subtitles as ASS to keep it"))
        }
      }
    }
    rest = rest[end...].dropFirstScalars()
    return true
  }

  private mutating func entity(_ rest: inout Substring) -> Bool {
    for (name, text) in Self.entities where rest.unicodeScalars.starts(with: name.unicodeScalars) {
      styled.append(text)
      rest = rest.dropFirstScalars(name.unicodeScalars.count)
      return true
    }
    return false
  }

  static let entities = [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", "\u{A0}")]
}

extension Substring {
  /// Where `text`, in lower case, first stands, in any case of its own.
  func range(ofText text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      let candidate = self[start...].prefix(text.count)
      if candidate.lowercased() == text { return start..<candidate.endIndex }
      start = index(after: start)
    }
    return nil
  }
}
