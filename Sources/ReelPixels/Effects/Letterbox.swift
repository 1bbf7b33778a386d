import ReelCore

/// Bars above and below.
struct Letterbox: EffectEntry {
  let descriptor = CatalogueEntry(
    kind: .effect, name: "letterbox", summary: "Bars above and below leave a wider picture.",
    parameters: [
      Parameter(
        "aspect", .number(default: 1, range: 0.25...4, unit: "width over height", keyframable: false),
        "The shape of what stays. A canvas that is wider already stays as it is."),
      Parameter("amount", .number(default: 1, range: 0...1, unit: "of the bars", keyframable: true), "How far the bars have come in."),
      Parameter("color", .color(default: "#000000"), "The bars."),
    ])

  func render(_ picture: PictureView, at moment: EffectMoment, into target: MutablePictureView, scratch: Scratch, kernels: Kernels) {
    let (width, height) = (target.size.width, target.size.height)
    let covered = (Double(height) - Double(width) / moment.values.number("aspect")) * moment.values.number("amount")
    // Pairs of rows, so that no row of chroma is half a bar's.
    let bar = min(2 * Int((max(covered, 0) / 4).rounded()), height / 2 & ~1)
    let bottom = bar == 0 ? height : (height - bar + 1) & ~1
    kernels.place(picture.part(0..<width, bar..<bottom), into: target, x: 0, y: bar)
    guard bar > 0 else { return }
    let color = scratch.solid(Scratch.Name("letterbox"), target.size, rgb: moment.values.color("color"))
    kernels.place(color.part(0..<width, 0..<bar), into: target, x: 0, y: 0)
    kernels.place(color.part(0..<width, bottom..<height), into: target, x: 0, y: bottom)
  }
}
