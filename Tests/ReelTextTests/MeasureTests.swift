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
}
