/// The text of a WebVTT cue: W3C WebVTT section 6.4, reduced to what a burnt-in caption can show.
///
/// `<b> <i> <u>` and the colour classes of `<c>` are kept. `<v>`, `<lang>` and time stamps leave their text. `<rt>` stands in
/// parentheses behind its base.
struct WebVTTMarkup {
  private var styled = StyledText()

  var runs: [TextRun] { styled.runs }

  mutating func parse(_ text: String) {
    var rest = text[...]
    while let character = rest.first {
      switch character {
      case "<":
        // An unclosed tag swallows the rest, as the specification's tokenizer does.
        let end = rest.firstIndex(of: ">") ?? rest.endIndex
        tag(rest[..<end].dropFirst())
        rest = end == rest.endIndex ? "" : rest[rest.index(after: end)...]
      case "&": entity(&rest)
      default:
        let plain = rest.prefix { $0 != "<" && $0 != "&" }
        styled.append(plain)
        rest = rest[plain.endIndex...]
      }
    }
    styled.trim()
  }

  private mutating func tag(_ body: Substring) {
    let closes = body.first == "/"
    let name = (closes ? body.dropFirst() : body).prefix { !$0.isWhitespace && $0 != "." }
    switch name {
    case "b", "i", "u": closes ? styled.end(String(name)) : styled.begin(String(name))
    case "c": closes ? styled.end("c") : styled.begin("c", color: classColor(body))
    case "rt": styled.append(closes ? ")" : "(")
    default: break
    }
  }

  /// The colour of the last class that names one, `<c.yellow.bg_black>`.
  private func classColor(_ body: Substring) -> UInt32? {
    let classes = body.prefix { !$0.isWhitespace }.split(separator: ".").dropFirst()
    return classes.reversed().lazy.compactMap { Self.colors.contains(String($0)) ? NamedColor.rgb($0) : nil }.first
  }

  private static let colors: Set = ["white", "lime", "cyan", "red", "yellow", "magenta", "blue", "black"]

  private mutating func entity(_ rest: inout Substring) {
    let body = rest.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "#" }
    if body.endIndex < rest.endIndex, rest[body.endIndex] == ";", let text = Self.text(of: body) {
      styled.append(text)
      rest = rest[rest.index(after: body.endIndex)...]
    } else {
      styled.append("&")
      rest = rest.dropFirst()
    }
  }

  private static func text(of entity: Substring) -> String? {
    if entity.hasPrefix("#") {
      let digits = entity.dropFirst()
      let code = digits.first == "x" || digits.first == "X" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
      return code.flatMap(Unicode.Scalar.init).flatMap { $0.value < 32 ? nil : String($0) }
    }
    return named[String(entity)]
  }

  private static let named = [
    "amp": "&", "lt": "<", "gt": ">", "nbsp": "\u{A0}", "lrm": "\u{200E}", "rlm": "\u{200F}", "quot": "\"", "apos": "'", "shy": "\u{AD}",
  ]
}
