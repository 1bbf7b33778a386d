import ReelCore

/// The camera is flung round from one shot to the next.
struct Whip: TransitionEntry {
  let descriptor = CatalogueEntry(
    kind: .transition, name: "whip", summary: "Both shots rush by, blurred along their way, as when a camera is flung round.",
    parameters: [
      Travel.parameter("Where both shots move to."),
      Parameter(
        "amount", .number(default: 0.35, range: 0...1, unit: "of the way", keyframable: false), "Length of the blur at its greatest."),
    ])

  func render(
    from: PictureView, to: PictureView, at moment: TransitionMoment, into target: MutablePictureView, scratch: Scratch, kernels: Kernels
  ) {
    let (progress, travel) = (moment.progress, Travel(of: moment.values))
    // The blur goes with the square of the slope of smoothstep, as nearly as the speed of the pictures does.
    let speed = 4 * progress * (1 - progress)
    let way = travel.isHorizontal ? target.size.width : target.size.height
    let length = moment.values.number("amount") * Double(way) * speed * speed
    let moved = Easing.smooth(Easing.smooth(progress))
    guard length >= 0.5 else { return Push.draw(from, to, travel, progress: moved, into: target, kernels: kernels) }
    let pushed = scratch.picture(Scratch.Name("whip"), .yuv420p8, target.size)
    Push.draw(from, to, travel, progress: moved, into: pushed, kernels: kernels)
    kernels.directionalBlur(
      pushed.reading, length: length, angle: travel.isHorizontal ? 0 : 90, into: target, scratch: scratch)
  }
}
