import ReelCore

/// Bright places shine over their edges.
struct Glow: EffectEntry {
  let descriptor = CatalogueEntry(
    kind: .effect, name: "glow", summary: "The bright parts of the picture, blurred, shine over it.",
    parameters: [
      Parameter(
        "threshold", .number(default: 0.6, range: 0...1, unit: "of white", keyframable: true), "The luma from which places shine."),
      Parameter("radius", .number(default: 24, range: 0...200, unit: "px", keyframable: true), "Standard deviation of the blur."),
      Parameter("strength", .number(default: 0.6, range: 0...1, unit: "of the light", keyframable: true), "How much light is added."),
    ])

  func render(_ picture: PictureView, at moment: EffectMoment, into target: MutablePictureView, scratch: Scratch, kernels: Kernels) {
    let strength = Int((256 * moment.values.number("strength")).rounded())
    guard strength > 0 else { return kernels.copy(picture, into: target) }
    let bright = scratch.picture(Scratch.Name("glow"), .yuv420p8, target.size)
    pick(picture, moment.values.number("threshold"), into: bright, scratch, kernels)
    var light = bright.reading
    let radius = moment.values.number("radius")
    if radius > 0 {
      let blurred = scratch.picture(Scratch.Name("glow blurred"), .yuv420p8, target.size)
      kernels.blur(light, sigma: radius, into: blurred, scratch: scratch)
      light = blurred.reading
    }
    kernels.screen(picture, light, strength: strength, into: target, scratch: scratch)
  }

  private static let black: [UInt8] = [0, 0, 0]
  /// Between the threshold and the full light, in luma.
  private static let knee = 0.15

  /// The picture where it is brighter than the threshold, over black; softly, so that nothing flickers that hovers about it.
  private func pick(
    _ picture: PictureView, _ threshold: Double, into target: MutablePictureView, _ scratch: Scratch, _ kernels: Kernels
  ) {
    let table = scratch.bytes(Scratch.Name("glow table"), 256)
    for code in 0..<256 {
      let place = ((Double(code) - 16) / 219 - threshold) / Self.knee
      table[code] = UInt8((255 * Easing.smooth(min(max(place, 0), 1))).rounded())
    }
    let mask = scratch.picture(Scratch.Name("glow mask"), .gray8, target.size)[0]
    kernels.map(picture[0], by: table, into: mask)
    let black = scratch.solid(Scratch.Name("glow black"), target.size, rgb: Self.black)
    kernels.mix(black, picture, by: mask.reading, into: target, scratch: scratch)
  }
}
