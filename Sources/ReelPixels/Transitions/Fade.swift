import ReelCore

/// Out to a colour, and in from it.
struct Fade: TransitionEntry {
  let descriptor = CatalogueEntry(
    kind: .transition, name: "fade", summary: "Fades the outgoing shot to a colour, and the incoming one out of it.",
    parameters: [Parameter("color", .color(default: "#000000"), "What is between the shots.")])

  func render(
    from: PictureView, to: PictureView, at moment: TransitionMoment, into target: MutablePictureView, scratch: Scratch, kernels: Kernels
  ) {
    let color = scratch.solid(Scratch.Name("fade"), target.size, rgb: moment.values.color("color"))
    let weight = moment.weight
    if weight <= 128 {
      kernels.dissolve(from, color, weight: 2 * weight, into: target)
    } else {
      kernels.dissolve(color, to, weight: 2 * weight - 256, into: target)
    }
  }
}
