import Foundation
import ReelCore
import ReelTestSupport
import Testing

@Suite struct ExponentialTests {
  @Test func areFoundations() {
    var rng = SeededRNG(seed: 3)
    for _ in 0..<20_000 {
      let x = Double.random(in: -900...900, using: &rng)
      #expect(abs(Exponential.exp2(x) / exp2(x) - 1) < 1e-15, "\(x)")
      let y = exp2(x) * Double.random(in: 1...2, using: &rng)
      #expect(abs(Exponential.log2(y) - log2(y)) <= 4e-16 * max(abs(log2(y)), 1), "\(y)")
      let (base, exponent) = (Double.random(in: 0...4, using: &rng), Double.random(in: 0.1...10, using: &rng))
      #expect(abs(Exponential.power(base, exponent) - pow(base, exponent)) <= 1e-14 * pow(base, exponent), "\(base), \(exponent)")
    }
  }

  @Test func edges() {
    #expect(Exponential.exp2(0) == 1 && Exponential.exp2(-3) == 0.125 && Exponential.exp2(10) == 1024)
    #expect(Exponential.log2(1) == 0 && Exponential.log2(8) == 3 && Exponential.log2(0.25) == -2)
    #expect(Exponential.power(0, 2) == 0 && Exponential.power(-1, 2) == 0 && Exponential.power(1, 0.3) == 1)
  }
}
