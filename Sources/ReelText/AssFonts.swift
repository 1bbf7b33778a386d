import ReelCore

/// Finds the fonts an event of a foreign script is drawn with, and names others where those it asks for lack a character.
struct AssFonts {
  let script: AssScript
  let language: String?
  let fonts: FontBook

  struct Event {
    var text: String
    var fonts: [FontFile] = []
    var missing: [MissingCharacter] = []
    var families: [FontRequest] = []
  }

  private struct State {
    var request: FontRequest
    var isDrawing = false
  }

  func event(_ event: AssScript.Event) throws -> Event {
    let own = state(of: event.style)
    var state = own
    var result = Event(text: "", families: [own.request])
    // libass loads the style's own font even if all of the text has another.
    let (family, weight, italic) = (own.request.family, own.request.weight, own.request.italic)
    if let font = try? fonts.font(family: family, weight: weight, italic: italic) { result.fonts.append(font) }
    var rest = event.text[...]
    while !rest.isEmpty {
      if rest.first == "{", let end = rest.firstIndex(of: "}") {
        let block = rest[...end]
        apply(block.dropFirst().dropLast(), to: &state, own: own)
        result.text += block
        rest = rest[block.endIndex...]
      } else {
        let plain = Self.plain(&rest)
        if state.isDrawing { result.text += plain } else { try append(String(plain), state.request, to: &result) }
      }
    }
    return result
  }

  /// Text up to the next override block. A backslash takes the brace behind it along.
  private static func plain(_ rest: inout Substring) -> Substring {
    var index = rest.startIndex
    while index < rest.endIndex {
      if rest[index] == "\\", rest.index(after: index) < rest.endIndex {
        index = rest.index(after: index)
      } else if rest[index] == "{", index > rest.startIndex, rest[index...].contains("}") {
        break
      }
      index = rest.index(after: index)
    }
    defer { rest = rest[index...] }
    return rest[..<index]
  }

  /// What is no letter, and the character it is while fonts are looked for.
  private static let escapes = [
    (source: "\\N", character: "\n"), (source: "\\n", character: "\u{85}"), (source: "\\h", character: "\u{A0}"),
  ]

  private func append(_ text: String, _ request: FontRequest, to result: inout Event) throws {
    result.families.append(request)
    let spoken = Self.escapes.reduce(text) { $0.replacing($1.source, with: $1.character) }
    let found = try fonts.runs(spoken, request, language: language)
    result.missing += found.missing
    result.fonts += found.runs.map(\.file)
    if found.runs.allSatisfy(\.isRequested) {
      result.text += text
      return
    }
    let back = "{\\fn\(request.family)\\b\(request.weight)\\i\(request.italic ? 1 : 0)}"
    for run in found.runs {
      let part = Self.escapes.reduce(run.text) { $0.replacing($1.character, with: $1.source) }
      let tags = AssText.fontTag(run.file, weight: request.weight, italic: request.italic)
      result.text += run.isRequested ? part : "{\(tags)}" + part + back
    }
  }

  private func state(of style: String) -> State {
    let style = script.styles.last { $0.name == style }
    let weight = style?.bold == true ? 700 : 400
    return State(request: FontRequest(family: Self.family(style?.font ?? "Arial"), weight: weight, italic: style?.italic == true))
  }

  /// Without the sign for vertical writing.
  private static func family(_ name: some StringProtocol) -> String { String(name.drop { $0 == "@" }) }

  /// Follows the tags that choose a font. Those inside `\t(...)` cannot.
  private func apply(_ block: Substring, to state: inout State, own: State) {
    for tag in block.split(separator: "\\").map(\.trimmed) {
      if tag.hasPrefix("fn") {
        let name = tag.dropFirst(2).trimmed
        state.request.family = name.isEmpty || name == "0" ? own.request.family : Self.family(name)
      } else if tag.hasPrefix("r"), !tag.hasPrefix("rnd") {
        let name = String(tag.dropFirst())
        state.request = name.isEmpty ? own.request : self.state(of: name).request
      } else if tag.first == "b", let value = Int(tag.dropFirst()) {
        state.request.weight = value == 0 ? 400 : value == 1 ? 700 : value >= 100 ? min(value, 900) : own.request.weight
      } else if tag == "b" {
        state.request.weight = own.request.weight
      } else if tag == "i" {
        state.request.italic = own.request.italic
      } else if tag.first == "i", let value = Int(tag.dropFirst()) {
        state.request.italic = value != 0
      } else if tag.first == "p", let value = Int(tag.dropFirst()) {
        state.isDrawing = value > 0
      }
    }
  }
}
