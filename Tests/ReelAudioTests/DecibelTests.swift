import Foundation
import ReelAudio
import Testing

@Suite struct DecibelTests {
  @Test func amplitudeIsThePowerOfTen() {
    for dB in stride(from: -140.0, through: 60, by: 0.37) {
      let expected = pow(10, dB / 20)
      #expect(abs(Decibel.amplitude(dB) / expected - 1) < 1e-14, "\(dB) dB")
    }
    #expect(Decibel.amplitude(0) == 1)
    #expect(Decibel.amplitude(-.infinity) == 0)
  }

  @Test func levelIsTheLogarithm() {
    for dB in stride(from: -140.0, through: 60, by: 0.37) {
      #expect(abs(Decibel.level(pow(10, dB / 20)) - dB) < 1e-12, "\(dB) dB")
    }
    #expect(Decibel.level(1) == 0)
    #expect(Decibel.level(0) == -.infinity)
  }
}
