import Foundation
import ReelCore
import ReelTestSupport
import ReelText
import Testing

/// What legacy files hold is written by `iconv`, which is not ours.
@Suite struct EncodingTests {
  private static let texts: [(language: String, text: String, encodings: [String])] = [
    ("ru", "Привет, как дела сегодня?\nЯ не знаю, что сказать.", ["WINDOWS-1251", "KOI8-R", "ISO-8859-5", "IBM866"]),
    ("uk", "Привіт, як справи?\nЯ не знаю, що сказати їй.", ["WINDOWS-1251"]),
    ("zh-Hans", "宇宙守护神，保护我们远离邪恶\n他能徒手抓住子弹", ["GBK", "GB18030"]),
    ("zh-Hant", "我們不能這樣離開\n你到底想要什麼？", ["BIG5"]),
    ("ja", "こんにちは、元気ですか？\nもう帰りましょう。①", ["CP932"]), ("ja", "こんにちは、元気ですか？\nもう帰りましょう。", ["EUC-JP"]),
    ("ko", "안녕하세요, 오늘 기분이 어때요?\n집에 가고 싶어요. 똠", ["CP949"]),
    ("th", "สวัสดีครับ วันนี้คุณเป็นอย่างไรบ้าง\nฉันอยากกลับบ้าน", ["CP874"]),
    ("pl", "Cześć, jak się masz dzisiaj?\nNie wiem, co powiedzieć, żółty.", ["WINDOWS-1250", "ISO-8859-2"]),
    ("cs", "Ahoj, jak se dnes máš?\nNevím, co říct, příliš žluťoučký.", ["WINDOWS-1250"]),
    ("fr", "Ça va très bien, merci à vous.\nÊtes-vous sûr d’être prêt ?", ["WINDOWS-1252"]),
    ("de", "Schöne Grüße aus München!\nDas weiß ich nicht, mein Schatz.", ["WINDOWS-1252"]),
    ("es", "¿Qué haces aquí, señor?\n¡No sé qué decir mañana!", ["WINDOWS-1252"]),
    ("tr", "Merhaba, bugün nasılsın?\nNe söyleyeceğimi bilmiyorum, işte.", ["WINDOWS-1254"]),
    ("ar", "مرحبا، كيف حالك اليوم؟\nلا أعرف ماذا أقول.", ["WINDOWS-1256"]),
    ("he", "שלום, מה שלומך היום?\nאני לא יודע מה לומר.", ["WINDOWS-1255"]),
    ("el", "Γεια σου, τι κάνεις σήμερα;\nΆλλα δεν ξέρω.", ["WINDOWS-1253"]),
    ("lt", "Labas, kaip šiandien laikaisi?\nNežinau, ką pasakyti, čia gražu.", ["WINDOWS-1257"]),
  ]

  private func bytes(_ text: String, _ encoding: String) throws -> [UInt8] {
    let folder = try TemporaryDirectory()
    let path = try folder.write("utf8.srt", "1\n00:00:01,000 --> 00:00:02,000\n\(text)\n")
    let result = try run(["iconv", "-f", "UTF-8", "-t", encoding, path])
    guard result.status == 0 else { throw Unexpected(what: "\(encoding): \(result.errors)") }
    return Array(result.output)
  }

  private func text(_ subtitles: Subtitles) -> String? {
    if case .cues(let cues) = subtitles.content { cues.first?.plain } else { nil }
  }

  /// Every encoding is found when the language is known, and named; stated, it is read without a word.
  @Test func legacyEncodingsAreRead() throws {
    for (language, wanted, encodings) in Self.texts {
      for encoding in encodings {
        let bytes = try bytes(wanted, encoding)
        let guessed = try SubtitleFile.parse(bytes, name: "a.srt", language: language)
        #expect(text(guessed) == wanted, "\(language) \(encoding)")
        #expect(guessed.problems.count == 1 && guessed.problems[0].severity == .warning, "\(language) \(encoding)")
        let name = try #require(guessed.problems.first?.value, "\(language) \(encoding)")
        #expect(guessed.problems[0].hint?.contains("iconv -f \(name)") == true)
        for stated in [name, encoding] {
          let read = try SubtitleFile.parse(bytes, name: "a.srt", encoding: stated)
          #expect(text(read) == wanted, "\(language) \(stated)")
          #expect(read.problems == [], "\(language) \(stated)")
        }
      }
    }
  }

  /// Most are found without the language too.
  @Test func mostAreFoundByTheirBytesAlone() throws {
    for (language, wanted, encodings) in Self.texts where !["lt", "uk"].contains(language) {
      for encoding in encodings {
        let guessed = try SubtitleFile.parse(bytes(wanted, encoding), name: "a.srt")
        #expect(text(guessed) == wanted, "\(language) \(encoding)")
      }
    }
  }

  @Test func unicodeIsFoundWithAndWithoutMarks() throws {
    let wanted = "Grüße 你好 😀"
    let marks: [String: [UInt8]] = [
      "UTF-8": [0xEF, 0xBB, 0xBF], "UTF-16LE": [0xFF, 0xFE], "UTF-16BE": [0xFE, 0xFF], "UTF-32LE": [0xFF, 0xFE, 0, 0],
      "UTF-32BE": [0, 0, 0xFE, 0xFF],
    ]
    for (encoding, mark) in marks {
      let plain = try bytes(wanted, encoding)
      for bytes in [plain, mark + plain] {
        // Unicode is recognised whatever else is stated.
        for stated in bytes.count == plain.count ? [nil] : [nil, "Shift_JIS"] {
          let read = try SubtitleFile.parse(bytes, name: "a.srt", encoding: stated)
          #expect(text(read) == wanted, "\(encoding)")
          #expect(read.problems == [], "\(encoding)")
        }
      }
    }
  }

  @Test func nothingBecomesAReplacementCharacter() throws {
    let bytes = try bytes("宇宙守护神", "GBK")
    let error = #expect(throws: ReelError.self) { try SubtitleFile.parse(Array(bytes.dropLast(2)), name: "a.srt", encoding: "gb2312") }
    #expect(error?.message == "line 3 is no text in GB18030")
    let unknown = #expect(throws: ReelError.self) { try SubtitleFile.parse(bytes, name: "a.srt", encoding: "klingon") }
    #expect(unknown?.message == "there is no encoding 'klingon'")
    // UTF-8 with a little damage is not another encoding.
    let damaged = Array("1\n00:00:01,000 --> 00:00:02,000\n你好世界".utf8) + [0xE4, 0xBD, 0x0A]
    let damage = #expect(throws: ReelError.self) { try SubtitleFile.parse(damaged, name: "a.srt") }
    #expect(damage?.message == "the byte at offset \(damaged.count - 3) is no text")
  }

  @Test func xmlNamesItsOwnEncoding() throws {
    let xml = "<?xml version='1.0' encoding='windows-1251'?><tt><body><div><p begin='1s' end='2s'>Привет</p></div></body></tt>"
    let folder = try TemporaryDirectory()
    let result = try run(["iconv", "-f", "UTF-8", "-t", "WINDOWS-1251", try folder.write("a", xml)])
    let read = try SubtitleFile.parse(Array(result.output), name: "a.ttml")
    #expect(text(read) == "Привет")
    #expect(read.problems == [])
  }
}
