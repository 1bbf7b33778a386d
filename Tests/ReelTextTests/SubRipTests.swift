import ReelCore
import ReelText
import Testing

@Suite struct SubRipTests {
  private func parse(_ text: String) throws -> (cues: [Cue], problems: [String]) {
    let subtitles = try SubtitleFile.parse(Array(text.utf8), name: "a.srt")
    guard case .cues(let cues) = subtitles.content else { throw Unexpected(what: "not cues") }
    return (cues, subtitles.problems.map { "\($0.line ?? 0) \($0.severity.rawValue): \($0.error)" })
  }

  @Test func readsTimesTextAndLines() throws {
    let (cues, problems) = try parse(
      "1\r\n00:00:01,500 --> 00:00:03,000\r\nHello\r\nworld\r\n\r\n2\r\n01:02:03,004 --> 01:02:05,000\r\nBye\r\n")
    #expect(problems == [])
    #expect(cues.map(\.plain) == ["Hello\nworld", "Bye"])
    #expect(cues.map(\.line) == [2, 7])
    #expect(cues.map(\.start) == [Time(Rational(3, 2)), Time(Rational(3_723_004, 1000))])
    #expect(cues.map(\.end) == [Time(Rational(3)), Time(Rational(3725))])
  }

  @Test func bareCarriageReturnsEndLines() throws {
    let (cues, _) = try parse("1\r00:00:01,000 --> 00:00:02,000\rA\r\r2\r00:00:03,000 --> 00:00:04,000\rB")
    #expect(cues.map(\.plain) == ["A", "B"])
  }

  @Test func numbersMayBeMissingAndCuesMayTouch() throws {
    let (cues, problems) = try parse(
      "00:00:01,000 --> 00:00:02,000\nA\n00:00:03,000 --> 00:00:04,000\n1984\n\n7\n00:00:05,000 --> 00:00:06,000\nC")
    #expect(cues.map(\.plain) == ["A", "1984", "C"])
    #expect(problems == [])
  }

  @Test(arguments: [
    ("00:01,000 --> 00:02,000", 1000, "the time has no hours"),
    ("00:00:01 --> 00:00:02", 1000, "the time has no milliseconds"),
    ("00:00:01,5 --> 00:00:02,000", 1005, "the time has 1 digits of milliseconds instead of 3; read as 5 ms"),
    ("00:00:01:500 --> 00:00:02,000", 1500, "the milliseconds stand behind a colon"),
    ("00:00:01,000 -> 00:00:02,000", 1000, "the arrow is not -->"),
    ("00:00:01,000 –> 00:00:02,000", 1000, "the arrow is not -->"),
    ("00:00:61,000 --> 00:02:00,000", 61000, "the time has more than 59 minutes or seconds"),
  ])
  func mendsTimes(line: String, milliseconds: Int, warning: String) throws {
    let (cues, problems) = try parse("1\n\(line)\nA\n")
    #expect(cues.first?.start == Time(Rational(Int64(milliseconds), 1000)))
    #expect(problems.first == "2 warning: \(warning)")
  }

  @Test(arguments: [
    ("00:00:0x,000 --> 00:00:02,000", "the times cannot be read, so the cue is never shown"),
    ("             --> 02:00:10,901", "the times cannot be read, so the cue is never shown"),
    ("-0:00:04,567 --> -0:00:03,456", "the cue ends before the episode begins, so it is never shown"),
    ("00:00:01,000 --> ", "the times cannot be read, so the cue is never shown"),
    ("00:00:01,0000 --> 00:00:02,000", "the times cannot be read, so the cue is never shown"),
    ("00:00:03,000 --> 00:00:02,000", "the cue ends before it begins, so it is never shown"),
  ])
  func reportsLostCues(line: String, error: String) throws {
    let (cues, problems) = try parse("1\n\(line)\nlost\n\n2\n00:00:05,000 --> 00:00:06,000\nkept\n")
    #expect(cues.map(\.plain) == ["kept"])
    #expect(problems == ["2 error: \(error)"])
  }

  @Test func keepsTextBehindABlankLine() throws {
    let (cues, problems) = try parse("1\n00:00:01,000 --> 00:00:02,000\nA\n\nB\n\n2\n00:00:05,000 --> 00:00:06,000\nC\n")
    #expect(cues.map(\.plain) == ["A\n\nB", "C"])
    #expect(problems == ["4 warning: a blank line stands inside a cue's text; what follows is kept"])
  }

  @Test func cuesOutOfOrderOrBeforeTheBeginningAreMended() throws {
    let (cues, problems) = try parse(
      "1\n-00:00:01,000 --> 00:00:02,000\nA\n\n2\n00:00:09,000 --> 00:00:10,000\nB\n\n3\n00:00:05,000 --> 00:00:06,000 X1:40 Y1:20\nC\n")
    #expect(cues.map(\.plain) == ["A", "B", "C"])
    #expect(cues.first?.start == .zero)
    #expect(
      problems == [
        "2 warning: the cue begins before the episode; it is shown from its beginning",
        "10 warning: what stands behind the times has no effect", "10 warning: the cue begins before the one above it",
      ])
  }

  @Test func aCueWithoutTimesIsReported() throws {
    let (cues, problems) = try parse(
      "1\n00:00:01,000 --> 00:00:02,000\nA\n\n2\nlost\n\n3\n00:00:05,000 --> 00:00:06,000\nC\n\n4\n")
    #expect(cues.map(\.plain) == ["A", "C"])
    #expect(
      problems == ["5 error: the cue has no time line, so it is never shown", "12 error: the cue has no time line, so it is never shown"])
  }

  @Test func reportsTextWithoutTimes() throws {
    #expect(
      try parse("Hello\n\n1\n00:00:01,000 --> 00:00:02,000\nA").problems == ["1 error: text before the first time line is never shown"])
    #expect(try parse("just text\n").problems == ["1 error: text before the first time line is never shown"])
    #expect(try parse("").cues == [])
    #expect(try parse("").problems == ["1 warning: there is not one cue in it"])
  }

  @Test func aTimeTableInTheTextIsText() throws {
    let (cues, problems) = try parse("1\n00:00:01,000 --> 00:00:02,000\nOpen\n10:30 - 12:00\n")
    #expect(cues.map(\.plain) == ["Open\n10:30 - 12:00"])
    #expect(problems == [])
  }

  @Test func anArrowInTheTextIsText() throws {
    #expect(try parse("1\n00:00:01,000 --> 00:00:02,000\nhe --> she\n").cues.map(\.plain) == ["he --> she"])
  }

  @Test(arguments: [
    ("<i>a</i>b", [TextRun("a", italic: true), TextRun("b")]),
    ("<B>a<u>b</u></B>", [TextRun("a", bold: true), TextRun("b", bold: true, underline: true)]),
    ("<b><i>x</b>y</i>", [TextRun("x", bold: true, italic: true), TextRun("y", italic: true)]),
    ("<font color=\"#ff8000\">a</font>", [TextRun("a", color: 0xFF8000)]),
    ("<font face=\"Arial\" color=red>a</font>b", [TextRun("a", color: 0xFF0000), TextRun("b")]),
    ("{\\i1}a{\\i0}b", [TextRun("a", italic: true), TextRun("b")]),
    ("1 < 2 & <3", [TextRun("1 < 2 & <3")]),
    ("Q&amp;A &lt;b&gt;", [TextRun("Q&A <b>")]),
    ("a<br/>b", [TextRun("a\nb")]),
    ("{plain}", [TextRun("{plain}")]),
    ("<em>a</em><strong>b</strong>", [TextRun("a", italic: true), TextRun("b", bold: true)]),
    ("</i>a", [TextRun("a")]),
  ])
  func readsStyles(text: String, runs: [TextRun]) throws {
    let (cues, problems) = try parse("1\n00:00:01,000 --> 00:00:02,000\n\(text)\n")
    #expect(cues.first?.text == runs)
    #expect(problems == [])
  }

  @Test func warnsOfWhatItLeavesOut() throws {
    let (cues, problems) = try parse("1\n00:00:01,000 --> 00:00:02,000\n{\\an8\\fs200}BIG <love> <font color=mud>x</font><s></s>\n")
    #expect(cues.first?.plain == "BIG <love> x")
    #expect(cues.first?.settings.line == .number(0))
    #expect(
      problems == [
        "2 warning: an ASS tag has no meaning in SRT and is left out", "2 warning: a tag SRT does not have is drawn as text",
        "2 warning: a colour cannot be read and is left out", "2 warning: a tag has no effect and is left out",
      ])
  }
}

struct Unexpected: Error { var what: String }
