import ReelCore

/// The checksums of a PNG's chunks (PNG specification, third edition, section 5.5): CRC-32 over type and data.
enum PNGChecksums {
  /// - Throws: `invalid` when a chunk is not what was written, when the file ends too early, or when it holds no picture.
  static func verify(_ bytes: [UInt8], file: String) throws(ReelError) {
    var at = PNGHeader.signature.count
    var hasPicture = false
    while true {
      guard at + 12 <= bytes.count, bytes.bigEndian32(at) <= bytes.count - at - 12 else {
        throw damaged("the file ends too early", file)
      }
      let end = at + 8 + bytes.bigEndian32(at)
      let name = String(decoding: bytes[at + 4..<at + 8], as: UTF8.self)
      guard Int(CRC32.of(bytes, at + 4..<end)) == bytes.bigEndian32(end) else {
        throw damaged("the checksum of \(name) at byte \(at) does not hold", file)
      }
      hasPicture = hasPicture || name == "IDAT"
      at = end + 4
      guard name != "IEND" else { break }
    }
    guard hasPicture else { throw damaged("it holds no picture", file) }
  }

  private static func damaged(_ detail: String, _ file: String) -> ReelError {
    ReelError(.invalid, "the PNG is damaged", file: file, detail: detail, hint: "make or fetch it again")
  }
}

extension [UInt8] {
  /// The number of 32 bits at a place, the highest byte first.
  func bigEndian32(_ at: Int) -> Int { (0..<4).reduce(0) { $0 << 8 | Int(self[at + $1]) } }
}
