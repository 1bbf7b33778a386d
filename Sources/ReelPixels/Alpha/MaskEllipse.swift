import CReelKernels

/// Rows of an ellipse with the half axes a and b. With `k = |(x / a, y / b)|` its distance is `k (k - 1) / |(x / a^2, y / b^2)|`.
struct MaskEllipse {
  private let centerX: Double
  private let centerY: Double
  private let a: Double
  private let b: Double
  private let ramp: MaskRamp
  private let kernels: Kernels
  /// k at which everything is inside, and at which everything is outside; distances are at least |k - 1| of the shorter half axis.
  private let inner: Double
  private let outer: Double
  private let edge: reel_ellipse

  init(x: Double, y: Double, width: Double, height: Double, feather: Double, inverts: Bool, kernels: Kernels) {
    (centerX, centerY, a, b) = (x + width / 2, y + height / 2, max(width / 2, 1.0 / 64), max(height / 2, 1.0 / 64))
    ramp = MaskRamp(feather: feather, inverts: inverts)
    self.kernels = kernels
    let shorter = min(a, b)
    let reach = max(feather, 1) / 2 / shorter
    (inner, outer) = (1 - reach, 1 + reach)
    edge = reel_ellipse(
      center: centerX, inverse_a: 1 / a, inverse_b: 1 / b, shorter: shorter, slope: 1 / max(feather, 1),
      softness: min(max(feather, 0), 1), inverts: inverts ? 1 : 0)
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
    var edge = edge
    kernels.table.pointee.ellipse_gray8(out + columns.lowerBound, &edge, dy, columns.lowerBound, columns.count)
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
