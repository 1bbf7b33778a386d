/// BCP 47 tags as the text libraries want them.
enum FontLanguage {
  /// fontconfig knows regions, not scripts: `zh-Hant` is `zh-tw` to it.
  /// - Parameter known: what fontconfig has a list of letters for; of other tags it gets the language alone.
  static func fontconfig(_ tag: String?, known: (String) -> Bool) -> String {
    let parts = (tag ?? "und").lowercased().split { $0 == "-" || $0 == "_" }
    guard let language = parts.first else { return "und" }
    if language == "yue" || parts.contains("hk") || parts.contains("mo") { return "zh-hk" }
    if language == "zh" || language == "cmn" { return parts.contains("hant") || parts.contains("tw") ? "zh-tw" : "zh-cn" }
    let region = parts.dropFirst().first { $0.count == 2 }.map { "\(language)-\($0)" }
    return region.flatMap { known($0) ? $0 : nil } ?? String(language)
  }

  /// Written from right to left, by its script if the tag names one.
  static func isRightToLeft(_ tag: String?) -> Bool {
    let parts = (tag ?? "").lowercased().split { $0 == "-" || $0 == "_" }.map(String.init)
    if let script = parts.dropFirst().first(where: { $0.count == 4 }) { return rightToLeftScripts.contains(script) }
    return parts.first.map(rightToLeftLanguages.contains) ?? false
  }

  private static let rightToLeftScripts: Set = ["arab", "hebr", "syrc", "thaa", "nkoo", "adlm", "rohg", "mand", "samr"]
  private static let rightToLeftLanguages: Set = [
    "ar", "arz", "ary", "apc", "acm", "fa", "prs", "ur", "he", "iw", "yi", "ps", "sd", "ug", "ckb", "dv", "syr", "ks", "azb", "pnb", "nqo",
    "rhg",
  ]
}
