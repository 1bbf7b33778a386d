package import ReelCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The files of a numbered sequence: `shots/02/%04d.png`, `frame%d.jpg`.
package enum SequenceFiles {
  /// True when `path` names a sequence: it has one `%d` or `%0Nd` in its last part.
  package static func isPattern(_ path: String) -> Bool { Pattern(path) != nil }

  /// The files from the lowest number there is to the highest, in order.
  ///
  /// - Throws: `missing` when there is none, or one between the first and the last is not there; `invalid` when `pattern` is none.
  package static func list(pattern: String) throws(ReelError) -> [String] {
    guard let parts = Pattern(pattern) else {
      throw ReelError(
        .invalid, "a numbered sequence needs one '%d' or '%04d' in its file name", file: pattern, hint: "write it like 'shot/%04d.png'")
    }
    guard let folder = opendir(parts.folder.isEmpty ? "." : parts.folder) else {
      throw ReelError(
        .missing, "there is no such folder: '\(parts.folder)'", file: pattern, detail: String(cString: strerror(errno)),
        hint: "check the path")
    }
    defer { closedir(folder) }
    var numbers: Set<Int> = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if let number = parts.number(in: name) { numbers.insert(number) }
    }
    guard let first = numbers.min(), let last = numbers.max() else {
      throw ReelError(.missing, "no file matches", file: pattern, hint: "check the path and the number of digits")
    }
    if let hole = (first...last).first(where: { !numbers.contains($0) }) {
      throw ReelError(
        .missing, "the sequence goes from \(first) to \(last), and '\(parts.path(hole))' is not there", file: pattern,
        hint: "make the missing picture, or number the files without a gap")
    }
    return (first...last).map(parts.path)
  }

  private struct Pattern {
    /// With its final slash; empty for the current folder.
    var folder: String
    var prefix: String
    var suffix: String
    /// Digits at least; 0 for as many as needed.
    var width: Int

    init?(_ path: String) {
      let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
      let name = path[slash...]
      guard let percent = name.firstIndex(of: "%") else { return nil }
      let rest = name[name.index(after: percent)...]
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard rest[digits.endIndex...].first == "d", digits.isEmpty || digits.first == "0" && digits.count <= 3 else { return nil }
      folder = String(path[..<slash])
      prefix = String(name[..<percent])
      suffix = String(rest[digits.endIndex...].dropFirst())
      width = Int(digits) ?? 0
      guard !suffix.contains("%") else { return nil }
    }

    func number(in name: String) -> Int? {
      guard name.hasPrefix(prefix), name.hasSuffix(suffix), name.count > prefix.count + suffix.count else { return nil }
      let digits = name.dropFirst(prefix.count).dropLast(suffix.count)
      guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), digits.count <= 9, let number = Int(digits) else { return nil }
      // 7 is '0007' for %04d, and nothing else: the name must be the one the number gives.
      return path(number) == folder + name ? number : nil
    }

    func path(_ number: Int) -> String {
      let digits = String(number)
      return folder + prefix + String(repeating: "0", count: max(0, width - digits.count)) + digits + suffix
    }
  }
}
