import ReelCore

/// A curve of the mix turned into factors for samples, such as a gain in dB into amplitudes.
///
/// The factors are computed at every 64th sample of the clip and are straight lines between: a sample's depends on its number alone. So
/// a jump takes 64 samples, 1.3 ms, and does not click.
struct Envelope {
  private static let step = 64

  private let curve: MixCurve

  init(_ curve: MixCurve) { self.curve = curve }

  /// Calls `body` with each sample's place in `range` and its factors, made of the curve's values by `factors`.
  @inline(__always)
  func forEach(_ range: Range<Int>, factors: (Double) -> SIMD4<Float>, _ body: (Int, SIMD4<Float>) -> Void) {
    var sample = range.lowerBound
    while sample < range.upperBound {
      let first = sample / Self.step * Self.step
      let from = factors(curve.value(at: first))
      let slope = (factors(curve.value(at: first + Self.step)) - from) * Float(1 / Double(Self.step))
      let end = min(first + Self.step, range.upperBound)
      for n in sample..<end { body(n - range.lowerBound, from + slope * Float(n - first)) }
      sample = end
    }
  }
}
