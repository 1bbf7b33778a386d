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
    "00:000.000 --> 00:02.000", "00:01.0000 --> 00:02.000", "00:01.000 -> 00:02.000 -->", "a:00:01.000 --> 00:00:02.000",
    "1000:00:00.000 --> 1001:00:00.000", "00.00.000 --> 00:02.000", "00:01.000 -->", "-->",
  ])
  func reportsTimesThatCannotBeRead(line: String) throws {
    let (cues, problems) = try parse("WEBVTT\n\n\(line)\nlost\n\n00:05.000 --> 00:06.000\nkept\n")
    #expect(cues.map(\.plain) == ["kept"])
    #expect(problems == ["3 error: the times cannot be read, so the cue is never shown"])
  }

  @Test(arguments: [
    ("00:01,000 --> 01:00.000", 1000, "the milliseconds stand behind a comma"),
    ("1:00.000 --> 02:00.000", 60_000, "the time has fields of one digit"),
    ("00:61.000 --> 02:00.000", 61_000, "the time has more than 59 minutes or seconds"),
    ("00:01.23 --> 02:00.000", 1023, "the time has 2 digits of milliseconds instead of 3; read as 23 ms"),
    ("00:01 --> 02:00.000", 1000, "the time has no milliseconds"),
    ("01.500 --> 02:00.000", 1500, "the time has no minutes"),
    ("120:00.000 --> 121:00:00.000", 432_000_000, "the time has more than 59 minutes; read as hours and minutes, as players do"),
  ])
  func mendsTimes(line: String, milliseconds: Int, warning: String) throws {
    let (cues, problems) = try parse("WEBVTT\n\n\(line)\nA\n")
    #expect(cues.first?.start == Time(Rational(Int64(milliseconds), 1000)))
    #expect(problems.first == "3 warning: \(warning)")
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
    ("<lang en-GB>colour</lang>", [TextRun("colour", language: "en-GB")]),
    ("a<00:00:01.500>b", [TextRun("ab")]),
    ("<ruby>漢字<rt>かんじ</rt></ruby>", [TextRun("漢字", ruby: "かんじ")]),
    ("a<ruby>漢<rt>かん</rt>字<rt>じ</ruby>b", [TextRun("a"), TextRun("漢", ruby: "かん"), TextRun("字", ruby: "じ"), TextRun("b")]),
    ("<ruby>x<b>y<rt>z", [TextRun("x"), TextRun("yz", bold: true)]),
    ("<rt>a</rt>", [TextRun("a")]),
    ("&lt;b&gt; &amp; &nbsp;x&#x263A;&#65; &unknown; &", [TextRun("<b> & \u{A0}x☺A &unknown; &")]),
    ("&eacute;&hellip;&#0;&am&amp;", [TextRun("é…&#0;&am&")]),
    ("<i>a</b>b", [TextRun("ab", italic: true)]),
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
    ("position:10%,line-left align:left size:35%", CueSettings(alignment: .left, position: 10, size: 35, positionAnchor: .start)),
    ("align:middle", CueSettings(alignment: .center)),
    ("position:20%,start", CueSettings(position: 20, positionAnchor: .start)),
    ("position:70%,line-right", CueSettings(position: 70, positionAnchor: .end)),
    ("vertical:rl", CueSettings(vertical: .rightToLeft)),
    ("line:-0000", CueSettings(line: .number(0))),
    ("line:102041241024101120", CueSettings(line: .number(100_000))),
  ])
  func readsSettings(text: String, settings: CueSettings) throws {
    let (cues, problems) = try parse("WEBVTT\n\n00:01.000 --> 00:02.000 \(text)\nA\n")
    #expect(cues.first?.settings == settings)
    #expect(problems == [])
  }

  @Test(arguments: ["line:101%", "line:1.5", "align:top", "size:-1%", "position:50", "vertical:RL", "region:"])
  func rejectsSettings(text: String) throws {
    let (cues, problems) = try parse("WEBVTT\n\n00:01.000 --> 00:02.000 \(text)\nA\n")
    #expect(cues.first?.settings == CueSettings())
    #expect(problems == ["3 warning: a cue setting is not understood and has no effect"])
  }

  @Test func keepsWhatIsRightOfASetting() throws {
    let (cues, problems) = try parse("WEBVTT\n\n00:01.000 --> 00:02.000 line:42%,left position:42%,left\nA\n")
    #expect(cues.first?.settings == CueSettings(line: .percent(42, .start), position: 42))
    #expect(problems.count == 2)
  }

  @Test func regionsHoldCues() throws {
    let (cues, problems) = try parse(
      """
      WEBVTT

      REGION
      id:fred
      width:40%
      lines:5
      regionanchor:0%,100%
      viewportanchor:10%,90%
      scroll:up

      00:01.000 --> 00:02.000 region:fred align:left
      A

      00:03.000 --> 00:04.000 region:fred line:0
      B

      00:05.000 --> 00:06.000 region:barney
      C
      """)
    let region = CueRegion(
      id: "fred", width: 40, lines: 5, regionAnchor: .init(x: 0, y: 100), viewportAnchor: .init(x: 10, y: 90), scrolls: true)
    #expect(
      cues.map(\.settings) == [CueSettings(alignment: .left, region: region), CueSettings(line: .number(0)), CueSettings()])
    #expect(problems == ["17 warning: there is no region of this name"])
  }

  @Test func stylesReachTheirElements() throws {
    let (cues, problems) = try parse(
      """
      WEBVTT

      STYLE
      ::cue { color: papayawhip; background: rgb(0,0,0) }
      ::cue(b), ::cue(#two.loud) { color: #f00 }
      /* ::cue(i) { color: blue } */
      ::cue(v[voice="Mia Li"]) { font-style: italic; text-decoration: underline }

      00:01.000 --> 00:02.000
      a<b>b</b><c.loud>c</c>

      two
      00:03.000 --> 00:04.000
      <v.x Mia  Li>a<c.loud>b</c>
      """)
    let cream: UInt32 = 0xFFEFD5
    #expect(
      cues.map(\.text) == [
        [TextRun("a", color: cream), TextRun("b", bold: true, color: 0xFF0000), TextRun("c", color: cream)],
        [TextRun("a", italic: true, underline: true, color: cream), TextRun("b", italic: true, underline: true, color: 0xFF0000)],
      ])
    #expect(cues.map(\.speaker) == [nil, "Mia Li"])
    #expect(problems == ["3 warning: styles that have no effect"])
  }

  @Test func timeStampsGiveStretches() throws {
    let (cues, problems) = try parse(
      "WEBVTT\n\n00:10.000 --> 00:14.000\n When <b>the <00:11.000>moon</b> hits <00:09.000><00:13.000>you\n")
    let cue = try #require(cues.first)
    #expect(cue.plain == "When the moon hits you")
    func at(_ seconds: Int64) -> Time { Time(Rational(seconds)) }
    #expect(
      cue.words == [
        TimedWord(0..<9, start: at(10), end: at(11)), TimedWord(9..<19, start: at(11), end: at(13)),
        TimedWord(19..<22, start: at(13), end: at(14)),
      ])
    #expect(problems == ["3 warning: a time stamp inside the text is out of order or outside its cue, and has no effect"])
  }

  @Test func needsItsHeader() {
    #expect(throws: ReelError.self) { try parse("00:01.000 --> 00:02.000\nA\n") }
    #expect(throws: ReelError.self) { try parse("WEBVTTX\n\n00:01.000 --> 00:02.000\nA\n") }
  }
}
