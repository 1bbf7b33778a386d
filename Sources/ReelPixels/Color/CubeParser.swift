import ReelCore

extension CubeTable {
  /// Reads a `.cube` file as Adobe's "Cube LUT Specification 1.0" has it (TITLE, DOMAIN_MIN, DOMAIN_MAX, LUT_1D_SIZE, LUT_3D_SIZE),
  /// and with what DaVinci Resolve adds: LUT_1D_INPUT_RANGE and LUT_3D_INPUT_RANGE, and both tables in one file.
  ///
  /// - Parameter file: what messages call it.
  /// - Throws: `ReelError` of kind `invalid`, with the line and what was expected there.
  package init(cube bytes: [UInt8], file: String) throws {
    self = try bytes.withUnsafeBufferPointer { bytes in
      var parser = CubeParser(bytes: bytes, file: file)
      return try parser.parse()
    }
  }
}

/// One reading of one file, line by line.
private struct CubeParser {
  private enum Keyword: String, CaseIterable {
    case title = "TITLE"
    case domainMin = "DOMAIN_MIN"
    case domainMax = "DOMAIN_MAX"
    case size1D = "LUT_1D_SIZE"
    case size3D = "LUT_3D_SIZE"
    case range1D = "LUT_1D_INPUT_RANGE"
    case range3D = "LUT_3D_INPUT_RANGE"
  }

  private typealias Line = UnsafeBufferPointer<UInt8>

  /// Anything narrower is a mistake, and its reciprocal no number to calculate with.
  private static let leastDomain = 1e-6

  private let bytes: UnsafeBufferPointer<UInt8>
  private let file: String
  private var offset = 0
  private var line = 0

  /// The lines on which keywords were.
  private var lines: [Keyword: Int] = [:]
  private var numbers: [Keyword: [Double]] = [:]
  private var title: String?
  private var sizes: [Keyword: Int] = [:]
  private var values: [Float] = []

  init(bytes: UnsafeBufferPointer<UInt8>, file: String) {
    (self.bytes, self.file) = (bytes, file)
  }

  mutating func parse() throws -> CubeTable {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    while let text = nextLine() {
      guard String(validating: text, as: UTF8.self) != nil else { throw mistake("this is not UTF-8 text") }
      let text = trimmed(text)
      guard let first = text.first, first != UInt8(ascii: "#") else { continue }
      if isLetter(first) && !isNotFinite(text) { try keyword(text) } else { try row(text) }
    }
    return try table()
  }

  // MARK: Lines and words

  /// Up to CR, LF or CRLF, without them.
  private mutating func nextLine() -> Line? {
    guard offset < bytes.count else { return nil }
    line += 1
    let start = offset
    while offset < bytes.count, bytes[offset] != 10, bytes[offset] != 13 { offset += 1 }
    let text = Line(rebasing: bytes[start..<offset])
    if offset + 1 < bytes.count, bytes[offset] == 13, bytes[offset + 1] == 10 { offset += 1 }
    offset += 1
    return text
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }
  private func isLetter(_ byte: UInt8) -> Bool { byte | 32 >= UInt8(ascii: "a") && byte | 32 <= UInt8(ascii: "z") || byte >= 128 }

  private func trimmed(_ text: Line) -> Line {
    guard let first = text.firstIndex(where: { !isBlank($0) }), let last = text.lastIndex(where: { !isBlank($0) }) else {
      return Line(rebasing: text[0..<0])
    }
    return Line(rebasing: text[first...last])
  }

  /// Calls `body` for each word.
  private func forEachWord(_ text: Line, _ body: (Line) throws -> Void) rethrows {
    var start = 0
    while start < text.count {
      var end = start
      while end < text.count, !isBlank(text[end]) { end += 1 }
      if end > start { try body(Line(rebasing: text[start..<end])) }
      start = end + 1
    }
  }

  /// A row that begins with `nan` or `inf` is a bad row, not a keyword.
  private func isNotFinite(_ text: Line) -> Bool {
    let word = String(decoding: text.prefix { !isBlank($0) }, as: UTF8.self).lowercased()
    return ["nan", "inf", "infinity"].contains(word)
  }

  private func number(_ word: Line) throws -> Double {
    guard let value = DecimalNumber.parse(word) else {
      let text = String(decoding: word, as: UTF8.self)
      if isNotFinite(Line(rebasing: word.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") })) {
        throw mistake("'\(quoted(text))' is not a finite number")
      }
      throw mistake("'\(quoted(text))' is not a number; a decimal number with a point is expected")
    }
    guard Float(value).isFinite else { throw mistake("'\(quoted(String(decoding: word, as: UTF8.self)))' is too large") }
    return value
  }

  // MARK: Keywords

  private mutating func keyword(_ text: Line) throws {
    var words: [Line] = []
    forEachWord(text) { words.append($0) }
    let name = String(decoding: words[0], as: UTF8.self)
    guard let keyword = Keyword(rawValue: name) else {
      throw mistake("unknown keyword '\(quoted(name))'; \(Keyword.allCases.map(\.rawValue).joined(separator: ", ")) are known")
    }
    guard values.isEmpty else { throw mistake("\(name) after the first row of the table; keywords come before it") }
    if let before = lines[keyword] { throw mistake("\(name) was already given on line \(before)") }
    lines[keyword] = line
    switch keyword {
    case .title:
      let rest = trimmed(Line(rebasing: text.dropFirst(words[0].count)))
      title = String(decoding: rest, as: UTF8.self)
      if let text = title, text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") { title = String(text.dropFirst().dropLast()) }
    case .size1D: sizes[keyword] = try size(words, 2...65536)
    case .size3D: sizes[keyword] = try size(words, 2...129)
    case .domainMin, .domainMax: numbers[keyword] = try numbers(words, 3)
    case .range1D, .range3D:
      let range = try numbers(words, 2)
      guard range[1] - range[0] >= Self.leastDomain else {
        throw mistake("\(name) begins at \(range[0]), which is not below its end, \(range[1])")
      }
      numbers[keyword] = range
    }
    try checkDomain()
  }

  private func numbers(_ words: [Line], _ count: Int) throws -> [Double] {
    let name = String(decoding: words[0], as: UTF8.self)
    guard words.count == count + 1 else { throw mistake("\(name) has \(words.count - 1) numbers; \(count) are expected") }
    return try words.dropFirst().map(number)
  }

  private func size(_ words: [Line], _ range: ClosedRange<Int>) throws -> Int {
    let name = String(decoding: words[0], as: UTF8.self)
    let text = words.dropFirst().map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
    guard let size = Int(text), range.contains(size) else {
      throw mistake("\(name) '\(quoted(text))'; a whole number in \(range.lowerBound)...\(range.upperBound) is expected")
    }
    return size
  }

  /// Once both are known: one that is given alone meets the other's default when rows begin.
  private func checkDomain() throws {
    guard lines[.domainMin] != nil && lines[.domainMax] != nil || !values.isEmpty else { return }
    let (low, high) = domainOrUnit
    for (channel, name) in ["red", "green", "blue"].enumerated() where high[channel] - low[channel] < Self.leastDomain {
      throw mistake("DOMAIN_MIN \(low[channel]) is not below DOMAIN_MAX \(high[channel]) for \(name)")
    }
  }

  private var domainOrUnit: (low: [Double], high: [Double]) {
    (numbers[.domainMin] ?? [0, 0, 0], numbers[.domainMax] ?? [1, 1, 1])
  }

  // MARK: Rows

  private var expectedRows: (first: Int, second: Int) {
    let size = sizes[.size3D] ?? 0
    return (sizes[.size1D] ?? 0, size * size * size)
  }

  private mutating func row(_ text: Line) throws {
    let expected = expectedRows.first + expectedRows.second
    guard expected > 0 else { throw mistake("a row of numbers before LUT_1D_SIZE or LUT_3D_SIZE") }
    var columns = 0
    var row = (Float(0), Float(0), Float(0))
    try forEachWord(text) { word in
      let value = Float(try number(word))
      switch columns {
      case 0: row.0 = value
      case 1: row.1 = value
      default: row.2 = value
      }
      columns += 1
    }
    guard columns == 3 else { throw mistake("\(columns) number\(columns == 1 ? "" : "s") in a row; 3 are expected: red, green, blue") }
    guard values.count < 3 * expected else { throw mistake("a row more than the \(expected) that \(sizesText) asks for") }
    let isFirst = values.isEmpty
    if isFirst { values.reserveCapacity(3 * expected) }
    values.append(row.0)
    values.append(row.1)
    values.append(row.2)
    if isFirst { try checkDomain() }
  }

  private var sizesText: String {
    [Keyword.size1D, .size3D].compactMap { keyword in sizes[keyword].map { "\(keyword.rawValue) \($0)" } }.joined(separator: " with ")
  }

  // MARK: The whole

  private func table() throws -> CubeTable {
    let expected = expectedRows
    guard expected.first + expected.second > 0 else { throw mistake("the file ends without LUT_1D_SIZE or LUT_3D_SIZE") }
    let rows = values.count / 3
    guard rows == expected.first + expected.second else {
      throw mistake("the file ends after \(rows) of the \(expected.first + expected.second) rows that \(sizesText) asks for")
    }
    var table = CubeTable(title: title)
    if let size = sizes[.size1D] {
      let (low, high) = try domain([.range1D])
      table.curve = CubeTable.Table(size: size, low: low, high: high, values: Array(values[..<(3 * expected.first)]))
    }
    if let size = sizes[.size3D] {
      // Files with one table are about that, whatever the keyword says: some writers have LUT_1D_INPUT_RANGE before a 3D table.
      let (low, high) = try domain(sizes[.size1D] == nil ? [.range3D, .range1D] : [.range3D])
      table.lattice = CubeTable.Table(size: size, low: low, high: high, values: Array(values[(3 * expected.first)...]))
    }
    return table
  }

  private func domain(_ keywords: [Keyword]) throws -> (low: [Double], high: [Double]) {
    let domain = domainOrUnit
    guard let keyword = keywords.first(where: { numbers[$0] != nil }), let range = numbers[keyword], let line = lines[keyword] else {
      return domain
    }
    let (low, high) = ([Double](repeating: range[0], count: 3), [Double](repeating: range[1], count: 3))
    if lines[.domainMin] != nil || lines[.domainMax] != nil, domain != (low, high) {
      throw mistake("\(keyword.rawValue) and DOMAIN_MIN, DOMAIN_MAX disagree; one of them is expected", line: line)
    }
    return (low, high)
  }

  private func quoted(_ text: String) -> String {
    let short = text.count > 40 ? text.prefix(40) + "..." : text[...]
    return String(short.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? "?" : Character($0) })
  }

  private func mistake(_ message: String, line: Int? = nil) -> ReelError {
    ReelError(
      .invalid, "line \(max(line ?? self.line, 1)): \(message)", file: file,
      hint: "a look-up table is a .cube file of Adobe or Resolve; other formats must be converted")
  }
}
