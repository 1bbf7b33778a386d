/// A value of a document and where it stands.
struct DocumentNode {
  enum Content {
    case scalar(Scalar)
    case list([DocumentNode])
    case map([Entry])
  }

  struct Entry {
    var key: String
    var line: Int
    var value: DocumentNode
  }

  var content: Content
  /// The file that says it, as the user named it.
  var file: String
  /// From 1.
  var line: Int
  /// `shots[2].transition`; empty for the document itself.
  var path = ""

  var origin: Origin { Origin(file: file, line: line, path: path) }

  /// `transition`, `shots[2]`
  var name: String { path.split(separator: ".").last.map(String.init) ?? "the document" }

  var isNull: Bool {
    if case .scalar(let scalar) = content { scalar.type == .null } else { false }
  }

  subscript(key: String) -> DocumentNode? {
    guard case .map(let entries) = content else { return nil }
    return entries.first { $0.key == key }?.value
  }

  /// What kind of value it is, for "expected ..., got ...".
  var noun: String {
    switch content {
    case .scalar(let scalar): scalar.type.rawValue
    case .list: "a list"
    case .map: "a map"
    }
  }

  /// The value as written, shortened for a message; `nil` for lists, for maps and where nothing is written.
  var written: String? {
    guard case .scalar(let scalar) = content, scalar.text != "" || !scalar.isPlain else { return nil }
    return scalar.text.count <= 80 ? scalar.text : scalar.text.prefix(77) + "..."
  }

  /// The same tree with every node's path filled in.
  func located(at path: String = "") -> DocumentNode {
    var node = self
    node.path = path
    switch content {
    case .scalar: break
    case .list(let items):
      node.content = .list(items.enumerated().map { $1.located(at: "\(path)[\($0)]") })
    case .map(let entries):
      node.content = .map(
        entries.map { entry in
          var entry = entry
          entry.value = entry.value.located(at: path.isEmpty ? entry.key : "\(path).\(entry.key)")
          return entry
        })
    }
    return node
  }
}

/// A single value as written.
struct Scalar {
  enum ScalarType: String {
    case text
    case number = "a number"
    case boolean = "true or false"
    case null = "nothing"
  }

  var text: String
  /// Without quotes, so that it may be something else than text.
  var isPlain: Bool
  /// With a variable in it, so that it may be text as well as what it looks like.
  var isReplaced = false

  /// As the core schema of YAML 1.2 (section 10.3.2) resolves it, which for JSON is what JSON says.
  var type: ScalarType {
    guard isPlain || isReplaced else { return .text }
    switch text {
    case "", "~", "null", "Null", "NULL": return isReplaced ? .text : .null
    case "true", "True", "TRUE", "false", "False", "FALSE": return .boolean
    default: return Double(decimal: text) == nil ? .text : .number
    }
  }
}

extension Double {
  /// Reads `3`, `-2.5`, `.5` or `1e-3`; nothing hexadecimal, infinite or not a number.
  init?(decimal text: String) {
    guard text.utf8.contains(where: { (48...57).contains($0) }), text.utf8.allSatisfy({ "+-.0123456789eE".utf8.contains($0) }),
      let value = Double(text), value.isFinite
    else { return nil }
    self = value
  }
}
