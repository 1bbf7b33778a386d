import ReelCore
import ReelText
import Testing

@Suite struct TTMLTests {
  private func parse(_ text: String) throws -> (cues: [Cue], problems: [String]) {
    let subtitles = try SubtitleFile.parse(Array(text.utf8), name: "a.ttml")
    guard case .cues(let cues) = subtitles.content else { throw Unexpected(what: "not cues") }
    return (cues, subtitles.problems.map { "\($0.line ?? 0) \($0.severity.rawValue): \($0.error)" })
  }

  /// A document with this in its head and body.
  private func document(_ body: String, head: String = "", attributes: String = "") -> String {
    "<tt xmlns=\"http://www.w3.org/ns/ttml\" xmlns:tts=\"http://www.w3.org/ns/ttml#styling\" "
      + "xmlns:ttp=\"http://www.w3.org/ns/ttml#parameter\" xmlns:ttm=\"http://www.w3.org/ns/ttml#metadata\" "
      + "xmlns:itts=\"http://www.w3.org/ns/ttml/profile/imsc1#styling\" \(attributes)><head>\(head)</head><body>\(body)</body></tt>"
  }

  @Test func linesThroughAndOverTextAreNotDrawnAndSaid() throws {
    let (cues, problems) = try parse(
      document("<div><p begin='1s' end='2s'>a<span tts:textDecoration='underline lineThrough'>b</span></p></div>"))
    #expect(cues.map(\.text) == [[TextRun("a"), TextRun("b", underline: true)]])
    #expect(problems == ["1 warning: styles that have no effect"])
  }

  /// Seconds as a fraction, by hand from the formulas of TTML1 section 10.3.1.
  @Test(arguments: [
    ("", "00:00:01.5", "3/2"), ("", "01:00:00", "3600"), ("", "00:00:01:15", "3/2"), ("", "1.25h", "4500"), ("", "2m", "120"),
    ("", "1500ms", "3/2"), ("", "45f", "3/2"), ("", "7t", "7"),
    ("ttp:frameRate=\"24\" ttp:frameRateMultiplier=\"1000 1001\"", "00:00:01:12", "3001/2000"),
    ("ttp:frameRate=\"24\" ttp:frameRateMultiplier=\"1000 1001\"", "48f", "1001/500"),
    ("ttp:frameRate=\"25\" ttp:subFrameRate=\"2\"", "00:00:00:12.1", "1/2"), ("ttp:frameRate=\"25\"", "50t", "2"),
    ("ttp:tickRate=\"10000000\"", "153350000t", "3067/200"), ("ttp:tickRate=\"10000000\"", "15335041t", "383376/250000"),
    ("ttp:frameRate=\"30\" ttp:frameRateMultiplier=\"1000 1001\" ttp:timeBase=\"smpte\"", "00:00:10:00", "1001/100"),
    (
      "ttp:frameRate=\"30\" ttp:frameRateMultiplier=\"1000 1001\" ttp:timeBase=\"smpte\" ttp:dropMode=\"dropNTSC\"", "00:01:00:02",
      "3003/50"
    ),
    (
      "ttp:frameRate=\"30\" ttp:frameRateMultiplier=\"1000 1001\" ttp:timeBase=\"smpte\" ttp:dropMode=\"dropNTSC\"", "00:10:00:00",
      "2999997/5000"
    ),
  ])
  func readsTimeExpressions(parameters: String, text: String, seconds: String) throws {
    let (cues, problems) = try parse(document("<div><p begin=\"\(text)\" dur=\"1h\">A</p></div>", attributes: parameters))
    #expect(problems == [])
    #expect(cues.first?.start.seconds == Rational(seconds))
  }

  @Test func timesNest() throws {
    let (cues, problems) = try parse(
      document(
        """
        <div begin="10s" end="20s"><p begin="1s" end="4s">a</p><p dur="3s">b</p><p begin="8s" end="99s">c</p><p>d</p></div>
        <div begin="30s" timeContainer="seq"><p dur="2s">e</p><p begin="1s" dur="2s">f</p><p>g</p></div>
        <div><p begin="50s" end="54s">one <span begin="1s" end="3s">two</span> <span begin="2s">three</span></p></div>
        """))
    #expect(
      cues.map { "\($0.plain) \($0.start.seconds) \($0.end.seconds)" } == [
        "a 11 14", "b 10 13", "c 18 20", "d 10 20", "e 30 32", "f 33 35", "one 50 51", "one two 51 52", "one two three 52 53",
        "one three 53 54",
      ])
    #expect(problems == ["2 error: in a sequence an element without an end has no length and is never shown"])
  }

  @Test func spacesAndBreaks() throws {
    let (cues, _) = try parse(
      document(
        "<div><p begin='1s' end='2s'>\n  one\n  <span tts:fontStyle='italic'> two </span> three <br/>  four\n</p>"
          + "<p xml:space='preserve' begin='3s' end='4s'>a  b&#13; c</p><p begin='5s' end='6s'>x&amp;&#x41;<![CDATA[<y>]]><!-- z --></p></div>"
      ))
    #expect(
      cues.map(\.text) == [
        [TextRun("one "), TextRun("two ", italic: true), TextRun("three\nfour")], [TextRun("a  b\n c")], [TextRun("x&A<y>")],
      ])
  }

  @Test func stylesChainAndInherit() throws {
    let (cues, problems) = try parse(
      document(
        """
        <div style="a"><p begin="1s" end="2s" style="c">x<span style="d" tts:color="#00ff0080">y</span></p>
        <p begin="3s" end="4s" tts:color="rgb(1, 2, 3)" tts:textDecoration="underline">z</p>
        <p begin="5s" end="6s" style="nowhere" tts:opacity="0.5">q</p></div>
        """,
        head: "<styling><style xml:id='a' tts:color='red' tts:fontWeight='bold'/><style xml:id='b' style='a' tts:fontStyle='italic'/>"
          + "<style xml:id='c' style='b loop' tts:color='blue'/><style xml:id='d' tts:fontWeight='normal'/>"
          + "<style xml:id='loop' style='loop2'/><style xml:id='loop2' style='loop'/></styling>"))
    #expect(
      cues.map(\.text) == [
        [TextRun("x", bold: true, italic: true, color: 0x0000FF), TextRun("y", italic: true, color: 0x00FF00)],
        [TextRun("z", bold: true, underline: true, color: 0x010203)], [TextRun("q", bold: true, color: 0xFF0000)],
      ])
    #expect(
      problems == ["3 warning: there is no style or region of this name", "3 warning: styles that have no effect"])
  }

  @Test func regionsPlaceCues() throws {
    let (cues, _) = try parse(
      document(
        """
        <div tts:textAlign="center"><p begin="1s" end="2s" region="low">a</p><p begin="3s" end="4s" region="top">b</p>
        <p begin="5s" end="6s" region="pixels">c</p><p begin="7s" end="8s" region="tall">d</p><p begin="9s" end="10s">e</p></div>
        """,
        head: "<layout><region xml:id='low' tts:origin='10% 70%' tts:extent='80% 20%' tts:displayAlign='after'/>"
          + "<region xml:id='top' tts:displayAlign='before'/><region xml:id='pixels'><style tts:origin='108px 192px'/>"
          + "<style tts:extent='540px 192px'/><style tts:displayAlign='center'/></region>"
          + "<region xml:id='tall' tts:writingMode='tbrl'/></layout>", attributes: "tts:extent='1080px 1920px'"))
    #expect(
      cues.map(\.settings) == [
        CueSettings(line: .percent(90, .end), position: 50, size: 80, positionAnchor: .center), CueSettings(line: .number(0)),
        CueSettings(line: .percent(15, .center), position: 35, size: 50, positionAnchor: .center), CueSettings(vertical: .rightToLeft),
        CueSettings(),
      ])
  }

  @Test func rubyForcedDisplayAndAgents() throws {
    let (cues, problems) = try parse(
      document(
        """
        <div><p begin="1s" end="2s" ttm:agent="m" xml:lang="ja"><span tts:ruby="container"><span tts:ruby="base">漢字</span>
        <span tts:ruby="delimiter">(</span><span tts:ruby="text">かんじ</span><span tts:ruby="delimiter">)</span></span>です</p>
        <p begin="3s" end="4s" itts:forcedDisplay="true">SIGN</p>
        <p begin="5s" end="6s"><span tts:ruby="container"><span tts:ruby="baseContainer"><span tts:ruby="base">東</span><span
        tts:ruby="base">京</span></span><span tts:ruby="textContainer"><span tts:ruby="text">とう</span><span
        tts:ruby="text">きょう</span></span></span></p></div>
        """, head: "<metadata><ttm:agent xml:id='m'><ttm:name type='full'>Mia  Li</ttm:name></ttm:agent></metadata>",
        attributes: "xml:lang='en'"))
    #expect(problems == [])
    #expect(
      cues.map(\.text) == [
        [TextRun("漢字", ruby: "かんじ", language: "ja"), TextRun("です", language: "ja")], [TextRun("SIGN")],
        [TextRun("東", ruby: "とう"), TextRun("京", ruby: "きょう")],
      ])
    #expect(cues.map(\.forced) == [false, true, false])
    #expect(cues.map(\.speaker) == ["Mia Li", nil, nil])
  }

  @Test func reportsWhatIsLost() throws {
    let (cues, problems) = try parse(
      document(
        """
        <div><p begin="soon" end="2s">a</p><p begin="3s" end="2s">b</p>
        <p begin="4s">c</p><p begin="5s" end="6s" tts:visibility="hidden">d</p>
        <p begin="7s" end="8s">e<span tts:ruby="text">f</span></p></div><div begin="9s" end="10s" smpte:backgroundImage="#i"/>
        """, attributes: "xmlns:smpte='http://www.smpte-ra.org/schemas/2052-1/2010/smpte-tt' ttp:frameRate='0'"))
    #expect(cues.map(\.plain) == ["c", "e"])
    #expect(cues.map(\.end) == [Time(Rational(7)), Time(Rational(8))])
    #expect(
      problems == [
        "1 warning: ttp:frameRate has a value that is not read, and the default is taken",
        "1 error: the time cannot be read, so what it belongs to is never shown",
        "1 error: it does not end after it begins, so it is never shown", "2 warning: hidden text is not shown",
        "3 warning: an annotation has nothing below it, and is left out",
        "2 warning: the cue has no end; it lasts until the next begins",
        "3 error: 1 of its captions are pictures, which are not read: they belong to a bitmap profile",
      ])
  }

  /// A document that grows without bound, or asks for files, is not read.
  @Test func declarationsAreRefused() throws {
    let laughs =
      "<?xml version=\"1.0\"?>\n<!DOCTYPE tt [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>\n"
      + "<tt><body><div><p begin=\"1s\" end=\"2s\">&c;</p></div></body></tt>"
    let (cues, problems) = try parse(laughs)
    #expect(cues == [])
    #expect(
      problems == [
        "2 error: the XML cannot be read: declarations inside a document are refused: what they define could grow without bound"
      ])
  }

  @Test(arguments: [
    ("<tt><body>\n<p>", "2 error: the XML cannot be read: <p> is never closed"),
    ("<tt>\n</body>", "2 error: the XML cannot be read: </body> closes nothing that is open"),
    ("<tt>&nbsp;</tt>", "1 error: the XML cannot be read: there is no entity &nbsp;"),
    ("<tt>a & b</tt>", "1 error: the XML cannot be read: an ampersand that begins no reference: write &amp;"),
    ("<tt a=b/>", "1 error: the XML cannot be read: the value of a is not in quotes"),
    ("<tt></tt><tt/>", "1 error: the XML cannot be read: a second element outside the document's own"),
    ("<tt>\u{1}</tt>", "1 error: the XML cannot be read: a control character, which XML does not have"),
    ("<tt><!-- ", "1 error: the XML cannot be read: a comment is never closed"),
  ])
  func namesWhereXMLIsWrong(text: String, problem: String) throws {
    #expect(try parse(text).problems == [problem])
  }

  @Test func depthIsLimited() throws {
    let deep = "<tt>" + String(repeating: "<a>", count: 200) + "</tt>"
    #expect(try parse(deep).problems == ["1 error: the XML cannot be read: elements are nested too deep"])
  }
}
