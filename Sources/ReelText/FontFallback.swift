/// Which families stand in for the one that was asked for: a fixed list, so that a machine's preferences change nothing.
enum FontFallback {
  /// In order: the ideographs of the language before those of others, then Noto's family of each script.
  /// - Parameters:
  ///   - family: as it was asked for; one with serifs has those with serifs for relatives.
  ///   - language: BCP 47.
  static func families(for family: String, language: String?) -> [String] {
    let parts = (language ?? "").lowercased().split { $0 == "-" || $0 == "_" }
    let sans = special(parts).map { [$0] } ?? []
    let scripts = ideographs(parts) + Self.scripts
    guard family.lowercased().contains("serif"), !family.lowercased().contains("sans") else {
      return sans + ["Noto Sans"] + scripts.map { "Noto Sans " + $0 } + symbols
    }
    return sans + ["Noto Serif"] + scripts.map { "Noto Serif " + $0 } + ["Noto Sans"] + scripts.map { "Noto Sans " + $0 } + symbols
  }

  /// Urdu and Kashmiri are read in Nastaliq.
  private static func special(_ parts: [Substring]) -> String? {
    parts.first.map { ["ur", "ks", "pnb"].contains($0) } == true ? "Noto Nastaliq Urdu" : nil
  }

  /// One code stands for characters that look different in each: the first family decides.
  private static func ideographs(_ parts: [Substring]) -> [String] {
    let all = ["CJK SC", "CJK TC", "CJK HK", "CJK JP", "CJK KR"]
    let first: [String]
    switch parts.first {
    case "ja", "ain", "ryu": first = ["CJK JP"]
    case "ko": first = ["CJK KR"]
    case "yue": first = ["CJK HK", "CJK TC"]
    case _ where parts.contains("hk") || parts.contains("mo"): first = ["CJK HK", "CJK TC"]
    case _ where parts.contains("hant") || parts.contains("tw"): first = ["CJK TC", "CJK HK"]
    default: first = ["CJK SC"]
    }
    return first + all.filter { !first.contains($0) }
  }

  private static let scripts = [
    "Arabic", "Hebrew", "Devanagari", "Thai", "Khmer", "Lao", "Myanmar", "Bengali", "Gurmukhi", "Gujarati", "Oriya", "Tamil", "Telugu",
    "Kannada", "Malayalam", "Sinhala", "Georgian", "Armenian", "Ethiopic", "Tibetan", "Mongolian", "Syriac", "Thaana", "NKo", "Tifinagh",
    "Javanese", "Balinese", "Cherokee", "Canadian Aboriginal",
  ]
  private static let symbols = ["Noto Sans Symbols", "Noto Sans Symbols2", "Noto Sans Math"]
}
