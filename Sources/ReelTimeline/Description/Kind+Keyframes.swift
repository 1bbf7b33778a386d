import ReelCore

extension Kind where Value == Ease {
  static var ease: Kind {
    let names = Ease.named.map(\.name)
    let curve = JSON.pattern("^cubic-bezier\\([-0-9., ]+\\)$")
    let noun = "\(names.joined(separator: ", ")) or cubic-bezier(x1, y1, x2, y2) with x1, x2 in 0...1 and y1, y2 in -10...10"
    return Kind(
      noun: noun, schema: .object([("anyOf", .array([.object([("enum", .array(names.map(JSON.string)))]), curve]))]),
      show: { .string($0.description) }
    ) { node, reader in
      guard let scalar = reader.scalar(node, "text (\(noun))", as: [.text]) else { return nil }
      if let ease = Ease(scalar.text) { return ease }
      let hint = Spelling.nearest(to: scalar.text, among: names).map { "did you mean '\($0)'?" }
      reader.report("\(node.name) '\(node.written ?? "")' is not \(noun)", at: node, hint: hint)
      return nil
    }
  }
}

extension Kind where Value == Keyframed {
  /// A number, or one that moves.
  static func keyframed(_ range: ClosedRange<Double>, _ unit: String = "") -> Kind {
    let number = Kind<Double>.number(range, unit)
    var kind: Kind = .either(
      keyframes(range, unit).map(show: { _ in .null }) { keyframes, _, _ in .keyframes(keyframes) },
      number.map(show: { _ in .null }) { value, _, _ in .constant(value) },
      isFirst: \.isList)
    kind.show = { if case .constant(let value) = $0 { .number(value) } else { .null } }
    return kind
  }

  /// Values at times.
  static func keyframes(_ range: ClosedRange<Double>, _ unit: String = "") -> Kind<[Keyframe]> {
    // One description serves all fields; the limits that a field has stand in its own schema.
    var value = Kind<Double>.number(range, unit)
    value.limits = "in the limits of the field"
    var keyframe = Kind<Keyframe>.map(
      "keyframe", "A value at a time.", blank: { _ in Keyframe(at: .zero, value: 0) },
      [
        Field("at", \.at, .time(), required: true, "From the start of the shot."),
        Field("value", \.value, value, required: true, "The value there."),
        Field("ease", \.ease, .ease, "How the value moves here from the keyframe before."),
      ])
    if let schema = keyframe.definitions.first?.schema { keyframe.schema = schema }
    return keyframe.list(atLeast: 1).checked { keyframes, node, reader in
      guard let late = keyframes.indices.dropFirst().first(where: { keyframes[$0].at <= keyframes[$0 - 1].at }) else { return true }
      let times = "\(keyframes[late].at) comes after \(keyframes[late - 1].at)"
      reader.report("keyframes must be in order of time: \(times)", at: node.item(late) ?? node)
      return false
    }
  }
}
