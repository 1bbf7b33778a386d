import ReelCore

/// What names an entry of the catalogue and carries its parameters.
protocol CatalogueUse {
  var type: String { get set }
  var parameters: [String: ParameterValue] { get set }
  var seed: Int { get set }
}

extension Transition: CatalogueUse {}
extension EffectUse: CatalogueUse {}

extension Grammar {
  var transition: Kind<Transition> {
    use(
      of: .transition, blank: { Transition(type: $0, duration: .zero, origin: $1) },
      [Field("duration", \.duration, .time(above: true), required: true, "How long the two shots overlap.")])
  }

  var pictureEffect: Kind<EffectUse> {
    use(
      of: .effect, blank: { EffectUse(type: $0, origin: $1) },
      [
        Field("start", \.start, .time(), "When it begins, from the start of the shot or of the episode."),
        Field("end", \.end, .time(above: true), "When it is over. By default at the end of the shot or of the episode."),
      ]
    ) { effect, node, reader in
      checkOrder(effect.start, effect.end, node, reader)
    }
  }

  /// A map of `type`, the entry's own parameters, and `fields`.
  private func use<Use: CatalogueUse>(
    of kind: CatalogueEntry.Kind, blank: @escaping (String, Origin) -> Use, _ fields: [Field<Use>],
    check: ((inout Use, DocumentNode, DocumentReader) -> Void)? = nil
  ) -> Kind<Use> {
    let entries = catalogue.entries.filter { $0.kind == kind }
    let kinds = Dictionary(entries.map { ($0.name, use($0, blank: blank, fields, check: check)) }) { first, _ in first }
    let types = Kind<String>.choice(entries.map(\.name))
    let words = "a map of type, \(fields.filter(\.required).map { $0.name + ", " }.joined())and the type's parameters"
      .replacing(", and", with: " and")
    let schema = JSON.object([("anyOf", .array(entries.compactMap { kinds[$0.name]?.schema }))])
    return Kind<Use>(
      noun: words, schema: schema, definitions: entries.flatMap { kinds[$0.name]?.definitions ?? [] }, show: { _ in .object([]) }
    ) { node, reader in
      guard node.isMap else {
        reader.reportType(node, words)
        return nil
      }
      guard let type = node["type"], !type.isNull else {
        reader.report("type is required", at: node, path: "\(node.path).type", hint: types.noun)
        return nil
      }
      return types.read(type, reader).flatMap { kinds[$0]?.read(node, reader) }
    }
  }

  private func use<Use: CatalogueUse>(
    _ entry: CatalogueEntry, blank: @escaping (String, Origin) -> Use, _ fields: [Field<Use>],
    check: ((inout Use, DocumentNode, DocumentReader) -> Void)?
  ) -> Kind<Use> {
    let type = Kind<String>("'\(entry.name)'", schema: .object([("const", .string(entry.name))]), show: JSON.string) { text, _ in text }
    return .map(
      entry.definition, entry.summary, blank: { blank(entry.name, $0) },
      [Field("type", \.type, type, required: true, "This \(entry.kind).")] + fields
        + [Field("seed", \.seed, .integer(0...1_000_000), "Tells one use from another where it is random.")]
        + entry.parameters.map(field)
    ) { use, node, reader in
      for parameter in entry.parameters where use.parameters[parameter.name] == nil {
        use.parameters[parameter.name] = standard(of: parameter)
      }
      check?(&use, node, reader)
    }
  }

  private func field<Use: CatalogueUse>(_ parameter: Parameter) -> Field<Use> {
    let kind: Kind<ParameterValue>
    switch parameter.value {
    case .number(_, let range, let unit, let isKeyframable):
      let number =
        isKeyframable
        ? Kind.keyframed(range, unit) : Kind.number(range, unit).map(show: { _ in .null }) { value, _, _ in Keyframed.constant(value) }
      kind = number.map(show: { _ in .null }) { value, _, _ in .number(value) }
    case .choice(_, let names): kind = Kind<String>.choice(names).map(show: { _ in .null }) { name, _, _ in .choice(name) }
    case .color: kind = Kind<Color>.color.map(show: { _ in .null }) { color, _, _ in .color(color) }
    case .image: kind = Kind.file(Self.pictures).map(show: { _ in .null }) { file, _, _ in .image(file) }
    }
    return Field(
      parameter.name, kind, required: parameter.value == .image, parameter.summary,
      standard: { _ in
        switch parameter.value {
        case .number(let value, _, _, _): .number(value)
        case .choice(let name, _): .string(name)
        case .color(let color): .string(color)
        case .image: .null
        }
      }, store: { $1.parameters[parameter.name] = $0 })
  }

  static let pictures = ["png", "jpg", "jpeg", "webp"]

  private func standard(of parameter: Parameter) -> ParameterValue? {
    switch parameter.value {
    case .number(let value, _, _, _): .number(.constant(value))
    case .choice(let name, _): .choice(name)
    case .color(let color): .color(Color(color) ?? .black)
    case .image: nil
    }
  }
}

extension CatalogueEntry {
  /// Names its map in the schema and on the reference page.
  var definition: String { "\(kind): \(name)" }
}
