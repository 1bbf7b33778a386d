import ReelCore
import ReelText
import Testing

@Suite struct WebVTTTests {
  private func parse(_ text: String) throws -> (cues: [Cue], problems: [String]) {
    let subtitles = try SubtitleFile.parse(Array(text.utf8), name: "a.vtt")
    guard case .cues(let cues) = subtitles.content else { throw Unexpected(what: "not cues") }
    return (cues, subtitles.problems.map { "\($0.line ?? 0) \($0.severity.rawValue): \($0.error)" })
  }

  @Test func readsBlocks() throws {
    let (cues, problems) = try parse(
      """
      WEBVTT - a title
      Kind: captions

      NOTE a comment
      of two lines

      STYLE
      ::cue { color: red }

      REGION
      id:fred

      one
      00:01.000 --> 00:02.500 line:0 align:start
      Hello
      world

      100:00:00.000 --> 100:00:01.000
      late
      """)
    #expect(problems == [])
    #expect(cues.map(\.plain) == ["Hello\nworld", "late"])
    #expect(cues.map(\.id) == ["one", nil])
    #expect(cues.map(\.line) == [14, 18])
    #expect(cues.first?.settings == CueSettings(alignment: .start, line: .number(0)))
    #expect(cues.map(\.end) == [Time(Rational(5, 2)), Time(Rational(360_001))])
  }

  @Test func aTimeLineEndsTheCueBefore() throws {
    let (cues, problems) = try parse("WEBVTT\n\n00:01.000 --> 00:02.000\nA\n00:03.000 --> 00:04.000\nB\n")
    #expect(cues.map(\.plain) == ["A", "B"])
    #expect(problems == [])
  }

  @Test func headerMayRunIntoTheFirstCue() throws {
    #expect(try parse("WEBVTT\n00:01.000 --> 00:02.000\nA").cues.map(\.plain) == ["A"])
  }

  @Test(arguments: [
    "00:01,000 --> 00:02,000", "1:00.000 --> 1:01.000", "00:60.000 --> 02:00.000", "00:01.00 --> 00:02.000", "00:01.000 -> 00:02.000 -->",
    "a:00:01.000 --> 00:00:02.000",
  ])
  func reportsTimesOutsideTheGrammar(line: String) throws {
    let (cues, problems) = try parse("WEBVTT\n\n\(line)\nlost\n\n00:05.000 --> 00:06.000\nkept\n")
    #expect(cues.map(\.plain) == ["kept"])
    #expect(problems == ["3 error: the times cannot be read, so the cue is never shown"])
  }

  @Test func reportsCuesThatEndTooEarlyAndStrayText() throws {
    let (cues, problems) = try parse("WEBVTT\n\n00:02.000 --> 00:02.000\nA\n\nhalf of a cue\n\n00:05.000 --> 00:06.000 flow:up\nB\n")
    #expect(cues.map(\.plain) == ["B"])
    #expect(
      problems == [
        "3 error: the cue does not end after it begins, so it is never shown", "6 error: text without a time line is never shown",
        "8 warning: a cue setting is not understood and has no effect",
      ])
  }

  @Test(arguments: [
    ("<i>a</i>", [TextRun("a", italic: true)]),
    ("<c.yellow.bg_blue>a</c>", [TextRun("a", color: 0xFFFF00)]),
    ("<v.loud Mia>Hi <b>you</b></v>", [TextRun("Hi "), TextRun("you", bold: true)]),
    ("<lang en-GB>colour</lang>", [TextRun("colour")]),
    ("a<00:00:01.500>b", [TextRun("ab")]),
    ("<ruby>漢字<rt>かんじ</rt></ruby>", [TextRun("漢字(かんじ)")]),
    ("&lt;b&gt; &amp; &nbsp;x&#x263A;&#65; &unknown; &", [TextRun("<b> & \u{A0}x☺A &unknown; &")]),
    ("{\\an8}a", [TextRun("{\\an8}a")]),
    ("a<b", [TextRun("a")]),
    ("<i.x>a</i>b", [TextRun("a", italic: true), TextRun("b")]),
  ])
  func readsMarkup(text: String, runs: [TextRun]) throws {
    #expect(try parse("WEBVTT\n\n00:01.000 --> 00:02.000\n\(text)\n").cues.first?.text == runs)
  }

  @Test(arguments: [
    ("line:-1", CueSettings(line: .number(-1))),
    ("line:85.5%,end", CueSettings(line: .percent(85.5, .end))),
    ("position:10%,line-left align:left size:35%", CueSettings(alignment: .left, position: 10, size: 35)),
    ("align:middle", CueSettings(alignment: .center)),
  ])
  func readsSettings(text: String, settings: CueSettings) throws {
    let (cues, problems) = try parse("WEBVTT\n\n00:01.000 --> 00:02.000 \(text)\nA\n")
    #expect(cues.first?.settings == settings)
    #expect(problems == [])
  }

  @Test(arguments: ["line:101%", "line:1.5", "align:top", "size:-1%", "position:50", "vertical:rl"])
  func rejectsSettings(text: String) throws {
    let (cues, problems) = try parse("WEBVTT\n\n00:01.000 --> 00:02.000 \(text)\nA\n")
    #expect(cues.first?.settings == CueSettings())
    #expect(problems == ["3 warning: a cue setting is not understood and has no effect"])
  }

  @Test func needsItsHeader() {
    #expect(throws: ReelError.self) { try parse("00:01.000 --> 00:02.000\nA\n") }
    #expect(throws: ReelError.self) { try parse("WEBVTTX\n\n00:01.000 --> 00:02.000\nA\n") }
  }
}
