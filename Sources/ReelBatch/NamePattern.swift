/// A name of a file or a folder with `${name}` in it.
package struct NamePattern: Sendable {
  package let text: String
  private enum Part: Sendable { case plain(String), name(String) }
  private let parts: [Part]

  package struct Mistake: Error, Hashable {
    package var text: String
    package var hint: String
  }

  package init(_ text: String) throws(Mistake) {
    self.text = text
    var parts: [Part] = []
    var rest = text[...]
    while let start = rest.firstRange(of: "${") {
      parts.append(.plain(String(rest[..<start.lowerBound])))
      guard let end = rest[start.upperBound...].firstIndex(of: "}"), start.upperBound < end else {
        throw Mistake(text: "'\(rest[start.lowerBound...].prefix(20))' is no variable", hint: "write ${name}")
      }
      parts.append(.name(String(rest[start.upperBound..<end])))
      rest = rest[rest.index(after: end)...]
    }
    self.parts = parts + [.plain(String(rest))]
  }

  /// The variables it asks for.
  package var names: Set<String> { Set(parts.compactMap { if case .name(let name) = $0 { name } else { nil } }) }

  /// What is there whatever the variables are: the folder that all names lie in.
  package var root: String {
    guard case .plain(let start)? = parts.first, parts.count > 1 else { return text }
    return start.lastIndex(of: "/").map { $0 == start.startIndex ? "/" : String(start[..<$0]) } ?? "."
  }

  /// The name with its variables replaced.
  ///
  /// A value is a part of a name: it leads to no other folder than the pattern does.
  package func name(_ values: [String: String]) throws(Mistake) -> String {
    var result = ""
    for part in parts {
      switch part {
      case .plain(let text): result += text
      case .name(let name):
        guard let value = values[name] else {
          throw Mistake(
            text: "'\(text)' asks for '\(name)', which the line does not have",
            hint: "there are \(values.keys.sorted().joined(separator: ", "))")
        }
        guard value.split(separator: "/", omittingEmptySubsequences: false).allSatisfy(Self.isPart) else {
          throw Mistake(text: "'\(name)' is '\(value)', which is no part of a name in '\(text)'", hint: "name a file or a folder")
        }
        result += value
      }
    }
    return result
  }

  /// Whether it names something in a folder, and not the folder or what it is in.
  private static func isPart(_ name: Substring) -> Bool { !name.isEmpty && name != "." && name != ".." && !name.utf8.contains(0) }
}
