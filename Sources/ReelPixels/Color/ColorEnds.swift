/// From R'G'B' of 14 bits, which reach from `ColorChain.low` to `ColorChain.high`, to Y'CbCr: the same for all tables.
struct ColorEnds: Sendable {
  let settle: Int32 = 21
  /// For each of Y', Cb, Cr.
  private(set) var weights: [[Int16]] = []
  private(set) var constants: [Int32] = []

  init() {
    let span = ColorChain.high - ColorChain.low
    let zero = ColorChain.codes(.zero)
    let black = ColorChain.codes(SIMD3(repeating: ColorChain.low))
    for plane in 0..<3 {
      // Seven bits more than 14: the greatest, that of G' in Y', takes 15.
      let factors = (0..<3).map { channel in
        var primary = SIMD3<Double>.zero
        primary[channel] = span
        return (ColorChain.codes(primary)[plane] - zero[plane]) * 128
      }
      var weights = factors.map { Int32($0.rounded()) }
      // Green takes what rounding left over: chroma's weights sum up to 0, for grey.
      weights[1] = Int32(factors.reduce(0, +).rounded()) - weights[0] - weights[2]
      self.weights.append(weights.map { Int16($0) })
      constants.append(Int32((black[plane] * 128 * 16384).rounded()) + 1 << (settle - 1))
    }
  }
}
