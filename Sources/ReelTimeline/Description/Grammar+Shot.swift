import ReelCore

extension Grammar {
  var shot: Kind<Shot> {
    .map(
      "shot", "One picture after another: a clip, a still or a numbered sequence.", blank: { Shot(source: .none, origin: $0) },
      timing + appearance + channelFields(\.channel)
    ) { shot, node, reader in
      guard case .ramp = shot.speed, shot.duration == nil else { return }
      reader.report("a shot whose speed moves must say its duration", at: node, path: "\(node.path).duration", hint: "add duration: 5")
    }
  }

  private var timing: [Field<Shot>] {
    [
      Field("source", \.source, .file(), required: true, "A clip, a still, or a numbered sequence as shots/02/%04d.png."),
      Field("in", \.in, .time(), "Where in the source it begins."),
      Field(
        "duration", \.duration, .time(above: true),
        "How long it is on the timeline. By default to the end of the source; a still must say it."),
      Field("speed", \.speed, speed, "Seconds of source for a second of timeline; as keyframes a ramp, in which 0 is a freeze."),
      Field("retime", \.retime, .choice, "What is shown between two frames of the source: the nearest, or a mixture."),
      Field("reverse", \.reverse, .boolean, "From its end to its beginning."),
      Field("fit", \.fit, fit, "How a picture of another shape fills the canvas."),
      Field("fps", \.rate, .rate(1...240), "Frames per second of a sequence. By default the canvas's."),
    ]
  }

  private var appearance: [Field<Shot>] {
    [
      Field("scene", \.scene, .text, "Shots of one scene belong together in colour."),
      Field("match", \.match, match, "Whether it takes part in its scene's colour match; target is the shot the others are brought to."),
      Field("cast", \.cast, Kind.text.list(), "Who is seen."),
      Field("gain", \.gain, Kind.movingGain.orOff(), "How loud its own sound is; it crossfades over transitions."),
      Field("speech", \.speech, .boolean, "Whether someone speaks in its own sound: it is muted in languages that have dialogue there."),
      Field("transform", \.transform, transform, "Where the picture stands on the canvas, and how it moves."),
      Field("grade", \.grade, grade, "A change of its colours."),
      Field("effects", \.effects, pictureEffect.list(), "Effects on its picture, in this order."),
      Field("transition", \.transition, transition, "Out of the shot before, into this one."),
    ]
  }

  private var speed: Kind<Speed> {
    let steady = Kind<Rational>.exact(Rational(1, 20), Rational(20), "times")
    var kind: Kind<Speed> = .either(
      Kind<Keyframed>.keyframes(0...20, "times").map(show: { _ in .null }) { keyframes, _, _ in .ramp(keyframes) },
      steady.map(show: { _ in .null }) { value, _, _ in .steady(value) }, isFirst: \.isList)
    kind.show = { if case .steady(let value) = $0 { seconds(value) } else { .null } }
    return kind
  }

  /// `off` and `on` are what YAML 1.1 readers hand on as false and true.
  private var match: Kind<Match> {
    let names = Match.allCases.map(\.rawValue)
    return Kind(
      "one of \(names.joined(separator: ", "))", as: [.text, .boolean],
      schema: .object([("enum", .array(names.map(JSON.string) + [.bool(true), .bool(false)]))]), show: { .string($0.rawValue) }
    ) { text, _ in Match(rawValue: text == "true" ? "on" : text == "false" ? "off" : text) }
  }

  var fit: Kind<Fit> { Kind.choice }
}
