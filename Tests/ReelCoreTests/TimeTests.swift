import ReelCore
import ReelTestSupport
import Testing

@Suite struct TimeTests {
  @Test(arguments: [
    (Rational(1248, 100), 3, "12.480"), (Rational(1, 3), 3, "0.333"), (Rational(2, 3), 3, "0.667"), (Rational(-1, 3), 2, "-0.33"),
    (Rational(1, 2000), 3, "0.001"), (Rational(-1, 2000), 3, "0.000"), (Rational(-3, 2000), 3, "-0.001"), (Rational(5, 2), 0, "3"),
    (Rational(-5, 2), 0, "-2"), (Rational(9999, 10000), 3, "1.000"), (Rational(0), 2, "0.00"), (Rational(7, 100), 1, "0.1"),
    (Rational(-1201, 100), 3, "-12.010"),
  ])
  func formatted(seconds: Rational, decimals: Int, text: String) {
    #expect(Time(seconds).formatted(decimals: decimals) == text)
  }

  @Test func describesItselfInMilliseconds() {
    #expect("\(Time(Rational(1001, 30000)))" == "0.033s")
    #expect("\(Time.zero)" == "0.000s")
  }

  @Test func samplesAndFramesAreTheNearest() {
    let ntsc = FrameRate(Rational(30000, 1001))
    #expect(ntsc.start(ofFrame: 30) == Time(Rational(1001, 1000)))
    #expect(ntsc.start(ofFrame: 1).samples(rate: 48000) == 1602)  // 1601.6
    #expect(ntsc.start(ofFrame: 5).samples(rate: 48000) == 8008)
    #expect(ntsc.frameDuration == Rational(1001, 30000))
    #expect(Time(Rational(1, 60)).frames(FrameRate(Rational(30))) == 1)
    #expect(Time(Rational(1, 61)).frames(FrameRate(Rational(30))) == 0)
    #expect(Time(Rational(-1, 60)).frames(FrameRate(Rational(30))) == 0)
    #expect(Time(samples: 48000, rate: 44100).samples(rate: 44100) == 48000)
    #expect(Time(ticks: 3003, of: Rational(1, 90000)) == ntsc.start(ofFrame: 1))
  }

  @Test func frameStartsGoToFramesAndBack() {
    for rate in [Rational(24), Rational(25), Rational(30000, 1001), Rational(24000, 1001), Rational(60), Rational(1, 2)] {
      let rate = FrameRate(rate)
      for frame in stride(from: 0, to: 400_000, by: 3331) {
        #expect(rate.start(ofFrame: frame).frames(rate) == frame, "frame \(frame) at \(rate)")
      }
    }
  }

  @Test func arithmeticIsThatOfSeconds() {
    let (a, b) = (Time(Rational(1, 3)), Time(Rational(1, 6)))
    #expect(a + b == Time(Rational(1, 2)) && a - b == b && a * Rational(3) == Time(Rational(1)) && b < a)
  }

  @Test func timecodeCountsWholeFrames() {
    let rates = [(24, 1), (30_000, 1001), (25, 1), (12, 1)].map { FrameRate(Rational($0.0, $0.1)) }
    let written = rates.map { rate in [0, 11, 375, 107_892].map(rate.timecode) }
    #expect(written[0] == ["00:00:00:00", "00:00:00:11", "00:00:15:15", "01:14:55:12"])
    #expect(written[1] == ["00:00:00:00", "00:00:00:11", "00:00:12:15", "00:59:56:12"])
    #expect(written[2] == ["00:00:00:00", "00:00:00:11", "00:00:15:00", "01:11:55:17"])
    #expect(written[3] == ["00:00:00:00", "00:00:00:11", "00:00:31:03", "02:29:51:00"])
  }
}
