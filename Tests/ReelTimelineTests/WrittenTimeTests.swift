import ReelCore
import ReelTestSupport
import ReelTimeline
import Testing

@Suite struct WrittenTimeTests {
  private let rate = FrameRate(Rational(30000, 1001))

  @Test(arguments: [
    ("2.5", Rational(5, 2)), ("0", Rational(0)), ("75f", Rational(75 * 1001, 30000)), ("00:00:02:15", Rational(75 * 1001, 30000)),
    ("86400", Rational(86400)),
  ])
  func isReadAsTheDocumentReadsIt(_ text: String, seconds: Rational) throws {
    #expect(try Time(written: text, rate: rate) == Time(seconds))
  }

  @Test(arguments: [
    ("soon", "the time 'soon' cannot be read; write seconds (2.5), frames (75f) or timecode (00:00:02:15)"),
    ("-1", "the time '-1' must be 0...86400 s; give a time inside the episode"),
    ("86401", "the time '86401' must be 0...86400 s; give a time inside the episode"),
    ("1e3", "the time '1e3' has an exponent, which a time may not; write it out"),
    (
      "00:00:02:30",
      "the time '00:00:02:30' must have minutes and seconds below 60 and frames below 30; "
        + "write seconds (2.5), frames (75f) or timecode (00:00:02:15)"
    ),
    ("00:00:02;15", "the time '00:00:02;15' is drop-frame timecode, which is not read; write it with ':' or in seconds"),
  ])
  func orSaysWhyNot(_ text: String, message: String) {
    let error = #expect(throws: ReelError.self) { try Time(written: text, rate: rate) }
    #expect(error?.kind == .invalid && error?.description == message)
  }
}
