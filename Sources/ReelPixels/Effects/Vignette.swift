import ReelCore

/// Corners that are darker than the middle.
struct Vignette: EffectEntry {
  let descriptor = CatalogueEntry(
    kind: .effect, name: "vignette", summary: "Darkens the picture towards its corners.",
    parameters: [
      Parameter("amount", .number(default: 0.4, range: 0...1, unit: "of the light", keyframable: true), "What the corners lose."),
      Parameter(
        "radius", .number(default: 0.4, range: 0...1, unit: "of the way to a corner", keyframable: true), "Where it begins."),
      Parameter(
        "softness", .number(default: 0.6, range: 0.01...2, unit: "of the way to a corner", keyframable: true),
        "How far it takes from there to the full darkness."),
    ])

  func render(_ picture: PictureView, at moment: EffectMoment, into target: MutablePictureView, scratch: Scratch, kernels: Kernels) {
    let values = moment.values
    let (amount, radius, softness) = (values.number("amount"), values.number("radius"), values.number("softness"))
    guard amount > 0 else { return kernels.copy(picture, into: target) }
    let key = Scratch.Contents(target.size, amount, radius, softness)
    let name = scratch.name("vignette", of: Self.kept, for: key)
    let mask = scratch.picture(name, .gray8, target.size)[0]
    let half = scratch.picture(Scratch.Name("vignette chroma", name.index), .gray8, Kernels.chromaSize(target.size))[0]
    scratch.keep(name, key) {
      Self.draw(mask, amount, radius, softness, scratch)
      kernels.halve(mask.reading, into: half)
    }
    // Light is lost from R'G'B' alike, which is the same as mixing Y'CbCr with black.
    let black = scratch.solid(Scratch.Name("vignette black"), target.size, rgb: Self.black)
    kernels.mix(picture, black, by: mask.reading, half: half.reading, into: target)
  }

  private static let black: [UInt8] = [0, 0, 0]
  private static let steps = 1 << 14
  /// Shots of a transition and the whole may have one each.
  private static let kept = 4

  /// The loss at each pixel: `255 * amount * smoothstep((r - radius) / softness)`, `r` from 0 in the middle to 1 in the corners,
  /// on ellipses of the picture's shape. Squares of the two coordinates add up to an index into a table of losses.
  private static func draw(_ mask: MutablePlaneView, _ amount: Double, _ radius: Double, _ softness: Double, _ scratch: Scratch) {
    let table = scratch.bytes(Scratch.Name("vignette table"), steps + 2)
    for index in 0..<steps + 2 {
      let distance = (Double(index) / Double(steps)).squareRoot()
      let place = min(max((distance - radius) / softness, 0), 1)
      table[index] = UInt8((255 * amount * Easing.smooth(place)).rounded())
    }
    func squares(_ name: Scratch.Name, _ count: Int) -> UnsafeMutablePointer<Int32> {
      let squares = scratch.array(name, count, of: Int32.self)
      for i in 0..<count {
        let place = (2 * Double(i) + 1) / Double(count) - 1
        squares[i] = Int32((place * place / 2 * Double(steps)).rounded())
      }
      return squares
    }
    let columns = squares(Scratch.Name("vignette columns"), mask.width)
    let rows = squares(Scratch.Name("vignette rows"), mask.rows)
    for y in 0..<mask.rows {
      let (out, square) = (mask.row(y), rows[y])
      for x in 0..<mask.width { out[x] = table[Int(columns[x] &+ square)] }
    }
  }
}
