import ReelCore

/// A value of a JSON text, with the line it begins on.
struct JSONValue {
  enum Content {
    case null
    case bool(Bool)
    /// As written.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([(key: String, value: JSONValue)])
  }

  var content: Content
  var line: Int

  subscript(key: String) -> JSONValue? {
    guard case .object(let members) = content else { return nil }
    return members.first { $0.key == key }?.value
  }

  var array: [JSONValue]? { if case .array(let values) = content { values } else { nil } }
  var string: String? { if case .string(let text) = content { text } else { nil } }

  /// A number of seconds, exact down to a microsecond; a string that holds one is one.
  var time: Time? {
    switch content {
    case .number(let text), .string(let text): Self.time(text)
    default: nil
    }
  }

  private static func time(_ text: String) -> Time? {
    let parts = text.lowercased().split(separator: "e", omittingEmptySubsequences: false)
    guard parts.count <= 2, let mantissa = parts.first, let exponent = parts.count == 2 ? Int(parts[1]) : 0, abs(exponent) <= 12 else {
      return nil
    }
    let isNegative = mantissa.first == "-"
    let fields = mantissa.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
    guard fields.count <= 2, let whole = fields.first, whole.utf8.count <= 12, !whole.isEmpty else { return nil }
    // What stands behind the eighteenth decimal is below any rounding.
    let digits = whole + (fields.count == 2 ? fields[1].prefix(18) : "")
    guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let value = Int128(digits) else { return nil }
    func power(_ count: Int) -> Int128 { (0..<max(count, 0)).reduce(1) { product, _ in product * 10 } }
    let scale = (fields.count == 2 ? fields[1].prefix(18).utf8.count : 0) - exponent
    guard value < power(30) else { return nil }
    return CueTime.time((isNegative ? -value : value) * power(min(-scale, 12)), power(scale))
  }
}

/// A strict JSON reader (RFC 8259) that keeps lines.
struct JSONReader {
  struct Failure: Error {
    var line: Int
    var what: String
  }

  static func read(_ text: String) throws(Failure) -> JSONValue {
    var reader = JSONReader(bytes: Array(text.utf8))
    let value = try reader.value(depth: 0)
    reader.skipSpaces()
    guard reader.position == reader.bytes.count else { throw reader.failure("something stands behind the value") }
    return value
  }

  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private func failure(_ what: String) -> Failure { Failure(line: line, what: what) }
  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpaces() {
    while let byte = next, byte == 32 || byte == 9 || byte == 10 || byte == 13 {
      if byte == 10 { line += 1 }
      position += 1
    }
  }

  private mutating func take(_ byte: Unicode.Scalar) -> Bool {
    skipSpaces()
    guard next == UInt8(ascii: byte) else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(Failure) -> JSONValue {
    guard depth < 64 else { throw failure("values are nested too deep") }
    skipSpaces()
    let first = line
    switch next {
    case UInt8(ascii: "{"): return JSONValue(content: .object(try object(depth)), line: first)
    case UInt8(ascii: "["): return JSONValue(content: .array(try array(depth)), line: first)
    case UInt8(ascii: "\""): return JSONValue(content: .string(try string()), line: first)
    default: return JSONValue(content: try word(), line: first)
    }
  }

  private mutating func object(_ depth: Int) throws(Failure) -> [(key: String, value: JSONValue)] {
    position += 1
    var members: [(key: String, value: JSONValue)] = []
    if take("}") { return members }
    repeat {
      skipSpaces()
      guard next == UInt8(ascii: "\"") else { throw failure("a name in quotes is missing") }
      let key = try string()
      guard take(":") else { throw failure("a colon is missing behind \"\(key.prefix(40))\"") }
      members.append((key, try value(depth: depth + 1)))
    } while take(",")
    guard take("}") else { throw failure("a comma or } is missing") }
    return members
  }

  private mutating func array(_ depth: Int) throws(Failure) -> [JSONValue] {
    position += 1
    var values: [JSONValue] = []
    if take("]") { return values }
    repeat { values.append(try value(depth: depth + 1)) } while take(",")
    guard take("]") else { throw failure("a comma or ] is missing") }
    return values
  }

  private mutating func word() throws(Failure) -> JSONValue.Content {
    let begin = position
    while let byte = next, (48...57).contains(byte) || (97...122).contains(byte) || [43, 45, 46, 69].contains(byte) { position += 1 }
    let text = String(decoding: bytes[begin..<position], as: UTF8.self)
    switch text {
    case "null": return .null
    case "true", "false": return .bool(text == "true")
    default:
      guard let first = text.utf8.first, first == 45 || (48...57).contains(first), Double(text) != nil else {
        throw failure(text.isEmpty ? "a value is missing" : "'\(text.prefix(40))' is no value")
      }
      return .number(text)
    }
  }

  private mutating func string() throws(Failure) -> String {
    position += 1
    var out: [UInt8] = []
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: out, as: UTF8.self)
      case UInt8(ascii: "\\"): out += try escape().utf8
      case 0..<32: throw failure("a text goes over the end of its line")
      default: out.append(byte)
      }
    }
    throw failure("a text is never closed")
  }

  private mutating func escape() throws(Failure) -> String {
    guard let byte = next else { throw failure("a text is never closed") }
    position += 1
    switch byte {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"), UInt8(ascii: "f"): return " "
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return String(UnicodeScalar(byte))
    case UInt8(ascii: "u"):
      let high = try unit()
      guard UTF16.isSurrogate(high) else { return String(decoding: [high], as: UTF16.self) }
      guard UTF16.isLeadSurrogate(high), next == UInt8(ascii: "\\"), position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "u")
      else { throw failure("half a surrogate pair") }
      position += 2
      let low = try unit()
      guard UTF16.isTrailSurrogate(low) else { throw failure("half a surrogate pair") }
      return String(decoding: [high, low], as: UTF16.self)
    default: throw failure("there is no escape \\\(UnicodeScalar(byte))")
    }
  }

  private mutating func unit() throws(Failure) -> UInt16 {
    guard position + 4 <= bytes.count, let value = UInt16(String(decoding: bytes[position..<(position + 4)], as: UTF8.self), radix: 16)
    else { throw failure("four digits are missing behind \\u") }
    position += 4
    return value
  }
}
