/// Writes texts into documents.
package enum YAMLScalar {
  /// `text` as a value or a key that is read back as it is, in blocks and in braces: plain where no reader can take it for something
  /// else, otherwise in double quotes (YAML 1.1, section 5.6). What would be a variable is none.
  package static func written(_ text: String) -> String {
    guard !isPlain(text) else { return text }
    var quoted = ""
    for scalar in escapingVariables(text).unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      default: if isShown(scalar) { quoted.unicodeScalars.append(scalar) } else { quoted += escape(scalar) }
      }
    }
    return "\"" + quoted + "\""
  }

  /// `$${` is how a document writes a plain `${`.
  private static func escapingVariables(_ text: String) -> String {
    text.split(separator: "${", omittingEmptySubsequences: false).joined(separator: "$${")
  }

  /// A word or a path of ASCII that begins with a letter and is none of the words of YAML 1.1.
  private static func isPlain(_ text: String) -> Bool {
    let words = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
    guard let first = text.utf8.first, isLetter(first), !words.contains(text.lowercased()) else { return false }
    return text.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) || "._-/%+".utf8.contains($0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte & 0xDF) }

  /// Whether a person sees it: no control, no mark of order, no direction.
  private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFFE, 0xFFFF: false
    default: true
    }
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
