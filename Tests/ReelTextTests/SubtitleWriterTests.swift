import Foundation
import ReelCore
import ReelTestSupport
import ReelText
import Testing

@Suite struct SubtitleWriterTests {
  private static func at(_ numerator: Int64, _ denominator: Int64 = 1) -> Time { Time(Rational(numerator, denominator)) }

  private static let cues = [
    Cue(
      start: at(1), end: at(5, 2), text: [TextRun("Hi "), TextRun("you", bold: true, italic: true), TextRun(" red", color: 0xFF0000)],
      speaker: "Mia & Li"),
    Cue(
      start: at(3723_0045, 10_000), end: at(3725), text: [TextRun("a\n\nb <i> & {\\b1} --> c"), TextRun("漢", color: 0x123456, ruby: "かん")],
      id: "second", settings: CueSettings(alignment: .left, line: .number(0)), forced: true),
    Cue(start: at(4000), end: at(4001), text: [TextRun(" ")]),
  ]

  @Test func writesSRT() {
    #expect(
      SubtitleWriter.srt(Self.cues)
        == "1\n00:00:01,000 --> 00:00:02,500\nHi <b><i>you</i></b><font color=\"#ff0000\"> red</font>\n\n"
        + "2\n01:02:03,005 --> 01:02:05,000\n{\\an7}a\n\u{A0}\nb <\u{2060}i> & {\u{2060}\\b1} --\u{2060}> c"
        + "<font color=\"#123456\">漢(かん)</font>\n\n")
  }

  /// A line that would be read as times is text for the reader.
  @Test func timesInTheTextStayText() throws {
    let written = SubtitleWriter.srt([Cue(start: .zero, end: Self.at(1), text: "10:30 -> 12:00")])
    guard case .cues(let cues) = try SubtitleFile.parse(Array(written.utf8), name: "a.srt").content else { throw Unexpected(what: written) }
    #expect(cues.map(\.plain) == ["10:30 -\u{2060}> 12:00"])
  }

  @Test func writesWebVTT() {
    #expect(
      SubtitleWriter.vtt(Self.cues)
        == "WEBVTT\n\nSTYLE\n::cue(.c123456) { color: #123456 }\n\n"
        + "00:00:01.000 --> 00:00:02.500\n<v Mia &amp; Li>Hi <b><i>you</i></b><c.red> red</c>\n\n"
        + "second\n01:02:03.005 --> 01:02:05.000 line:0 align:left\na\n\u{A0}\nb &lt;i&gt; &amp; {\\b1} --&gt; c"
        + "<c.c123456><ruby>漢<rt>かん</rt></ruby></c>\n\n")
  }

  @Test func writesOnlyForcedCues() {
    #expect(SubtitleWriter.srt(Self.cues, .forced).hasPrefix("1\n01:02:03,005"))
    #expect(SubtitleWriter.vtt(Self.cues, .forced).components(separatedBy: "-->").count == 2)
    #expect(SubtitleWriter.imsc(Self.cues, language: "en", .forced).components(separatedBy: "<p ").count == 2)
  }

  @Test func aLanguageHasItsFiles() {
    let all = SubtitleWriter.sidecars(Subtitles(cues: Self.cues), language: "en")
    #expect(all.keys.sorted() == ["forced.srt", "forced.ttml", "forced.vtt", "srt", "ttml", "vtt"])
    #expect(all["forced.vtt"] == SubtitleWriter.vtt(Self.cues, .forced))
    #expect(SubtitleWriter.sidecars(Subtitles(cues: [Self.cues[0]]), language: "en").count == 3)
  }

  @Test func wordsBecomeTimeStamps() {
    var cue = Cue(start: Self.at(1), end: Self.at(4), text: [TextRun("one "), TextRun("two", bold: true), TextRun(" three")])
    cue.words = [
      TimedWord(0..<3, start: Self.at(1), end: Self.at(2)), TimedWord(4..<7, start: Self.at(2), end: Self.at(3)),
      TimedWord(8..<13, start: Self.at(3), end: Self.at(4)),
    ]
    #expect(
      SubtitleWriter.vtt([cue])
        == "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\none <b><00:00:02.000>two</b> <00:00:03.000>three\n\n")
  }

  /// Players take a line's direction from its first letter.
  @Test func linesFromRightToLeftBeginSo() {
    let cue = Cue(start: Self.at(1), end: Self.at(2), text: "iPhone جديد!\nمرحبا 5\n2024")
    #expect(SubtitleWriter.srt([cue], language: "ar").contains("\u{200F}iPhone جديد!\nمرحبا 5\n\u{200F}2024\n"))
    #expect(SubtitleWriter.srt([cue], language: "en").contains("\niPhone جديد!\nمرحبا 5\n2024\n"))
    #expect(SubtitleWriter.imsc([cue], language: "ar").contains("tts:direction=\"rtl\""))
  }

  /// A mark comes before a line, and the words keep their letters.
  @Test func wordsAreTimedBehindMarks() {
    var cue = Cue(start: Self.at(1), end: Self.at(4), text: "one مرحبا\ntwo")
    cue.words = [TimedWord(0..<3, start: Self.at(1), end: Self.at(2)), TimedWord(4..<14, start: Self.at(2), end: Self.at(3))]
    cue.words.append(TimedWord(15..<18, start: Self.at(3), end: Self.at(4)))
    #expect(
      SubtitleWriter.vtt([cue], language: "ar").contains(
        "\n\u{200F}one <00:00:02.000>مرحبا\n<00:00:03.000>\u{200F}two\n"))
  }

  /// Found by fuzzing: XML has no control characters, so a cue of nothing else was an empty paragraph there and a cue elsewhere.
  @Test func controlCharactersAreNoText() throws {
    let source = "1\n00:00:01,000 --> 00:00:02,000\n\u{17}\n\n2\n00:00:03,000 --> 00:00:04,000\na\u{1}b\u{C}c\u{FFFF}\n"
    let subtitles = try SubtitleFile.parse(Array(source.utf8), name: "a.srt")
    #expect(subtitles.problems.map(\.error) == ["control characters, which are no text, are left out of 2 cues"])
    #expect(subtitles.problems.map(\.line) == [2])
    for (ending, text) in SubtitleWriter.sidecars(subtitles, language: "en") {
      let again = try SubtitleFile.parse(Array(text.utf8), name: "a." + ending)
      guard case .cues(let cues) = again.content else { throw Unexpected(what: text) }
      #expect(cues.map(\.plain) == ["ab\nc"], "\(ending)")
    }
    var cue = Cue(start: Self.at(1), end: Self.at(3), text: "\u{2}one \u{3}two")
    cue.words = [TimedWord(0..<4, start: Self.at(1), end: Self.at(2)), TimedWord(5..<9, start: Self.at(2), end: Self.at(3))]
    #expect(SubtitleWriter.vtt([cue]).hasSuffix("\none <00:00:02.000>two\n\n"))
  }

  /// Found by fuzzing: what a run says of itself is written with every run, and every line of Arabic was a run.
  @Test func sidecarsDoNotOutgrowTheirSource() throws {
    let name = String(repeating: "x", count: 10_000)
    let lines = String(repeating: "a\n", count: 10_000)
    let vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n<lang \(name)>\(lines)"
    let spans = (0..<900).map { "<span begin=\"\($0 + 1)s\">b</span>" }.joined()
    let tt = "<tt xmlns=\"http://www.w3.org/ns/ttml\" xml:lang=\"\(name)\"><head><metadata><agent xml:id=\"m\"><name>\(name)</name>"
    let ttml = tt + "</agent></metadata></head><body><div><p end=\"1h\" agent=\"m\">\(lines)\(spans)</p></div></body></tt>"
    for (file, source) in [("a.vtt", vtt), ("a.ttml", ttml)] {
      let subtitles = try SubtitleFile.parse(Array(source.utf8), name: file)
      #expect(!subtitles.isEmpty && !subtitles.problems.isEmpty, "\(file): \(subtitles.problems)")
      for (ending, text) in SubtitleWriter.sidecars(subtitles, language: "ar") {
        #expect(text.utf8.count < 16 << 20, "\(file): \(ending)")
      }
    }
  }

  private static let rich = [
    Cue(start: at(1, 2), end: at(2), text: "1 < 2 & 3 &amp; {x} \"q\""),
    Cue(start: at(3), end: at(4), text: [TextRun("مرحبا", italic: true), TextRun("\n你好", underline: true, color: 0x00FFFF)]),
    Cue(
      start: at(5), end: at(6), text: [TextRun("a "), TextRun("漢字", ruby: "かんじ"), TextRun("です", language: "ja")],
      settings: CueSettings(line: .percent(10, .start), position: 50, size: 60, positionAnchor: .center), speaker: "Ana", forced: true),
    Cue(
      start: at(7), end: at(8), text: [TextRun("held")],
      settings: CueSettings(region: CueRegion(id: "r", width: 40, regionAnchor: .init(x: 0, y: 100), viewportAnchor: .init(x: 10, y: 90)))),
  ]

  @Test func readsWhatItWrote() throws {
    let files = [
      ("a.srt", SubtitleWriter.srt(Self.rich)), ("a.vtt", SubtitleWriter.vtt(Self.rich)),
      ("a.ttml", SubtitleWriter.imsc(Self.rich, language: "en")),
    ]
    for (name, text) in files {
      let read = try SubtitleFile.parse(Array(text.utf8), name: name)
      guard case .cues(let again) = read.content else { throw Unexpected(what: name) }
      #expect(read.problems.filter { !$0.error.hasPrefix("styles that have no effect") } == [], "\(name)")
      #expect(again.map(\.start) == Self.rich.map(\.start), "\(name)")
      #expect(again.map(\.end) == Self.rich.map(\.end), "\(name)")
      if name == "a.srt" {
        #expect(again.map(\.plain) == Self.rich.map { $0.text.map(\.inline).joined() })
        continue
      }
      #expect(again.map(\.speaker) == Self.rich.map(\.speaker), "\(name)")
      #expect(again.map(\.plain) == Self.rich.map(\.plain), "\(name)")
      #expect(again.map { $0.text.map(\.ruby) } == Self.rich.map { $0.text.map(\.ruby) }, "\(name)")
      if name == "a.vtt" {
        #expect(again.map(\.text) == Self.rich.map(\.text))
        #expect(again.map(\.settings) == Self.rich.map(\.settings))
      } else {
        #expect(again.map(\.forced) == Self.rich.map(\.forced))
        #expect(again[2].settings == Self.rich[2].settings)
        #expect(again[3].settings.line == .percent(90, .end) && again[3].settings.size == 40)
      }
    }
  }

  /// To Swift a bracket with an accent behind it is one character; it is a bracket all the same.
  @Test func accentsHideNoMarkup() throws {
    let cue = Cue(start: Self.at(1), end: Self.at(2), text: [TextRun("a <\u{301}b>\u{301} &\u{301} c "), TextRun("\u{301}d", bold: true)])
    let files = [
      ("a.srt", SubtitleWriter.srt([cue])), ("a.vtt", SubtitleWriter.vtt([cue])), ("a.ttml", SubtitleWriter.imsc([cue], language: "en")),
    ]
    for (name, text) in files {
      guard case .cues(let cues) = try SubtitleFile.parse(Array(text.utf8), name: name).content else { throw Unexpected(what: name) }
      #expect(cues.map { $0.text.map { Array($0.text.unicodeScalars) } } == [cue.text.map { Array($0.text.unicodeScalars) }], "\(name)")
      #expect(cues.first?.text.map(\.bold) == [false, true], "\(name)")
    }
  }

  @Test func aNameMakesNoArrow() throws {
    let written = SubtitleWriter.vtt([Cue(start: Self.at(1), end: Self.at(2), text: [TextRun("a")], speaker: "Mia --")])
    let read = try SubtitleFile.parse(Array(written.utf8), name: "a.vtt")
    guard case .cues(let cues) = read.content else { throw Unexpected(what: written) }
    #expect(cues.map(\.plain) == ["a"] && read.problems == [])
  }

  /// ffmpeg reads SRT and WebVTT with parsers of its own.
  @Test func ffmpegReadsTheSameCues() throws {
    let folder = try TemporaryDirectory()
    var cues: [Cue] = []
    for index in 0..<50 {
      let start = Self.at(Int64(index) * 1001 * 7, 1000 * 3)
      cues.append(Cue(start: start, end: start + Self.at(1234, 1000), text: "Line \(index) äöü 你好\nмир & <b \(index)> {\\an8}"))
    }
    for (name, text) in [("a.srt", SubtitleWriter.srt(cues)), ("a.vtt", SubtitleWriter.vtt(cues))] {
      let path = try folder.write(name, text)
      let result = try run(["ffprobe", "-v", "error", "-show_entries", "packet=pts_time,duration_time", "-of", "csv=p=0", path])
      let found = result.text.split(whereSeparator: \.isWhitespace).map(String.init)
      let wanted = cues.map { cue in
        let (start, end) = ((cue.start.seconds * Rational(1000)).rounded, (cue.end.seconds * Rational(1000)).rounded)
        return Time(Rational(start, 1000)).formatted(decimals: 6) + "," + Time(Rational(end - start, 1000)).formatted(decimals: 6)
      }
      #expect(found == wanted, "\(name)")
      let plain = String(decoding: try ffmpeg(["-i", path, "-f", "webvtt", "-"]), as: UTF8.self)
      #expect(plain.components(separatedBy: "-->").count == 51, "\(name)")
      #expect(plain.contains("Line 49 äöü 你好\nмир &amp; &lt;b 49&gt;") || plain.contains("Line 49 äöü 你好\nмир & <"), "\(name)")
    }
  }

  /// Python's XML parser (expat) takes the IMSC document apart: names, namespaces, times, regions and text are where the profile has them.
  @Test func anXMLParserFindsTheCues() throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write("a.ttml", SubtitleWriter.imsc(Self.rich + Self.cues, language: "pt-BR"))
    let script = """
      import sys, xml.etree.ElementTree as E
      n = '{http://www.w3.org/ns/ttml}'; s = '{http://www.w3.org/ns/ttml#styling}'; p = '{http://www.w3.org/ns/ttml#parameter}'
      i = '{http://www.w3.org/ns/ttml/profile/imsc1#styling}'; x = '{http://www.w3.org/XML/1998/namespace}'
      r = E.parse(sys.argv[1]).getroot()
      assert r.tag == n + 'tt' and r.get(x + 'lang') == 'pt-BR' and r.get(p + 'timeBase') == 'media'
      regions = {e.get(x + 'id'): e for e in r.iter(n + 'region')}
      for e in regions.values():
        for a in ('origin', 'extent'):
          for v in e.get(s + a).split(): assert v.endswith('%') and 0 <= float(v[:-1]) <= 100
        o, w = [[float(v[:-1]) for v in e.get(s + a).split()] for a in ('origin', 'extent')]
        assert o[0] + w[0] <= 100.01 and o[1] + w[1] <= 100.01
      for e in r.iter(n + 'p'):
        assert e.get('region') in regions
        t = ''.join('|' if k.tag == n + 'br' else '' for k in e.iter())
        print(e.get('begin'), e.get('end'), e.get(i + 'forcedDisplay'), ''.join(e.itertext()) + t)
      """
    let result = try run(["python3", "-c", script, path])
    #expect(result.errors == "")
    #expect(
      result.text == """
        00:00:00.500 00:00:02.000 None 1 < 2 & 3 &amp; {x} "q"
        00:00:01.000 00:00:02.500 None Hi you red
        00:00:03.000 00:00:04.000 None مرحبا你好|
        00:00:05.000 00:00:06.000 true a 漢字かんじです
        00:00:07.000 00:00:08.000 None held
        01:02:03.005 01:02:05.000 true ab <i> & {\\b1} --> c漢かん||

        """)
  }

  /// What a sidecar says of a script: its events without fonts and drawings, and karaoke's syllables.
  @Test func assEventsBecomeCues() throws {
    let subtitles = try SubtitleFile.parse(
      Array(
        """
        [Script Info]
        [V4+ Styles]
        Format: Name, Fontname, Fontsize, Bold, Italic, Alignment
        Style: Top,Noto Sans,20,-1,0,8
        [Events]
        Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
        Dialogue: 0,0:00:01.00,0:00:03.00,Top,Mia,0,0,0,,{\\k50}Ka{\\kf25}ra{\\K25\\b0}o{\\ko100} ke\\Nnow{comment}
        Dialogue: 0,0:00:04.00,0:00:05.00,Top,,0,0,0,,{\\an2\\c&H0000FF&\\i1}red{\\r} {\\p1}m 0 0 l 1 1{\\p0}\\hend
        Dialogue: 0,0:00:06.00,0:00:07.00,Top,,0,0,0,,{\\p1}m 0 0 l 1 1
        """.utf8), name: "a.ass")
    guard case .ass(let script) = subtitles.content else { throw Unexpected(what: "not ASS") }
    let cues = script.cues()
    #expect(
      cues.map(\.text) == [
        [TextRun("Kara", bold: true), TextRun("o ke\nnow")],
        [TextRun("red", bold: true, italic: true, color: 0xFF0000), TextRun(" \u{A0}end", bold: true)],
      ])
    #expect(cues.map(\.speaker) == ["Mia", nil])
    #expect(cues.map(\.settings.line) == [.number(0), nil])
    #expect(
      cues[0].words == [
        TimedWord(0..<2, start: Self.at(1), end: Self.at(3, 2)), TimedWord(2..<4, start: Self.at(3, 2), end: Self.at(7, 4)),
        TimedWord(4..<5, start: Self.at(7, 4), end: Self.at(2)), TimedWord(5..<12, start: Self.at(2), end: Self.at(3)),
      ])
    // "Karao" is one word of three syllables.
    #expect(cues[0].timedWords().map(\.range) == [0..<5, 6..<8, 9..<12])
    #expect(cues[0].timedWords().map(\.start) == [Self.at(1), Self.at(2), Self.at(12, 5)])
  }
}
