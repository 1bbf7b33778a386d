import ReelCore

extension Grammar {
  var transform: Kind<Transform> {
    .map(
      "transform", "Where the picture stands on the canvas, and how it moves: each a number, or keyframes from the shot's start.",
      blank: { _ in Transform() },
      [
        Field("x", \.x, .keyframed(-16384...16384, "px"), "From where fit puts it, to the right."),
        Field("y", \.y, .keyframed(-16384...16384, "px"), "From where fit puts it, down."),
        Field("scale", \.scale, .keyframed(0...100, "times"), "Around the anchor."),
        Field("rotate", \.rotate, .keyframed(-36000...36000, "degrees"), "Clockwise, around the anchor."),
        Field("opacity", \.opacity, .keyframed(0...1), "0 is not seen at all."),
        Field("anchor_x", \.anchorX, .keyframed(-10...10), "The point of the canvas that scale and rotation keep, in its widths."),
        Field("anchor_y", \.anchorY, .keyframed(-10...10), "The same in its heights."),
        Field("center_x", \.centerX, .keyframed(0...1), "The point of the picture that fit: cover keeps in the middle, in its widths."),
        Field("center_y", \.centerY, .keyframed(0...1), "The same in its heights."),
        Field("crop", \.crop, crop, "What of the picture is cut away."),
        Field("filter", \.filter, .choice, "How it is sampled between its pixels."),
      ])
  }

  private var crop: Kind<Crop> {
    let side = Kind<Keyframed>.keyframed(0...0.95)
    return .map(
      "crop", "What is cut away at each side, in fractions of the picture's width or height.", blank: { _ in Crop() },
      [
        Field("left", \.left, side, "At the left."), Field("top", \.top, side, "At the top."),
        Field("right", \.right, side, "At the right."), Field("bottom", \.bottom, side, "At the bottom."),
      ])
  }

  var grade: Kind<Grade> {
    .map(
      "grade", "A change of a shot's colours. The table comes last.", blank: { _ in Grade() },
      [
        Field("exposure", \.exposure, .number(GradeSpec.Limits.exposure, "stops"), "Brighter or darker."),
        Field("temperature", \.temperature, .number(GradeSpec.Limits.temperature), "Warmer above 0, cooler below."),
        Field("tint", \.tint, .number(GradeSpec.Limits.tint), "Towards magenta above 0, towards green below."),
        Field("lift", \.lift, channels(GradeSpec.Limits.lift), "Moves the dark end."),
        Field("gamma", \.gamma, channels(GradeSpec.Limits.gamma), "Bends the middle; above 1 is brighter."),
        Field("gain", \.gain, channels(GradeSpec.Limits.gain), "Moves the bright end."),
        Field("contrast", \.contrast, .number(GradeSpec.Limits.contrast, "times"), "Around middle grey."),
        Field("saturation", \.saturation, .number(GradeSpec.Limits.saturation, "times"), "0 is grey."),
        Field("lut", \.lut, .file(["cube"]), "A look-up table."),
        Field("strength", \.strength, .number(0...1), "How much of the look-up table's result is used."),
      ])
  }

  /// One number for red, green and blue, or a list of three.
  private func channels(_ range: ClosedRange<Double>) -> Kind<[Double]> {
    let number = Kind<Double>.number(range)
    let list = number.list(atLeast: 3).checked { values, node, reader in
      if values.count == 3 { return true }
      reader.report("\(node.name) must have 3 items: red, green and blue", at: node)
      return false
    }
    var kind: Kind<[Double]> = .either(
      list, number.map(show: { .number($0.first ?? 0) }) { value, _, _ in [value, value, value] }, isFirst: \.isList)
    kind.noun = "a number, \(number.limits), or a list of three"
    kind.show = { $0.allSatisfy { $0 == $0 } ? .number($0.first ?? 0) : .array($0.map(JSON.number)) }
    return kind
  }

  var scenes: Kind<[Scene]> {
    let scene = Kind<Scene>.map(
      "scene", "How the shots of a scene are brought together in colour.", blank: { _ in Scene(name: "") },
      [
        Field("target", \.target, .choice, "The first shot, or the one that says match: target; or the median of all."),
        Field("strength", \.strength, .number(0...1), "How much of the difference is taken away."),
      ])
    return scene.byKey("the name of a scene", pattern: "^.+$", isKey: { !$0.isEmpty })
      .map(show: { _ in .object([]) }) { scenes, _, _ in
        scenes.map { name, scene in
          var scene = scene
          scene.name = name
          return scene
        }.sorted { $0.name < $1.name }
      }
  }

  var overlay: Kind<Overlay> {
    .map(
      "overlay", "A picture above the shots. Numbers may be keyframes from its start where that is said.",
      blank: { Overlay(source: .none, origin: $0) }, placing + looks
    ) { overlay, node, reader in
      checkOrder(overlay.start, overlay.end, node, reader)
    }
  }

  private var placing: [Field<Overlay>] {
    [
      Field("source", \.source, .file(), required: true, "A clip, a still, or a numbered sequence as logo/%04d.png."),
      Field("fps", \.rate, .rate(1...240), "Frames per second of a sequence. By default the canvas's."),
      Field("loop", \.loop, .boolean, "Begin again at the end."),
      Field("start", \.start, .time(), "When it appears."),
      Field("end", \.end, .time(above: true), "When it is gone. By default the episode's end."),
      Field("x", \.x, .keyframed(-16384...16384, "px"), "Its left edge on the canvas."),
      Field("y", \.y, .keyframed(-16384...16384, "px"), "Its top edge on the canvas."),
      Field("width", \.width, .number(1...16384, "px"), "The height follows. By default its natural size."),
    ]
  }

  private var looks: [Field<Overlay>] {
    [
      Field("scale", \.scale, .keyframed(0...100, "times"), "Around the anchor."),
      Field("rotate", \.rotate, .keyframed(-36000...36000, "degrees"), "Clockwise, around the anchor."),
      Field("anchor_x", \.anchorX, .keyframed(-10...10), "The point that scale and rotation keep, in its widths."),
      Field("anchor_y", \.anchorY, .keyframed(-10...10), "The same in its heights."),
      Field("opacity", \.opacity, .keyframed(0...1), "0 is not seen at all."),
      Field("blend", \.blend, .choice(catalogue.names(.blend)), "How it is laid over what is below."),
      Field("alpha", \.alpha, .choice, "How the colours of a picture with alpha are stored."),
      Field("mask", \.mask, mask, "What of it is seen."),
      Field("key", \.key, colorKey, "A colour that becomes transparent: green screen."),
      Field("filter", \.filter, .choice, "How it is sampled between its pixels when it is scaled or turned."),
    ]
  }

  private var mask: Kind<ClipMask> {
    .map(
      "mask", "What of an overlay is seen: a shape, or the brightness of a picture that is stretched over it.", blank: { _ in ClipMask() },
      [
        Field("source", \.source, .file(), "A still, clip or sequence that runs with the overlay; white is seen. By default the shape."),
        Field("shape", \.shape, .choice, "Where there is no source."),
        Field("x", \.x, .number(-10...10), "The shape's left edge, in widths of the overlay."),
        Field("y", \.y, .number(-10...10), "Its top edge, in heights."),
        Field("width", \.width, .number(0...10), "Of the shape, in widths."),
        Field("height", \.height, .number(0...10), "Of the shape, in heights."),
        Field("radius", \.radius, .number(0...8192, "px"), "Of a rectangle's corners."),
        Field("feather", \.feather, .number(0...8192, "px"), "How wide the soft edge is."),
        Field("invert", \.invert, .boolean, "Hides what would be seen."),
      ])
  }

  private var colorKey: Kind<ColorKey> {
    .map(
      "key", "A colour that becomes transparent.", blank: { _ in ColorKey() },
      [
        Field("color", \.color, .color, "The colour of the screen."),
        Field("similarity", \.similarity, .number(0...1), "How far from it a colour may be and still vanish; grey is at 1."),
        Field("smoothness", \.smoothness, .number(0...1), "The width of the soft edge behind that."),
        Field("spill", \.spill, .number(0...1), "How much of its tint is taken out of what stays."),
      ]
    ) { key, node, reader in
      let parts = [key.color.red, key.color.green, key.color.blue]
      guard (parts.max() ?? 0) - (parts.min() ?? 0) < 32 else { return }
      reader.report(
        "the key's colour \(key.color) is nearly grey, and nothing can be told from it", at: node, hint: "name the screen's colour")
    }
  }
}
