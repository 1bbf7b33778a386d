import ReelCore

/// A straight edge crosses the picture.
struct Wipe: TransitionEntry {
  let descriptor = CatalogueEntry(
    kind: .transition, name: "wipe", summary: "An edge crosses the picture and uncovers the incoming shot.",
    parameters: [
      Parameter(
        "angle", .number(default: 0, range: -360...360, unit: "degrees", keyframable: false),
        "Where the edge travels: 0 to the right, 90 downwards."),
      Parameter("feather", .number(default: 0, range: 0...4000, unit: "px", keyframable: false), "Width of the soft edge."),
    ])

  func render(
    from: PictureView, to: PictureView, at moment: TransitionMoment, into target: MutablePictureView, scratch: Scratch, kernels: Kernels
  ) {
    let mask = scratch.picture(Scratch.Name("wipe"), .gray8, target.size)[0]
    Self.draw(
      mask, degrees: moment.values.number("angle"), feather: moment.values.number("feather"), progress: moment.progress)
    kernels.mix(from, to, by: mask.reading, into: target, scratch: scratch)
  }

  /// 255 behind the edge and 0 before it: `255 * ((edge - p) / feather + 1/2)` with p the distance of a pixel's centre along the
  /// travel. The edge starts and ends where no pixel is touched; it is never narrower than a pixel, so it is never a staircase.
  private static func draw(_ mask: MutablePlaneView, degrees: Double, feather: Double, progress: Double) {
    let (sine, cosine) = Angle.sineAndCosine(degrees: degrees)
    let (across, down) = (Double(mask.width) * cosine, Double(mask.rows) * sine)
    let (nearest, farthest) = (min(across, 0) + min(down, 0), max(across, 0) + max(down, 0))
    let width = max(feather, 1)
    let edge = nearest - width / 2 + progress * (farthest - nearest + width)
    let scale = 255 * 65536 / width
    let step = Int((scale * cosine).rounded())
    for y in 0..<mask.rows {
      let distance = edge - (0.5 * cosine + (Double(y) + 0.5) * sine)
      ramp(mask.row(y), mask.width, from: Int((scale * (distance + width / 2)).rounded()), step: step)
    }
  }

  /// `start - x * step` in 1/65536, held in 0...255.
  private static func ramp(_ row: UnsafeMutablePointer<UInt8>, _ width: Int, from start: Int, step: Int) {
    func value(_ x: Int) -> UInt8 { UInt8(clamping: (start &- x &* step &+ 32768) >> 16) }
    guard step != 0 else { return row.update(repeating: value(0), count: width) }
    let (empty, full) = (start / step, (start - 255 << 16) / step)
    let first = min(max(min(empty, full) - 1, 0), width)
    let last = min(max(max(empty, full) + 2, first), width)
    row.update(repeating: step > 0 ? 255 : 0, count: first)
    for x in first..<last { row[x] = value(x) }
    (row + last).update(repeating: step > 0 ? 0 : 255, count: width - last)
  }
}
