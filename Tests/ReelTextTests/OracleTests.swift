import Foundation
import ReelCore
import ReelTestSupport
import ReelText
import Testing

/// Our captions against libass's own rendering of a plain event: one style and place, no isolates, line ends by hand.
@Suite struct OracleTests {
  private static let canvas = Size(width: 1080, height: 1920)
  private static let rate = FrameRate(Rational(30))

  /// The family a person would write into a script for the language.
  private static let families = [
    "th": "Noto Sans Thai", "km": "Noto Sans Khmer", "ar": "Noto Sans Arabic", "he": "Noto Sans Hebrew", "hi": "Noto Sans Devanagari",
    "zh-Hans": "Noto Sans CJK SC", "zh-Hant": "Noto Sans CJK TC", "ja": "Noto Sans CJK JP", "ko": "Noto Sans CJK KR",
  ]

  /// - Parameter bottom: where the last line's font ends.
  private func plain(_ lines: [String], _ language: String, bottom: Double) throws -> PlainAss {
    let fonts = try Drawing.fonts.get()
    let family = Self.families[language] ?? "Noto Sans"
    let asked = try fonts.font(family: "Noto Sans").lineHeight
    // The em of every font is as large as that of the one the style names.
    let size = ((64 * (try fonts.font(family: family).lineHeight) / asked) * 1000).rounded() / 1000
    var text = lines.joined(separator: "\\N")
    if language == "he" {
      // This family has no Western punctuation; a space goes with what is before it.
      text.replace(/[.,?] ?/) { "{\\fnNoto Sans\\fs64}\($0.output){\\fn\(family)\\fs\(size)}" }
    }
    return PlainAss(
      script: """
        [Script Info]
        ScriptType: v4.00+
        PlayResX: 1080
        PlayResY: 1920
        WrapStyle: 2
        Kerning: yes
        ScaledBorderAndShadow: yes
        [V4+ Styles]
        Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, \
        ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
        Style: A,\(family),\(size),&H00FFFFFF,&H00FFFFFF,&H00000000,&H00000000,0,0,0,0,100,100,0,0,1,4,0,2,108,108,422,-1
        [Events]
        Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
        Dialogue: 0,0:00:00.00,0:00:01.00,A,,0,0,0,,{\\pos(540,\(bottom))}\(text)
        """, language: language)
  }

  /// One event with line ends of its own; in Arabic one for each line, because libass would put lines of its font too far apart.
  private func plain(_ caption: LaidCaption, _ language: String, _ size: Size) throws -> [Drawing.Shape] {
    guard language == "ar" else {
      return try plain(caption.lines, language, bottom: 1498).shapes(size: size, canvas: Self.canvas, milliseconds: 500)
    }
    let font = try Drawing.fonts.get().font(family: "Noto Sans Arabic")
    let below = 64 / (try Drawing.fonts.get().font(family: "Noto Sans").lineHeight) * (font.lineHeight - font.ascent)
    return try zip(caption.lines, caption.baselines).flatMap { line, baseline in
      try plain([line], language, bottom: ((baseline + below) * 1000).rounded() / 1000).shapes(
        size: size, canvas: Self.canvas, milliseconds: 500)
    }
  }

  @Test(arguments: Dialogue.paragraphs.map(\.language)) func drawsWhatLibassDrawsByItself(language: String) throws {
    let cue = Cue(start: Time(Rational(1)), end: Time(Rational(10)), text: Dialogue.text(language))
    let result = TextLayout.groups(
      Subtitles(cues: [cue]), style: CaptionStyle(canvas: Self.canvas), language: language, rate: Self.rate, fonts: try Drawing.fonts.get(),
      length: 900)
    #expect(result.problems == [])
    for size in [Self.canvas, Size(width: 720, height: 1280)] {
      let renderer = try TextRenderer(size: size, canvas: Self.canvas, rate: Self.rate, fonts: result.fonts)
      for (caption, group) in zip(result.captions, result.groups) {
        let ours = Self.crop(try Drawing.shapes(renderer, group, 0).shapes, size)
        let theirs = Self.crop(try plain(caption, language, size), size)
        let differences = zip(ours, theirs).map { abs(Int($0) - Int($1)) }
        let (most, count) = (differences.max() ?? 0, differences.filter { $0 > 0 }.count)
        #expect(most == 0, "\(language) at \(size): \(count) of \(caption.lines)")
        #expect(ours.filter { $0 > 128 }.count > 1000)
      }
    }
  }

  /// The part of the picture where captions are, drawn.
  private static func crop(_ shapes: [Drawing.Shape], _ size: Size) -> [UInt8] {
    let top = size.height * 5 / 8
    return Drawing.picture(
      shapes.map(\.trimmed).map { shape in
        var shape = shape
        shape.y -= top
        return shape
      }, size: Size(width: size.width, height: size.height / 4))
  }
}
