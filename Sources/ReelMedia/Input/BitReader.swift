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
}
