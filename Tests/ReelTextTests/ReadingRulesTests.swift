import ReelCore
import ReelText
import Testing

@Suite struct ReadingRulesTests {
  /// The table of the guides: language, characters a second.
  @Test(arguments: [
    ("en", 20), ("en-GB", 20), ("ar", 20), ("es", 17), ("pt-BR", 17), ("th", 17), ("hi", 22), ("ja", 4), ("ko", 12), ("zh-Hans", 9),
    ("zh-Hant-TW", 9), ("xx", 17),
  ]) func speeds(_ language: String, _ limit: Int) {
    #expect(ReadingRules(language: language).charactersPerSecond == limit)
    // As many as the limit in a second is well, one more is not.
    let letter = ["ja": "あ", "zh-Hans": "中", "zh-Hant-TW": "中", "ko": "한"][language] ?? "ก"
    #expect(said(String(repeating: letter, count: limit), language).isEmpty)
    let fast = said(String(repeating: letter, count: limit + 1), language)
    #expect(fast.count == 1 && fast[0].contains("more than \(limit) characters a second"), "\(fast)")
  }

  private func said(_ text: String, _ language: String, start: Int64 = 0, end: Int64 = 1000) -> [String] {
    let cue = Cue(start: Time(Rational(start, 1000)), end: Time(Rational(end, 1000)), text: text, line: 7)
    return ReadingRules(language: language).problems([cue], rate: FrameRate(Rational(25)), file: "f.srt", name: language).map(\.error)
  }

  @Test func charactersAreWhatAReaderSees() {
    // Marks belong to their letters, line ends to none; an emoji of several scalars is one.
    #expect(ReadingRules(language: "th").halves(of: "กำลัง\nมา") == 2 * "กำลังมา".count)
    #expect(ReadingRules(language: "en").halves(of: "e\u{301} 👩‍🚀") == 6)
    // Half-width characters count as half in Chinese and Japanese, and in no other.
    #expect(ReadingRules(language: "zh-Hans").halves(of: "中a1。") == 6)
    #expect(ReadingRules(language: "ko").halves(of: "한a") == 4)
  }

  @Test func durations() {
    #expect(said("a", "en", end: 833) == ["the en cue at 0.000s stands too short"])
    #expect(said("a", "en", end: 834) == [])
    #expect(said("a", "en", end: 7000) == [])
    #expect(said("a", "en", end: 7001) == ["the en cue at 0.000s stands too long"])
    #expect(said(" \n", "en", end: 100) == [])
  }

  /// A long cue that is drawn in parts stands as long as the longest of them, wherever it is in the file.
  @Test func partsStandNoLongerThanTheyDo() {
    let cues = [(20, 30), (0, 9)].map { Cue(start: Time(Rational($0)), end: Time(Rational($1)), text: "a", line: 1) }
    func said(_ shown: [Int: Rational]) -> [String] {
      ReadingRules(language: "en").problems(cues, shown: shown, rate: FrameRate(Rational(25)), file: nil, name: "en").map {
        "\($0.error) \($0.value ?? "")"
      }
    }
    #expect(said([:]) == ["the en cue at 0.000s stands too long 9.00 s", "the en cue at 20.000s stands too long 10.00 s"])
    #expect(said([0: Rational(15, 2), 1: Rational(9, 2)]) == ["the en cue at 20.000s stands too long 7.50 s"])
  }

  /// At 25 frames a second, in any order in the file.
  @Test(arguments: [(2000, 0), (2040, 1), (2080, 0), (1900, 0)] as [(Int64, Int)]) func gaps(_ start: Int64, _ count: Int) {
    let cues = [(start, Int64(4000)), (1000, 2000)].map { start, end in
      Cue(start: Time(Rational(start, 1000)), end: Time(Rational(end, 1000)), text: "a", line: 1)
    }
    let problems = ReadingRules(language: "en").problems(cues, rate: FrameRate(Rational(25)), file: nil, name: "en")
    #expect(problems.count == count)
    #expect(
      problems.allSatisfy { $0.severity == .warning && $0.error == "the en cue at 1.000s ends 1 frame before the next one, which flickers" }
    )
  }
}
