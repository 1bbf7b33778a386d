import ReelCore

/// The grain of film: noise in luma that is another in every frame.
struct Grain: EffectEntry {
  let descriptor = CatalogueEntry(
    kind: .effect, name: "grain", summary: "The moving grain of film, strongest in the middle tones.",
    parameters: [
      Parameter(
        "amount", .number(default: 5, range: 0...32, unit: "codes", keyframable: true),
        "Standard deviation in the middle tones, in codes of 8-bit luma; a quarter of it in black and white."),
      Parameter(
        "size", .number(default: 1.5, range: 1...8, unit: "px", keyframable: false), "How large a grain is; at 1 every pixel is one."),
    ])

  func render(_ picture: PictureView, at moment: EffectMoment, into target: MutablePictureView, scratch: Scratch, kernels: Kernels) {
    let (amount, size) = (moment.values.number("amount"), moment.values.number("size"))
    guard amount > 0 else { return kernels.copy(picture, into: target) }
    for plane in 1..<3 {
      for row in 0..<target[plane].rows { target[plane].row(row).update(from: picture[plane].row(row), count: target[plane].width) }
    }
    let random = CounterHash(seed: moment.seed)[moment.frame]
    if size > 1 {
      GrainField(target.size, grain: size, scratch).add(amount, to: picture[0], random, into: target[0], scratch, kernels)
    } else {
      let noise = scratch.array(Scratch.Name("grain"), target.size.width, of: Int16.self)
      for y in 0..<target.size.height {
        kernels.noise(noise, target.size.width, random[y])
        kernels.grain(picture[0].row(y), noise, target.size.width, strength: Kernels.grainStrength(amount), into: target[0].row(y))
      }
    }
  }
}
