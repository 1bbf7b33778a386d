import ReelCore

/// The brightness of a picture says when each place changes.
struct LumaWipe: TransitionEntry {
  let descriptor = CatalogueEntry(
    kind: .transition, name: "luma", summary: "The incoming shot appears in the order of a picture's brightness, dark places first.",
    parameters: [
      Parameter("image", .image, "A picture from black to white, stretched over the canvas."),
      Parameter(
        "softness", .number(default: 0.1, range: 0...1, unit: "of the brightness", keyframable: false),
        "How much of the picture's range changes at the same time."),
      Parameter("order", .choice(default: "dark-first", of: ["dark-first", "bright-first"]), "Which places change first."),
    ])

  func render(
    from: PictureView, to: PictureView, at moment: TransitionMoment, into target: MutablePictureView, scratch: Scratch, kernels: Kernels
  ) throws {
    guard let image = moment.image else { throw ReelError(.invalid, "the transition 'luma' has no image") }
    precondition(
      image.width == target.size.width && image.rows == target.size.height, "an image of \(image.width)x\(image.rows) for \(target.size)")
    let table = scratch.bytes(Scratch.Name("luma table"), 256)
    let softness = max(moment.values.number("softness"), 1.0 / 255)
    let brightFirst = moment.values.choice("order") == "bright-first"
    for gray in 0..<256 {
      // Both ends have room for the whole ramp, so that nothing has changed at 0 and everything at 1.
      let late = Double(brightFirst ? 255 - gray : gray) / 255
      let share = (moment.progress * (1 + softness) - late) / softness
      table[gray] = UInt8((255 * min(max(share, 0), 1)).rounded())
    }
    let mask = scratch.picture(Scratch.Name("luma mask"), .gray8, target.size)[0]
    kernels.map(image, by: table, into: mask)
    kernels.mix(from, to, by: mask.reading, into: target, scratch: scratch)
  }
}
