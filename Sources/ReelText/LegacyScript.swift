/// What a language looks like in the encodings from before Unicode.
struct LegacyScript {
  /// The usual one first.
  var encodings: [String]
  /// The letters beyond ASCII that its words have.
  private var letters: Set<Unicode.Scalar> = []
  private var ranges: [ClosedRange<UInt32>] = []
  /// Letters that make most of a text; empty where they tell nothing.
  private var frequent: Set<Unicode.Scalar> = []
  /// One letter of so many is a frequent one, at least.
  private var frequency = 2

  private init(_ encodings: [String], letters: String = "", ranges: [ClosedRange<UInt32>] = [], frequent: String = "", frequency: Int = 2) {
    self.frequency = frequency
    self.encodings = encodings
    self.letters = Set(letters.unicodeScalars).union(letters.uppercased().unicodeScalars)
    self.ranges = ranges
    self.frequent = Set(frequent.unicodeScalars)
  }

  /// 1000 where every letter beyond ASCII is one the language has, less where some are not, where a capital follows a small letter, or
  /// where the letters are not the frequent ones.
  func score(_ text: String) -> Int {
    var (count, good, common) = (0, 0, 0)
    var afterSmall = false
    for scalar in text.unicodeScalars {
      let properties = scalar.properties
      defer { afterSmall = properties.isLowercase }
      guard scalar.value >= 128 else { continue }
      // Quotation marks, dashes, spaces and the like belong to every language.
      if Self.signs.contains(where: { $0.contains(scalar.value) }) { continue }
      count += 1
      let isOwn = letters.contains(scalar) || ranges.contains { $0.contains(scalar.value) }
      good += isOwn ? afterSmall && properties.isUppercase ? -1 : 1 : -1
      if frequent.contains(scalar) { common += 1 }
    }
    guard count > 0 else { return 1000 }
    let share = good * 1000 / count
    return frequent.isEmpty || common * frequency >= count ? share : share / 2
  }

  private static let signs: [ClosedRange<UInt32>] = [
    0xA0...0xA1, 0xA9...0xAB, 0xAE...0xAE, 0xB0...0xB0, 0xB7...0xB7, 0xBA...0xBB, 0xBF...0xBF, 0x2010...0x2044, 0x20AC...0x20AC,
    0x2122...0x2122, 0x266A...0x266B,
  ]

  static func of(_ language: String) -> LegacyScript? {
    let parts = language.lowercased().split { $0 == "-" || $0 == "_" }
    guard let first = parts.first else { return nil }
    if first == "zh" || first == "yue" {
      let isTraditional = first == "yue" || parts.contains { ["hant", "tw", "hk", "mo"].contains($0) }
      // Either text may be in the other's encoding.
      return LegacyScript(isTraditional ? ["Big5", "GB18030"] : ["GB18030", "Big5"], ranges: han, frequent: frequentHan, frequency: 10)
    }
    return table[String(first)]
  }

  private static let han: [ClosedRange<UInt32>] = [0x3000...0x303F, 0x4E00...0x9FFF, 0xFF00...0xFFEF]
  private static let kana: [ClosedRange<UInt32>] = han + [0x3040...0x30FF]
  private static let russianLetters: [ClosedRange<UInt32>] = [0x410...0x44F, 0x401...0x401, 0x451...0x451, 0x2116...0x2116]
  /// What spoken Chinese says most, in both writings.
  private static let frequentHan =
    "的一是不我在有人了这那你他她们会来到大说去就好没什么要看上也个都为生国中可能知道过自己小吗吧啊事想回时间让给做对得着样死里后天还爱妈爸心现真多家"
    + "這們會來說沒麼個為國過嗎時間讓給對著樣裡後還愛媽現"

  private static let table: [String: LegacyScript] = {
    let western = LegacyScript(["windows-1252"], letters: "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿœšžß")
    let cyrillic = LegacyScript(
      ["windows-1251", "KOI8-U", "ISO-8859-5", "IBM866"], ranges: [0x400...0x45F, 0x490...0x491, 0x2116...0x2116])
    let arabic = LegacyScript(["windows-1256", "ISO-8859-6"], ranges: [0x60C...0x6D2, 0x200C...0x200F])
    let russian = LegacyScript(
      ["windows-1251", "KOI8-R", "ISO-8859-5", "IBM866"], ranges: russianLetters, frequent: "оеаинтсрвлкмдпуяьыгзбч")
    let baltic = ["windows-1257", "ISO-8859-13"]
    let central = ["windows-1250", "ISO-8859-2"]
    var table: [String: LegacyScript] = [
      "ru": russian, "bg": russian, "uk": cyrillic, "be": cyrillic, "mk": cyrillic, "kk": cyrillic, "ar": arabic, "fa": arabic,
      "ur": arabic, "he": LegacyScript(["windows-1255"], ranges: [0x5B0...0x5F4, 0x200E...0x200F]),
      "el": LegacyScript(["windows-1253", "ISO-8859-7"], ranges: [0x384...0x3CE]),
      "th": LegacyScript(["windows-874"], ranges: [0xE01...0xE5B], frequent: "านรอกเงมยลวดทสตะปบคหไ่้ัี"),
      "ja": LegacyScript(["Shift_JIS", "EUC-JP"], ranges: kana),
      "ko": LegacyScript(["EUC-KR"], ranges: [0x3000...0x303F, 0xAC00...0xD7A3, 0xFF00...0xFFEF]),
      "vi": LegacyScript(["windows-1258"], letters: "àáâãèéêìíòóôõùúýăđơưĩũ", ranges: [0x300...0x323, 0x1EA0...0x1EF9]),
      "tr": LegacyScript(["windows-1254"], letters: "çğıöşüâîûİ"), "az": LegacyScript(["windows-1254"], letters: "çğıöşüəİ"),
      "pl": LegacyScript(central, letters: "ąćęłńóśźż"), "cs": LegacyScript(central, letters: "áčďéěíňóřšťúůýž"),
      "sk": LegacyScript(central, letters: "áäčďéíĺľňóôŕšťúýž"), "hu": LegacyScript(central, letters: "áéíóöőúüű"),
      "ro": LegacyScript(central, letters: "ăâîşţșț"), "hr": LegacyScript(central, letters: "čćđšž"),
      "bs": LegacyScript(central, letters: "čćđšž"),
      "sl": LegacyScript(central, letters: "čšž"), "sq": LegacyScript(["windows-1252"], letters: "çë"),
      "sr": LegacyScript(["windows-1251", "windows-1250", "ISO-8859-2"], letters: "čćđšž", ranges: [0x400...0x45F]),
      "lt": LegacyScript(baltic, letters: "ąčęėįšųūž"), "lv": LegacyScript(baltic, letters: "āčēģīķļņšūž"),
      "et": LegacyScript(baltic, letters: "äõöüšž"),
    ]
    for language in [
      "en", "fr", "de", "es", "pt", "it", "nl", "sv", "da", "no", "nb", "nn", "fi", "is", "ca", "gl", "eu", "id", "ms", "tl", "fil", "sw",
    ] {
      table[language] = western
    }
    return table
  }()
}
