/// Rows of a rectangle with round corners. With q the distances from the lines that bound it, moved in by the radius r, its signed
/// distance is `|max(q, 0)| + min(max(qx, qy), 0) - r`.
struct MaskRectangle {
  private let centerX: Int
  private let centerY: Int
  private let halfWidth: Int
  private let halfHeight: Int
  private let radius: Int
  private let ramp: MaskRamp

  init(x: Double, y: Double, width: Double, height: Double, radius: Double, ramp: MaskRamp) {
    (centerX, centerY) = (MaskRamp.units(x + width / 2), MaskRamp.units(y + height / 2))
    (halfWidth, halfHeight) = (MaskRamp.units(width / 2), MaskRamp.units(height / 2))
    self.radius = MaskRamp.units(min(max(radius, 0), min(width, height) / 2))
    self.ramp = ramp
  }

  func draw(row: Int, _ out: UnsafeMutablePointer<UInt8>, _ width: Int) {
    let qy = abs(MaskRamp.unit * row + MaskRamp.unit / 2 - centerY) - halfHeight + radius
    guard qy - radius < ramp.half else { return out.update(repeating: ramp.outside, count: width) }
    // Where qx is at most this, the row is one value: that of qy, or all inside.
    let flat = min(max(qy, radius - ramp.half), 0)
    let level = qy - radius <= -ramp.half ? ramp.inside : ramp.code(max(qy, 0) + min(qy, 0) - radius)
    let middle = columns(flat, width)
    let some = columns(radius + ramp.half, width)
    out.update(repeating: ramp.outside, count: some.lowerBound)
    edge(out, some.lowerBound..<max(middle.lowerBound, some.lowerBound), qy)
    (out + middle.lowerBound).update(repeating: level, count: middle.count)
    edge(out, middle.upperBound..<max(some.upperBound, middle.upperBound), qy)
    let end = max(some.upperBound, middle.upperBound)
    (out + end).update(repeating: ramp.outside, count: width - end)
  }

  private func edge(_ out: UnsafeMutablePointer<UInt8>, _ columns: Range<Int>, _ qy: Int) {
    for x in columns {
      let qx = abs(MaskRamp.unit &* x &+ MaskRamp.unit / 2 &- centerX) &- halfWidth &+ radius
      let distance = qx > 0 && qy > 0 ? MaskRamp.root(qx &* qx &+ qy &* qy) : max(qx, qy)
      out[x] = ramp.code(distance &- radius)
    }
  }

  /// Those with qx at most `limit`: an interval about the centre, and where it is empty the place it would have.
  private func columns(_ limit: Int, _ width: Int) -> Range<Int> {
    let reach = limit + halfWidth - radius
    let first = ceiling(centerX - reach - MaskRamp.unit / 2)
    let last = ceiling(centerX + reach - MaskRamp.unit / 2 + 1)
    let lower = min(max(first, 0), width)
    return reach < 0 ? middle(width) : lower..<min(max(last, lower), width)
  }

  private func middle(_ width: Int) -> Range<Int> {
    let place = min(max(ceiling(centerX - MaskRamp.unit / 2), 0), width)
    return place..<place
  }

  /// Parts of a pixel to pixels, rounded up.
  private func ceiling(_ units: Int) -> Int { (units + MaskRamp.unit - 1) >> 12 }
}
