/// Which characters should share a font: coarse scripts, by the blocks of Unicode.
enum ScriptClass {
  /// Each sequence stands alone: ideographs, kana, Hangul, symbols and emoji.
  static let single = -1

  /// `nil` for what belongs to no script: spaces, digits, punctuation, mathematical and currency signs.
  static func of(_ scalar: Unicode.Scalar) -> Int? {
    switch scalar.properties.generalCategory {
    case .spaceSeparator, .lineSeparator, .paragraphSeparator, .control, .format, .decimalNumber, .otherNumber, .connectorPunctuation,
      .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation, .otherPunctuation, .mathSymbol,
      .currencySymbol, .modifierSymbol:
      return nil
    case .otherSymbol: return single
    default: break
    }
    switch scalar.value {
    case 0x0041...0x024F, 0x1E00...0x1EFF, 0x2C60...0x2C7F, 0xA720...0xA7FF, 0xAB30...0xAB6F: return 0
    case 0x0370...0x03FF, 0x1F00...0x1FFF: return 1
    case 0x0400...0x052F, 0x1C80...0x1C8F, 0x2DE0...0x2DFF, 0xA640...0xA69F: return 2
    case 0x0590...0x05FF, 0xFB1D...0xFB4F: return 3
    case 0x0600...0x06FF, 0x0750...0x077F, 0x0870...0x08FF, 0xFB50...0xFDFF, 0xFE70...0xFEFF: return 4
    case 0x10A0...0x10FF, 0x1C90...0x1CBF, 0x2D00...0x2D2F: return 5
    case 0x1780...0x17FF, 0x19E0...0x19FF: return 6
    case 0x1000...0x109F, 0xA9E0...0xA9FF, 0xAA60...0xAA7F: return 7
    case 0x1100...0x11FF, 0x2E80...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7FF, 0xF900...0xFAFF, 0x1F000...0x1FAFF, 0x20000...0x3FFFF:
      return single
    default: return 16 + Int(scalar.value >> 7)
    }
  }
}
