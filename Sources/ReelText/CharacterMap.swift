/// Edits a font's table of characters for libass.
///
/// Of the two Unicode subtables a font may have for Windows, libass up to 0.17 takes the first, and that is the one of the basic plane:
/// rare ideographs and emoji would have no glyph. So where a full one follows, the first is marked as one nobody looks for.
enum CharacterMap {
  static func preferringFullUnicode(_ font: [UInt8]) -> [UInt8] {
    var font = font
    for directory in directories(font) {
      guard let table = tableOffset("cmap", directory, font), let count = u16(font, table + 2) else { continue }
      let records = (0..<count).map { table + 4 + $0 * 8 }
      func encoding(_ record: Int) -> (platform: Int, id: Int)? { u16(font, record).flatMap { p in u16(font, record + 2).map { (p, $0) } } }
      guard records.contains(where: { encoding($0).map { $0 == (3, 10) } == true }) else { continue }
      for record in records where encoding(record).map({ $0 == (3, 1) }) == true {
        // Platform 2 (ISO) is deprecated and read by no one; encoding 1 of it is ISO 10646, which is what the subtable holds.
        font[record + 1] = 2
      }
    }
    return font
  }

  /// Where the table directories begin: one, or one for each face of a collection.
  private static func directories(_ font: [UInt8]) -> [Int] {
    guard font.starts(with: "ttcf".utf8), let count = u32(font, 8), count < 1 << 16 else { return [0] }
    return (0..<count).compactMap { u32(font, 12 + $0 * 4) }
  }

  private static func tableOffset(_ tag: String, _ directory: Int, _ font: [UInt8]) -> Int? {
    guard let count = u16(font, directory + 4) else { return nil }
    let entry = (0..<count).map { directory + 12 + $0 * 16 }.first { $0 + 16 <= font.count && font[$0..<$0 + 4].elementsEqual(tag.utf8) }
    return entry.flatMap { u32(font, $0 + 8) }
  }

  private static func u16(_ font: [UInt8], _ offset: Int) -> Int? {
    offset + 2 <= font.count ? Int(font[offset]) << 8 | Int(font[offset + 1]) : nil
  }

  private static func u32(_ font: [UInt8], _ offset: Int) -> Int? {
    u16(font, offset).flatMap { high in u16(font, offset + 2).map { high << 16 | $0 } }
  }
}
