/// Levels and amplitudes, in plain IEEE arithmetic.
///
/// The C library's `pow`, `log10` and `sin` choose their code by the CPU and differ in the last bit from one machine to the next.
/// What goes into a mix must not, so the few functions it needs are series of additions and multiplications here.
package enum Decibel {
  /// 10^(dB / 20). Relative error below 1e-14.
  package static func amplitude(_ dB: Double) -> Double { exp2(dB * (3.321928094887362347870 / 20)) }

  /// 20 log10(amplitude); minus infinity for 0. Absolute error below 1e-13 dB.
  package static func level(_ amplitude: Double) -> Double {
    amplitude > 0 ? log2(amplitude) * (20 / 3.321928094887362347870) : -.infinity
  }

  /// The exponential of `x` ln 2, by its Taylor series on the fraction nearest 0.
  static func exp2(_ x: Double) -> Double {
    let whole = x.rounded()
    guard whole > -1000 else { return 0 }
    guard whole < 1000 else { return .infinity }
    let y = (x - whole) * 0.693147180559945309417
    var sum = 1.0
    for n in stride(from: 16.0, to: 0, by: -1) { sum = 1 + y / n * sum }
    return Double(sign: .plus, exponent: Int(whole), significand: sum)
  }

  /// log2(x) for x > 0, by 2 artanh((m - 1) / (m + 1)) on the significand m nearest 1.
  static func log2(_ x: Double) -> Double {
    var (exponent, m) = (Double(x.exponent), x.significand)
    if m > 1.414213562373095 { (exponent, m) = (exponent + 1, m / 2) }
    let s = (m - 1) / (m + 1)
    var sum = 0.0
    for n in stride(from: 25.0, to: 0, by: -2) { sum = sum * s * s + 1 / n }
    return exponent + 2 * s * sum / 0.693147180559945309417
  }

  /// sin(pi/2 x) for x in -1...1, by its Taylor series.
  static func quarterSine(_ x: Double) -> Double {
    let y = x * 1.570796326794896619231
    var sum = 1.0
    for n in stride(from: 24.0, to: 0, by: -2) { sum = 1 - y * y / (n * (n + 1)) * sum }
    return y * sum
  }
}
