import ReelCore

/// The incoming picture slides over the outgoing one.
struct Slide: TransitionEntry {
  let descriptor = CatalogueEntry(
    kind: .transition, name: "slide", summary: "The incoming shot slides over the outgoing one, which stays where it is.",
    parameters: [Travel.parameter("Where the incoming shot moves to."), Easing.parameter])

  func render(
    from: PictureView, to: PictureView, at moment: TransitionMoment, into target: MutablePictureView, scratch: Scratch, kernels: Kernels
  ) {
    let progress = Easing.named(moment.values.choice("ease"), moment.progress)
    let incoming = Travel(of: moment.values).positions(target.size, progress: progress).incoming
    // What the incoming picture leaves of the canvas is one rectangle.
    let (width, height) = (target.size.width, target.size.height)
    let columns = incoming.x > 0 ? 0..<incoming.x : incoming.x < 0 ? max(width + incoming.x, 0) & ~1..<width : 0..<width
    let rows = incoming.y > 0 ? 0..<incoming.y : incoming.y < 0 ? max(height + incoming.y, 0) & ~1..<height : 0..<height
    if incoming != (0, 0) {
      kernels.place(from.part(columns, rows), into: target, x: columns.lowerBound, y: rows.lowerBound)
    }
    kernels.place(to, into: target, x: incoming.x, y: incoming.y)
  }
}
