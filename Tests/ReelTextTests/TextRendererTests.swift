import ReelCore
import ReelTestSupport
import ReelText
import Testing

@Suite struct TextRendererTests {
  /// libass by way of ffmpeg is the oracle: same script, fonts found by ffmpeg, its own blending.
  @Test(arguments: [Size(width: 540, height: 960), Size(width: 270, height: 480), Size(width: 720, height: 1280)])
  func drawsWhatFFmpegDraws(size: Size) throws {
    var cue = Drawing.cue(0..<30, "")
    cue.text = [
      TextRun("I know what "), TextRun("you", italic: true, color: 0xFFCC00), TextRun(" did,\nMia. "),
      TextRun("Really?", bold: true, underline: true),
    ]
    let result = try Drawing.layout([cue, Drawing.cue(10..<30, "And I saw it, too.")])
    let group = try #require(result.groups.first)
    let expected = try Drawing.oracle(group, size: size, frame: 15)
    let shapes = try Drawing.shapes(Drawing.renderer(result, size: size), group, 15).shapes
    let actual = Drawing.picture(shapes, size: size)
    #expect(expected.count == actual.count)
    let differences = zip(expected, actual).map { abs(Int($0) - Int($1)) }
    #expect(differences.max() ?? 255 <= 3)
    #expect(actual.contains { $0 > 250 })
    #expect(actual.filter { $0 > 128 }.count > size.area / 100)
  }

  @Test func drawsForeignAssAsFFmpegDoes() throws {
    let source = """
      [Script Info]
      PlayResX: 384
      PlayResY: 288
      ScaledBorderAndShadow: yes
      [V4+ Styles]
      Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, \
      Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, \
      BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
      Style: A,Noto Sans,22,&H0000FFFF,&H000000FF,&H00400000,&H80000000,-1,0,0,0,100,100,1,0,1,2,1,8,10,10,15,1
      [Events]
      Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
      Dialogue: 0,0:00:00.00,0:00:01.00,A,,0,0,0,,Tilted {\\frz20\\b0}and {\\i1\\fscx150}wide
      Dialogue: 1,0:00:00.00,0:00:01.00,A,,0,0,0,,{\\an5\\p1\\c&HFF0000&}m 0 0 l 50 0 50 50 0 50
      """
    let result = try Drawing.layout(try SubtitleFile.parse(Array(source.utf8), name: "a.ass"))
    #expect(result.problems == [])
    let group = try #require(result.groups.first)
    let actual = Drawing.picture(try Drawing.shapes(Drawing.renderer(result), group, 3).shapes, size: Drawing.canvas)
    let expected = try Drawing.oracle(group, size: Drawing.canvas, frame: 3)
    #expect(zip(expected, actual).map { abs(Int($0) - Int($1)) }.max() ?? 255 <= 3)
    #expect(actual.contains { $0 > 250 })
  }

  @Test func anyFirstFrameShowsTheSame() throws {
    let cues = [Drawing.cue(0..<12, "one"), Drawing.cue(4..<20, "two\nlines"), Drawing.cue(14..<24, "three"), Drawing.cue(18..<24, "four")]
    let result = try Drawing.layout(cues)
    let group = try #require(result.groups.first)
    let sequential = try Drawing.renderer(result)
    let frames = try (0..<group.count).map { try Drawing.shapes(sequential, group, $0).shapes }
    for first in 0..<group.count {
      #expect(try Drawing.shapes(Drawing.renderer(result), group, first).shapes == frames[first], "frame \(first)")
    }
    // Back and forth on one renderer too.
    for frame in [23, 5, 16, 0, 13] { #expect(try Drawing.shapes(sequential, group, frame).shapes == frames[frame]) }
    // "two" was placed above "one" and stays there when "one" is gone: what a renderer without a memory would not know.
    func top(_ frame: Int) -> Int? { frames[frame].map(\.y).min() }
    #expect(top(13) == top(11))
    #expect(frames[13] != (try Drawing.shapes(Drawing.renderer(Drawing.layout([cues[1]])), Drawing.layout([cues[1]]).groups[0], 9).shapes))
  }

  @Test func animatedSizesArePlacedAlikeFromAnyFirstFrame() throws {
    let source = """
      [Script Info]
      PlayResX: 540
      PlayResY: 960
      [V4+ Styles]
      Format: Name, Fontname, Fontsize, Alignment
      Style: A,Noto Sans,40,2
      [Events]
      Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
      Dialogue: 0,0:00:00.00,0:00:00.50,A,,0,0,0,,{\\t(0,400,\\fs90)}grows
      Dialogue: 0,0:00:00.10,0:00:00.50,A,,0,0,0,,stays
      """
    let result = try Drawing.layout(try SubtitleFile.parse(Array(source.utf8), name: "a.ass"))
    let group = try #require(result.groups.first)
    let sequential = try Drawing.renderer(result)
    let frames = try (0..<group.count).map { try Drawing.shapes(sequential, group, $0).shapes }
    for first in [2, 7, 12] {
      #expect(try Drawing.shapes(Drawing.renderer(result), group, first).shapes == frames[first], "frame \(first)")
    }
  }

  @Test(arguments: [FrameRate(Rational(24000, 1001)), FrameRate(Rational(60000, 1001)), FrameRate(Rational(25)), FrameRate(Rational(240))])
  func eventsLastTheirExactFrames(rate: FrameRate) throws {
    let result = try Drawing.layout([Drawing.cue(0..<3, "a")])
    let events = [0..<7, 3..<11, 11..<12]
    var group = try #require(result.groups.first)
    let lines = group.script.split(separator: "\n").map(String.init)
    group.script = (lines + [lines[lines.count - 1], lines[lines.count - 1]]).joined(separator: "\n")
    group.events = events
    group.count = 12
    let renderer = try TextRenderer(size: Drawing.canvas, canvas: Drawing.canvas, rate: rate, fonts: result.fonts)
    for frame in 0..<12 {
      let shown = events.filter { $0.contains(frame) }.count
      // Each event is two shapes: outline and fill.
      #expect(try Drawing.shapes(renderer, group, frame).shapes.count == 2 * shown, "frame \(frame)")
    }
  }

  @Test func cuesAtOneTimeStandAboveEachOther() throws {
    let result = try Drawing.layout([Drawing.cue(0..<30, "lower"), Drawing.cue(0..<30, "upper")])
    let shapes = try Drawing.shapes(Drawing.renderer(result), result.groups[0], 0).shapes.filter { $0.color == 0xFFFFFF }
    #expect(shapes.count == 2)
    let (first, second) = (shapes[0].trimmed, shapes[1].trimmed)
    #expect(second.y + second.height < first.y)
    // The first stands at the style's place: its bottom is near y = 0.78 of the picture.
    #expect(abs(first.y + first.height - Int(0.78 * 960)) < 16)
  }

  @Test func standsStillWithoutBeingDrawnAgain() throws {
    let result = try Drawing.layout([Drawing.cue(0..<30, "still"), Drawing.cue(40..<60, "other")])
    let renderer = try Drawing.renderer(result)
    let changes = try (0..<20).map { try Drawing.shapes(renderer, result.groups[0], $0).changed }
    #expect(changes == [true] + Array(repeating: false, count: 19))
    // Two texts on one picture do not disturb each other.
    #expect(try Drawing.shapes(renderer, result.groups[1], 0).changed)
    #expect(try !Drawing.shapes(renderer, result.groups[0], 20).changed)
    #expect(try !Drawing.shapes(renderer, result.groups[1], 1).changed)
  }

  @Test func textIsNeverTakenForTags() throws {
    let plain = try Drawing.layout([Drawing.cue(0..<30, "x")])
    let low = try #require(
      Drawing.inkBox(
        Drawing.picture(Drawing.shapes(Drawing.renderer(plain), plain.groups[0], 0).shapes, size: Drawing.canvas), size: Drawing.canvas))
    for text in [
      "{\\an8\\fs200}x", "{\\an8}", "\\{\\an8}x", "a{\\p1}m 0 0 l 99 0", "{x", "x}", "\\N\\N\\N\\Nx", "\\", "a\\{\\an8}", "{\u{301}\\an8}x",
    ] {
      let result = try Drawing.layout([Drawing.cue(0..<30, text)])
      #expect(result.problems == [])
      let pixels = Drawing.picture(try Drawing.shapes(Drawing.renderer(result), result.groups[0], 0).shapes, size: Drawing.canvas)
      let box = try #require(Drawing.inkBox(pixels, size: Drawing.canvas), "\(text)")
      #expect(box.y.lowerBound > low.y.lowerBound - 20 && box.y.upperBound < low.y.upperBound + 20, "\(text)")
    }
    // Every character is drawn.
    func width(_ text: String) throws -> Int {
      let result = try Drawing.layout([Drawing.cue(0..<30, text)])
      let pixels = Drawing.picture(try Drawing.shapes(Drawing.renderer(result), result.groups[0], 0).shapes, size: Drawing.canvas)
      return try #require(Drawing.inkBox(pixels, size: Drawing.canvas)).x.count
    }
    #expect(try width("{a}") > width("a"))
    #expect(try width("\\Na") > width("Na"))
    #expect(try width("\\{a") > width("{a"))
  }

  @Test func rightToLeftEndsAtTheLeft() throws {
    // The full stop of a Hebrew or Arabic line is its leftmost ink, low and small; so it is also when the line begins with Latin.
    for (language, text) in [("ar", "قلت لك هنا."), ("he", "Mia, צא מהבית."), ("ar", "123 دولار.")] {
      let result = try Drawing.layout([Drawing.cue(0..<30, text)], language: language)
      let pixels = Drawing.picture(try Drawing.shapes(Drawing.renderer(result), result.groups[0], 0).shapes, size: Drawing.canvas)
      let box = try #require(Drawing.inkBox(pixels, size: Drawing.canvas))
      func inkHeight(_ columns: Range<Int>) -> Int {
        box.y.filter { y in columns.contains { pixels[(y * Drawing.canvas.width + $0) * 3] > 64 } }.count
      }
      #expect(inkHeight(box.x.lowerBound..<box.x.lowerBound + 3) <= 6, "\(text)")
      #expect(inkHeight(box.x.upperBound - 5..<box.x.upperBound + 1) > 6, "\(text)")
    }
  }

  @Test func wrappedRightToLeftTextEqualsBrokenText() throws {
    // Soft and hard line ends must give the same lines in the same order.
    let words = "لماذا فعلت هذا يا ليلى قلت لك من قبل ألا تعودي"
    let soft = try Drawing.layout([Drawing.cue(0..<30, words)], language: "ar")
    let shapes = try Drawing.shapes(Drawing.renderer(soft), soft.groups[0], 0).shapes
    let pieces = words.split(separator: " ")
    let hard = try (1..<pieces.count).map { count in
      let text = pieces[..<count].joined(separator: " ") + "\n" + pieces[count...].joined(separator: " ")
      let result = try Drawing.layout([Drawing.cue(0..<30, text)], language: "ar")
      return try Drawing.shapes(Drawing.renderer(result), result.groups[0], 0).shapes
    }
    let picture = Drawing.picture(shapes, size: Drawing.canvas)
    #expect(hard.contains { Drawing.picture($0, size: Drawing.canvas) == picture })
  }

  @Test func charactersBeyondTheBasicPlaneAreDrawn() throws {
    let result = try Drawing.layout([Drawing.cue(0..<30, "𠮷野")], language: "ja")
    #expect(result.problems == [])
    let pixels = Drawing.picture(try Drawing.shapes(Drawing.renderer(result), result.groups[0], 0).shapes, size: Drawing.canvas)
    #expect(try #require(Drawing.inkBox(pixels, size: Drawing.canvas)).x.count > 40)
  }

  @Test func aGlyphThatIsMissingIsAnErrorEachTime() throws {
    let latin = try Drawing.layout([Drawing.cue(0..<30, "abc")])
    var group = latin.groups[0]
    group.script = group.script.replacing("abc", with: "a你c")
    let renderer = try Drawing.renderer(latin)
    for _ in 0..<2 {
      let error = #expect(throws: ReelError.self) { try renderer.render(group, frame: 0) { _ in } }
      #expect(error?.kind == .missing)
      #expect(error?.detail?.contains("0x4F60") == true)
    }
    #expect(try Drawing.shapes(renderer, latin.groups[0], 0).shapes.count == 2)
    group.script = latin.groups[0].script.replacing("Noto Sans Regular", with: "Nothing")
    #expect(throws: ReelError.self) { try renderer.render(group, frame: 0) { _ in } }
  }

  @Test func aFontFileThatIsAnotherOneIsAnError() throws {
    let result = try Drawing.layout([Drawing.cue(0..<30, "abc")])
    let other = try Drawing.fonts.get().font(family: "Noto Sans", weight: 700).path
    let swapped = result.fonts.mapValues { _ in other }
    let renderer = try TextRenderer(size: Drawing.canvas, canvas: Drawing.canvas, rate: Drawing.rate, fonts: swapped)
    let error = #expect(throws: ReelError.self) { try renderer.render(result.groups[0], frame: 0) { _ in } }
    #expect(error?.message == "the font file has changed since the plan was made")
    let unknown = try TextRenderer(size: Drawing.canvas, canvas: Drawing.canvas, rate: Drawing.rate, fonts: [:])
    #expect(throws: ReelError.self) { try unknown.render(result.groups[0], frame: 0) { _ in } }
  }

  @Test func boundsTellWhatLeavesThePicture() throws {
    func bounds(_ text: String, y: Double = 0.78) throws -> TextBounds? {
      var style = Drawing.style()
      style.y = y
      let result = try Drawing.layout([Drawing.cue(0..<30, text)], style: style)
      return try TextRenderer.textBounds(
        of: result.groups[0], size: Drawing.canvas, canvas: Drawing.canvas, rate: Drawing.rate, fonts: result.fonts)
    }
    let inside = try #require(try bounds("Hello"))
    #expect(!inside.reachesEdge(of: Drawing.canvas))
    #expect(abs(inside.x + inside.width / 2 - 270) <= 2)
    #expect(try #require(try bounds("Hyg", y: 1.005)).reachesEdge(of: Drawing.canvas))
  }

  @Test func boxedCaptionsStandOnABox() throws {
    let style = CaptionStyle(size: 32, boxed: true, canvas: Drawing.canvas)
    let result = try Drawing.layout([Drawing.cue(0..<30, "boxed\nlines")], style: style)
    let shapes = try Drawing.shapes(Drawing.renderer(result), result.groups[0], 0).shapes
    let box = try #require(shapes.first { $0.color == 0 && $0.opacity < 255 }).trimmed
    #expect(box.coverage.allSatisfy { $0 == 255 })
    for shape in shapes.map(\.trimmed) where shape.color == 0xFFFFFF {
      #expect(
        shape.x > box.x && shape.y > box.y && shape.x + shape.width < box.x + box.width && shape.y + shape.height < box.y + box.height)
    }
  }

  @Test func placesCuesAsTheyAsk() throws {
    func box(_ settings: CueSettings) throws -> (x: ClosedRange<Int>, y: ClosedRange<Int>) {
      var cue = Drawing.cue(0..<30, "Hello")
      cue.settings = settings
      let result = try Drawing.layout([cue])
      let pixels = Drawing.picture(try Drawing.shapes(Drawing.renderer(result), result.groups[0], 0).shapes, size: Drawing.canvas)
      return try #require(Drawing.inkBox(pixels, size: Drawing.canvas))
    }
    let normal = try box(CueSettings())
    #expect(try box(CueSettings(line: .number(0))).y.upperBound < 300)
    #expect(try box(CueSettings(line: .percent(50, .center))).y.contains(480))
    #expect(abs(try box(CueSettings(line: .percent(10, .start))).y.lowerBound - 96) < 20)
    #expect(try box(CueSettings(line: .number(-2))).y.upperBound < normal.y.lowerBound + 8)
    #expect(abs(try box(CueSettings(alignment: .left)).x.lowerBound - 54) < 6)
    #expect(abs(try box(CueSettings(alignment: .right)).x.upperBound - 486) < 6)
    #expect(abs(try box(CueSettings(alignment: .left, position: 20)).x.lowerBound - 108) < 6)
  }
}
