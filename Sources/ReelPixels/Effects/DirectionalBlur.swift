import ReelCore

/// What moves while the shutter is open.
struct DirectionalBlur: EffectEntry {
  let descriptor = CatalogueEntry(
    kind: .effect, name: "directional-blur", summary: "Blurs along a line, as fast motion does.",
    parameters: [
      Parameter("length", .number(default: 40, range: 0...1000, unit: "px", keyframable: true), "How far every pixel is drawn out."),
      Parameter(
        "angle", .number(default: 0, range: -360...360, unit: "degrees", keyframable: true), "Where to: 0 across, 90 down."),
    ])

  func render(_ picture: PictureView, at moment: EffectMoment, into target: MutablePictureView, scratch: Scratch, kernels: Kernels) {
    let length = moment.values.number("length")
    guard length > 0 else { return kernels.copy(picture, into: target) }
    kernels.directionalBlur(picture, length: length, angle: moment.values.number("angle"), into: target, scratch: scratch)
  }
}
