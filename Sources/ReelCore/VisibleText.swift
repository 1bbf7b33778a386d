extension StringProtocol {
  /// The text with everything that could steer a terminal, or hide what follows, written as `\u{1B}`: a value from a document or the
  /// name of a file is shown, and does nothing.
  ///
  /// Control characters (Unicode's category Cc), separators of lines and paragraphs, and the controls of direction that can make text
  /// read as something else (Unicode Technical Standard 39, section 5.4: U+202A...U+202E, U+2066...U+2069).
  /// - Parameter lines: whether a line feed stands as it is.
  package func visible(lines: Bool = false) -> String {
    guard unicodeScalars.contains(where: { $0.steers && !(lines && $0 == "\n") }) else { return String(self) }
    var text = ""
    for scalar in unicodeScalars {
      if scalar.steers && !(lines && scalar == "\n") {
        text += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}

extension Unicode.Scalar {
  fileprivate var steers: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
