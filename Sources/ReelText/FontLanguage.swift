/// BCP 47 tags as the text libraries want them.
enum FontLanguage {
  /// More letters than any tag of BCP 47 has. What is longer is no language, and would be repeated with every run that is in it.
  static let tagLimit = 100

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
