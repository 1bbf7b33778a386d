/// Colours as captions name them.
enum NamedColor {
  /// Reads `#rrggbb`, `#rgb` or a name of HTML 4.
  static func rgb(_ text: some StringProtocol) -> UInt32? {
    let name = text.lowercased().filter { $0 != "#" && $0 != "\"" && $0 != "'" }
    if let value = names[name] { return value }
    guard name.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }), let value = UInt32(name, radix: 16) else {
      return nil
    }
    switch name.utf8.count {
    case 6: return value
    case 3: return (value >> 8) * 0x110000 | (value >> 4 & 15) * 0x1100 | (value & 15) * 0x11
    default: return nil
    }
  }

  private static let names: [String: UInt32] = [
    "black": 0x000000, "silver": 0xC0C0C0, "gray": 0x808080, "grey": 0x808080, "white": 0xFFFFFF, "maroon": 0x800000, "red": 0xFF0000,
    "purple": 0x800080, "fuchsia": 0xFF00FF, "magenta": 0xFF00FF, "green": 0x008000, "lime": 0x00FF00, "olive": 0x808000,
    "yellow": 0xFFFF00, "navy": 0x000080, "blue": 0x0000FF, "teal": 0x008080, "aqua": 0x00FFFF, "cyan": 0x00FFFF, "orange": 0xFFA500,
  ]
}
