/// A small strict XML reader with limits: elements, attributes, text, CDATA, comments, processing instructions, namespaces, and the five
/// entities of XML.
///
/// It reads no declarations: a document that defines entities could grow without bound, or ask for other files, and is refused.
struct XMLReader {
  struct Failure: Error {
    var line: Int
    var what: String
  }

  /// - Returns: the document's element, and what is wrong with it but readable, with lines.
  static func read(_ text: String) throws(Failure) -> (root: XMLElement, warnings: [(line: Int, what: String)]) {
    var reader = XMLReader(bytes: Array(text.utf8))
    return (try reader.document(), reader.warnings)
  }

  /// Nothing that is a subtitle comes near these.
  private static let depthLimit = 100
  private static let elementLimit = 500_000
  private static let attributeLimit = 200

  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var elements = 0
  private var stack: [(element: XMLElement, qualified: ArraySlice<UInt8>, namespaces: [String: String])] = []
  private var root: XMLElement?
  private var warnings: [(line: Int, what: String)] = []
  private var text: [UInt8] = []

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func document() throws(Failure) -> XMLElement {
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "<") { try markup() } else { try characters() }
    }
    if let open = stack.last { throw Failure(line: open.element.line, what: "<\(open.element.name)> is never closed") }
    guard let root else { throw Failure(line: line, what: "there is no element in it") }
    return root
  }

  // MARK: Bytes

  private func starts(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    return bytes.count - position >= count && (0..<count).allSatisfy { bytes[position + $0] == text.utf8Start[$0] }
  }

  private mutating func advance(to end: Int) {
    for index in position..<end where bytes[index] == 10 { line += 1 }
    position = end
  }

  /// Goes past `end`, and gives what stands before it.
  private mutating func skip(past end: StaticString, _ what: String) throws(Failure) -> Range<Int> {
    let (begin, first) = (position, line)
    while position < bytes.count, !starts(end) { advance(to: position + 1) }
    guard position < bytes.count else { throw Failure(line: first, what: "\(what) is never closed") }
    defer { position += end.utf8CodeUnitCount }
    return begin..<position
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...10).contains(byte) || byte == 13 }

  private static func isName(_ byte: UInt8) -> Bool {
    byte >= 128 || (65...90).contains(byte) || (97...122).contains(byte) || (48...58).contains(byte) || [45, 46, 95].contains(byte)
  }

  private mutating func skipSpaces() {
    var end = position
    while end < bytes.count, Self.isSpace(bytes[end]) { end += 1 }
    advance(to: end)
  }

  private mutating func name() -> ArraySlice<UInt8> {
    let begin = position
    while position < bytes.count, Self.isName(bytes[position]) { position += 1 }
    return bytes[begin..<position]
  }

  private static func string(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

  // MARK: Text

  private mutating func characters() throws(Failure) {
    let begin = position
    var end = position
    while end < bytes.count, bytes[end] != UInt8(ascii: "<") { end += 1 }
    let first = line
    advance(to: end)
    guard !stack.isEmpty else {
      guard bytes[begin..<end].allSatisfy(Self.isSpace) else { throw Failure(line: first, what: "text outside the document's element") }
      return
    }
    text += try decoded(bytes[begin..<end], line: first)
  }

  private mutating func flush() {
    guard !text.isEmpty, !stack.isEmpty else { return }
    stack[stack.count - 1].element.children.append(.text(Self.string(text)))
    text = []
  }

  /// Replaces references, and what ends a line with a line feed.
  private func decoded(_ source: ArraySlice<UInt8>, line: Int) throws(Failure) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(source.count)
    var index = source.startIndex
    while index < source.endIndex {
      let byte = source[index]
      switch byte {
      case 13:
        out.append(10)
        if index + 1 < source.endIndex, source[index + 1] == 10 { index += 1 }
      case UInt8(ascii: "&"):
        guard let end = source[index...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else {
          throw Failure(line: line, what: "an ampersand that begins no reference: write &amp;")
        }
        let name = Self.string(source[(index + 1)..<end])
        guard let value = Self.reference(name) else { throw Failure(line: line, what: "there is no entity &\(name);") }
        out += value.utf8
        index = end
      case 0..<32 where !Self.isSpace(byte): throw Failure(line: line, what: "a control character, which XML does not have")
      default: out.append(byte)
      }
      index += 1
    }
    return out
  }

  private static func reference(_ name: String) -> String? {
    if let value = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"][name] { return value }
    guard name.hasPrefix("#") else { return nil }
    let digits = name.dropFirst()
    let code = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    guard let scalar = code.flatMap(Unicode.Scalar.init), scalar.value >= 32 || [9, 10, 13].contains(scalar.value) else { return nil }
    return String(scalar)
  }

  // MARK: Markup

  private mutating func markup() throws(Failure) {
    if starts("<!--") {
      position += 4
      _ = try skip(past: "-->", "a comment")
    } else if starts("<![CDATA[") {
      guard !stack.isEmpty else { throw Failure(line: line, what: "text outside the document's element") }
      position += 9
      text += bytes[try skip(past: "]]>", "a CDATA section")]
    } else if starts("<?") {
      position += 2
      _ = try skip(past: "?>", "a processing instruction")
    } else if starts("<!") {
      let first = line
      let declaration = bytes[try skip(past: ">", "a declaration")]
      guard !declaration.contains(UInt8(ascii: "[")), stack.isEmpty else {
        throw Failure(line: first, what: "declarations inside a document are refused: what they define could grow without bound")
      }
    } else if starts("</") {
      try end()
    } else {
      try begin()
    }
  }

  private mutating func end() throws(Failure) {
    position += 2
    let name = name()
    skipSpaces()
    guard starts(">") else { throw Failure(line: line, what: "an end tag that is not closed with >") }
    position += 1
    flush()
    guard let open = stack.popLast(), open.qualified == name else {
      throw Failure(line: line, what: "</\(Self.string(name))> closes nothing that is open")
    }
    close(open.element)
  }

  private mutating func close(_ element: XMLElement) {
    if stack.isEmpty { root = element } else { stack[stack.count - 1].element.children.append(.element(element)) }
  }

  private mutating func begin() throws(Failure) {
    let first = line
    position += 1
    let name = name()
    guard !name.isEmpty, !(48...57).contains(name[name.startIndex]) else {
      throw Failure(line: first, what: "a < that begins no tag: write &lt;")
    }
    elements += 1
    guard stack.count < Self.depthLimit, elements <= Self.elementLimit else {
      throw Failure(line: first, what: stack.count < Self.depthLimit ? "more elements than are read" : "elements are nested too deep")
    }
    guard root == nil else { throw Failure(line: first, what: "a second element outside the document's own") }
    flush()
    let attributes = try attributes()
    let isEmpty = starts("/")
    if isEmpty { position += 1 }
    guard starts(">") else { throw Failure(line: line, what: "the tag <\(Self.string(name))> is not closed with >") }
    position += 1
    let open = element(Self.string(name), attributes, first)
    if isEmpty { close(open.element) } else { stack.append((open.element, name, open.namespaces)) }
  }

  private mutating func attributes() throws(Failure) -> [(name: String, value: String)] {
    var attributes: [(name: String, value: String)] = []
    while true {
      skipSpaces()
      let name = Self.string(name())
      if name.isEmpty { return attributes }
      skipSpaces()
      guard starts("=") else { throw Failure(line: line, what: "the attribute \(name) has no value") }
      position += 1
      skipSpaces()
      let quote = position < bytes.count ? bytes[position] : 0
      guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
        throw Failure(line: line, what: "the value of \(name) is not in quotes")
      }
      position += 1
      let first = line
      let source = bytes[
        try quote == UInt8(ascii: "'") ? skip(past: "'", "the value of \(name)") : skip(past: "\"", "the value of \(name)")]
      guard !source.contains(UInt8(ascii: "<")) else { throw Failure(line: first, what: "a < in the value of \(name): write &lt;") }
      guard attributes.count < Self.attributeLimit else { throw Failure(line: first, what: "more attributes than are read") }
      let value = try decoded(source, line: first).map { Self.isSpace($0) ? 32 : $0 }
      if attributes.contains(where: { $0.name == name }) {
        warnings.append((first, "the attribute \(name) is given twice; the first counts"))
      } else {
        attributes.append((name, Self.string(value)))
      }
    }
  }

  /// Resolves prefixes. One that is not declared stays a part of nothing: the name counts without it.
  private func element(
    _ name: String, _ attributes: [(name: String, value: String)], _ line: Int
  ) -> (element: XMLElement, namespaces: [String: String]) {
    var namespaces = stack.last?.namespaces ?? ["xml": "http://www.w3.org/XML/1998/namespace"]
    for attribute in attributes where attribute.name == "xmlns" { namespaces[""] = attribute.value }
    for attribute in attributes where attribute.name.hasPrefix("xmlns:") {
      namespaces[String(attribute.name.dropFirst(6))] = attribute.value
    }
    func resolved(_ name: String) -> (prefix: String, local: String) {
      let parts = name.split(separator: ":", maxSplits: 1)
      return parts.count == 2 ? (String(parts[0]), String(parts[1])) : ("", name)
    }
    let (prefix, local) = resolved(name)
    var element = XMLElement(name: local, namespace: namespaces[prefix] ?? "", attributes: [], line: line)
    for attribute in attributes where attribute.name != "xmlns" && !attribute.name.hasPrefix("xmlns:") {
      let (prefix, local) = resolved(attribute.name)
      element.attributes.append(
        XMLElement.Attribute(name: local, namespace: prefix.isEmpty ? "" : namespaces[prefix] ?? "", value: attribute.value))
    }
    return (element, namespaces)
  }
}
