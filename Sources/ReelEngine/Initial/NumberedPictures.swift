import ReelMedia

/// Finds the numbered sequences among the names of a folder's pictures.
struct NumberedPictures {
  /// What the names come to, in natural order.
  private(set) var singles: [String] = []
  /// As ``SequenceFiles`` takes them.
  private(set) var patterns: [(pattern: String, count: Int)] = []
  /// Sequences that do not go on, with the first name that is not there.
  private(set) var broken: [(pattern: String, missing: String)] = []

  private struct Series: Hashable {
    var prefix: String
    var suffix: String
  }

  private struct Numbered {
    var name: String
    var digits: String
  }

  /// - Parameters:
  ///   - names: of pictures, with or without their folder.
  ///   - least: how many of a series are a sequence. Fewer are pictures by themselves.
  init(_ names: [String], least: Int) {
    var series: [Series: [Numbered]] = [:]
    for name in names {
      if let (key, numbered) = Self.split(name) { series[key, default: []].append(numbered) } else { singles.append(name) }
    }
    for (key, members) in series {
      // A leading zero says that numbers have a width; others are as long as they need.
      let width = members.first { $0.digits.first == "0" && $0.digits.count > 1 }?.digits.count ?? 0
      let fitting = members.filter { width == 0 || $0.digits.count == width || $0.digits.count > width && $0.digits.first != "0" }
      let numbers = Set(fitting.compactMap { Int($0.digits) })
      guard fitting.count >= max(2, least), let first = numbers.min(), let last = numbers.max() else {
        singles += members.map(\.name)
        continue
      }
      let fitted = Set(fitting.map(\.name))
      singles += members.map(\.name).filter { !fitted.contains($0) }
      let pattern = key.prefix + (width > 0 ? "%0\(width)d" : "%d") + key.suffix
      guard let hole = (first...last).first(where: { !numbers.contains($0) }) else {
        patterns.append((pattern, fitting.count))
        continue
      }
      let digits = String(hole)
      let missing = key.prefix + String(repeating: "0", count: max(0, width - digits.count)) + digits + key.suffix
      broken.append((pattern, missing))
    }
    singles.sort(by: NaturalOrder.precedes)
    patterns.sort { NaturalOrder.precedes($0.pattern, $1.pattern) }
    broken.sort { NaturalOrder.precedes($0.pattern, $1.pattern) }
  }

  /// The last digits of a name, before its ending. Longer ones are dates, and a `%` cannot stand in a pattern.
  private static func split(_ name: String) -> (Series, Numbered)? {
    let start = name.lastIndex(of: "/").map { name.index(after: $0) } ?? name.startIndex
    let base = name[start..<(name[start...].lastIndex(of: ".") ?? name.endIndex)]
    func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
    guard !base.contains("%"), let last = base.lastIndex(where: isDigit) else { return nil }
    let upper = name.index(after: last)
    let lower = base[..<upper].lastIndex { !isDigit($0) }.map { name.index(after: $0) } ?? start
    let digits = name[lower..<upper]
    guard digits.count <= 9 else { return nil }
    return (Series(prefix: String(name[..<lower]), suffix: String(name[upper...])), Numbered(name: name, digits: String(digits)))
  }
}
