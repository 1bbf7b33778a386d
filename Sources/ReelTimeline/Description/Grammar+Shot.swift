import ReelCore

extension Grammar {
  var shot: Kind<Shot> {
    .map(
      "shot", "One picture after another: a clip, a still or a numbered sequence.", blank: { Shot(source: .none, origin: $0) },
      [
        Field("source", \.source, .file(), required: true, "A clip, a still, or a numbered sequence as shots/02/%04d.png."),
        Field("in", \.in, .time(), "Where in the source it begins."),
        Field(
          "duration", \.duration, .time(above: true),
          "How long it is on the timeline. By default to the end of the source; a still must say it."),
        Field("speed", \.speed, .exact(Rational(1, 20), Rational(20), "times"), "Seconds of source for a second of timeline."),
        Field("fit", \.fit, fit, "How a picture of another shape fills the canvas."),
        Field("fps", \.rate, .rate(1...240), "Frames per second of a sequence. By default the canvas's."),
        Field("scene", \.scene, .text, "Shots of one scene belong together in colour."),
        Field("cast", \.cast, Kind.text.list(), "Who is seen."),
        Field("gain", \.gain, Kind.gain.orOff(), "How loud its own sound is; it crossfades over transitions."),
        Field("speech", \.speech, .boolean, "Whether someone speaks in its own sound: it is muted in languages that have dialogue there."),
        Field("transform", \.transform, transform, "Where the picture stands on the canvas, and how it moves."),
        Field("grade", \.grade, grade, "A change of its colours."),
        Field("transition", \.transition, transition, "Out of the shot before, into this one."),
      ])
  }

  var fit: Kind<Fit> { Kind.choice.notYet("use cover, contain or stretch") { $0 != .blur } }

  private var transform: Kind<Transform> {
    Kind<Transform>.map(
      "transform", "Where the picture stands on the canvas: each a number, or keyframes.", blank: { _ in Transform() },
      [
        Field("x", \.x, .keyframed(-16384...16384, "px"), "From the centred position, to the right."),
        Field("y", \.y, .keyframed(-16384...16384, "px"), "From the centred position, down."),
        Field("scale", \.scale, .keyframed(0...100, "times"), "Around the picture's centre."),
        Field("rotate", \.rotate, .keyframed(-36000...36000, "degrees"), "Clockwise, around the picture's centre."),
        Field("opacity", \.opacity, .keyframed(0...1), "0 is not seen at all."),
      ]
    ).notYet("leave it out", unless: \.isNeutral)
  }

  private var grade: Kind<Grade> {
    Kind<Grade>.map(
      "grade", "A change of a shot's colours.", blank: { _ in Grade() },
      [
        Field("lut", \.lut, .file(["cube"]), "A look-up table."),
        Field("strength", \.strength, .number(0...1), "How much of the look-up table's result is used."),
        Field("exposure", \.exposure, .number(-8...8, "stops"), "Brighter or darker."),
        Field("saturation", \.saturation, .number(0...4, "times"), "0 is grey."),
      ]
    ).notYet("leave it out", unless: \.isNeutral)
  }

  /// A transition's own parameters stand beside its type and duration.
  private var transition: Kind<Transition> {
    let entries = catalogue.entries.filter { $0.kind == .transition }
    let kinds = Dictionary(entries.map { ($0.name, transition($0)) }) { first, _ in first }
    let types = Kind<String>.choice(entries.map(\.name))
    let schema = JSON.object([("anyOf", .array(entries.compactMap { kinds[$0.name]?.schema }))])
    return Kind<Transition>(
      noun: "a map of type, duration and the type's parameters", schema: schema,
      definitions: entries.flatMap { kinds[$0.name]?.definitions ?? [] }, show: { _ in .object([]) }
    ) { node, reader in
      guard node.isMap else {
        reader.reportType(node, "a map of type, duration and the type's parameters")
        return nil
      }
      guard let type = node["type"], !type.isNull else {
        reader.report("type is required", at: node, path: "\(node.path).type", hint: types.noun)
        return nil
      }
      return types.read(type, reader).flatMap { kinds[$0]?.read(node, reader) }
    }
  }

  private func transition(_ entry: CatalogueEntry) -> Kind<Transition> {
    let type = Kind<String>(
      "'\(entry.name)'", schema: .object([("const", .string(entry.name))]), show: JSON.string
    ) { text, _ in text }
    return .map(
      "transition: \(entry.name)", entry.summary, blank: { Transition(type: entry.name, duration: .zero, origin: $0) },
      [
        Field("type", \.type, type, required: true, "This transition."),
        Field("duration", \.duration, .time(above: true), required: true, "How long the two shots overlap."),
      ] + entry.parameters.map(field)
    ) { transition, _, _ in
      for parameter in entry.parameters where transition.parameters[parameter.name] == nil {
        transition.parameters[parameter.name] = standard(of: parameter)
      }
    }
  }

  private func field(_ parameter: Parameter) -> Field<Transition> {
    let kind: Kind<ParameterValue>
    switch parameter.value {
    case .number(_, let range, let unit, let isKeyframable):
      let number =
        isKeyframable
        ? Kind.keyframed(range, unit) : Kind.number(range, unit).map(show: { _ in .null }) { value, _, _ in Keyframed.constant(value) }
      kind = number.map(show: { _ in .null }) { value, _, _ in .number(value) }
    case .choice(_, let names): kind = Kind<String>.choice(names).map(show: { _ in .null }) { name, _, _ in .choice(name) }
    case .image: kind = Kind.file(["png", "jpg", "jpeg", "webp"]).map(show: { _ in .null }) { file, _, _ in .image(file) }
    case .color: kind = Kind<Color>.color.map(show: { _ in .null }) { color, _, _ in .color(color) }
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

  private func standard(of parameter: Parameter) -> ParameterValue? {
    switch parameter.value {
    case .number(let value, _, _, _): .number(.constant(value))
    case .choice(let name, _): .choice(name)
    case .color(let color): .color(Color(color) ?? .black)
    case .image: nil
    }
  }
}

extension Kind where Value == Ease {
  static var ease: Kind {
    let names = Ease.named.map(\.name)
    let curve = JSON.pattern("^cubic-bezier\\([-0-9., ]+\\)$")
    return Kind(
      "one of \(names.joined(separator: ", ")) or cubic-bezier(x1, y1, x2, y2)", limits: "x1, x2 0...1, y1, y2 -10...10",
      schema: .object([("anyOf", .array([.object([("enum", .array(names.map(JSON.string)))]), curve]))]),
      show: { .string($0.description) }
    ) { text, _ in Ease(text) }
  }
}

extension Kind where Value == Keyframed {
  /// A number, or one that moves.
  static func keyframed(_ range: ClosedRange<Double>, _ unit: String = "") -> Kind {
    let number = Kind<Double>.number(range, unit)
    // One description serves all fields; the limits that a field has stand in its own schema.
    var value = number
    value.limits = "in the limits of the field"
    var keyframe = Kind<Keyframe>.map(
      "keyframe", "A value at a time.", blank: { _ in Keyframe(at: .zero, value: 0) },
      [
        Field("at", \.at, .time(), required: true, "From the start of the shot."),
        Field("value", \.value, value, required: true, "The value there."),
        Field("ease", \.ease, .ease, "How the value moves here from the keyframe before."),
      ])
    if let schema = keyframe.definitions.first?.schema { keyframe.schema = schema }
    let keyframes = keyframe.list(atLeast: 1).checked { keyframes, node, reader in
      guard let late = keyframes.indices.dropFirst().first(where: { keyframes[$0].at <= keyframes[$0 - 1].at }) else { return true }
      let times = "\(keyframes[late].at) comes after \(keyframes[late - 1].at)"
      reader.report("keyframes must be in order of time: \(times)", at: node.item(late) ?? node)
      return false
    }
    return .either(
      keyframes.map(show: { _ in .array([]) }) { keyframes, _, _ in .keyframes(keyframes) },
      number.map(show: { if case .constant(let value) = $0 { .number(value) } else { .null } }) { value, _, _ in .constant(value) },
      isFirst: \.isList)
  }
}
