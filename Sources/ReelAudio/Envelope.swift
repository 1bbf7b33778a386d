import ReelCore

/// A curve of the mix turned into factors for samples, such as a gain in dB into amplitudes.
///
/// The factors are computed at every 64th sample of the clip and are straight lines between: a sample's depends on its number alone. So
/// a jump takes 64 samples, 1.3 ms, and does not click.
struct Envelope {
  private static let step = 64

  private let points: [MixCurve.Point]

  init(_ curve: MixCurve) { points = curve.points }

  /// The curve's value at a sample of the clip.
  func value(at sample: Int) -> Double {
    // The first point after the sample.
    var (low, high) = (0, points.count)
    while low < high {
      let middle = (low + high) / 2
      if points[middle].at <= sample { low = middle + 1 } else { high = middle }
    }
    if low == 0 { return points[0].value }
    if low == points.count { return points[low - 1].value }
    let (from, to) = (points[low - 1], points[low])
    return from.value + (to.value - from.value) * (Double(sample - from.at) / Double(to.at - from.at))
  }

  /// Calls `body` with each sample's place in `range` and its factors, made of the curve's values by `factors`.
  @inline(__always)
  func forEach(_ range: Range<Int>, factors: (Double) -> SIMD4<Float>, _ body: (Int, SIMD4<Float>) -> Void) {
    var sample = range.lowerBound
    while sample < range.upperBound {
      let first = sample / Self.step * Self.step
      let from = factors(value(at: first))
      let slope = (factors(value(at: first + Self.step)) - from) * Float(1 / Double(Self.step))
      let end = min(first + Self.step, range.upperBound)
      for n in sample..<end { body(n - range.lowerBound, from + slope * Float(n - first)) }
      sample = end
    }
  }
}
