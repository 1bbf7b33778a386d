/// CRC-32 as PNG, gzip and Ethernet have it: polynomial 0xEDB88320, reflected.
enum CRC32 {
  /// Table k gives what a byte does to the checksum when k bytes follow it: eight bytes are taken in one step.
  private static let tables: [UInt32] = {
    var tables = (0..<256).map { byte in (0..<8).reduce(UInt32(byte)) { crc, _ in crc >> 1 ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) } }
    for index in 256..<2048 {
      let shorter = tables[index - 256]
      tables.append(shorter >> 8 ^ tables[Int(shorter & 0xFF)])
    }
    return tables
  }()

  static func of(_ bytes: [UInt8], _ range: Range<Int>) -> UInt32 {
    tables.withUnsafeBufferPointer { tables in
      bytes[range].withUnsafeBytes { bytes in
        var crc: UInt32 = 0xFFFF_FFFF
        var at = 0
        while at + 8 <= bytes.count {
          let low = crc ^ UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self))
          let high = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self))
          crc = 0
          for byte in 0..<4 {
            crc ^= tables[(7 - byte) << 8 | Int(low >> (8 * UInt32(byte)) & 0xFF)]
            crc ^= tables[(3 - byte) << 8 | Int(high >> (8 * UInt32(byte)) & 0xFF)]
          }
          at += 8
        }
        for byte in bytes[at...] { crc = crc >> 8 ^ tables[Int((crc ^ UInt32(byte)) & 0xFF)] }
        return ~crc
      }
    }
  }
}
