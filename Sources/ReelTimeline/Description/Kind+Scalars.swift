import ReelCore

extension JSON {
  /// A schema for text that matches `pattern`, an ECMA regular expression.
  static func pattern(_ pattern: String) -> JSON { .object([("type", "string"), ("pattern", .string(pattern))]) }

  /// The schema, or text with a variable in it.
  var orVariable: JSON { .object([("anyOf", .array([self, .object([("$ref", "#/$defs/variable")])]))]) }
}

extension Kind where Value == String {
  /// Any text that is not empty.
  static var text: Kind {
    Kind("text", limits: "not empty", schema: .object([("type", "string"), ("minLength", .number(1))]), show: JSON.string) { text, _ in
      text.isEmpty ? nil : text
    }
  }

  /// A text that can stand in the name of a file on every system.
  static var name: Kind {
    let refused = "/\\:*?\"<>|"
    return Kind(
      "text", limits: "1...100 characters, no \(refused) or control characters, no '.' first",
      schema: .pattern("^[^./\\\\:*?\"<>|\\u0000-\\u001f\\u007f][^/\\\\:*?\"<>|\\u0000-\\u001f\\u007f]{0,99}$"),
      show: { $0.isEmpty ? .null : .string($0) }
    ) { text, _ in isName(text) ? text : nil }
  }

  static func isName(_ text: String) -> Bool {
    (1...100).contains(text.unicodeScalars.count) && !text.hasPrefix(".")
      && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f && !"/\\:*?\"<>|".unicodeScalars.contains($0) }
  }

  /// One of `names`.
  static func choice(_ names: [String]) -> Kind {
    let list = names.joined(separator: ", ")
    return Kind(
      noun: "one of \(list)", schema: .object([("enum", .array(names.map(JSON.string)))]), show: JSON.string
    ) { node, reader in
      guard let scalar = reader.scalar(node, "one of \(list)", as: [.text]) else { return nil }
      if names.contains(scalar.text) { return scalar.text }
      let hint = Spelling.nearest(to: scalar.text, among: names).map { "did you mean '\($0)'?" }
      reader.report("\(node.name) '\(node.written ?? "")' is not one of \(list)", at: node, hint: hint)
      return nil
    }
  }
}

extension Kind where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of the cases.
  static var choice: Kind {
    Kind<String>.choice(Value.allCases.map(\.rawValue)).map(show: { .string($0.rawValue) }) { text, _, _ in Value(rawValue: text) }
  }
}

extension Kind where Value == Bool {
  static var boolean: Kind {
    Kind("true or false", as: [.boolean], schema: .object([("type", "boolean")]), show: JSON.bool) { text, _ in
      text.lowercased() == "true"
    }
  }
}

extension Kind where Value == Bool {
  /// `on` or `off`, which YAML 1.1 readers hand on as true and false.
  static var onOff: Kind {
    Kind(
      "on or off", as: [.text, .boolean], schema: .object([("enum", .array(["on", "off", .bool(true), .bool(false)]))]),
      show: { $0 ? "on" : "off" }
    ) { text, _ in ["on": true, "true": true, "off": false, "false": false][text] }
  }
}

extension Kind where Value == Double {
  static func number(_ range: ClosedRange<Double>, _ unit: String = "") -> Kind {
    let limits = "\(shortest(range.lowerBound))...\(shortest(range.upperBound))" + (unit.isEmpty ? "" : " \(unit)")
    let schema = JSON.object([
      ("type", "number"), ("minimum", .number(range.lowerBound)), ("maximum", .number(range.upperBound)),
    ])
    return Kind(noun: "a number", limits: limits, schema: schema, show: JSON.number) { node, reader in
      guard let scalar = reader.scalar(node, "a number", as: [.number]), let value = Double(decimal: scalar.text) else { return nil }
      if range.contains(value) { return value }
      reader.report("\(node.name) \(scalar.text) must be \(limits)", at: node)
      return nil
    }
  }
}

extension Kind where Value == Int {
  static func integer(_ range: ClosedRange<Int>, even: Bool = false) -> Kind {
    let limits = (even ? "even and " : "") + "\(range.lowerBound)...\(range.upperBound)"
    var schema: [(String, JSON)] = [
      ("type", "integer"), ("minimum", .number(range.lowerBound)), ("maximum", .number(range.upperBound)),
    ]
    if even { schema.append(("multipleOf", .number(2))) }
    return Kind(noun: "a whole number", limits: limits, schema: .object(schema), show: JSON.number) { node, reader in
      guard let scalar = reader.scalar(node, "a whole number", as: [.number]) else { return nil }
      guard let value = Rational(scalar.text), value.denominator == 1 else {
        reader.report("\(node.name) \(scalar.text) must be a whole number, \(limits)", at: node)
        return nil
      }
      let whole = Int(value.numerator)
      if range.contains(whole), !even || whole % 2 == 0 { return whole }
      reader.report("\(node.name) \(scalar.text) must be \(limits)", at: node)
      return nil
    }
  }

  /// Bits per second: `128000`, `128k`, `6M`.
  static func bitRate(_ range: ClosedRange<Int>) -> Kind {
    let limits = "\(range.lowerBound / 1000)k...\(range.upperBound / 1000)k"
    let schema = JSON.object([
      (
        "anyOf",
        .array([
          .object([("type", "integer"), ("minimum", .number(range.lowerBound)), ("maximum", .number(range.upperBound))]),
          .pattern("^[0-9]+(\\.[0-9]+)?[kKM]?$"),
        ])
      )
    ])
    return Kind(
      "bits per second as 6000000, 6000k or 6M", limits: limits, as: [.text, .number], schema: schema,
      show: { $0 % 1000 == 0 ? .string("\($0 / 1000)k") : .number($0) }
    ) { text, _ in
      let scale = text.hasSuffix("M") ? 1_000_000 : text.hasSuffix("k") || text.hasSuffix("K") ? 1000 : 1
      let digits = scale == 1 ? text[...] : text.dropLast()
      // Nine characters keep the product far inside 64 bits.
      guard digits.utf8.count <= 9, let number = Rational(digits) else { return nil }
      let rate = number * Rational(Int64(scale))
      guard rate.denominator == 1, range.contains(Int(rate.numerator)) else { return nil }
      return Int(rate.numerator)
    }
  }
}

extension Kind where Value == Color {
  static var color: Kind {
    let expected = "a colour as \"#rrggbb\" in quotes"
    var kind = Kind(expected, schema: .pattern("^#[0-9a-fA-F]{6}$"), show: { .string($0.description) }) { text, _ in Color(text) }
    kind.readsEmpty = true
    return kind
  }
}

extension Kind where Value == FileReference {
  /// A file, relative to the document that names it.
  static func file(_ extensions: [String] = []) -> Kind {
    let noun = "the path of a file" + (extensions.isEmpty ? "" : " that ends in " + extensions.map { ".\($0)" }.joined(separator: ", "))
    let schema =
      extensions.isEmpty
      ? JSON.object([("type", "string"), ("minLength", .number(1))])
      : JSON.pattern("\\.(" + extensions.map { $0.map { "[\($0)\($0.uppercased())]" }.joined() }.joined(separator: "|") + ")$")
    return Kind(noun: noun, schema: schema, show: { .string($0.written) }) { node, reader in
      guard let scalar = reader.scalar(node, "text: \(noun)", as: [.text]) else { return nil }
      let path = scalar.text
      guard !path.isEmpty, !path.utf8.contains(0), !path.contains("://") else {
        let hint = path.contains("://") ? "fetch it first: only files are read" : nil
        reader.report("\(node.name) '\(node.written ?? "")' must be \(noun)", at: node, hint: hint)
        return nil
      }
      guard extensions.isEmpty || extensions.contains(where: { path.lowercased().hasSuffix(".\($0)") }) else {
        reader.report("\(node.name) '\(node.written ?? "")' must be \(noun)", at: node)
        return nil
      }
      return reader.reference(path, at: node)
    }
  }
}
