import ReelCore

/// Bytes to text, and text to lines.
enum TextDecoding {
  /// Reads UTF-8 and UTF-16 in both byte orders, with and without a byte order mark.
  /// - Throws: `ReelError` naming the offset of the first byte that is no text.
  static func decode(_ bytes: [UInt8], file: String) throws -> String {
    let text: String
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      text = try utf8(bytes, from: 3, file: file)
    } else if bytes.starts(with: [0xFF, 0xFE]) {
      text = try utf16(bytes, from: 2, bigEndian: false, file: file)
    } else if bytes.starts(with: [0xFE, 0xFF]) {
      text = try utf16(bytes, from: 2, bigEndian: true, file: file)
    } else if bytes.count >= 2, bytes[0] != 0, bytes[1] == 0 {
      // Every format here begins with ASCII, so a zero beside the first byte tells the byte order.
      text = try utf16(bytes, from: 0, bigEndian: false, file: file)
    } else if bytes.count >= 2, bytes[0] == 0, bytes[1] != 0 {
      text = try utf16(bytes, from: 0, bigEndian: true, file: file)
    } else {
      text = try utf8(bytes, from: 0, file: file)
    }
    return text
  }

  private static func utf8(_ bytes: [UInt8], from start: Int, file: String) throws -> String {
    if let zero = bytes[start...].firstIndex(of: 0) { throw undecodable(file, zero, "a zero byte") }
    if let text = String(validating: bytes[start...], as: UTF8.self) { return text }
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes[start...].makeIterator()
    var offset = start
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let scalar): offset += scalar.count
      case .error, .emptyInput: throw undecodable(file, offset, "0x" + hex(bytes[min(offset, bytes.count - 1)]) + " is not UTF-8")
      }
    }
  }

  private static func utf16(_ bytes: [UInt8], from start: Int, bigEndian: Bool, file: String) throws -> String {
    if (bytes.count - start) % 2 != 0 { throw undecodable(file, bytes.count - 1, "half a UTF-16 unit") }
    let units = stride(from: start, to: bytes.count, by: 2).map { i -> UInt16 in
      let (high, low) = bigEndian ? (bytes[i], bytes[i + 1]) : (bytes[i + 1], bytes[i])
      return UInt16(high) << 8 | UInt16(low)
    }
    if let zero = units.firstIndex(of: 0) { throw undecodable(file, start + zero * 2, "a zero") }
    if let text = String(validating: units, as: UTF16.self) { return text }
    var index = 0
    while index < units.count {
      let pair = UTF16.isLeadSurrogate(units[index]) && index + 1 < units.count && UTF16.isTrailSurrogate(units[index + 1])
      if UTF16.isSurrogate(units[index]) && !pair { break }
      index += pair ? 2 : 1
    }
    throw undecodable(file, start + index * 2, "half a surrogate pair")
  }

  private static func undecodable(_ file: String, _ offset: Int, _ what: String) -> ReelError {
    ReelError(
      .invalid, "the byte at offset \(offset) is no text", file: file, detail: what,
      hint: "save the file as UTF-8: iconv -f CP1252 -t UTF-8, or the encoding it was written in")
  }

  private static func hex(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }

  /// The lines between CRLF, LF and CR.
  static func lines(of text: String) -> [Substring] {
    var lines: [Substring] = []
    let bytes = text.utf8
    var start = bytes.startIndex
    var index = start
    while index < bytes.endIndex {
      let byte = bytes[index]
      let next = bytes.index(after: index)
      guard byte == 10 || byte == 13 else {
        index = next
        continue
      }
      lines.append(text[start..<index])
      index = byte == 13 && next < bytes.endIndex && bytes[next] == 10 ? bytes.index(after: next) : next
      start = index
    }
    lines.append(text[start...])
    return lines
  }
}
