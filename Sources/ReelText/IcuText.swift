import CICU
import ReelCore

/// Text as ICU takes it, and what ICU finds in it.
struct IcuText {
  let units: [UInt16]

  init(_ text: some StringProtocol) { units = Array(text.utf16) }

  /// A place between two characters where a line may or must end.
  struct LineBreak: Hashable {
    /// In UTF-16 units from the text's start.
    var offset: Int
    /// A line ends here in any case.
    var isHard: Bool
  }

  /// Where lines may end, by UAX #14 as `language` wants it; the last is the text's end.
  ///
  /// Chinese and Japanese lines keep the strict set of forbidden characters; Thai, Lao, Khmer and Burmese words come from dictionaries.
  /// - Parameter language: BCP 47.
  func lineBreaks(language: String?) throws -> [LineBreak] {
    try boundaries(reel_break_lines, locale: Self.lineLocale(language)) { LineBreak(offset: $0, isHard: reel_breaks_is_hard($1) != 0) }
  }

  /// The words: ranges of UTF-16 units with letters or digits in them.
  func words(language: String?) throws -> [Range<Int>] {
    var start = 0
    return try boundaries(reel_break_words, locale: Self.locale(language)) { offset, breaks -> Range<Int>? in
      defer { start = offset }
      return reel_breaks_is_word(breaks) != 0 ? start..<offset : nil
    }.compactMap { $0 }
  }

  /// Embedding levels, one for each unit.
  /// - Parameter rightToLeft: the paragraph's direction; `nil` for that of its first strong character.
  func levels(rightToLeft: Bool?) throws -> [UInt8] {
    guard !units.isEmpty else { return [] }
    var levels = [UInt8](repeating: 0, count: units.count)
    var error: Int32 = 0
    reel_bidi_levels(units, Int32(units.count), rightToLeft.map { $0 ? 1 : 0 } ?? -1, &levels, &error)
    try Self.check(error, "ubidi_setPara")
    return levels
  }

  /// In capitals, as `language` writes them: `i` is `İ` in Turkish.
  static func uppercased(_ text: String, language: String?) throws -> String {
    let units = Array(text.utf16)
    // No character grows to more than three.
    var out = [UInt16](repeating: 0, count: units.count * 3 + 1)
    var error: Int32 = 0
    let count = reel_upper(&out, Int32(out.count), units, Int32(units.count), locale(language), &error)
    try check(error, "u_strToUpper")
    return String(decoding: out.prefix(Int(count)), as: UTF16.self)
  }

  private func boundaries<T>(_ kind: reel_break_kind, locale: String, _ body: (Int, OpaquePointer) -> T) throws -> [T] {
    try units.withUnsafeBufferPointer { text in
      var error: Int32 = 0
      guard !text.isEmpty, let breaks = reel_breaks_open(kind, locale, text.baseAddress, Int32(text.count), &error) else {
        try Self.check(error, "ubrk_open")
        return []
      }
      defer { reel_breaks_close(breaks) }
      try Self.check(error, "ubrk_open")
      var found: [T] = []
      while case let offset = reel_breaks_next(breaks), offset >= 0 { found.append(body(Int(offset), breaks)) }
      return found
    }
  }

  private static func check(_ error: Int32, _ call: String) throws {
    guard error > 0 else { return }
    throw ReelError(.failed, "ICU cannot look at a text", detail: "\(call): \(String(cString: reel_icu_error_name(error)))")
  }

  /// ICU has the underscore of its own in its names, and takes only letters, digits and it.
  private static func locale(_ language: String?) -> String {
    (language ?? "und").replacing("-", with: "_").filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }

  private static func lineLocale(_ language: String?) -> String { locale(language) + "@lb=strict" }
}
