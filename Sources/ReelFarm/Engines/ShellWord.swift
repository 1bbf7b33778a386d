/// Words of a POSIX shell.
enum ShellWord {
  /// The text as one word that the shell leaves as it is.
  static func quoted(_ text: String) -> String {
    let plain = !text.isEmpty && text.utf8.allSatisfy { isPlain($0) }
    return plain ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  /// A command; words that hold `variable` keep it open to the shell.
  static func command(_ words: [String], variable: String? = nil) -> String {
    words.map { word in
      guard let variable, let range = word.firstRange(of: variable) else { return quoted(word) }
      let (before, after) = (word[..<range.lowerBound], word[range.upperBound...])
      return (before.isEmpty ? "" : quoted(String(before))) + "\"\(variable)\"" + (after.isEmpty ? "" : quoted(String(after)))
    }.joined(separator: " ")
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "_-./:=@%+,".utf8.contains(byte)
    }
  }
}
