import ReelCore

/// A circle opens on the incoming shot, or closes on the outgoing one.
struct Iris: TransitionEntry {
  let descriptor = CatalogueEntry(
    kind: .transition, name: "iris", summary: "A circle opens and shows the incoming shot.",
    parameters: [
      Parameter("x", .number(default: 0.5, range: 0...1, unit: "of the width", keyframable: false), "The circle's centre."),
      Parameter("y", .number(default: 0.5, range: 0...1, unit: "of the height", keyframable: false), "The circle's centre."),
      Parameter("feather", .number(default: 0, range: 0...4000, unit: "px", keyframable: false), "Width of the soft edge."),
      Parameter(
        "mode", .choice(default: "open", of: ["open", "close"]),
        "Opens on the incoming shot, or closes on the outgoing one."),
    ])

  func render(
    from: PictureView, to: PictureView, at moment: TransitionMoment, into target: MutablePictureView, scratch: Scratch, kernels: Kernels
  ) {
    let mask = scratch.picture(Scratch.Name("iris"), .gray8, target.size)[0]
    let closes = moment.values.choice("mode") == "close"
    Self.draw(
      mask, x: moment.values.number("x"), y: moment.values.number("y"), feather: max(moment.values.number("feather"), 1),
      progress: closes ? 1 - moment.progress : moment.progress)
    kernels.mix(closes ? to : from, closes ? from : to, by: mask.reading, into: target, scratch: scratch)
  }

  /// Parts of a pixel in which distances are measured.
  private static let unit = 16

  /// 255 inside the circle and 0 outside: `255 * ((radius - distance) / feather + 1/2)`. Roots are taken on the edge alone.
  private static func draw(_ mask: MutablePlaneView, x: Double, y: Double, feather: Double, progress: Double) {
    let (centerX, centerY) = (x * Double(mask.width), y * Double(mask.rows))
    let (reachX, reachY) = (max(centerX, Double(mask.width) - centerX), max(centerY, Double(mask.rows) - centerY))
    let farthest = (reachX * reachX + reachY * reachY).squareRoot()
    let outer = progress * (farthest + feather)
    func units(_ pixels: Double) -> Int { Int((pixels * Double(unit)).rounded()) }
    // In the units of a mask's code times 65536, so that a distance needs one multiplication.
    let scale = Int((255 * 65536 / (feather * Double(unit))).rounded())
    let circle = Circle(
      centerX: units(centerX), centerY: units(centerY), inner: units(outer - feather), outer: units(outer), scale: scale)
    for row in 0..<mask.rows { circle.draw(row: row, mask.row(row), mask.width) }
  }

  private struct Circle {
    let centerX: Int
    let centerY: Int
    /// Negative when nothing is full yet.
    let inner: Int
    let outer: Int
    let scale: Int

    func draw(row: Int, _ mask: UnsafeMutablePointer<UInt8>, _ width: Int) {
      let dy = unit * row + unit / 2 - centerY
      let squared = dy * dy
      let some = columns(outer * outer - squared, width)
      let whole = inner > 0 ? columns(inner * inner - squared, width) : some.lowerBound..<some.lowerBound
      let full = whole.isEmpty ? some.lowerBound..<some.lowerBound : whole
      mask.update(repeating: 0, count: some.lowerBound)
      edge(mask, some.lowerBound..<full.lowerBound, squared)
      (mask + full.lowerBound).update(repeating: 255, count: full.count)
      edge(mask, full.upperBound..<max(some.upperBound, full.upperBound), squared)
      (mask + max(some.upperBound, full.upperBound)).update(repeating: 0, count: width - max(some.upperBound, full.upperBound))
    }

    private func edge(_ mask: UnsafeMutablePointer<UInt8>, _ columns: Range<Int>, _ squared: Int) {
      for x in columns {
        let dx = unit &* x &+ unit / 2 &- centerX
        let distance = IntegerRoot.floor(dx &* dx &+ squared)
        mask[x] = UInt8(clamping: ((outer &- distance) &* scale &+ 32768) >> 16)
      }
    }

    /// Those whose centre is no farther from the circle's than the root of `squared`.
    private func columns(_ squared: Int, _ width: Int) -> Range<Int> {
      guard squared >= 0 else { return 0..<0 }
      let half = IntegerRoot.floor(squared)
      // Centres are at unit * x + unit / 2.
      let first = (centerX - half - unit / 2 + unit - 1).quotient(unit)
      let last = (centerX + half - unit / 2).quotient(unit)
      let lower = min(max(first, 0), width)
      return lower..<min(max(last + 1, lower), width)
    }
  }
}

extension Int {
  /// Rounded down.
  fileprivate func quotient(_ divisor: Int) -> Int { self >= 0 ? self / divisor : -((divisor - 1 - self) / divisor) }
}
