/// Plain text as the text of an ASS event.
enum AssText {
  /// What is drawn of a cluster: a word joiner keeps a backslash from the next letter, and a soft hyphen is seen where it ends a line.
  static func shown(_ cluster: String, endsBrokenWord: Bool) -> String {
    if cluster == "\u{AD}" { return endsBrokenWord ? "-" : cluster }
    return rewritten(cluster, "\\", "\\\u{2060}")
  }

  /// Nothing in `shown` text is taken as a tag or an escape.
  static func escaped(_ shown: String) -> String { rewritten(rewritten(shown, "{", "\\{"), "}", "\\}") }

  /// By characters of Unicode: a brace with an accent is one character to Swift, and still a brace.
  private static func rewritten(_ text: String, _ scalar: Unicode.Scalar, _ with: String) -> String {
    guard text.unicodeScalars.contains(scalar) else { return text }
    var out = String.UnicodeScalarView()
    for next in text.unicodeScalars {
      if next == scalar { out.append(contentsOf: with.unicodeScalars) } else { out.append(next) }
    }
    return String(out)
  }

  /// Selects a face by its own name, so that nothing else can answer to it.
  static func fontTag(_ file: FontFile, weight: Int, italic: Bool) -> String {
    // libass thickens a face that is lighter than what is asked for; that is wanted only where bold was and there is none.
    let bold = weight >= 600 && file.weight < 600 ? 700 : file.weight
    return "\\fn\(file.name)\\b\(bold)\\i\(italic ? 1 : 0)"
  }

  /// A colour of a style: with what it lets through.
  static func color(_ color: TextColor) -> String {
    let bgr = (color.rgb & 0xFF) << 16 | color.rgb & 0xFF00 | color.rgb >> 16
    return "&H" + hex(UInt32(255 - color.opacity), 2) + hex(bgr, 6)
  }

  /// What a tag lets through: 0 is opaque.
  static func alpha(_ value: Int) -> String { "&H" + hex(UInt32(min(max(value, 0), 255)), 2) + "&" }

  private static func hex(_ value: UInt32, _ digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// `0xRRGGBB` as ASS writes it.
  static func color(_ rgb: UInt32) -> String {
    let bgr = (rgb & 0xFF) << 16 | rgb & 0xFF00 | rgb >> 16
    return "&H" + hex(bgr, 6) + "&"
  }
}
