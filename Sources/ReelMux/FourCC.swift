/// Four bytes that name a box, a sample entry or a brand.
package struct FourCC: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  package let code: UInt32

  package init(_ code: UInt32) { self.code = code }

  /// Each character is one byte of ISO 8859-1, so that `©nam` can be written as it is known.
  /// - Precondition: four characters below U+0100.
  package init(stringLiteral text: String) {
    precondition(text.unicodeScalars.count == 4 && text.unicodeScalars.allSatisfy { $0.value < 256 }, "'\(text)' is not four bytes")
    code = text.unicodeScalars.reduce(0) { $0 << 8 | $1.value }
  }

  /// The four characters; a control character is written as a dot.
  package var description: String {
    var text = ""
    for shift in [24, 16, 8, 0] as [UInt32] {
      let byte = UInt8(truncatingIfNeeded: code >> shift)
      text.unicodeScalars.append(byte < 32 || (127..<160).contains(byte) ? "." : Unicode.Scalar(byte))
    }
    return text
  }
}
