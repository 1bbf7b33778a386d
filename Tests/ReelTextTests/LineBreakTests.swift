import Foundation
import ReelCore
import ReelTestSupport
import ReelText
import Testing

@Suite struct LineBreakTests {
  static let canvas = Size(width: 1080, height: 1920)
  private static let rate = FrameRate(Rational(30))

  private func layOut(_ text: String, _ language: String, style: CaptionStyle = CaptionStyle(canvas: canvas)) throws -> TextLayout.Result {
    let cue = Cue(start: Time(Rational(1)), end: Time(Rational(10)), text: text)
    return TextLayout.groups(
      Subtitles(cues: [cue]), style: style, language: language, rate: Self.rate, fonts: try Drawing.fonts.get(), length: 900)
  }

  private func lines(_ text: String, _ language: String, style: CaptionStyle = CaptionStyle(canvas: canvas)) throws -> [[String]] {
    try layOut(text, language, style: style).captions.map(\.lines)
  }

  @Test(arguments: Dialogue.paragraphs.map(\.language)) func breaksAParagraphWell(language: String) throws {
    let result = try layOut(Dialogue.text(language), language)
    #expect(result.problems == [])
    let lines = result.captions.map { $0.lines.joined(separator: " | ") }
    #expect(lines == Self.golden[language], "\(language):\n\(lines.map { "\"\($0)\"," }.joined(separator: "\n"))")
    // The parts follow each other without a gap or an overlap, and nothing is lost.
    #expect(result.captions.first?.frames.lowerBound == 30 && result.captions.last?.frames.upperBound == 300)
    for (first, second) in zip(result.captions, result.captions.dropFirst()) {
      #expect(first.frames.upperBound == second.frames.lowerBound)
    }
    func letters(_ text: String) -> String { text.filter { !$0.isWhitespace } }
    #expect(letters(result.captions.flatMap(\.lines).joined()) == letters(Dialogue.text(language)))
  }

  /// The places where lines may end are ICU's, and every line of ours ends at one of them and between two words of its dictionary. ICU is
  /// asked without us.
  @Test(arguments: ["th", "km"]) func breaksBetweenWordsOfTheDictionary(language: String) throws {
    let text = Dialogue.text(language)
    let icu = try PlainICU()
    let ends = try icu.boundaries(.line, of: text, locale: language)
    #expect(try TextBreaks.lineEnds(of: text, language: language) == ends)
    let allowed = Set(ends).intersection(try icu.boundaries(.word, of: text, locale: language))
    #expect(allowed.count > 20)
    var offset = 0
    let units = Array(text.utf16)
    let lines = try layOut(text, language).captions.flatMap(\.lines)
    for line in lines.dropLast() {
      while offset < units.count, !units[offset...].starts(with: line.utf16) { offset += 1 }
      offset += line.utf16.count
      var end = offset
      while end < units.count, units[end] == 32 { end += 1 }
      #expect(allowed.contains(end), "\(line)")
    }
  }

  @Test(arguments: ["zh-Hans", "zh-Hant", "ja"]) func keepsForbiddenCharactersOffLineEnds(language: String) throws {
    let forbidden = Set("、。，．：；！？）」』】》〉’”…ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々")
    let opening = Set("（「『【《〈‘“")
    var random = SeededRNG(seed: 4)
    let pieces = Array("你好我是来去了的吗「」（）。，！？：、ーっゃ々…“”《》本日語漢字")
    for _ in 0..<20 {
      let text = String((0..<Int.random(in: 8...60, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "好" })
      for line in try lines(text, language).flatMap({ $0.dropFirst() }) {
        #expect(line.first.map(forbidden.contains) != true, "seed 4: \(text)")
      }
      for line in try lines(text, language).flatMap({ $0.dropLast() }) {
        #expect(line.last.map(opening.contains) != true, "seed 4: \(text)")
      }
    }
  }

  @Test func breaksKoreanBetweenWords() throws {
    let text = "여기다시오지말라고했잖아 네가보는모든건이제우리언니거야"
    #expect(try lines(text, "ko") == [["여기다시오지말라고했잖아", "네가보는모든건이제우리언니거야"]])
  }

  @Test func keepsTheAuthorsLineEndsWhileTheyFit() throws {
    #expect(try lines("Wait.\nNo, come in.", "en") == [["Wait.", "No, come in."]])
    // Three lines are one too many; two speakers stay apart.
    #expect(try lines("Wait.\nNo,\ncome in.", "en") == [["Wait. No, come in."]])
    #expect(try lines("- Where were you all\nnight long?\n- Out.", "en") == [["- Where were you all night long?", "- Out."]])
    #expect(try lines("你为什么\n打开那封信？\n说吧。", "zh") == [["你为什么打开那封信？说吧。"]])
  }

  @Test func aTitleEndsNoSentence() throws {
    let lines = try lines("I have already told everything to Mr. Smith and to his lawyer.", "en")
    #expect(lines == [["I have already told everything", "to Mr. Smith and to his lawyer."]])
  }

  @Test func aSoftHyphenIsSeenWhereItEndsALine() throws {
    let word = "Donau\u{AD}dampf\u{AD}schiff\u{AD}fahrts\u{AD}gesellschafts\u{AD}kapitän"
    let result = try layOut(word, "de")
    #expect(result.captions[0].lines == ["Donau\u{AD}dampf\u{AD}schiff\u{AD}fahrts\u{AD}", "gesellschafts\u{AD}kapitän"])
    #expect(result.groups[0].script.contains("fahrts-\\N"))
  }

  @Test func neverCutsAGraphemeCluster() throws {
    let text = String(repeating: "क्षि", count: 30)
    let result = try layOut(text, "hi")
    for line in result.captions.flatMap(\.lines) {
      #expect(line == String(repeating: "क्षि", count: line.unicodeScalars.count / 4))
    }
    let family = String(repeating: "👩‍👩‍👧‍👦", count: 3)
    #expect(try lines("a\u{301}" + family, "en").joined().joined().count == 4)
  }

  @Test func makesALongCueSmallerWithinItsRangeAndThenSplitsIt() throws {
    var style = CaptionStyle(canvas: Self.canvas)
    style.smallestSize = 44
    let text = "You know very well what you did to my sister, and you know she will never forgive you."
    let small = try layOut(text, "en", style: style).captions
    #expect(small.count == 1)
    #expect(small[0].size < 64 && small[0].size >= 44)
    #expect(try layOut(text, "en").captions.map(\.size) == [64, 64])
  }

  @Test func splitsWhereTheWordsAreSaid() throws {
    let text = "I told you not to come back here to this house. She never forgives anyone, as you know too well."
    var cue = Cue(start: Time(Rational(0)), end: Time(Rational(10)), text: text)
    let result = TextLayout.groups(
      Subtitles(cues: [cue]), style: CaptionStyle(canvas: Self.canvas), language: "en", rate: Self.rate, fonts: try Drawing.fonts.get(),
      length: 900)
    #expect(result.captions.map(\.lines).last?.first?.hasPrefix("She") == true)
    let letters = text.filter { $0 != " " }.count
    let before = text.prefix { $0 != "." }.filter { $0 != " " }.count + 1
    #expect(result.captions[0].frames.upperBound == Int((300.0 * Double(before) / Double(letters)).rounded()))
    let place = text.utf8.count - "She never forgives anyone, as you know too well.".utf8.count
    cue.words = [
      TimedWord(0..<place, start: Time(Rational(0)), end: Time(Rational(2))),
      TimedWord(place..<text.utf8.count, start: Time(Rational(3)), end: Time(Rational(10))),
    ]
    let timed = TextLayout.groups(
      Subtitles(cues: [cue]), style: CaptionStyle(canvas: Self.canvas), language: "en", rate: Self.rate, fonts: try Drawing.fonts.get(),
      length: 900)
    #expect(timed.captions.map(\.frames) == [0..<90, 90..<300])
  }

  @Test(arguments: ["en", "zh", "th"]) func aTextWithoutEndIsLaidOutAllTheSame(language: String) throws {
    let text = String(repeating: Dialogue.text(language == "zh" ? "zh-Hans" : language) + " ", count: 60)
    let cue = Cue(start: Time(Rational(0)), end: Time(Rational(3600)), text: text)
    let result = TextLayout.groups(
      Subtitles(cues: [cue]), style: CaptionStyle(canvas: Self.canvas), language: language, rate: Self.rate, fonts: try Drawing.fonts.get(),
      length: 200_000)
    #expect(result.problems == [])
    #expect(result.captions.count > 60 && result.captions.allSatisfy { !$0.overflows })
    func letters(_ text: String) -> Int { text.filter { !$0.isWhitespace }.count }
    #expect(letters(result.captions.flatMap(\.lines).joined()) == letters(text))
  }

  @Test func aWordThatFitsNowhereIsBrokenAndReported() throws {
    let result = try layOut(String(repeating: "W", count: 60), "en")
    #expect(result.captions.first?.overflows == true)
    #expect(result.captions.first?.lines.allSatisfy { $0.count < 30 } == true)
    #expect(result.problems.map(\.error) == ["the cue at 1.000s does not fit into 2 lines"])
  }
}
