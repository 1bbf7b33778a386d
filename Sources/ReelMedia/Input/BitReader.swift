/// Bits from the most significant on; zeros past the end.
struct BitReader {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  mutating func read(_ count: Int) -> Int {
    var value = 0
    for _ in 0..<count {
      let byte = position / 8
      value = value << 1 | (byte < bytes.count ? Int(bytes[byte] >> UInt8(7 - position % 8) & 1) : 0)
      position += 1
    }
    return value
  }

  /// `ue(v)` of H.264 and H.265: as many zeros as bits follow the one. More than 32 zeros are no number, and read as 0.
  mutating func exponentialGolomb() -> Int {
    var zeros = 0
    while zeros <= 32, read(1) == 0 { zeros += 1 }
    return zeros > 32 ? 0 : (1 << zeros) - 1 + read(zeros)
  }
}
