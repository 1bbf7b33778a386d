import ReelCore

/// A cursor over the bytes of one box that never leaves them. Nothing it reads is trusted: every step is checked.
struct BoxReader {
  /// Who owns the bytes, for messages: `moov/trak/mdia`.
  let path: String
  private let storage: [UInt8]
  private(set) var position: Int
  let end: Int

  init(_ storage: [UInt8], path: String) {
    self.storage = storage
    self.path = path
    position = 0
    end = storage.count
  }

  private init(_ storage: [UInt8], path: String, _ range: Range<Int>) {
    self.storage = storage
    self.path = path
    position = range.lowerBound
    end = range.upperBound
  }

  var remaining: Int { end - position }

  func malformed(_ problem: String) -> ReelError { ReelError(.invalid, "'\(path)' \(problem)") }

  mutating func skip(_ count: Int) throws {
    guard count >= 0, count <= remaining else { throw malformed("ends \(count - remaining) bytes early") }
    position += count
  }

  private mutating func integer<T: FixedWidthInteger>(_: T.Type) throws -> T {
    let start = position
    try skip(T.bitWidth / 8)
    return storage[start..<position].reduce(0) { $0 << 8 | T(truncatingIfNeeded: $1) }
  }

  mutating func u8() throws -> Int { Int(try integer(UInt8.self)) }
  mutating func u16() throws -> Int { Int(try integer(UInt16.self)) }
  mutating func i16() throws -> Int { Int(try integer(Int16.self)) }
  mutating func u32() throws -> Int { Int(try integer(UInt32.self)) }
  mutating func i32() throws -> Int { Int(try integer(Int32.self)) }
  mutating func i64() throws -> Int64 { try integer(Int64.self) }
  mutating func fourCC() throws -> FourCC { FourCC(try integer(UInt32.self)) }

  /// An unsigned time of 32 or 64 bits.
  mutating func time(wide: Bool) throws -> Int64 {
    guard wide else { return Int64(try u32()) }
    let value = try i64()
    guard value >= 0 else { throw malformed("holds a time beyond 63 bits") }
    return value
  }

  mutating func bytes(_ count: Int) throws -> [UInt8] {
    let start = position
    try skip(count)
    return Array(storage[start..<position])
  }

  mutating func rest() -> [UInt8] {
    defer { position = end }
    return Array(storage[position..<end])
  }

  /// Text up to a zero byte or the end.
  mutating func text() -> String { String(decoding: rest().prefix { $0 != 0 }, as: UTF8.self) }

  /// The version and the flags of a full box.
  mutating func version(atMost limit: Int) throws -> (version: Int, flags: Int) {
    let value = try u32()
    guard value >> 24 <= limit else { throw malformed("has version \(value >> 24), which is not known") }
    return (value >> 24, value & 0xFF_FFFF)
  }

  /// A count of entries of `size` bytes each that are really there.
  mutating func count(ofSize size: Int) throws -> Int {
    let count = try u32()
    guard count <= remaining / size else { throw malformed("promises \(count) entries, and has room for \(remaining / size)") }
    return count
  }

  /// The next box inside this one, or `nil` at its end. Up to `padding` bytes at the end are no box.
  mutating func next(padding: Int = 0) throws -> (type: FourCC, body: BoxReader)? {
    guard remaining > padding else { return nil }
    let start = position
    var size = Int64(try u32())
    let type = try fourCC()
    if size == 1 { size = try i64() }
    if size == 0 { size = Int64(end - start) }
    let header = Int64(position - start)
    guard size >= header, size <= Int64(end - start) else {
      throw malformed("holds a box '\(type)' of \(size) bytes with \(end - start) left")
    }
    let bodyEnd = start + Int(size)
    defer { position = bodyEnd }
    return (type, BoxReader(storage, path: "\(path)/\(type)", position..<bodyEnd))
  }

  /// The boxes of the given types inside this one. A second one of a type is an error: it would be a second opinion.
  func children(_ types: Set<FourCC>, padding: Int = 0) throws -> [FourCC: BoxReader] {
    var cursor = self
    var found: [FourCC: BoxReader] = [:]
    while let (type, body) = try cursor.next(padding: padding) {
      guard types.contains(type) else { continue }
      guard found.updateValue(body, forKey: type) == nil else { throw malformed("holds two boxes '\(type)'") }
    }
    return found
  }
}

extension [FourCC: BoxReader] {
  func required(_ type: FourCC, in parent: BoxReader) throws -> BoxReader {
    guard let box = self[type] else { throw parent.malformed("holds no box '\(type)'") }
    return box
  }
}
