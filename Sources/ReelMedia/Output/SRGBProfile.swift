/// The profile of sRGB that picture files carry: a matrix and a curve of ICC.1:2010 (version 4), as small as it can be.
enum SRGBProfile {
  static let bytes: [UInt8] = {
    // Function type 3: ((x + 0.055) / 1.055)^2.4 from 0.04045 on, x / 12.92 below; in 1/65536.
    let curve = Self.all([
      ascii("para"), number(0), short(3), short(0), number(0x2_6666), number(0xF2A7), number(0x0D59), number(0x13D0), number(0x0A5B),
    ])
    // The primaries of IEC 61966-2-1 and its white, adapted to D50 by Bradford's matrix, in 1/65536: they add up to the white.
    let tags: [(name: String, data: [UInt8])] = [
      ("desc", text("sRGB")), ("cprt", text("CC0")), ("wtpt", color(white)), ("rXYZ", color([0x6FA0, 0x38F5, 0x0390])),
      ("gXYZ", color([0x6297, 0xB787, 0x18DA])), ("bXYZ", color([0x249F, 0x0F84, 0xB6C3])), ("rTRC", curve), ("gTRC", curve),
      ("bTRC", curve),
    ]
    let start = 128 + 4 + 12 * tags.count
    var table = number(tags.count)
    var data: [UInt8] = []
    var places: [[UInt8]: Int] = [:]
    for tag in tags {
      let place = places[tag.data] ?? start + data.count
      if places.updateValue(place, forKey: tag.data) == nil {
        data += tag.data + [UInt8](repeating: 0, count: (4 - tag.data.count % 4) % 4)
      }
      table += Self.all([ascii(tag.name), number(place), number(tag.data.count)])
    }
    return Self.all([header(size: start + data.count), table, data])
  }()

  private static let white = [0xF6D6, 0x1_0000, 0xD32D]

  /// ICC.1:2010, 7.2: of a display, between RGB and XYZ, of no maker and no platform.
  private static func header(size: Int) -> [UInt8] {
    let date = Self.all([2026, 1, 1, 0, 0, 0].map(short))
    let head = Self.all([number(size), number(0), number(0x0420_0000), ascii("mntrRGB XYZ "), date, ascii("acsp")])
    let rest = Self.all([[UInt8](repeating: 0, count: 28), Self.all(white.map(number))])
    return head + rest + [UInt8](repeating: 0, count: 128 - head.count - rest.count)
  }

  private static func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }
  private static func all(_ parts: [[UInt8]]) -> [UInt8] { parts.flatMap(\.self) }
  private static func number(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { (shift: Int) in UInt8(truncatingIfNeeded: value >> shift) } }
  private static func short(_ value: Int) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 255)] }
  private static func color(_ values: [Int]) -> [UInt8] { Self.all([ascii("XYZ "), number(0)] + values.map(number)) }

  /// One record of multiLocalizedUnicodeType, in US English.
  private static func text(_ words: String) -> [UInt8] {
    let letters = Self.all(words.utf8.map { [0, $0] })
    let place = Self.all([number(letters.count), number(28)])
    return Self.all([ascii("mluc"), number(0), number(1), number(12), ascii("enUS"), place, letters])
  }
}
