import ReelCore

/// Out of focus.
struct Blur: EffectEntry {
  let descriptor = CatalogueEntry(
    kind: .effect, name: "blur", summary: "A gaussian blur.",
    parameters: [
      Parameter("sigma", .number(default: 12, range: 0...200, unit: "px", keyframable: true), "Its standard deviation.")
    ])

  func render(_ picture: PictureView, at moment: EffectMoment, into target: MutablePictureView, scratch: Scratch, kernels: Kernels) {
    let sigma = moment.values.number("sigma")
    guard sigma > 0 else { return kernels.copy(picture, into: target) }
    kernels.blur(picture, sigma: sigma, into: target, scratch: scratch)
  }
}
