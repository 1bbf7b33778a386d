import ReelCore

/// A lens that draws red larger and blue smaller.
struct ChromaticAberration: EffectEntry {
  let descriptor = CatalogueEntry(
    kind: .effect, name: "chromatic-aberration", summary: "Red is drawn larger and blue smaller, so that edges have coloured seams.",
    parameters: [
      Parameter(
        "amount", .number(default: 6, range: 0...100, unit: "px", keyframable: true),
        "How far red and blue have moved in the corners; nothing moves in the middle.")
    ])

  func render(_ picture: PictureView, at moment: EffectMoment, into target: MutablePictureView, scratch: Scratch, kernels: Kernels) {
    let amount = moment.values.number("amount")
    guard amount > 0 else { return kernels.copy(picture, into: target) }
    let (width, height) = (Double(target.size.width), Double(target.size.height))
    let share = amount / (0.5 * (width * width + height * height).squareRoot())
    func warped(_ name: Scratch.Name, _ scale: Double) -> MutablePictureView {
      let out = scratch.picture(name, .yuv420p8, target.size)
      // What becomes smaller leaves a seam of a few pixels, where the picture stays as it is.
      if scale < 1 { kernels.copy(picture, into: out) }
      kernels.warp(picture, by: .scale(scale, aboutX: width / 2, y: height / 2), into: out, scratch: scratch)
      return out
    }
    let red = warped(Scratch.Name("aberration red"), 1 + share).reading
    let blue = warped(Scratch.Name("aberration blue"), 1 / (1 + share)).reading
    kernels.channels(red: red, green: picture, blue: blue, into: target, scratch: scratch)
  }
}
