/// Scripts that write no spaces between words.
enum SpacelessScript {
  /// Whether a grapheme cluster is of one: Thai, Lao, Burmese, Khmer, ideographs, kana and what is written full width.
  static func contains(_ cluster: String) -> Bool {
    switch cluster.unicodeScalars.first?.value ?? 0 {
    case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x2E80...0x312F, 0x31A0...0xA4CF, 0xF900...0xFAFF, 0xFF00...0xFF9F,
      0x20000...0x3FFFF:
      true
    default: false
    }
  }
}
