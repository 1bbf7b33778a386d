import ReelCore

/// The incoming picture pushes the outgoing one off the canvas.
struct Push: TransitionEntry {
  let descriptor = CatalogueEntry(
    kind: .transition, name: "push", summary: "The incoming shot pushes the outgoing one out of the picture.",
    parameters: [Travel.parameter("Where both shots move to."), Easing.parameter])

  func render(
    from: PictureView, to: PictureView, at moment: TransitionMoment, into target: MutablePictureView, scratch: Scratch, kernels: Kernels
  ) {
    let progress = Easing.named(moment.values.choice("ease"), moment.progress)
    Self.draw(from, to, Travel(of: moment.values), progress: progress, into: target, kernels: kernels)
  }

  static func draw(
    _ from: PictureView, _ to: PictureView, _ travel: Travel, progress: Double, into target: MutablePictureView, kernels: Kernels
  ) {
    let (incoming, outgoing) = travel.positions(target.size, progress: progress)
    kernels.place(from, into: target, x: outgoing.x, y: outgoing.y)
    kernels.place(to, into: target, x: incoming.x, y: incoming.y)
  }
}
