/// The K weighting of ITU-R BS.1770-4 for two channels at 48 kHz: a shelf for the head, then a high-pass.
///
/// In double precision, because the high-pass has its poles a two-hundredth from the unit circle, and with the coefficients as the
/// recommendation prints them: no logarithm or tangent of a C library is in a figure, so it is the same on every machine.
struct KWeighting {
  private typealias Pair = SIMD2<Double>

  private static let shelf = (
    b: (Pair(repeating: 1.53512485958697), Pair(repeating: -2.69169618940638), Pair(repeating: 1.19839281085285)),
    a: (Pair(repeating: -1.69065929318241), Pair(repeating: 0.73248077421585))
  )
  private static let highPass = (Pair(repeating: -1.99004745483398), Pair(repeating: 0.99007225036621))

  // The delays of the two sections, in transposed direct form II.
  private var (s1, s2): (SIMD2<Double>, SIMD2<Double>) = (.zero, .zero)
  private var (h1, h2): (SIMD2<Double>, SIMD2<Double>) = (.zero, .zero)

  /// The next sample of both channels, weighted.
  @inline(__always)
  mutating func next(_ x: SIMD2<Double>) -> SIMD2<Double> {
    let (b, a, p) = (Self.shelf.b, Self.shelf.a, Self.highPass)
    let y = b.0 * x + s1
    s1 = b.1 * x - a.0 * y + s2
    s2 = b.2 * x - a.1 * y
    let z = y + h1
    h1 = h2 - (y + y) - p.0 * z
    h2 = y - p.1 * z
    return z
  }

  /// Whether nothing of what came before is heard any more; it is then forgotten, because what decays for ever becomes slow numbers.
  ///
  /// To be asked at sample numbers that do not depend on how the sound arrives.
  mutating func settles() -> Bool {
    let rest = max(max(s1.magnitudes, s2.magnitudes), max(h1.magnitudes, h2.magnitudes))
    guard rest < 1e-15 else { return false }
    self = KWeighting()
    return true
  }
}

extension SIMD2<Double> {
  /// The larger magnitude.
  fileprivate var magnitudes: Double { Swift.max(x.magnitude, y.magnitude) }
}
