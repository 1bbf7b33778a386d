#if os(Linux)
  /// Reads the build-id a linker left in an ELF file: the name of exactly these machine instructions.
  ///
  /// ELF-64 little endian, the only kind this package is built for; layout from the System V gABI, chapters 4 and 5.
  enum ELFNote {
    private static let programHeaderNote: UInt64 = 4  // PT_NOTE
    private static let buildID: UInt64 = 3  // NT_GNU_BUILD_ID

    /// Lower-case hexadecimal digits; `nil` when the bytes are not such a file or carry no build-id.
    static func buildID(of file: [UInt8]) -> String? {
      guard file.count >= 64, file.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]),
        let table = number(file, 32, 8), let entry = number(file, 54, 2), let count = number(file, 56, 2), entry >= 56
      else { return nil }
      for i in 0..<count {
        let (offset, overflow) = table.addingReportingOverflow(i * entry)
        guard !overflow, let type = number(file, offset, 4), type == programHeaderNote,
          let start = number(file, offset &+ 8, 8), let size = number(file, offset &+ 32, 8)
        else { continue }
        if let found = buildID(in: file, start, size) { return found }
      }
      return nil
    }

    /// A note is three words (name size, descriptor size, type), the name and the descriptor, each padded to 4 bytes.
    private static func buildID(in file: [UInt8], _ start: UInt64, _ size: UInt64) -> String? {
      guard start <= file.count, size <= UInt64(file.count) - start else { return nil }
      var at = start
      while at + 12 <= start + size {
        guard let name = number(file, at, 4), let length = number(file, at + 4, 4), let type = number(file, at + 8, 4) else { return nil }
        let descriptor = at + 12 + (name + 3) & ~3
        guard descriptor + length <= start + size else { return nil }
        if type == buildID, file[Int(at + 12)..<Int(at + 12 + name)].elementsEqual([0x47, 0x4E, 0x55, 0]) {
          return hexadecimal(file[Int(descriptor)..<Int(descriptor + length)])
        }
        at = descriptor + (length + 3) & ~3
      }
      return nil
    }

    private static func number(_ file: [UInt8], _ offset: UInt64, _ width: Int) -> UInt64? {
      guard offset <= UInt64(file.count), UInt64(file.count) - offset >= UInt64(width) else { return nil }
      return (0..<width).reversed().reduce(0) { $0 << 8 | UInt64(file[Int(offset) + $1]) }
    }
  }
#endif

/// Two lower-case digits a byte.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
