import CHarfBuzz

/// Which scripts letters can be moved apart in.
enum LetterSpacing {
  /// Letters that join, or hang from one line, would be torn: CSS Text 3, section 8.2, says the same.
  /// - Returns: `nil` for what is in every script.
  static func suits(_ cluster: String) -> Bool? {
    guard let scalar = cluster.unicodeScalars.first else { return nil }
    let script = hb_unicode_script(hb_unicode_funcs_get_default(), scalar.value)
    return script == HB_SCRIPT_COMMON || script == HB_SCRIPT_INHERITED ? nil : !joined.contains(script.rawValue)
  }

  private static let joined: Set<UInt32> = Set(
    [
      HB_SCRIPT_ARABIC, HB_SCRIPT_SYRIAC, HB_SCRIPT_MONGOLIAN, HB_SCRIPT_NKO, HB_SCRIPT_DEVANAGARI, HB_SCRIPT_BENGALI, HB_SCRIPT_GURMUKHI,
      HB_SCRIPT_GUJARATI, HB_SCRIPT_ORIYA, HB_SCRIPT_TAMIL, HB_SCRIPT_TELUGU, HB_SCRIPT_KANNADA, HB_SCRIPT_MALAYALAM, HB_SCRIPT_THAI,
      HB_SCRIPT_LAO, HB_SCRIPT_KHMER, HB_SCRIPT_MYANMAR,
    ].map(\.rawValue))
}
