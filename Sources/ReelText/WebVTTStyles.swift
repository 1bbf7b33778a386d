/// The rules of a file's STYLE blocks, as far as a caption's runs can show them: colour, weight, slant and underline.
struct WebVTTStyles {
  /// What a rule changes; `nil` leaves it.
  struct Declarations: Hashable {
    var color: UInt32?
    var bold: Bool?
    var italic: Bool?
    var underline: Bool?

    func apply(to run: inout TextRun) {
      run.color = color ?? run.color
      run.bold = bold ?? run.bold
      run.italic = italic ?? run.italic
      run.underline = underline ?? run.underline
    }
  }

  /// One compound selector inside `::cue( )`.
  struct Selector: Hashable {
    var element = ""
    var id = ""
    var classes: [String] = []
    var voice: String?
    var language: String?

    /// The root of a cue has no name and no classes.
    func matches(_ name: String, classes: [String], annotation: String, id: String?) -> Bool {
      (element.isEmpty || element == name) && self.classes.allSatisfy(classes.contains)
        && (self.id.isEmpty || self.id == id) && (voice == nil || name == "v" && voice == annotation)
        && (language == nil || name == "lang" && language == annotation)
    }

    /// `#id` alone, which means the cue itself and no element in it.
    var isRoot: Bool { element.isEmpty && classes.isEmpty && voice == nil && language == nil }
    var specificity: Int {
      (id.isEmpty ? 0 : 10_000) + (classes.count + (voice == nil && language == nil ? 0 : 1)) * 100 + (element.isEmpty ? 0 : 1)
    }
  }

  private struct Rule {
    var selector: Selector
    var declarations: Declarations
  }

  private var rules: [Rule] = []
  /// Selectors and properties that have no effect.
  private(set) var ignored: [String] = []

  private static let limit = 1000

  /// Reads a block's text.
  mutating func read(_ text: String) {
    var rest = Self.withoutComments(text)[...]
    while let open = rest.firstIndex(of: "{") {
      let selectors = rest[..<open]
      let close = rest[open...].firstIndex(of: "}") ?? rest.endIndex
      let declarations = declarations(rest[rest.index(after: open)..<close])
      for selector in Self.list(selectors) { add(selector, declarations) }
      rest = close == rest.endIndex ? "" : rest[rest.index(after: close)...]
    }
    rules.sort { $0.selector.specificity < $1.selector.specificity }
  }

  private mutating func ignore(_ text: Substring) {
    let name = String(text.prefix(60))
    if !name.isEmpty, ignored.count < Self.limit, !ignored.contains(name) { ignored.append(name) }
  }

  private mutating func add(_ text: Substring, _ declarations: Declarations) {
    guard rules.count < Self.limit, let selector = Self.selector(text) else { return ignore(text) }
    rules.append(Rule(selector: selector, declarations: declarations))
  }

  /// What the rules say of a cue itself.
  func root(id: String?) -> TextRun {
    var run = TextRun("")
    for rule in rules where rule.selector.isRoot && (rule.selector.id.isEmpty || rule.selector.id == id) {
      rule.declarations.apply(to: &run)
    }
    return run
  }

  /// What they say of an element inside.
  func apply(to run: inout TextRun, _ name: String, classes: [String], annotation: String, id: String?) {
    for rule in rules where !rule.selector.isRoot && rule.selector.matches(name, classes: classes, annotation: annotation, id: id) {
      rule.declarations.apply(to: &run)
    }
  }

  // MARK: Reading

  private static func withoutComments(_ text: String) -> String {
    var out = ""
    var rest = text[...]
    while let open = rest.firstRange(of: "/*") {
      out += rest[..<open.lowerBound]
      guard let close = rest[open.upperBound...].firstRange(of: "*/") else { return out }
      rest = rest[close.upperBound...]
    }
    return out + rest
  }

  /// What commas part, outside parentheses, brackets and quotes.
  private static func list(_ text: Substring) -> [Substring] {
    var parts: [Substring] = []
    var depth = 0
    var quote: Character?
    var start = text.startIndex
    for index in text.indices {
      let character = text[index]
      if let open = quote {
        if character == open { quote = nil }
        continue
      }
      switch character {
      case "\"", "'": quote = character
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      case "," where depth <= 0:
        parts.append(text[start..<index])
        start = text.index(after: index)
      default: break
      }
    }
    return (parts + [text[start...]]).map { $0.trimmingSpaces }.filter { !$0.isEmpty }
  }

  private static func selector(_ text: Substring) -> Selector? {
    guard text.hasPrefix("::cue") else { return nil }
    var rest = text.dropFirst(5)
    if rest.isEmpty { return Selector() }
    guard rest.first == "(", rest.last == ")" else { return nil }
    rest = rest.dropFirst().dropLast().trimmingSpaces
    var selector = Selector()
    selector.element = String(rest.prefix(while: isName))
    rest = rest.dropFirst(selector.element.count)
    while let mark = rest.first {
      rest = rest.dropFirst()
      switch mark {
      case "[":
        guard let close = rest.firstIndex(of: "]"), attribute(rest[..<close], &selector) else { return nil }
        rest = rest[rest.index(after: close)...]
      case "#", ".":
        let name = rest.prefix(while: isName)
        guard !name.isEmpty else { return nil }
        if mark == "#" { selector.id = String(name) } else { selector.classes.append(String(name)) }
        rest = rest.dropFirst(name.count)
      default: return nil
      }
    }
    return selector
  }

  private static func attribute(_ text: Substring, _ selector: inout Selector) -> Bool {
    let parts = text.split(separator: "=", maxSplits: 1).map { $0.trimmingSpaces }
    guard parts.count == 2 else { return false }
    let value = String(parts[1].drop { $0 == "\"" || $0 == "'" }.prefix { $0 != "\"" && $0 != "'" })
    switch parts[0] {
    case "voice": selector.voice = value
    case "lang": selector.language = value
    default: return false
    }
    return true
  }

  private static func isName(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "-" || character == "_"
  }

  private mutating func declarations(_ text: Substring) -> Declarations {
    var result = Declarations()
    for declaration in text.split(separator: ";") {
      let parts = declaration.split(separator: ":", maxSplits: 1).map { $0.trimmingSpaces }
      guard parts.count == 2, Self.apply(parts[0].lowercased(), parts[1].lowercased(), &result) else {
        ignore(parts.first ?? "")
        continue
      }
    }
    return result
  }

  private static func apply(_ name: String, _ value: String, _ result: inout Declarations) -> Bool {
    switch name {
    case "color":
      result.color = NamedColor.css(value)
      return result.color != nil
    case "font-weight":
      guard let weight = ["bold": 700, "bolder": 700, "normal": 400, "lighter": 300][value] ?? Int(value) else { return false }
      result.bold = weight >= 600
    case "font-style":
      guard ["italic", "oblique", "normal"].contains(value) else { return false }
      result.italic = value != "normal"
    case "text-decoration", "text-decoration-line":
      guard ["underline", "none"].contains(value) else { return false }
      result.underline = value == "underline"
    default: return false
    }
    return true
  }
}

extension Substring {
  /// Without white space at both ends.
  var trimmingSpaces: Substring {
    let head = drop(while: \.isWhitespace)
    guard let last = head.lastIndex(where: { !$0.isWhitespace }) else { return head[head.endIndex...] }
    return head[...last]
  }
}
