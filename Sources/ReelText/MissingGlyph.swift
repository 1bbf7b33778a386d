/// Words about a character that no font has.
enum MissingGlyph {
  /// `U+0E01 ก THAI CHARACTER KO KAI`
  static func describe(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return "\(code) \(scalar)" + (scalar.properties.name.map { " " + $0 } ?? "")
  }

  /// Where a font with it is to be had.
  static func hint(_ scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 0xE000...0xF8FF, 0xF0000...0x10FFFF: "it is for private use: install the font that defines it, or replace it"
    case 0x1100...0x11FF, 0x2E80...0x9FFF, 0xA960...0xA97F, 0xAC00...0xD7FF, 0xF900...0xFAFF, 0x20000...0x3FFFF:
      "install Noto Sans CJK (fonts-noto-cjk), or for rare ideographs fonts-hanazono"
    case 0x2190...0x2BFF, 0x1F000...0x1FAFF:
      "install a font that draws it in outlines, such as Noto Emoji or Symbola (fonts-symbola), or replace it"
    default: "install the Noto font of its script (fonts-noto-core, fonts-noto-extra), or replace it"
    }
  }
}
