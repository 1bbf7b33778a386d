import ReelCore

/// A camera that is held by hand, or hit.
struct Shake: EffectEntry {
  let descriptor = CatalogueEntry(
    kind: .effect, name: "shake", summary: "Moves and turns the picture at random, a little larger so that no edge is seen.",
    parameters: [
      Parameter("amplitude", .number(default: 12, range: 0...400, unit: "px", keyframable: true), "How far it moves at most."),
      Parameter("frequency", .number(default: 3, range: 0.05...30, unit: "Hz", keyframable: false), "How often it changes its way."),
      Parameter("rotation", .number(default: 0.5, range: 0...45, unit: "degrees", keyframable: true), "How far it turns at most."),
    ])

  func render(_ picture: PictureView, at moment: EffectMoment, into target: MutablePictureView, scratch: Scratch, kernels: Kernels) {
    let (amplitude, degrees) = (moment.values.number("amplitude"), moment.values.number("rotation"))
    guard amplitude > 0 || degrees > 0 else { return kernels.copy(picture, into: target) }
    let random = CounterHash(seed: moment.seed)
    let place = moment.seconds * moment.values.number("frequency")
    // A slow way with a faster one upon it; together they stay in -1...1.
    func way(_ axis: Int) -> Double {
      0.7 * SmoothNoise(random: random[2 * axis])[place] + 0.3 * SmoothNoise(random: random[2 * axis + 1])[2.3 * place]
    }
    let (width, height) = (Double(target.size.width), Double(target.size.height))
    let scale = Self.cover(width, height, amplitude, degrees)
    let map = Affine.translation(-width / 2, -height / 2).then(.scale(scale, scale))
      .then(.rotation(degrees: degrees * way(2)))
      .then(.translation(width / 2 + amplitude * way(0), height / 2 + amplitude * way(1)))
    kernels.warp(picture, by: map, into: target, scratch: scratch)
  }

  /// How much larger the picture has to be so that it covers the canvas wherever it is moved and turned within the limits: the canvas
  /// moved the other way and turned fits into it, with a pixel to spare for its soft edge. It depends on the limits alone, so the
  /// picture does not breathe.
  private static func cover(_ width: Double, _ height: Double, _ amplitude: Double, _ degrees: Double) -> Double {
    let sine = Angle.sineAndCosine(degrees: degrees).sine
    let (halfWidth, halfHeight) = (width / 2 + amplitude + 1, height / 2 + amplitude + 1)
    return max((halfWidth + halfHeight * sine) * 2 / width, (halfHeight + halfWidth * sine) * 2 / height)
  }
}
