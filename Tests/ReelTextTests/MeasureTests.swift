import Foundation
import ReelCore
import ReelTestSupport
import ReelText
import Testing

/// What is measured before drawing against what libass draws.
@Suite struct MeasureTests {
  private static let canvas = Size(width: 1080, height: 1920)
  private static let rate = FrameRate(Rational(30))

  private func check(_ style: CaptionStyle, _ language: String, text: String? = nil) throws {
    let cue = Cue(start: Time(Rational(1)), end: Time(Rational(10)), text: text ?? Dialogue.text(language))
    let result = TextLayout.groups(
      Subtitles(cues: [cue]), style: style, language: language, rate: Self.rate, fonts: try Drawing.fonts.get(), length: 900)
    #expect(result.problems == [])
    let renderer = try TextRenderer(size: Self.canvas, canvas: Self.canvas, rate: Self.rate, fonts: result.fonts)
    for (caption, group) in zip(result.captions, result.groups) {
      let drawn = try #require(try renderer.bounds(of: group))
      let box = try #require(caption.box)
      let distance = [
        box.left - Double(drawn.x), box.right - Double(drawn.x + drawn.width), box.top - Double(drawn.y),
        box.bottom - Double(drawn.y + drawn.height),
      ]
      // Pixels that are partly covered count as drawn, so a whole one may be between.
      #expect(distance.allSatisfy { abs($0) <= 1.5 }, "\(language) \(caption.lines): \(distance)")
      #expect(abs((box.right - box.left) - Double(drawn.width)) <= 2, "\(language) \(caption.lines)")
    }
  }

  @Test(arguments: Dialogue.paragraphs.map(\.language)) func linesAreAsWideAsLibassDrawsThem(language: String) throws {
    try check(CaptionStyle(outline: 0, canvas: Self.canvas), language)
    var style = CaptionStyle(weight: 700, size: 51, outline: 3, canvas: Self.canvas)
    style.letterSpacing = 2.5
    style.alignment = .left
    style.shadow = 4
    try check(style, language)
  }

  @Test func mixedTextIsAsWideAsLibassDrawsIt() throws {
    let style = CaptionStyle(canvas: Self.canvas)
    for (language, text) in [
      ("ar", "قلت Mia 2 مرات إن \"iPhone 15\" ضاع!"), ("he", "Mia, צא מ-12 בבית (עכשיו)."), ("ja", "Mia、iPhone 15を「どうぞ」。"),
      ("th", "Mia บอก 3 ครั้ง"), ("en", "She said 你好 and مرحبا to Ваня."), ("hi", "Mia ने 15 बार कहा"),
    ] {
      try check(style, language, text: text)
    }
  }

  @Test func stylesInsideALineAreMeasured() throws {
    var cue = Cue(start: Time(Rational(1)), end: Time(Rational(3)), text: "")
    for words in [["She ", "self", " stuff ", "fluff", "!"], ["if", "off", "Wolf", ", ", "calf"]] {
      cue.text = words.enumerated().map {
        TextRun($1, bold: $0 == 2, italic: $0 % 2 == 1, underline: $0 == 3, color: $0 == 4 ? 0xFF00 : nil)
      }
      let result = TextLayout.groups(
        Subtitles(cues: [cue]), style: CaptionStyle(outline: 0, canvas: Self.canvas), language: "en", rate: Self.rate,
        fonts: try Drawing.fonts.get(), length: 900)
      let renderer = try TextRenderer(size: Self.canvas, canvas: Self.canvas, rate: Self.rate, fonts: result.fonts)
      let drawn = try #require(try renderer.bounds(of: result.groups[0]))
      let box = try #require(result.captions[0].box)
      let off = [box.left - Double(drawn.x), box.right - Double(drawn.x + drawn.width)]
      #expect(off.allSatisfy { abs($0) <= 1.5 }, "\(words): \(off)")
    }
  }

  /// Whatever is mixed with whatever: lines stay whole, and are drawn where they were measured.
  @Test(arguments: UInt64(1)...8) func anyTextIsAsWideAsLibassDrawsIt(seed: UInt64) throws {
    var random = SeededRNG(seed: seed)
    let pools = [
      "abcdefgTAVWY ", "éñüß ", "Жуков ", "αβγ ", "سلام الآن ", "שלום ", "हिन्दी क्ष ", "ภาษาไทยน้ำ", "ភាសាខ្មែរ", "汉字你好，。", "かなカナー「」", "한국어 ",
      "0123456789 ", ".,;:!?…—-()\"'", "\u{301}\u{308}", "\n\t \u{2028}", "{}\\N\\h",
    ].map { Array($0.unicodeScalars) }
    let languages = Dialogue.paragraphs.map(\.language)
    for _ in 0..<12 {
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let pool = pools.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 1...9, using: &random) { text.append(pool.randomElement(using: &random) ?? "a") }
      }
      let language = languages.randomElement(using: &random) ?? "en"
      var style = CaptionStyle(outline: 0, canvas: Self.canvas)
      if Bool.random(using: &random) { style.letterSpacing = 3 }
      if Bool.random(using: &random) { style.words = .highlight(TextColor(0xFFD400)) }
      let cue = Cue(start: Time(Rational(1)), end: Time(Rational(3)), text: String(text))
      let result = TextLayout.groups(
        Subtitles(cues: [cue]), style: style, language: language, rate: Self.rate, fonts: try Drawing.fonts.get(), length: 900)
      guard !result.problems.contains(where: { $0.severity == .error }) else { continue }
      let renderer = try TextRenderer(size: Self.canvas, canvas: Self.canvas, rate: Self.rate, fonts: result.fonts)
      for (caption, group) in zip(result.captions, result.groups) {
        let drawn = try renderer.bounds(of: group)
        guard let drawn, let box = caption.box else {
          #expect(drawn == nil && caption.box == nil, "seed \(seed) \(language) \(text)")
          continue
        }
        let off = [box.left - Double(drawn.x), box.right - Double(drawn.x + drawn.width)]
        #expect(off.allSatisfy { abs($0) <= 2 }, "seed \(seed) \(language) \(String(text).debugDescription) \(caption.lines): \(off)")
      }
    }
  }
}
