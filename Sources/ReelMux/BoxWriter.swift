/// Bytes of ISO base media boxes, most significant first.
struct BoxWriter {
  private(set) var bytes: [UInt8] = []

  mutating func u8(_ value: Int) { bytes.append(UInt8(truncatingIfNeeded: value)) }
  mutating func u16(_ value: Int) { append(UInt16(truncatingIfNeeded: value)) }
  mutating func u32(_ value: Int) { append(UInt32(truncatingIfNeeded: value)) }
  mutating func u64(_ value: Int64) { append(value) }
  mutating func fourCC(_ value: FourCC) { append(value.code) }
  mutating func zeros(_ count: Int) { bytes.append(contentsOf: repeatElement(0, count: count)) }
  mutating func raw(_ value: some Sequence<UInt8>) { bytes.append(contentsOf: value) }
  /// A duration or time whose width depends on the version of its box.
  mutating func time(_ value: Int64, wide: Bool) { wide ? u64(value) : u32(Int(value)) }
  mutating func cString(_ text: String) {
    raw(text.utf8)
    u8(0)
  }

  private mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func box(_ type: FourCC, _ body: (inout BoxWriter) throws -> Void) rethrows {
    let start = bytes.count
    u32(0)
    fourCC(type)
    try body(&self)
    let size = UInt32(bytes.count - start)
    for i in 0..<4 { bytes[start + i] = UInt8(truncatingIfNeeded: size >> UInt32(24 - 8 * i)) }
  }

  mutating func fullBox(_ type: FourCC, version: Int = 0, flags: Int = 0, _ body: (inout BoxWriter) throws -> Void) rethrows {
    try box(type) {
      $0.u32(version << 24 | flags)
      try body(&$0)
    }
  }

  /// Values as runs of equal ones: the count of runs, then for each its length and its value.
  mutating func runs(_ values: [Int]) {
    let place = bytes.count
    u32(0)
    var count: UInt32 = 0
    var index = 0
    while index < values.count {
      var end = index + 1
      while end < values.count, values[end] == values[index] { end += 1 }
      u32(end - index)
      u32(values[index])
      count += 1
      index = end
    }
    for i in 0..<4 { bytes[place + i] = UInt8(truncatingIfNeeded: count >> UInt32(24 - 8 * i)) }
  }
}
