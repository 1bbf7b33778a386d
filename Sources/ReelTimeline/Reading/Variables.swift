import ReelCore

/// Replaces `${name}` in texts.
struct Variables {
  private var definitions: [String: DocumentNode] = [:]
  private let given: [String: String]
  /// What names stand for, `nil` for those that stand for nothing; each is worked out, and reported, once.
  private var values: [String: String?] = [:]
  /// Names being worked out.
  private var open: [String] = []
  private var used: Set<String> = []

  /// The longest text that replacing may make: variables that name variables grow by multiplication.
  private static let longest = 65536

  /// - Parameters:
  ///   - document: the whole document, located.
  ///   - given: what the caller sets; wins over the document.
  init(of document: DocumentNode, given: [String: String]) {
    self.given = given
    if case .map(let entries) = document["vars"]?.content {
      for entry in entries { definitions[entry.key] = entry.value }
    }
  }

  static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first) else { return false }
    return text.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) || $0 == 45 }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte & 0xDF) || byte == 95 }

  /// The same tree with every text replaced. What cannot be replaced is reported and left as it is.
  mutating func replace(in node: DocumentNode, _ reader: DocumentReader) -> DocumentNode {
    var node = node
    switch node.content {
    case .scalar(var scalar):
      guard scalar.text.utf8.contains(36), let text = expand(scalar.text, at: node, reader), text != scalar.text else { return node }
      scalar.isReplaced = true
      scalar.text = text
      node.content = .scalar(scalar)
    case .list(let items): node.content = .list(items.map { replace(in: $0, reader) })
    case .map(var entries):
      // Definitions are worked out where something asks for them.
      for index in entries.indices where entries[index].value.path != "vars" {
        entries[index].value = replace(in: entries[index].value, reader)
      }
      node.content = .map(entries)
    }
    return node
  }

  /// Works out what nothing has asked for, so that its mistakes are found too.
  mutating func finish(_ reader: DocumentReader) {
    for (name, definition) in definitions.sorted(by: { $0.key < $1.key }) { _ = value(of: name, at: definition, reader) }
  }

  /// Names the document has or asks for.
  var names: [String] { used.union(definitions.keys).sorted() }

  /// Names the caller set that the document neither has nor asks for.
  func unused() -> [String] { given.keys.filter { definitions[$0] == nil && !used.contains($0) }.sorted() }

  private mutating func expand(_ text: String, at node: DocumentNode, _ reader: DocumentReader) -> String? {
    var result = ""
    var rest = text[...]
    while let dollar = rest.firstIndex(of: "$") {
      result += rest[..<dollar]
      rest = rest[dollar...]
      if rest.hasPrefix("$${") {
        result += "${"
        rest = rest.dropFirst(3)
      } else if rest.hasPrefix("${") {
        let name = rest.dropFirst(2).prefix { $0 != "}" }
        guard name.endIndex < rest.endIndex, Self.isName(String(name)) else {
          reader.report("'\(rest.prefix(20))' is not a variable", at: node, hint: "write ${name}, or $${ for a plain ${")
          return nil
        }
        guard let value = value(of: String(name), at: node, reader) else { return nil }
        result += value
        rest = rest[rest.index(after: name.endIndex)...]
      } else {
        result += "$"
        rest = rest.dropFirst()
      }
      guard result.utf8.count <= Self.longest else {
        reader.report("the text is longer than \(Self.longest) bytes with its variables replaced", at: node)
        return nil
      }
    }
    return result + rest
  }

  private mutating func value(of name: String, at node: DocumentNode, _ reader: DocumentReader) -> String? {
    used.insert(name)
    // What the caller sets is taken as it is.
    if let text = given[name] { return text }
    if let known = values[name] { return known }
    guard let definition = definitions[name] else {
      let known = Set(definitions.keys).union(given.keys).sorted()
      reader.report("variable '\(name)' is not defined", at: node, hint: Spelling.hint(for: name, among: known))
      return nil
    }
    guard !open.contains(name) else {
      reader.report("variable '\(name)' is defined by itself: \((open + [name]).joined(separator: " -> "))", at: definition)
      return nil
    }
    // A definition that is a list or a map is reported where the variables are read.
    guard case .scalar(let scalar) = definition.content else { return nil }
    open.append(name)
    let text = expand(scalar.text, at: definition, reader)
    open.removeLast()
    values[name] = .some(text)
    return text
  }
}
