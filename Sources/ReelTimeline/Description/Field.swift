/// One named value of a map: what the reader, the schema and the reference page know about it.
struct Field<Root> {
  var name: String
  var summary: String
  var required: Bool
  var words: String
  var schema: JSON
  var definitions: [Definition]
  var readsEmpty: Bool
  /// How the default is written, given a map that says nothing; null when no value says it.
  var standard: (Root) -> JSON
  /// False when a problem was reported.
  var read: (DocumentNode, DocumentReader, inout Root) -> Bool

  /// A field that fills a property. Its default is what the property has before.
  init<Value>(
    _ name: String, _ property: WritableKeyPath<Root, Value>, _ kind: Kind<Value>, required: Bool = false, _ summary: String
  ) {
    self.init(
      name, kind, required: required, summary, standard: { kind.show($0[keyPath: property]) }, store: { $1[keyPath: property] = $0 })
  }

  /// A field that fills a property which is `nil` without it.
  init<Value>(_ name: String, _ property: WritableKeyPath<Root, Value?>, _ kind: Kind<Value>, _ summary: String) {
    self.init(name, kind, required: false, summary, standard: { _ in .null }, store: { $1[keyPath: property] = $0 })
  }

  /// A field that is checked here and used elsewhere.
  init<Value>(_ name: String, checked kind: Kind<Value>, required: Bool = false, _ summary: String) {
    self.init(name, kind, required: required, summary, standard: { _ in .null }, store: { _, _ in })
  }

  init<Value>(
    _ name: String, _ kind: Kind<Value>, required: Bool, _ summary: String, standard: @escaping (Root) -> JSON,
    store: @escaping (Value, inout Root) -> Void
  ) {
    self.name = name
    self.summary = summary
    self.required = required
    words = kind.words
    schema = kind.schema
    definitions = kind.definitions
    readsEmpty = kind.readsEmpty
    self.standard = required ? { _ in .null } : standard
    read = { node, reader, root in
      guard let value = kind.read(node, reader) else { return false }
      store(value, &root)
      return true
    }
  }
}

extension Kind {
  /// A map with these fields and no others.
  ///
  /// - Parameters:
  ///   - blank: the value of a map that says nothing.
  ///   - check: what must hold between fields; it reports what does not, and may fill in what depends on other fields.
  static func map(
    _ name: String, _ summary: String, blank: @escaping (Origin) -> Value, _ fields: [Field<Value>],
    check: ((inout Value, DocumentNode, DocumentReader) -> Void)? = nil
  ) -> Kind {
    let names = fields.map(\.name)
    return Kind(
      noun: "a map", schema: .object([("$ref", .string("#/$defs/\(name)"))]),
      definitions: [define(name, summary, fields, blank(.none))] + fields.flatMap(\.definitions), show: { _ in .object([]) }
    ) { node, reader in
      guard case .map(let entries) = node.content else {
        reader.reportType(node, "a map of \(names.joined(separator: ", "))")
        return nil
      }
      for entry in entries where !names.contains(entry.key) {
        let path = node.path.isEmpty ? entry.key : "\(node.path).\(entry.key)"
        reader.report(
          "unknown key '\(entry.key)'", at: entry.value, line: entry.line, path: path, hint: Spelling.hint(for: entry.key, among: names))
      }
      var value = blank(node.origin)
      var isWhole = true
      for field in fields {
        if let child = node[field.name], !child.isNull || field.readsEmpty && child.written == nil {
          isWhole = field.read(child, reader, &value) && isWhole
        } else if field.required {
          isWhole = false
          let path = node.path.isEmpty ? field.name : "\(node.path).\(field.name)"
          reader.report("\(field.name) is required", at: node, path: path, hint: field.words)
        }
      }
      guard isWhole else { return nil }
      check?(&value, node, reader)
      return value
    }
  }

  private static func define(_ name: String, _ summary: String, _ fields: [Field<Value>], _ blank: Value) -> Definition {
    let rows = fields.map {
      Definition.Row(name: $0.name, words: $0.words, summary: $0.summary, required: $0.required, standard: $0.standard(blank).orNil)
    }
    let properties = zip(fields, rows).map { field, row in
      var members: [(String, JSON)] = [("description", .string(row.summary))]
      if let standard = row.standard { members.append(("default", standard)) }
      let alternatives = [field.schema, .object([("$ref", "#/$defs/variable")])] + (row.required ? [] : [.object([("type", "null")])])
      members.append(("anyOf", .array(alternatives)))
      return (row.name, JSON.object(members))
    }
    var schema: [(String, JSON)] = [("description", .string(summary)), ("type", "object"), ("properties", .object(properties))]
    let required = rows.filter(\.required).map { JSON.string($0.name) }
    if !required.isEmpty { schema.append(("required", .array(required))) }
    schema.append(("additionalProperties", .bool(false)))
    return Definition(name: name, summary: summary, rows: rows, schema: .object(schema))
  }

  /// A list of these, in order.
  func list(atLeast least: Int = 0) -> Kind<[Value]> {
    var members: [(String, JSON)] = [("type", "array"), ("items", schema.orVariable)]
    if least > 0 { members.append(("minItems", .number(least))) }
    let element = definitions.first?.name ?? words
    return Kind<[Value]>(
      noun: "a list (\(element))", limits: least > 0 ? "at least \(least)" : "", schema: .object(members), definitions: definitions,
      show: { $0.count < least ? .null : .array($0.map(show)) }
    ) { node, reader in
      guard case .list(let items) = node.content else {
        reader.reportType(node, "a list")
        return nil
      }
      guard items.count >= least else {
        reader.report(
          "\(node.name) must have at least \(least) item\(least == 1 ? "" : "s")", at: node, hint: "leave it out for the default")
        return nil
      }
      // All are read, so that all problems are found.
      let values = items.map { read($0, reader) }
      return values.contains { $0 == nil } ? nil : values.compactMap { $0 }
    }
  }

  /// A map from keys of one sort to these. `isKey` says whether a key will do, `keys` in words what would.
  func byKey(_ keys: String, pattern: String, isKey: @escaping (String) -> Bool) -> Kind<[(key: String, value: Value)]> {
    let schema = JSON.object([
      ("type", "object"), ("propertyNames", .object([("pattern", .string(pattern))])), ("additionalProperties", schema.orVariable),
    ])
    return Kind<[(key: String, value: Value)]>(
      noun: "a map from \(keys) to \(definitions.first?.name ?? noun)", schema: schema, definitions: definitions, show: { _ in .object([]) }
    ) { node, reader in
      guard case .map(let entries) = node.content else {
        reader.reportType(node, "a map from \(keys)")
        return nil
      }
      var isWhole = true
      var values: [(key: String, value: Value)] = []
      for entry in entries {
        if !isKey(entry.key) {
          reader.report("'\(entry.key)' is not \(keys)", at: entry.value, line: entry.line, value: entry.key)
          isWhole = false
        }
        guard let value = read(entry.value, reader) else {
          isWhole = false
          continue
        }
        values.append((entry.key, value))
      }
      return isWhole ? values : nil
    }
  }

  /// One of two kinds: `first` for the contents `isFirst` says yes to.
  static func either(_ first: Kind, _ second: Kind, isFirst: @escaping (DocumentNode) -> Bool) -> Kind {
    Kind(
      noun: "\(first.words) or \(second.words)", schema: .object([("anyOf", .array([first.schema, second.schema]))]),
      definitions: first.definitions + second.definitions, show: first.show
    ) { node, reader in isFirst(node) ? first.read(node, reader) : second.read(node, reader) }
  }
}

extension DocumentNode {
  var isMap: Bool { if case .map = content { true } else { false } }
  var isList: Bool { if case .list = content { true } else { false } }
}
