import Foundation
import ReelCore

/// `shots/02/%04d.png`: the files of a numbered sequence.
struct SequencePattern {
  let folder: String
  let prefix: String
  let suffix: String
  let digits: Int
  let pattern: String

  /// `nil` when the last part of the path holds no `%d` or `%0Nd`.
  init?(_ path: String) {
    let name = (path as NSString).lastPathComponent
    guard let match = name.firstMatch(of: /%(?:0(\d+))?d/) else { return nil }
    pattern = path
    folder = (path as NSString).deletingLastPathComponent
    prefix = String(name[..<match.range.lowerBound])
    suffix = String(name[match.range.upperBound...])
    digits = match.output.1.flatMap { Int($0) } ?? 0
  }

  /// The files from the lowest number to the highest.
  ///
  /// - Throws: `missing` when there is none, or one is missing between.
  func files() throws -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
    let numbers = names.compactMap(number).sorted()
    guard let first = numbers.first, let last = numbers.last else {
      throw ReelError(.missing, "no file of this numbered sequence was found", file: pattern, hint: "the first could be \(path(1))")
    }
    let present = Set(numbers)
    if let hole = (first...last).first(where: { !present.contains($0) }) {
      throw ReelError(
        .missing, "the sequence has a hole: it runs from \(first) to \(last), and \((path(hole) as NSString).lastPathComponent) is missing",
        file: pattern, hint: "add the file or renumber the sequence")
    }
    return numbers.map(path)
  }

  private func number(_ name: String) -> Int? {
    guard name.hasPrefix(prefix), name.hasSuffix(suffix), name.count > prefix.count + suffix.count else { return nil }
    let middle = name.dropFirst(prefix.count).dropLast(suffix.count)
    guard middle.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(middle), text(number) == middle else { return nil }
    return number
  }

  private func text(_ number: Int) -> String {
    let plain = String(number)
    return String(repeating: "0", count: max(0, digits - plain.count)) + plain
  }

  private func path(_ number: Int) -> String {
    (folder as NSString).appendingPathComponent(prefix + text(number) + suffix)
  }
}
