import ReelCore
import ReelText
import Testing

@Suite struct SubtitleWriterTests {
  private static let cues = [
    Cue(
      start: Time(Rational(1)), end: Time(Rational(5, 2)),
      text: [TextRun("Hi "), TextRun("you", bold: true, italic: true), TextRun(" red", color: 0xFF0000)]),
    Cue(
      start: Time(Rational(3723_0045, 10_000)), end: Time(Rational(3725)), text: [TextRun("a\n\nb <i> & {\\b1} -->")], id: "second",
      settings: CueSettings(alignment: .left, line: .number(0))),
  ]

  @Test func writesSRT() {
    #expect(
      SubtitleWriter.srt(Self.cues)
        == "1\r\n00:00:01,000 --> 00:00:02,500\r\nHi <b><i>you</i></b><font color=\"#ff0000\"> red</font>\r\n\r\n"
        + "2\r\n01:02:03,005 --> 01:02:05,000\r\n{\\an7}a\r\n\u{A0}\r\nb <\u{2060}i> & {\u{2060}\\b1} --\u{2060}>\r\n\r\n")
  }

  @Test func writesWebVTT() {
    #expect(
      SubtitleWriter.vtt(Self.cues)
        == "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nHi <b><i>you</i></b><c.red> red</c>\n\n"
        + "second\n01:02:03.005 --> 01:02:05.000 line:0 align:left\na\n\u{A0}\nb &lt;i&gt; &amp; {\\b1} --&gt;\n\n")
  }

  @Test func readsWhatItWrote() throws {
    let cues = [
      Cue(start: Time(Rational(1, 2)), end: Time(Rational(2)), text: "1 < 2 & 3 &amp; {x} \"q\""),
      Cue(
        start: Time(Rational(3)), end: Time(Rational(4)),
        text: [TextRun("مرحبا", italic: true), TextRun("\n你好", underline: true, color: 0x00FFFF)]),
    ]
    for (name, text) in [("a.srt", SubtitleWriter.srt(cues)), ("a.vtt", SubtitleWriter.vtt(cues))] {
      let read = try SubtitleFile.parse(Array(text.utf8), name: name)
      guard case .cues(let again) = read.content else { throw Unexpected(what: name) }
      #expect(read.problems == [], "\(name)")
      #expect(again.map(\.text) == cues.map(\.text), "\(name)")
      #expect(again.map(\.start) == cues.map(\.start), "\(name)")
    }
  }
}
