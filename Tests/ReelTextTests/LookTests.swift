import Foundation
import ReelCore
import ReelTestSupport
import ReelText
import Testing

@Suite struct LookTests {
  private static let canvas = Size(width: 540, height: 960)
  private static let rate = FrameRate(Rational(30))

  private func layOut(_ text: String, _ language: String, _ style: CaptionStyle, frames: Range<Int> = 0..<60) throws -> TextLayout.Result {
    let result = TextLayout.groups(
      Subtitles(cues: [Drawing.cue(frames, text)]), style: style, language: language, rate: Self.rate, fonts: try Drawing.fonts.get(),
      length: 900)
    #expect(result.problems == [])
    return result
  }

  private func picture(_ result: TextLayout.Result, frame: Int, size: Size = canvas) throws -> [UInt8] {
    let group = try #require(result.groups.first { $0.range.contains(frame) })
    let renderer = try TextRenderer(size: size, canvas: Self.canvas, rate: Self.rate, fonts: result.fonts)
    return Drawing.picture(try Drawing.shapes(renderer, group, frame - group.start).shapes, size: size)
  }

  private func style(_ look: CaptionStyle.Look) -> CaptionStyle { CaptionStyle(look, canvas: Self.canvas) }

  static let words: [(language: String, text: String)] = [
    ("en", "Tell me why you opened the letter."), ("ar", "قل لي، لماذا فتحت الرسالة؟"), ("he", "תגיד לי, למה פתחת את המכתב?"),
    ("hi", "बताओ, तुमने वह चिट्ठी क्यों खोली?"), ("th", "ทำไมเธอถึงเปิดจดหมายฉบับนั้น"), ("km", "ហេតុអ្វីអ្នកបើកសំបុត្រនោះ?"),
    ("ja", "どうしてあの手紙を開けたの？"), ("ar", "قلت Mia 12 مرة إن iPhone ضاع."),
  ]

  /// A highlight in the caption's own colour must not be seen: whatever it does to shapes or places would.
  @Test(arguments: words.indices) func aHighlightMovesNoGlyph(index: Int) throws {
    let (language, text) = Self.words[index]
    var plain = style(.karaoke)
    plain.words = .still
    let still = try layOut(text, language, plain)
    plain.words = .highlight(plain.fill)
    let lit = try layOut(text, language, plain)
    #expect(lit.groups[0].events.count > 4)
    for size in [Self.canvas, Size(width: 360, height: 640)] {
      let expected = try picture(still, frame: 0, size: size)
      for frame in stride(from: 0, to: 60, by: 7) {
        #expect(try picture(lit, frame: frame, size: size) == expected, "\(language) frame \(frame) at \(size)")
      }
    }
  }

  /// Where the highlight's colour is, on each frame.
  private func litColumns(_ result: TextLayout.Result, frame: Int) throws -> (x: Double, y: Double)? {
    let pixels = try picture(result, frame: frame)
    var (x, y, count) = (0.0, 0.0, 0.0)
    for row in 0..<Self.canvas.height {
      for column in 0..<Self.canvas.width {
        let at = (row * Self.canvas.width + column) * 3
        // Yellow: red and green without blue.
        if pixels[at] > 200, pixels[at + 2] < 60 { (x, y, count) = (x + Double(column), y + Double(row), count + 1) }
      }
    }
    return count > 0 ? (x / count, y / count) : nil
  }

  @Test(arguments: [("en", "one two", 1.0), ("ar", "قلت لك", -1.0), ("he", "למה פתחת", -1.0), ("th", "ทำไม จดหมาย", 1.0)])
  func theHighlightFollowsReadingOrder(language: String, text: String, direction: Double) throws {
    let result = try layOut(text, language, style(.karaoke))
    let first = try #require(try litColumns(result, frame: 2))
    let last = try #require(try litColumns(result, frame: 57))
    #expect((last.x - first.x) * direction > 20)
    #expect(abs(last.y - first.y) < 20)
  }

  @Test func theHighlightFollowsTheTimesOfTheWords() throws {
    var cue = Drawing.cue(0..<60, "one two")
    func at(_ frame: Int) -> Time { Self.rate.start(ofFrame: frame) }
    cue.words = [TimedWord(0..<3, start: at(10), end: at(20)), TimedWord(4..<7, start: at(40), end: at(60))]
    let result = TextLayout.groups(
      Subtitles(cues: [cue]), style: style(.karaoke), language: "en", rate: Self.rate, fonts: try Drawing.fonts.get(), length: 900)
    let lit = try [5, 10, 19, 25, 39, 40, 59].map { try litColumns(result, frame: $0) != nil }
    #expect(lit == [false, true, true, false, false, true, true])
  }

  @Test func aWordMayStandOnABox() throws {
    var style = style(.clean)
    style.words = .highlight(.white, box: TextColor(0xFF0000))
    let result = try layOut("one two", "en", style)
    func reds(_ frame: Int) throws -> [Int] {
      let pixels = try picture(result, frame: frame)
      return (0..<Self.canvas.area).filter { pixels[$0 * 3] > 200 && pixels[$0 * 3 + 1] < 50 }.map { $0 % Self.canvas.width }
    }
    let (first, second) = (try reds(5), try reds(55))
    #expect(first.count > 300 && second.count > 300)
    #expect(try #require(first.max()) < (try #require(second.min())) + 20)
  }

  @Test func aSoftShadowLeavesLettersSharp() throws {
    var style = style(.cinematic)
    (style.enter, style.leave) = (.none, .none)
    let soft = try layOut("Hill", "en", style)
    style.shadow = 0
    let sharp = try layOut("Hill", "en", style)
    let (first, second) = (try picture(soft, frame: 0), try picture(sharp, frame: 0))
    // On black the shadow is not seen, and the letters are the same.
    #expect(first == second)
    #expect(soft.groups[0].events.count == 2 && sharp.groups[0].events.count == 1)
  }

  @Test func popShowsAFewWordsAtATime() throws {
    var style = style(.pop)
    style.words = .few(2)
    let result = try layOut("one two three. four five", "en", style, frames: 0..<90)
    #expect(result.captions.map(\.lines) == [["ONE TWO"], ["THREE."], ["FOUR FIVE"]])
    #expect(result.captions.first?.frames.lowerBound == 0 && result.captions.last?.frames.upperBound == 90)
    // It grows, and is at its size when its frames are over.
    let group = result.groups[0]
    let renderer = try TextRenderer(size: Self.canvas, canvas: Self.canvas, rate: Self.rate, fonts: result.fonts)
    let frames = try (0..<8).map { frame -> Int in
      let pixels = Drawing.picture(try Drawing.shapes(renderer, group, frame).shapes, size: Self.canvas)
      return Drawing.inkBox(pixels, size: Self.canvas)?.x.count ?? 0
    }
    #expect(frames[0] < frames[1] && frames[1] < frames[5])
    #expect(frames[2...4].max() ?? 0 > frames[5])
    #expect(frames[5] == frames[6] && frames[6] == frames[7])
  }

  @Test(arguments: CaptionStyle.Look.allCases) func anyFirstFrameShowsTheSame(look: CaptionStyle.Look) throws {
    var style = style(look)
    style.enter = CaptionAnimation(.slide, frames: 4)
    style.leave = CaptionAnimation(.pop, frames: 3)
    let result = try layOut("Tell me why", "en", style, frames: 0..<20)
    for group in result.groups {
      let renderer = try TextRenderer(size: Self.canvas, canvas: Self.canvas, rate: Self.rate, fonts: result.fonts)
      for frame in 0..<group.count {
        let fresh = try TextRenderer(size: Self.canvas, canvas: Self.canvas, rate: Self.rate, fonts: result.fonts)
        #expect(try Drawing.shapes(renderer, group, frame).shapes == Drawing.shapes(fresh, group, frame).shapes, "\(look) \(frame)")
      }
    }
  }

  @Test func aShortCaptionGivesItsAnimationsHalfEach() throws {
    var style = style(.clean)
    (style.enter, style.leave) = (CaptionAnimation(.fade, frames: 10), CaptionAnimation(.fade, frames: 10))
    let result = try layOut("a", "en", style, frames: 0..<8)
    let light = try (0..<8).map { try picture(result, frame: $0).reduce(0) { $0 + Int($1) } }
    #expect(light[0] < light[1] && light[1] < light[3])
    #expect(light == light.reversed())
  }

  @Test func twoLanguagesNeverMeet() throws {
    var second = CaptionStyle(.boxed, canvas: Self.canvas)
    second.size = 24
    let (upper, lower) = CaptionStyle.stacked(CaptionStyle(.boxed, canvas: Self.canvas), second, gap: 6)
    let fonts = try Drawing.fonts.get()
    let first = TextLayout.groups(
      Subtitles(cues: [Drawing.cue(0..<60, "Tell me why you opened the letter."), Drawing.cue(50..<90, "Why?")]), style: upper,
      language: "en",
      rate: Self.rate, fonts: fonts, length: 900)
    var high = Drawing.cue(10..<80, "告诉我，你为什么打开那封信？")
    high.settings.line = .percent(70, .center)
    let other = TextLayout.groups(
      Subtitles(cues: [Drawing.cue(0..<90, "告诉我，你为什么打开那封信？她从不原谅任何人。"), high]), style: lower, language: "zh-Hans",
      rate: Self.rate, fonts: fonts, length: 900, avoiding: first.captions)
    let boxes = (first.captions + other.captions).compactMap { caption in caption.box.map { (caption.frames, $0) } }
    #expect(boxes.count == 4)
    for (index, box) in boxes.enumerated() {
      for other in boxes[..<index] where box.0.overlaps(other.0) { #expect(!box.1.intersects(other.1), "\(box) \(other)") }
    }
  }

  /// A lower third stands where reading begins, as far from its side in either direction.
  @Test(arguments: [("en", "Mia Larsen"), ("ar", "ميا لارسن"), ("he", "מיה לרסן")])
  func aLowerThirdStandsWhereReadingBegins(language: String, text: String) throws {
    var style = CaptionStyle(.lowerThird, canvas: Self.canvas, language: language)
    (style.enter, style.leave) = (.none, .none)
    let result = TextLayout.screenText(
      text, style: style, motion: TextMotion(), language: language, origin: ("a", 1, "texts[0]"), frames: 0..<30, rate: Self.rate,
      fonts: try Drawing.fonts.get())
    #expect(result.problems == [])
    let bounds = try #require(
      try TextRenderer.textBounds(of: result.groups[0], size: Self.canvas, canvas: Self.canvas, rate: Self.rate, fonts: result.fonts))
    let (left, right) = (bounds.x, Self.canvas.width - bounds.x - bounds.width)
    let near = language == "en" ? left : right
    #expect(abs(near - (Int((style.margin * Double(Self.canvas.width)).rounded()) - Int(style.boxPadding.rounded()))) <= 1, "\(bounds)")
    #expect(left + right - near > 200, "\(bounds)")
  }

  @Test func capitalsFollowTheLanguage() throws {
    var style = style(.clean)
    style.letterCase = .upper
    #expect(try layOut("istanbul ışık", "tr", style).captions[0].lines == ["İSTANBUL IŞIK"])
    #expect(try layOut("straße istanbul", "de", style).captions[0].lines == ["STRASSE ISTANBUL"])
    #expect(try layOut("لماذا", "ar", style).captions[0].lines == ["لماذا"])
  }
}
