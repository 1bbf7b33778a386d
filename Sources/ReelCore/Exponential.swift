/// Powers by plain arithmetic alone: a C library chooses its code by the processor, and its last bits with it. Within a few units of
/// the last place; for setting up tables, not for samples.
package enum Exponential {
  private static let ln2 = 0.693147180559945309417232121458176568

  /// 2 to the power of `x`, for `x` between -1000 and 1000.
  package static func exp2(_ x: Double) -> Double {
    let whole = x.rounded()
    let r = (x - whole) * ln2
    // |r| <= 0.35, so that the sixteenth term is below 1e-20.
    var (term, sum) = (1.0, 1.0)
    for n in 1...16 {
      term *= r / Double(n)
      sum += term
    }
    return Double(sign: .plus, exponent: Int(whole), significand: sum)
  }

  /// - Precondition: `x` is positive and finite.
  package static func log2(_ x: Double) -> Double {
    precondition(x > 0 && x.isFinite, "the logarithm of \(x)")
    var (exponent, m) = (Double(x.exponent), x.significand)
    if m > 1.414_213_562_373_095 { (exponent, m) = (exponent + 1, m / 2) }
    // ln m = 2 artanh z, with |z| <= 0.172.
    let z = (m - 1) / (m + 1)
    var (power, sum) = (z, 0.0)
    for n in 0..<14 {
      sum += power / Double(2 * n + 1)
      power *= z * z
    }
    return exponent + 2 * sum / ln2
  }

  /// `base` to the power of `exponent`; 0 where `base` is not positive.
  package static func power(_ base: Double, _ exponent: Double) -> Double {
    base > 0 ? exp2(exponent * log2(base)) : 0
  }
}
