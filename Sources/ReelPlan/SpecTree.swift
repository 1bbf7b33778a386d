package import ReelCore

/// A spec as people read it: names of fields, and values as words. It is made from the very tree its key is made from, so a new field is
/// in by default.
package indirect enum SpecTree: Hashable, Sendable {
  /// A value as it is shown; a digest by all its digits.
  case leaf(String)
  case list([SpecTree])
  case map([String: SpecTree])

  /// - Parameters:
  ///   - picture: what the segment names by its key.
  ///   - build: likewise.
  package init(_ segment: SegmentSpec, picture: SpecTree, build: SpecTree) {
    var fields = Self(CanonicalEncoder.tree(segment)).fields
    fields["picture"] = picture
    fields["build"] = build
    fields["texts"] = .list(segment.texts.map(Self.init))
    self = .map(fields)
  }

  package init(_ track: TrackSpec, build: SpecTree) {
    var fields = Self(CanonicalEncoder.tree(track)).fields
    fields["build"] = build
    self = .map(fields)
  }

  package init(_ picture: PictureSpec) { self.init(CanonicalEncoder.tree(picture)) }
  package init(_ build: BuildIdentity) { self.init(CanonicalEncoder.tree(build)) }

  /// A script is shown as the words it draws, and how it draws them, apart.
  private init(_ text: TextSlice) {
    var fields = Self(CanonicalEncoder.tree(text)).fields
    var group = fields.removeValue(forKey: "group")?.fields ?? [:]
    group["script"] = nil
    let script = text.group.script.split(separator: "\n").map(ScriptLine.init)
    var words: [String] = []
    for line in script.compactMap(\.words) where !words.contains(line) { words.append(line) }
    group["lines"] = .list(words.map { .leaf(Self.quoted($0)) })
    group["looks"] = .list(script.filter { $0.words != nil }.map { .leaf($0.look) })
    group["header"] = .list(script.filter { $0.words == nil }.map { .leaf($0.look) })
    self = .map(fields.merging(group) { $1 })
  }

  package init(_ tree: CanonicalTree) {
    switch tree {
    case .nothing: self = .leaf("none")
    case .truth(let value): self = .leaf("\(value)")
    case .number(let value): self = .leaf("\(value)")
    case .real(let value): self = .leaf(Self.number(value))
    case .text(let text): self = .leaf(Self.isDigest(text) ? text : Self.quoted(text))
    case .list(let items): self = Self.numbers(items).map { .leaf($0) } ?? .list(items.map(Self.init))
    case .map(let entries):
      // What an enumeration wraps its values in.
      if entries.count == 1, let only = entries["_0"] { self = Self(only) } else { self = .map(entries.mapValues(Self.init)) }
    }
  }

  package var fields: [String: SpecTree] {
    if case .map(let fields) = self { fields } else { [:] }
  }

  package static func isDigest(_ text: String) -> Bool { text.utf8.count == 64 && Digest(hex: text) != nil }

  private static func quoted(_ text: String) -> String { "\"\(text)\"" }

  private static func number(_ value: Double) -> String {
    guard value == value.rounded(), abs(value) < 1e15 else { return "\(value)" }
    return "\(Int(value))"
  }

  /// Numbers that belong together, such as the frames of a source, are one value; `nil` for a list of anything else.
  private static func numbers(_ items: [CanonicalTree]) -> String? {
    guard !items.isEmpty else { return nil }
    var (texts, whole): ([String], [Int]) = ([], [])
    for item in items {
      switch item {
      case .number(let value):
        texts.append("\(value)")
        whole.append(value)
      case .real(let value): texts.append(number(value))
      default: return nil
      }
    }
    if whole.count > 2, whole.count == items.count, zip(whole, whole.dropFirst()).allSatisfy({ $0 + 1 == $1 }) {
      return "\(whole[0])...\(whole[whole.count - 1])"
    }
    return "[\(texts.joined(separator: ", "))]"
  }
}

/// A line of a script, taken apart.
private struct ScriptLine {
  /// What is read; `nil` in a line that draws nothing.
  var words: String?
  /// All the rest.
  var look: String

  init(_ line: Substring) {
    look = String(line)
    guard line.hasPrefix("Dialogue: ") else { return }
    let columns = line.split(separator: ",", maxSplits: 9, omittingEmptySubsequences: false)
    guard columns.count == 10 else { return }
    var (text, tags, isTag, isEscaped) = ("", "", false, false)
    for character in columns[9] {
      if isTag {
        isTag = character != "}"
        tags.append(character)
      } else if character == "{", !isEscaped {
        isTag = true
        tags.append(character)
      } else {
        text.append(character)
      }
      isEscaped = character == "\\" && !isEscaped
    }
    let isDrawing = tags.contains("\\p1")
    look = columns[..<9].joined(separator: ",") + "," + tags + (isDrawing ? text : "")
    words = isDrawing ? nil : Self.read(text)
  }

  /// Without what only the drawing needs: line ends, escapes, joiners and isolates.
  private static func read(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if isEscaped, scalar == "N" || scalar == "n" || scalar == "h" {
        out.append(" ")
        isEscaped = false
      } else if isEscaped {
        if scalar != "{", scalar != "}" { out.append("\\") }
        if !isDrawingOnly(scalar) { out.append(scalar) }
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else if !isDrawingOnly(scalar) {
        out.append(scalar)
      }
    }
    return String(out)
  }

  private static func isDrawingOnly(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value == 0x2060 || (0x2066...0x2069).contains(scalar.value)
  }
}
