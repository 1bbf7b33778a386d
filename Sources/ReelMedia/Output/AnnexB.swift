/// The byte stream format of H.264 and H.265 (annex B of both): units between start codes.
enum AnnexB {
  /// The units of a stream, header and payload, without their start codes and trailing zero bytes.
  static func units(of stream: [UInt8]) -> [ArraySlice<UInt8>] {
    var units: [ArraySlice<UInt8>] = []
    var begin: Int?
    var zeros = 0
    func close(_ end: Int) {
      if let begin, begin < end { units.append(stream[begin..<end]) }
    }
    for (i, byte) in stream.enumerated() {
      if byte == 1, zeros >= 2 {
        close(i - zeros)
        begin = i + 1
      }
      zeros = byte == 0 ? zeros + 1 : 0
    }
    // `trailing_zero_8bits` are not part of the last unit either: a unit ends with its stop bit.
    close(stream.count - zeros)
    return units
  }

  /// A unit's payload without the bytes 3 that keep start codes out of it (`emulation_prevention_three_byte`).
  static func unescaped(_ unit: some Sequence<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    var zeros = 0
    for byte in unit {
      if byte == 3, zeros >= 2 {
        zeros = 0
        continue
      }
      zeros = byte == 0 ? zeros + 1 : 0
      bytes.append(byte)
    }
    return bytes
  }
}
