/// What a value of the document may be. Reading, the schema and the reference page all come from here.
struct Kind<Value> {
  /// `a time`: for "must be ...".
  var noun: String
  /// `above 0`: what else must hold; may be empty.
  var limits = ""
  /// JSON Schema of the value.
  var schema: JSON
  /// The maps with fields inside it, outer ones first.
  var definitions: [Definition] = []
  /// Whether a key with nothing after it is handed to `read`, instead of counting as left out.
  var readsEmpty = false
  /// How a default is written; null where no value says it.
  var show: (Value) -> JSON
  /// The value, or `nil` when a problem was reported.
  var read: (DocumentNode, DocumentReader) -> Value?

  /// For the reference page.
  var words: String { limits.isEmpty ? noun : "\(noun), \(limits)" }
}

/// A map with named fields, as the schema and the reference page tell it.
struct Definition {
  struct Row {
    var name: String
    var words: String
    var summary: String
    var required: Bool
    /// `nil` when leaving it out means something that no value says.
    var standard: JSON?
  }

  var name: String
  var summary: String
  var rows: [Row]
  var schema: JSON
}

extension DocumentReader {
  /// The scalar at `node`, or a problem that says what was expected.
  func scalar(_ node: DocumentNode, _ noun: String, as types: Set<Scalar.ScalarType>) -> Scalar? {
    if case .scalar(let scalar) = node.content, types.contains(scalar.type) || scalar.isReplaced && types.contains(.text) {
      return scalar
    }
    reportType(node, noun)
    return nil
  }

  func reportType(_ node: DocumentNode, _ noun: String) {
    var hint: String?
    if case .scalar(let scalar) = node.content, scalar.isPlain, scalar.type != .text, noun.hasPrefix("text") {
      hint = "write it in quotes"
    }
    report("\(node.name) must be \(noun), not \(node.noun)", at: node, hint: hint)
  }
}

extension Kind {
  /// A kind whose values are texts that `parse` reads.
  ///
  /// - Parameters:
  ///   - types: how YAML may see such a text: `2.5` is a number to it.
  ///   - parse: the value, or what is wrong after "must be".
  init(
    _ noun: String, limits: String = "", as types: Set<Scalar.ScalarType> = [.text], hint: String? = nil, schema: JSON,
    show: @escaping (Value) -> JSON, parse: @escaping (String, DocumentReader) -> Value?
  ) {
    self.init(noun: noun, limits: limits, schema: schema, show: show) { node, reader in
      guard let scalar = reader.scalar(node, noun, as: types) else { return nil }
      if let value = parse(scalar.text, reader) { return value }
      let written = scalar.type == .number ? scalar.text : "'\(node.written ?? "")'"
      let expected = limits.isEmpty ? noun : types == [.number] ? limits : "\(noun), \(limits)"
      reader.report("\(node.name) \(written) must be \(expected)", at: node, hint: hint)
      return nil
    }
  }

  /// The same kind with values of another type.
  func map<Other>(show: @escaping (Other) -> JSON, _ transform: @escaping (Value, DocumentNode, DocumentReader) -> Other?) -> Kind<Other> {
    Kind<Other>(noun: noun, limits: limits, schema: schema, definitions: definitions, show: show) { node, reader in
      read(node, reader).flatMap { transform($0, node, reader) }
    }
  }

  /// The same kind where `holds` must be true of a value.
  func checked(_ check: @escaping (Value, DocumentNode, DocumentReader) -> Bool) -> Kind {
    map(show: show) { check($0, $1, $2) ? $0 : nil }
  }

  /// The kind, or `off`, which YAML 1.1 readers hand on as `false`.
  func orOff() -> Kind<Value?> {
    let off = JSON.object([("enum", .array(["off", .bool(false)]))])
    return Kind<Value?>(
      noun: "\(noun) or off", limits: limits, schema: .object([("anyOf", .array([schema, off]))]), definitions: definitions,
      show: { $0.map(show) ?? "off" },
      read: { node, reader in
        if case .scalar(let scalar) = node.content {
          if scalar.text == "off" || scalar.isPlain && scalar.text == "false" { return .some(nil) }
          if scalar.type != .number {
            reader.reportType(node, "\(noun) or off")
            return nil
          }
        }
        return read(node, reader).map { .some($0) }
      })
  }
}
