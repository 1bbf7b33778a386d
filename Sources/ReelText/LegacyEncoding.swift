import CICU

/// Encodings from before Unicode, by the names IANA and the web give them.
struct LegacyEncoding: Hashable {
  /// As messages name it and `iconv` takes it.
  let name: String

  /// The supersets of Windows are taken for what files call by their subsets' names, as browsers do.
  private static let supersets = [
    "iso-8859-1": "windows-1252", "latin1": "windows-1252", "us-ascii": "windows-1252", "ascii": "windows-1252",
    "iso-8859-9": "windows-1254", "iso-8859-8": "windows-1255", "iso-8859-8-i": "windows-1255", "iso-8859-7": "windows-1253",
    "iso-8859-11": "windows-874", "tis-620": "windows-874", "gb2312": "GB18030", "gbk": "GB18030", "cp936": "GB18030",
    "windows-936": "GB18030", "gb18030": "GB18030", "big5": "Big5", "cp950": "Big5", "windows-950": "Big5", "shift_jis": "Shift_JIS",
    "shift-jis": "Shift_JIS", "sjis": "Shift_JIS", "cp932": "Shift_JIS", "windows-31j": "Shift_JIS", "windows-932": "Shift_JIS",
    "euc-kr": "EUC-KR", "cp949": "EUC-KR", "windows-949": "EUC-KR", "euc-jp": "EUC-JP", "koi8-r": "KOI8-R", "koi8-u": "KOI8-U",
    "cp866": "IBM866",
  ]

  /// What ICU calls the superset of Windows.
  private static let converters = ["Shift_JIS": "windows-31j", "EUC-KR": "windows-949", "Big5": "windows-950"]

  /// `nil` for a name that ICU does not know either.
  init?(_ name: String) {
    let key = name.lowercased().filter { !$0.isWhitespace }
    let number = key.hasPrefix("cp125") && key.count == 6 ? "windows-" + key.dropFirst(2) : nil
    let known = Self.supersets[key] ?? number ?? (key.hasPrefix("windows-") ? key : name)
    var error: Int32 = 0
    guard !known.isEmpty, let converter = reel_converter_open(Self.converters[known] ?? known, &error), error <= 0 else { return nil }
    reel_converter_close(converter)
    self.name = known
  }

  /// The text, if every byte is one of this encoding and none is a control character or for private use.
  func decode(_ bytes: some RandomAccessCollection<UInt8>) -> String? {
    var error: Int32 = 0
    guard bytes.count < Int(Int32.max) / 4, let converter = reel_converter_open(Self.converters[name] ?? name, &error), error <= 0 else {
      return nil
    }
    defer { reel_converter_close(converter) }
    // No encoding here has more units than bytes, but for the byte order mark some converters write.
    let source = Array(bytes)
    var length: Int32 = 0
    let units = [UInt16](unsafeUninitializedCapacity: source.count + 8) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      length = reel_converter_decode(converter, base, Int32(buffer.count), source, Int32(source.count), &error)
      count = error <= 0 ? Int(length) : 0
    }
    guard error <= 0, let text = String(validating: units, as: UTF16.self) else { return nil }
    let isText = text.unicodeScalars.allSatisfy { scalar in
      switch scalar.value {
      case 0..<9, 14..<27, 28..<32, 127...159, 0xE000...0xF8FF, 0xFFFD: false
      default: true
      }
    }
    return isText ? text : nil
  }

  /// What ICU's statistics take the bytes for, likeliest first.
  static func guesses(_ bytes: [UInt8]) -> [LegacyEncoding] {
    var error: Int32 = 0
    var guesses = [reel_guess](repeating: reel_guess(), count: 32)
    let count = Int(reel_guess_encodings(bytes, Int32(bytes.count), &guesses, Int32(guesses.count), &error))
    return guesses.prefix(count).compactMap { guess in
      let name = withUnsafeBytes(of: guess.name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      return name.hasPrefix("UTF-") || name.hasPrefix("IBM4") ? nil : LegacyEncoding(name)
    }
  }
}
