import Foundation
import ReelCore
import ReelTestSupport
import ReelText
import Testing

@Suite struct SubtitleFileTests {
  private static let text = "1\n00:00:01,000 --> 00:00:02,000\nGrüße 你好 😀\n"

  @Test(arguments: [
    (Array("1\n00:00:01,000 --> 00:00:02,000\n你好世界".utf8) + [0xFC, 0x74], 44, "0xFC is not UTF-8"),
    (Array("你好世界".utf8.dropLast()), 9, "0xE7 is not UTF-8"),
    ([0x31, 0x0A, 0x41, 0x00, 0x41], 3, "a zero byte"),
    ([0xFF, 0xFE, 0x31, 0x00, 0x00, 0xD8, 0x32, 0x00], 4, "half a surrogate pair"),
    ([0xFE, 0xFF, 0x00, 0x31, 0x00], 4, "half a UTF-16 unit"),
  ])
  func namesTheByteThatIsNoText(bytes: [UInt8], offset: Int, detail: String) throws {
    let error = #expect(throws: ReelError.self) { try SubtitleFile.parse(bytes, name: "x.srt") }
    #expect(error?.message == "the byte at offset \(offset) is no text")
    #expect(error?.detail == detail)
    #expect(error?.file == "x.srt")
  }

  @Test func tellsFormatsByTheirContent() throws {
    func isAss(_ text: String, _ name: String) throws -> Bool {
      if case .ass = try SubtitleFile.parse(Array(text.utf8), name: name).content { true } else { false }
    }
    #expect(try isAss("[Script Info]\n[Events]\n", "wrong.srt"))
    #expect(try !isAss("WEBVTT\n", "wrong.srt"))
    #expect(try !isAss(Self.text, "noname"))
    #expect(try !isAss(Self.text + "[Events]\n", "a.srt"))
    #expect(try isAss("; made by hand\n[Events]\n", "noname"))
    let unknown = #expect(throws: ReelError.self) { try SubtitleFile.parse(Array("<html/>".utf8), name: "a.html") }
    #expect(unknown?.kind == .unsupported)
  }

  @Test func namesMissingFiles() {
    let error = #expect(throws: ReelError.self) { try SubtitleFile.read(path: "/nowhere/a.srt") }
    #expect(error?.kind == .missing)
    #expect(error?.file == "/nowhere/a.srt")
    #expect(throws: ReelError.self) { try SubtitleFile.read(path: NSTemporaryDirectory()) }
  }

  @Test func readsAss() throws {
    let subtitles = try SubtitleFile.parse(
      Array(
        """
        [Script Info]
        ; made by hand
        Title: not drawn
        PlayResX: 640
        PlayResY: 360
        [V4+ Styles]
        Format: Name, Fontname, Fontsize, Bold, Italic
        Style: Main,Noto Sans,20,-1,0
        [Events]
        Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
        Comment: 0,0:00:00.00,0:00:09.00,Main,,0,0,0,,not drawn
        Dialogue: 1,0:00:01.50,0:01:02.05,Main,Mia,0,0,9,,{\\i1}Hello, {\\i0}you
        Dialogue: 0,0:00:05.00,0:00:04.00,Main,,0,0,0,,backwards
        Dialogue: 0,soon,0:00:04.00,Main,,0,0,0,,when
        Dialogue: 0,0:00:04.00
        Dialogue: 0,0:00:01.00,0:00:02.00,Other,,0,0,0,,x
        """.utf8), name: "a.ass")
    guard case .ass(let script) = subtitles.content else { throw Unexpected(what: "not ASS") }
    #expect(script.header == ["PlayResX: 640", "PlayResY: 360"])
    #expect(script.styles.map(\.font) == ["Noto Sans"])
    #expect(script.styles.map(\.bold) == [true])
    #expect(script.events.map(\.text) == ["{\\i1}Hello, {\\i0}you", "x"])
    #expect(script.events.first?.start == Time(Rational(3, 2)))
    #expect(script.events.first?.end == Time(Rational(6205, 100)))
    #expect(
      subtitles.problems.map { "\($0.line ?? 0) \($0.error)" } == [
        "13 the event ends before it begins, so it is never shown", "14 the times cannot be read, so the event is never shown",
        "15 the event has 2 fields instead of 10, so it is never shown",
        "16 there is no style of this name, so libass would draw the event in another",
      ])
  }
}
