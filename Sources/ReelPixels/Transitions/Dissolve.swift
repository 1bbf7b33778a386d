import ReelCore

/// One picture fades into the other, evenly, all over.
struct Dissolve: TransitionEntry {
  let descriptor = CatalogueEntry(
    kind: .transition, name: "dissolve", summary: "Fades the outgoing shot into the incoming one.")

  func render(
    from: PictureView, to: PictureView, at moment: TransitionMoment, into target: MutablePictureView, scratch: Scratch, kernels: Kernels
  ) {
    kernels.dissolve(from, to, weight: moment.weight, into: target)
  }
}
