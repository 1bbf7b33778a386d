import ReelCore

/// Bytes to text, and text to lines.
enum TextDecoding {
  /// Reads UTF-8, UTF-16 and UTF-32 in both byte orders, with and without a byte order mark, and the encodings from before Unicode.
  /// - Parameters:
  ///   - encoding: what the bytes are said to be in, by a name IANA or ICU knows; a byte order mark says it louder.
  ///   - language: BCP 47; it tells encodings apart where the bytes alone could be in several.
  /// - Returns: the text, and a warning where the encoding had to be guessed.
  /// - Throws: `ReelError` naming the offset of the first byte that is no text.
  static func decode(
    _ bytes: [UInt8], file: String, encoding: String? = nil, language: String? = nil
  ) throws -> (text: String, warning: Problem?) {
    if let text = try marked(bytes, file: file) { return (text, nil) }
    if let encoding = encoding ?? declared(bytes), !["utf-8", "utf8", "utf-16", "utf16"].contains(encoding.lowercased()) {
      return (try stated(bytes, encoding, file: file), nil)
    }
    if let text = try unmarked(bytes, file: file) { return (text, nil) }
    if encoding == nil, isForeign(bytes), let guess = EncodingGuess.find(bytes, language: language) {
      let name = guess.encoding.name
      let warning = Problem(
        .warning, "the file is not UTF-8; its bytes look like \(name), and are read as that", file: file, value: name,
        hint: "if letters are wrong, state the encoding, or save the file as UTF-8: iconv -f \(name) -t UTF-8")
      return (guess.text, warning)
    }
    return (try utf8(bytes, from: 0, file: file), nil)
  }

  /// What begins with a byte order mark.
  private static func marked(_ bytes: [UInt8], file: String) throws -> String? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return try utf8(bytes, from: 3, file: file) }
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) { return try utf32(bytes, from: 4, bigEndian: false, file: file) }
    if bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return try utf32(bytes, from: 4, bigEndian: true, file: file) }
    if bytes.starts(with: [0xFF, 0xFE]) { return try utf16(bytes, from: 2, bigEndian: false, file: file) }
    if bytes.starts(with: [0xFE, 0xFF]) { return try utf16(bytes, from: 2, bigEndian: true, file: file) }
    return nil
  }

  /// Every format here begins with ASCII, so zeros beside the first byte tell the width and the byte order. `nil` for what is not Unicode.
  private static func unmarked(_ bytes: [UInt8], file: String) throws -> String? {
    switch bytes.prefix(4).map({ $0 != 0 }) {
    case [true, false, false, false]: return try utf32(bytes, from: 0, bigEndian: false, file: file)
    case [false, false, false, true]: return try utf32(bytes, from: 0, bigEndian: true, file: file)
    case let zeros where zeros.count >= 2 && zeros[0] && !zeros[1]: return try utf16(bytes, from: 0, bigEndian: false, file: file)
    case let zeros where zeros.count >= 2 && !zeros[0] && zeros[1]: return try utf16(bytes, from: 0, bigEndian: true, file: file)
    default: return bytes.contains(0) ? try utf8(bytes, from: 0, file: file) : String(validating: bytes, as: UTF8.self)
    }
  }

  /// Whether bytes that are not UTF-8 are in another encoding, and not UTF-8 with some damage: that is full of its sequences.
  private static func isForeign(_ bytes: [UInt8]) -> Bool {
    guard !bytes.contains(0) else { return false }
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var (sequences, errors) = (0, 0)
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let scalar): sequences += scalar.count > 1 ? 1 : 0
      case .error: errors += 1
      case .emptyInput: return errors > 0 && sequences < 3 * errors
      }
    }
  }

  /// The encoding an XML declaration names.
  private static func declared(_ bytes: [UInt8]) -> String? {
    guard bytes.starts(with: Array("<?xml".utf8)) else { return nil }
    let head = String(decoding: bytes.prefix(200).prefix { $0 != UInt8(ascii: ">") && $0 < 128 }, as: UTF8.self)
    guard let mark = head.firstRange(of: "encoding=") else { return nil }
    let name = head[mark.upperBound...].dropFirst().prefix { $0 != "\"" && $0 != "'" }
    return name.isEmpty ? nil : String(name)
  }

  private static func stated(_ bytes: [UInt8], _ name: String, file: String) throws -> String {
    guard let encoding = LegacyEncoding(name) else {
      throw ReelError(
        .invalid, "there is no encoding '\(name)'", file: file, hint: "use a name such as windows-1251, GB18030, Big5, Shift_JIS or EUC-KR")
    }
    if let text = encoding.decode(bytes) { return text }
    // No byte of a line feed's value is part of a longer sequence in any of them.
    let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
    let line = lines.firstIndex { encoding.decode($0) == nil }.map { $0 + 1 } ?? lines.count
    throw ReelError(
      .invalid, "line \(line) is no text in \(encoding.name)", file: file, hint: "state the encoding it was written in, or save it as UTF-8"
    )
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

  private static func utf32(_ bytes: [UInt8], from start: Int, bigEndian: Bool, file: String) throws -> String {
    if (bytes.count - start) % 4 != 0 { throw undecodable(file, bytes.count - bytes.count % 4, "a part of a UTF-32 unit") }
    var scalars = String.UnicodeScalarView()
    for i in stride(from: start, to: bytes.count, by: 4) {
      let unit = bytes[i..<(i + 4)].enumerated().reduce(UInt32(0)) {
        $0 | UInt32($1.element) << UInt32(8 * (bigEndian ? 3 - $1.offset : $1.offset))
      }
      guard unit != 0, let scalar = Unicode.Scalar(unit) else { throw undecodable(file, i, "no character of Unicode") }
      scalars.append(scalar)
    }
    return String(scalars)
  }

  private static func undecodable(_ file: String, _ offset: Int, _ what: String) -> ReelError {
    ReelError(
      .invalid, "the byte at offset \(offset) is no text", file: file, detail: what,
      hint: "state its encoding, or save the file as UTF-8: iconv -f CP1252 -t UTF-8")
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
