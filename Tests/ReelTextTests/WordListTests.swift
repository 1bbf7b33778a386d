import ReelCore
import ReelText
import Testing

@Suite struct WordListTests {
  private func parse(_ text: String) throws -> (cues: [Cue], problems: [String]) {
    let subtitles = try SubtitleFile.parse(Array(text.utf8), name: "a.json")
    guard case .cues(let cues) = subtitles.content else { throw Unexpected(what: "not cues") }
    return (cues, subtitles.problems.map { "\($0.line ?? 0) \($0.severity.rawValue): \($0.error)" })
  }

  /// Words of half a second, with a pause of a tenth between.
  private func list(_ words: String, pauseAfter: Int = -1) -> String {
    let items = words.split(separator: " ").enumerated().map { index, word in
      let start = 6 * index + (pauseAfter >= 0 && index > pauseAfter ? 10 : 0)
      return "{ \"text\": \"\(word)\", \"start\": \(start / 10).\(start % 10), \"end\": \((start + 5) / 10).\((start + 5) % 10) }"
    }
    return "[" + items.joined(separator: ",\n") + "]"
  }

  @Test func wordsKeepTheirTimes() throws {
    let (cues, problems) = try parse(
      "[{ \"text\": \"Ja,\", \"start\": 0.32, \"end\": 0.7100000000000001 },\n{\"word\":\"nein\",\"start\":1,\"end\":15e-1}]")
    #expect(problems == [])
    let cue = try #require(cues.first)
    #expect(cue.plain == "Ja, nein")
    #expect(
      cue.words == [
        TimedWord(0..<3, start: Time(Rational(8, 25)), end: Time(Rational(71, 100))),
        TimedWord(4..<8, start: Time(Rational(1)), end: Time(Rational(3, 2))),
      ])
    #expect(cue.timedWords() == cue.words)
    #expect(cue.start == Time(Rational(8, 25)) && cue.end == Time(Rational(3, 2)))
  }

  @Test func cuesEndAtPausesAndSentences() throws {
    #expect(try parse(list("We were here long before you", pauseAfter: 2)).cues.map(\.plain) == ["We were here", "long before you"])
    #expect(
      try parse(list("We were here. Long before “you.” Really?")).cues.map(\.plain) == ["We were here.", "Long before “you.”", "Really?"])
    // A sentence of less than a second stays with the next.
    #expect(try parse(list("No. We were here.")).cues.map(\.plain) == ["No. We were here."])
    let two = "[{\"text\":\"a\",\"start\":0,\"end\":1,\"speaker\":\"A\"},{\"text\":\"b\",\"start\":1,\"end\":2,\"speaker\":\"B\"}]"
    #expect(try parse(two).cues.map(\.speaker) == ["A", "B"])
  }

  @Test func longCuesAreCutAtACommaOrAtTheLimit() throws {
    #expect(
      try parse(list("Nothing you ever told me, my dear, was as true as this story")).cues.map(\.plain)
        == ["Nothing you ever told me, my dear,", "was as true as this story"])
    #expect(
      try parse(list("Nothing you ever told me my dear was as true as this story")).cues.map(\.plain)
        == ["Nothing you ever told me my dear was as", "true as this story"])
    let columns = try parse(list(Array(repeating: "宇宙", count: 30).joined(separator: " "))).cues
    #expect(columns.allSatisfy { $0.plain.count <= 21 })
  }

  @Test func spacesAreAsTheScriptHasThem() throws {
    #expect(try parse(list("我 爱 你 。")).cues.map(\.plain) == ["我爱你。"])
    #expect(try parse(list("ฉัน รัก คุณ")).cues.map(\.plain) == ["ฉันรักคุณ"])
    #expect(try parse(list("안녕 하세요")).cues.map(\.plain) == ["안녕 하세요"])
    // Spaces that are written count.
    let written =
      "[{\"text\":\" Hel\",\"start\":0,\"end\":1},{\"text\":\"lo\",\"start\":1,\"end\":2},{\"text\":\" you\",\"start\":2,\"end\":3}]"
    #expect(try parse(written).cues.map(\.plain) == ["Hello you"])
  }

  @Test func segmentsBeginCues() throws {
    let text =
      "{\"segments\":[{\"speaker\":\"S\",\"words\":[{\"word\":\" a\",\"start\":0,\"end\":1}]},\n{\"words\":[{\"word\":\" b\",\"start\":1,\"end\":2}]},\n{\"text\":\"x\"}]}"
    let (cues, problems) = try parse(text)
    #expect(cues.map(\.plain) == ["a", "b"])
    #expect(cues.map(\.speaker) == ["S", nil])
    #expect(problems == ["3 error: the segment has no words, so it is never shown"])
  }

  @Test func badWordsAreReportedAndMended() throws {
    let (cues, problems) = try parse(
      """
      [{ "text": "a", "start": 1, "end": 2 },
      { "text": "b" },
      { "text": "c", "start": 3, "end": 2 },
      { "text": "d", "start": 0, "end": 4 },
      { "start": 0, "end": 4 },
      { "text": " ", "start": 0, "end": 4 },
      { "text": "e" }]
      """)
    #expect(cues.map(\.plain) == ["a b c d"])
    #expect(cues.first?.words.map(\.start.seconds) == [Rational(1), Rational(2), Rational(3), Rational(3)])
    #expect(
      problems == [
        "2 warning: the word has no times of its own; its neighbours' are taken",
        "3 warning: the word ends before it begins; it is taken as a moment",
        "4 warning: the word begins before the one above it; it is moved behind", "5 error: the word has no text",
        "7 error: the word has no times, so it is never shown",
      ])
  }

  @Test(arguments: [
    ("[", "1 error: the JSON cannot be read: a value is missing"),
    ("[{\"text\" 1}]", "1 error: the JSON cannot be read: a colon is missing behind \"text\""),
    ("[\n{]", "2 error: the JSON cannot be read: a name in quotes is missing"),
    ("{\"words\":[01x]}", "1 error: the JSON cannot be read: '01x' is no value"),
    ("{\"words\":[tru]}", "1 error: the JSON cannot be read: 'tru' is no value"),
    ("{\"a\":\"\\ud800\"}", "1 error: the JSON cannot be read: half a surrogate pair"),
    ("{\"a\":1}", "1 error: this is no list of words"), ("[]", "1 warning: there is not one cue in it"),
    ("{\"a\":" + String(repeating: "[", count: 100), "1 error: the JSON cannot be read: values are nested too deep"),
  ])
  func namesWhereJSONIsWrong(text: String, problem: String) throws {
    #expect(try parse(text).problems == [problem])
  }
}
