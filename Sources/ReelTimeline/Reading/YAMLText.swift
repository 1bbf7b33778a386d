import ReelCore
import Yams

/// Reads YAML, and JSON which is YAML, into nodes that know their lines.
struct YAMLText {
  /// The most bytes of a document.
  static let longest = 8 * 1_048_576
  /// The most values, aliases followed.
  static let mostValues = 250_000
  /// The deepest maps and lists inside each other. The format itself needs ten.
  static let deepest = 64

  /// Why a text is no document.
  struct Refusal: Error {
    var problem: Problem
  }

  private let file: String
  /// Stands for `*` while libyaml reads.
  private let star: Unicode.Scalar
  private var anchored: [String: (node: DocumentNode, values: Int)] = [:]
  private var values = 0

  /// - Parameter file: names the text in problems, and is what its paths are relative to.
  static func parse(_ bytes: [UInt8], file: String) throws(Refusal) -> DocumentNode {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let valid = String(decoding: bytes, as: UTF8.self).unicodeScalars.prefix { $0 != "\u{FFFD}" }
      throw refusal("the text is not UTF-8", file, line: 1 + valid.count { $0 == "\n" })
    }
    return try parse(text, file: file)
  }

  static func parse(_ text: String, file: String) throws(Refusal) -> DocumentNode {
    guard text.utf8.count <= longest else { throw refusal("a document has at most \(longest / 1_048_576) MB", file, line: 1) }
    let content = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    // Yams follows aliases while it reads, which a few lines can make endless. With every `*` turned into a letter that the text
    // does not have, an alias is a plain word that begins with it, and is followed here, under a limit.
    let present = Set(content.unicodeScalars)
    guard let star = (0xE000...0xF8FF).lazy.compactMap(Unicode.Scalar.init).first(where: { !present.contains($0) }) else {
      throw refusal("the text uses every private character of Unicode", file, line: 1)
    }
    var scalars = String.UnicodeScalarView()
    scalars.append(contentsOf: content.unicodeScalars.lazy.map { $0 == "*" ? star : $0 })
    return try YAMLText(file: file, star: star).read(String(scalars))
  }

  private init(file: String, star: Unicode.Scalar) {
    self.file = file
    self.star = star
  }

  private consuming func read(_ text: String) throws(Refusal) -> DocumentNode {
    let parser: Parser
    let root: Node?
    do {
      parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
      root = try parser.singleRoot()
    } catch {
      throw refusal(of: error, in: text)
    }
    guard let root else { throw Self.refusal("the document is empty", file, line: 1) }
    var reader = self
    // The parser owns the anchors; nodes only know them weakly.
    return try withExtendedLifetime(parser) { () throws(Refusal) in try reader.convert(root, depth: 0, line: 1) }
  }

  private mutating func convert(_ node: Node, depth: Int, line: Int) throws(Refusal) -> DocumentNode {
    let line = node.mark?.line ?? line
    let before = values
    try count(1, line: line)
    guard depth <= Self.deepest else {
      throw Self.refusal("maps and lists are more than \(Self.deepest) deep inside each other", file, line: line)
    }
    let content: DocumentNode.Content
    switch node {
    case .scalar(let scalar):
      if scalar.style == .plain, let first = scalar.string.unicodeScalars.first, first == star {
        return try follow(String(scalar.string.unicodeScalars.dropFirst()), line: line)
      }
      content = .scalar(Scalar(text: restored(scalar.string), isPlain: scalar.style == .plain && scalar.tag == .implicit))
      try check(scalar.tag, line: line)
    case .sequence(let sequence):
      var items: [DocumentNode] = []
      for item in sequence { items.append(try convert(item, depth: depth + 1, line: line)) }
      content = .list(items)
      try check(sequence.tag, line: line)
    case .mapping(let mapping):
      content = try convert(mapping, depth: depth, line: line)
      try check(mapping.tag, line: line)
    case .alias: throw Self.refusal("an alias is out of place", file, line: line)
    }
    let converted = DocumentNode(content: content, file: file, line: line)
    if let name = node.anchor?.rawValue { anchored[name] = (converted, values - before) }
    return converted
  }

  private mutating func convert(_ mapping: Node.Mapping, depth: Int, line: Int) throws(Refusal) -> DocumentNode.Content {
    var entries: [DocumentNode.Entry] = []
    var merged: [DocumentNode.Entry] = []
    for (key, value) in mapping {
      let keyLine = key.mark?.line ?? line
      guard case .scalar(let name) = key, name.style != .plain || name.string.unicodeScalars.first != star else {
        throw Self.refusal("a key must be a plain word, not a list, a map or an alias", file, line: keyLine)
      }
      var converted = try convert(value, depth: depth + 1, line: keyLine)
      // A list or map begins where its key is, for people.
      if case .scalar = converted.content {} else if value.mark != nil, converted.line > keyLine { converted.line = keyLine }
      guard name.string == "<<", name.style == .plain else {
        entries.append(DocumentNode.Entry(key: restored(name.string), line: keyLine, value: converted))
        continue
      }
      let sources = if case .list(let items) = converted.content { items } else { [converted] }
      for source in sources {
        guard case .map(let more) = source.content else {
          throw Self.refusal("<< must have a map or a list of maps", file, line: keyLine)
        }
        merged += more
      }
    }
    // As the YAML 1.1 merge key says: a key of the map itself wins, then that of the earlier source.
    var keys = Set(entries.map(\.key))
    return .map(entries + merged.filter { keys.insert($0.key).inserted })
  }

  /// A tag may say again what a value is, not make it something else.
  private func check(_ tag: Tag, line: Int) throws(Refusal) {
    let known: [Tag.Name] = [.implicit, .nonSpecific, .str, .seq, .map]
    guard known.contains(where: { $0.rawValue == tag.rawValue }) else {
      throw Self.refusal("the tag \(tag.rawValue) is not known", file, line: line, hint: "write the value without it")
    }
  }

  private mutating func follow(_ name: String, line: Int) throws(Refusal) -> DocumentNode {
    guard let target = anchored[name] else {
      throw Self.refusal("the alias *\(restored(name)) has no anchor before it", file, line: line)
    }
    try count(target.values, line: line)
    return target.node
  }

  private mutating func count(_ more: Int, line: Int) throws(Refusal) {
    values += more
    guard values <= Self.mostValues else {
      throw Self.refusal("the document has more than \(Self.mostValues) values, aliases followed", file, line: line)
    }
  }

  private func restored(_ text: String) -> String {
    guard text.unicodeScalars.contains(star) else { return text }
    var scalars = String.UnicodeScalarView()
    scalars.append(contentsOf: text.unicodeScalars.lazy.map { $0 == star ? "*" : $0 })
    return String(scalars)
  }

  private static func refusal(_ error: String, _ file: String, line: Int, hint: String? = nil) -> Refusal {
    Refusal(problem: Problem(.error, error, file: file, line: line, hint: hint))
  }

  private func refusal(of error: any Error, in text: String) -> Refusal {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    // The end of the text is reported on the line after the last.
    let last = max(1, lines.last?.isEmpty == true ? lines.count - 1 : lines.count)
    switch error {
    case YamlError.scanner(let context, let problem, let mark, _), YamlError.parser(let context, let problem, let mark, _),
      YamlError.composer(let context, let problem, let mark, _):
      let line = min(mark.line, last)
      let isTab = (problem.contains("tab") || problem.contains("any token")) && lines[line - 1].contains("\t")
      let context = context.map { ", \($0.text)" } ?? ""
      return Self.refusal(
        restored("not valid YAML\(context): \(problem)"), file, line: line, hint: isTab ? "indent with spaces, not with tabs" : nil)
    case YamlError.reader(let problem, let offset, _, _):
      return Self.refusal("not valid YAML: \(problem)", file, line: 1 + text.prefix(offset ?? 0).count { $0.isNewline })
    case YamlError.duplicatedKeysInMapping(let keys, let context):
      let names = keys.map { "'\(restored($0))'" }.joined(separator: ", ")
      return Self.refusal("the key \(names) is twice in one map", file, line: context.mark.line)
    default: return Self.refusal("not valid YAML: \(error)", file, line: 1)
    }
  }
}
