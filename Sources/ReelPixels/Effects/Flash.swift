import ReelCore

/// A light that goes over the whole picture.
struct Flash: EffectEntry {
  let descriptor = CatalogueEntry(
    kind: .effect, name: "flash", summary: "The picture turns to a colour and comes back.",
    parameters: [
      Parameter("color", .color(default: "#ffffff"), "The light."),
      Parameter("strength", .number(default: 1, range: 0...1, unit: "of the colour", keyframable: true), "How much of it there is."),
      Parameter(
        "decay", .number(default: 0.4, range: 0...10, unit: "s", keyframable: false),
        "How long it takes to die away from the first frame on; 0 leaves that to the keyframes of the strength."),
    ])

  func render(_ picture: PictureView, at moment: EffectMoment, into target: MutablePictureView, scratch: Scratch, kernels: Kernels) {
    var strength = moment.values.number("strength")
    let decay = moment.values.number("decay")
    if decay > 0 {
      let left = max(1 - moment.seconds / decay, 0)
      strength *= left * left
    }
    let color = scratch.solid(Scratch.Name("flash"), target.size, rgb: moment.values.color("color"))
    kernels.dissolve(picture, color, weight: Int((256 * strength).rounded()), into: target)
  }
}
