import Foundation
import ReelCore
import ReelTestSupport
import ReelText
import Testing

@Suite struct TextLayoutTests {
  private func problems(_ result: TextLayout.Result) -> [String] {
    result.problems.map { "\($0.line ?? 0) \($0.severity.rawValue): \($0.error)" }
  }

  @Test func roundsToNearestFrames() throws {
    let cues = [
      Cue(start: Time(Rational(1, 61)), end: Time(Rational(1049, 1000)), text: "a"),
      Cue(start: Time(Rational(2)), end: Time(Rational(4)), text: "b"),
    ]
    #expect(try Drawing.layout(cues).groups.map(\.range) == [0..<31, 60..<120])
    let film = TextLayout.groups(
      Subtitles(cues: cues), style: Drawing.style(), language: "en", rate: FrameRate(Rational(24000, 1001)), fonts: try Drawing.fonts.get(),
      length: 900)
    #expect(film.groups.map(\.range) == [0..<25, 48..<96])
  }

  @Test func joinsWhatOverlapsAndPartsWhatTouches() throws {
    let cues = [
      Drawing.cue(0..<30, "a", line: 2), Drawing.cue(30..<60, "b", line: 6), Drawing.cue(50..<70, "c", line: 10),
      Drawing.cue(65..<90, "d", line: 14), Drawing.cue(100..<110, "e", line: 18),
    ]
    let result = try Drawing.layout(cues.reversed())
    #expect(result.groups.map(\.range) == [0..<30, 30..<90, 100..<110])
    #expect(result.groups.map(\.events) == [[0..<30], [0..<30, 20..<40, 35..<60], [0..<10]])
    #expect(
      problems(result) == [
        "10 warning: the cue overlaps the one of line 6; both are drawn, one above the other",
        "14 warning: the cue overlaps the one of line 10; both are drawn, one above the other",
      ])
  }

  @Test func aGroupThatMovesKeepsItsContent() throws {
    let early = try Drawing.layout([Drawing.cue(10..<40, "a"), Drawing.cue(20..<50, "b")]).groups
    let late = try Drawing.layout([Drawing.cue(310..<340, "a"), Drawing.cue(320..<350, "b"), Drawing.cue(400..<410, "c")]).groups
    #expect(CanonicalEncoder.digest(early[0]) == CanonicalEncoder.digest(late[0]))
    #expect(CanonicalEncoder.digest(early[0]) != CanonicalEncoder.digest(late[1]))
  }

  @Test func reportsWhatIsNotShownAsWritten() throws {
    let cues = [
      Drawing.cue(880..<950, "cut", line: 2), Drawing.cue(900..<950, "late", line: 6),
      Cue(start: Time(Rational(1)), end: Time(Rational(101, 100)), text: "short", line: 10), Drawing.cue(60..<90, " \n ", line: 14),
    ]
    let result = try Drawing.layout(cues)
    #expect(result.groups.map(\.range) == [880..<900])
    #expect(
      problems(result) == [
        "2 warning: the cue lasts until 31.667s, past the episode's end at 30.000s, and is cut there",
        "6 warning: the cue begins at 30.000s, after the episode's end at 30.000s, and is not shown",
        "10 warning: the cue is shorter than half a frame and is not shown", "14 warning: the cue has no text",
      ])
  }

  @Test func namesAMissingFamilyAndItsNeighbours() throws {
    var style = Drawing.style()
    style.font = "Noto Snas"
    let result = try Drawing.layout([Drawing.cue(0..<30, "a"), Drawing.cue(40..<60, "b")], style: style)
    #expect(result.problems.count == 1)
    #expect(result.problems.first?.kind == .missing)
    #expect(result.problems.first?.severity == .error)
    #expect(result.problems.first?.error == "there is no font family named 'Noto Snas'")
    #expect(result.problems.first?.path == "captions.font")
    #expect(result.problems.first?.hint?.contains("Noto Sans") == true)
  }

  @Test func namesACharacterNoFontHas() throws {
    // U+0378 is not assigned, so no font can have it.
    let result = try Drawing.layout([Drawing.cue(75..<90, "x\u{378}y\u{378}", line: 7)])
    #expect(result.problems.count == 1)
    let problem = try #require(result.problems.first)
    #expect(problem.kind == .missing && problem.severity == .error && problem.line == 7)
    #expect(problem.error == "no font has a character of the cue at 2.500s")
    #expect(problem.value == "U+0378 \u{378}")
    #expect(problem.hint?.contains("install") == true)
  }

  @Test(arguments: [
    ("es", "¿Qué, señor?", ["NotoSans-Regular.ttf"]), ("ru", "Что?", ["NotoSans-Regular.ttf"]),
    ("ar", "لماذا؟", ["NotoSansArabic-Regular.ttf"]), ("th", "ทำไม", ["NotoSansThai-Regular.ttf"]),
    ("hi", "क्यों?", ["NotoSansDevanagari-Regular.ttf"]), ("ar", "قلت Mia", ["NotoSans-Regular.ttf", "NotoSansArabic-Regular.ttf"]),
    ("zh-Hans", "为什么？", ["NotoSansCJK-Regular.ttc"]),
  ])
  func choosesFontsThatHaveTheCharacters(language: String, text: String, names: [String]) throws {
    let result = try Drawing.layout([Drawing.cue(0..<30, text)], language: language)
    #expect(result.problems == [])
    #expect(result.fonts.values.map { String($0.split(separator: "/").last ?? "") }.sorted() == names)
    #expect(Set(result.groups[0].fonts) == Set(result.fonts.keys))
    // What fontconfig's own tool says of the files.
    let covered = try result.fonts.values.flatMap(Self.coverage)
    for scalar in text.unicodeScalars where scalar != " " { #expect(covered.contains { $0.contains(scalar.value) }, "\(scalar)") }
  }

  private static func coverage(_ path: String) throws -> [ClosedRange<UInt32>] {
    try run(["fc-query", "--format=%{charset} ", path]).text.split(separator: " ").compactMap { part in
      let ends = part.split(separator: "-").compactMap { UInt32($0, radix: 16) }
      return ends.first.map { $0...(ends.last ?? $0) }
    }
  }

  @Test(arguments: [("zh-Hans", "sc"), ("zh", "sc"), ("zh-Hant", "tc"), ("zh-TW", "tc"), ("yue", "hk"), ("ja", "jp"), ("ko-KR", "kr")])
  func choosesTheIdeographsOfTheLanguage(language: String, face: String) throws {
    let result = try Drawing.layout([Drawing.cue(0..<30, "骨直")], language: language)
    #expect(result.groups[0].script.contains("\\fnNotoSansCJK\(face)-Regular\\"))
  }

  @Test func keepsWordsAndSequencesInOneFont() throws {
    func fonts(_ text: String, _ language: String) throws -> [Substring] {
      let line = try #require(
        try Drawing.layout([Drawing.cue(0..<30, text)], language: language).groups[0].script.split(separator: "\n").last)
      return line.split(separator: "\\fn").dropFirst().map { $0.prefix { $0 != "\\" } }
    }
    // Spaces and punctuation stay with the letters before them; a combining mark with its base.
    #expect(try fonts("قلت لك من قبل.", "ar") == ["Noto Sans Arabic Regular"])
    #expect(try fonts("e\u{301}a\u{308}n", "en") == ["Noto Sans Regular"])
    #expect(try fonts("“你好”", "zh") == ["NotoSansCJKsc-Regular"])
    #expect(try fonts("قلت Mia قلت", "ar") == ["Noto Sans Arabic Regular", "Noto Sans Regular", "Noto Sans Arabic Regular"])
    #expect(try fonts("क्षत्रि\u{200D}य", "hi") == ["Noto Sans Devanagari Regular"])
  }

  @Test func findsWeightsAndSlants() throws {
    let fonts = try Drawing.fonts.get()
    #expect(try fonts.font(family: "noto sans").name == "Noto Sans Regular")
    #expect(try fonts.font(family: "Noto Sans", weight: 700).name == "Noto Sans Bold")
    #expect(try fonts.font(family: "Noto Sans", weight: 600, italic: true).name == "Noto Sans Bold Italic")
    #expect(try fonts.font(family: "Noto Sans CJK JP", weight: 900).name == "NotoSansCJKjp-Bold")
    #expect(try fonts.font(family: "Noto Sans").digest == Digest.of([UInt8](try read(try fonts.font(family: "Noto Sans").path))))
    #expect(FontWeight.value("semi-bold") == 600)
    #expect(FontWeight.value("350") == 350)
    #expect(FontWeight.value("heavyish") == nil)
  }

  @Test func knowsFontFilesBesidesThoseInstalled() throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write("bad.ttf", "no font")
    let error = #expect(throws: ReelError.self) { try FontBook(files: [path]) }
    #expect(error?.file == path)
  }

  @Test func passesAssThroughAndFindsItsFonts() throws {
    let source = """
      [Script Info]
      PlayResX: 320
      PlayResY: 240
      [V4+ Styles]
      Format: Name, Fontname, Fontsize, Bold
      Style: A,Noto Sans,20,0
      Style: B,No Such Font,20,0
      Style: C,Noto Sans,20,-1
      [Events]
      Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
      Dialogue: 3,0:00:01.00,0:00:02.00,A,,0,0,5,,{\\pos(10,20)\\i1}Hi{\\i0} 你\\Nyou
      Dialogue: 0,0:00:02.00,0:00:03.00,B,,0,0,0,,x
      """
    let result = try Drawing.layout(try SubtitleFile.parse(Array(source.utf8), name: "a.ass"), language: "zh")
    #expect(result.groups.map(\.range) == [30..<60, 60..<90])
    #expect(
      result.groups[0].script == """
        [Script Info]
        PlayResX: 320
        PlayResY: 240
        [V4+ Styles]
        Format: Name, Fontname, Fontsize, Bold
        Style: A,Noto Sans,20,0
        [Events]
        Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
        Dialogue: 3,0:00:00.00,0:00:00.00,A,,0,0,5,,{\\pos(10,20)\\i1}Hi{\\i0}\
        {\\fnNotoSansCJKsc-Regular\\b400\\i0} 你\\N{\\fnNoto Sans\\b400\\i0}you

        """)
    #expect(problems(result) == ["12 error: there is no font family named 'No Such Font'"])
  }
}

private func read(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }
