import ReelCore

/// A jump, or a fast move, closer to something.
struct PunchIn: EffectEntry {
  let descriptor = CatalogueEntry(
    kind: .effect, name: "punch-in", summary: "Enlarges the picture about a point, at once or with a fast start and a soft end.",
    parameters: [
      Parameter("scale", .number(default: 1.2, range: 1...8, unit: "times", keyframable: true), "How large it becomes."),
      Parameter("x", .number(default: 0.5, range: 0...1, unit: "of the width", keyframable: true), "The point that stays."),
      Parameter("y", .number(default: 0.5, range: 0...1, unit: "of the height", keyframable: true), "The point that stays."),
      Parameter(
        "attack", .number(default: 0, range: 0...1, unit: "of the length", keyframable: false), "How long it takes to get there."),
    ])

  func render(_ picture: PictureView, at moment: EffectMoment, into target: MutablePictureView, scratch: Scratch, kernels: Kernels) {
    let attack = moment.values.number("attack") * Double(moment.duration)
    let progress = Double(moment.frame) < attack ? Easing.out(Double(moment.frame) / attack) : 1
    let scale = 1 + (moment.values.number("scale") - 1) * progress
    let (x, y) = (moment.values.number("x") * Double(target.size.width), moment.values.number("y") * Double(target.size.height))
    kernels.warp(picture, by: .scale(scale, aboutX: x, y: y), into: target, scratch: scratch)
  }
}
