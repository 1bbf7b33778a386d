import ReelCore

/// The outgoing shot grows towards the viewer and fades into the incoming one, which settles.
struct Zoom: TransitionEntry {
  let descriptor = CatalogueEntry(
    kind: .transition, name: "zoom", summary: "The outgoing shot grows and fades into the incoming one, which settles from larger.",
    parameters: [
      Parameter("amount", .number(default: 0.5, range: 0...4, unit: "of the size", keyframable: false), "How much larger they become."),
      Parameter("x", .number(default: 0.5, range: 0...1, unit: "of the width", keyframable: false), "The point that stays."),
      Parameter("y", .number(default: 0.5, range: 0...1, unit: "of the height", keyframable: false), "The point that stays."),
    ])

  func render(
    from: PictureView, to: PictureView, at moment: TransitionMoment, into target: MutablePictureView, scratch: Scratch, kernels: Kernels
  ) {
    let (values, progress) = (moment.values, moment.progress)
    let (x, y) = (values.number("x") * Double(target.size.width), values.number("y") * Double(target.size.height))
    func enlarge(_ picture: PictureView, _ share: Double, into out: MutablePictureView) {
      kernels.warp(picture, by: .scale(1 + values.number("amount") * share, aboutX: x, y: y), into: out, scratch: scratch)
    }
    // The outgoing shot gains speed, the incoming one loses it, and they change places while both are fast.
    let outgoing = progress * progress
    let incoming = (1 - progress) * (1 - progress)
    let weight = Int((256 * Easing.smooth(min(max(2 * progress - 0.5, 0), 1))).rounded())
    if weight < 256 { enlarge(from, outgoing, into: target) }
    if weight == 256 { return enlarge(to, incoming, into: target) }
    guard weight > 0 else { return }
    let settling = scratch.picture(Scratch.Name("zoom"), .yuv420p8, target.size)
    enlarge(to, incoming, into: settling)
    kernels.dissolve(target.reading, settling.reading, weight: weight, into: target)
  }
}
