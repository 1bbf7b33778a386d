/// Rows of an ellipse with the half axes a and b. With `k = |(x / a, y / b)|` its distance is `k (k - 1) / |(x / a^2, y / b^2)|`.
struct MaskEllipse {
  private let centerX: Double
  private let centerY: Double
  private let a: Double
  private let b: Double
  private let ramp: MaskRamp
  /// k at which everything is inside, and at which everything is outside; distances are at least |k - 1| of the shorter half axis.
  private let inner: Double
  private let outer: Double
  /// 1 of k, a power of two such that `outer` is at most 2^26, and x / a of a part of a pixel, times 2^30.
  private let one: Int
  private let scaleX: Int
  private let scaleY: Int
  /// The shorter half axis, in parts of a pixel, and its shares in the others, of 65536.
  private let short: Int
  private let shareX: Int
  private let shareY: Int

  init(x: Double, y: Double, width: Double, height: Double, ramp: MaskRamp) {
    (centerX, centerY, a, b) = (x + width / 2, y + height / 2, max(width / 2, 1.0 / 64), max(height / 2, 1.0 / 64))
    self.ramp = ramp
    let shorter = min(a, b)
    let reach = Double(ramp.half) / Double(MaskRamp.unit) / shorter
    (inner, outer) = (1 - reach, 1 + reach)
    var one = 1 << 25
    while Double(one) * outer > 67_108_864, one > 256 { one /= 2 }
    self.one = one
    let unit = Double(one) * 1_073_741_824 / Double(MaskRamp.unit)
    (scaleX, scaleY) = (Int((unit / a).rounded()), Int((unit / b).rounded()))
    short = MaskRamp.units(shorter)
    (shareX, shareY) = (Int((shorter / a * 65536).rounded()), Int((shorter / b * 65536).rounded()))
  }

  func draw(row: Int, _ out: UnsafeMutablePointer<UInt8>, _ width: Int) {
    let dy = Double(row) + 0.5 - centerY
    let some = columns(outer, dy, width, rounding: 1)
    let whole = columns(inner, dy, width, rounding: -1)
    let full = whole.isEmpty ? some.upperBound..<some.upperBound : whole.clamped(to: some)
    out.update(repeating: ramp.outside, count: some.lowerBound)
    edge(out, some.lowerBound..<full.lowerBound, dy)
    (out + full.lowerBound).update(repeating: ramp.inside, count: full.count)
    edge(out, full.upperBound..<some.upperBound, dy)
    (out + some.upperBound).update(repeating: ramp.outside, count: width - some.upperBound)
  }

  private func edge(_ out: UnsafeMutablePointer<UInt8>, _ columns: Range<Int>, _ dy: Double) {
    guard !columns.isEmpty else { return }
    let ky = (MaskRamp.units(dy) &* scaleY) >> 30
    let gy = (ky &* shareY) >> 16
    let center = MaskRamp.units(centerX)
    for x in columns {
      let kx = ((MaskRamp.unit &* x &+ MaskRamp.unit / 2 &- center) &* scaleX) >> 30
      let gx = (kx &* shareX) >> 16
      let k = MaskRamp.root(kx &* kx &+ ky &* ky)
      let slope = MaskRamp.root(gx &* gx &+ gy &* gy)
      let distance = slope > 0 ? (k &* (k &- one) / slope) &* short / one : -short
      out[x] = ramp.code(distance)
    }
  }

  /// Those whose centre has a k below `limit`, and one more or less at both ends.
  private func columns(_ limit: Double, _ dy: Double, _ width: Int, rounding: Int) -> Range<Int> {
    let squared = limit > 0 ? limit * limit - dy / b * (dy / b) : -1
    guard squared > 0 else { return 0..<0 }
    let half = a * squared.squareRoot()
    let lower = min(max(Int((centerX - half - 0.5).rounded(.up)) - rounding, 0), width)
    return lower..<min(max(Int((centerX + half - 0.5).rounded(.down)) + 1 + rounding, lower), width)
  }
}
