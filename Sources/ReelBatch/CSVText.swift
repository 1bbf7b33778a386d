/// Comma-separated values as RFC 4180 has them: quotes may hold commas, quotes doubled, and ends of lines. Semicolons and tabs separate as
/// well, where the first line has them and no comma.
package struct CSVText {
  package struct Record: Hashable, Sendable {
    /// From 1.
    package var line: Int
    /// `nil` is a field with nothing in it, without quotes.
    package var fields: [String?]

    package init(line: Int, fields: [String?]) { (self.line, self.fields) = (line, fields) }
  }

  package struct Mistake: Error, Hashable {
    package var text: String
    package var line: Int
  }

  private let bytes: [UInt8]
  private let separator: UInt8
  private var position = 0
  private var line = 1

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
    let head = bytes.prefix { $0 != 10 }
    separator = head.contains(44) ? 44 : head.first { $0 == 59 || $0 == 9 } ?? 44
  }

  /// All records; lines with nothing in them are none.
  package static func read(_ bytes: [UInt8]) throws(Mistake) -> [Record] {
    var reader = CSVText(bytes)
    var records: [Record] = []
    while reader.position < bytes.count {
      let record = try reader.record()
      if record.fields != [nil] { records.append(record) }
    }
    return records
  }

  private mutating func record() throws(Mistake) -> Record {
    let first = line
    var fields: [String?] = []
    while true {
      fields.append(try field(first))
      guard position < bytes.count else { break }
      let byte = bytes[position]
      position += 1
      if byte == separator { continue }
      if byte == 13, position < bytes.count, bytes[position] == 10 { position += 1 }
      line += 1
      break
    }
    return Record(line: first, fields: fields)
  }

  private mutating func field(_ first: Int) throws(Mistake) -> String? {
    if position < bytes.count, bytes[position] == 34 { return try quoted(first) }
    let start = position
    while position < bytes.count, bytes[position] != separator, bytes[position] != 10, bytes[position] != 13 { position += 1 }
    return start == position ? nil : String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func quoted(_ first: Int) throws(Mistake) -> String {
    var text: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte != 34 {
        line += byte == 10 ? 1 : 0
        text.append(byte)
      } else if position < bytes.count, bytes[position] == 34 {
        position += 1
        text.append(34)
      } else {
        guard position == bytes.count || [separator, 10, 13].contains(bytes[position]) else {
          throw Mistake(text: "there is something behind a closing quote", line: line)
        }
        return String(decoding: text, as: UTF8.self)
      }
    }
    throw Mistake(text: "a quote that is opened is never closed", line: first)
  }
}
