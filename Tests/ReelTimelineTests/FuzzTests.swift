import ReelCore
import ReelTestSupport
import ReelTimeline
import Testing

@Suite struct FuzzTests {
  /// Whatever a document is, there is an episode or a reason, soon.
  @Test(arguments: 1...8) func anyTextIsReadOrRefused(_ seed: UInt64) {
    var random = SeededRNG(seed: seed)
    let pieces = [
      "{", "}", "[", "]", ":", ": ", ",", "- ", "\n", "\n  ", "&a ", "*a", "${", "}", "$${", "'", "\"", "|", ">", "#", "!x ", "<<: ", "? ",
      "~",
      "null", "off", "-1", "1e999", "00:00:01:02", "99999999999999999999", "9223372036854775807", "0/0", "1/0", "75f", "-", "\u{E000}",
      "\u{0}",
      "é", "%", "---\n", "...", "1080p", "es", "extends: e.yaml\n",
    ]
    for round in 0..<60 {
      var scalars = Array(everything.unicodeScalars)
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let at = Int.random(in: 0...scalars.count, using: &random)
        let piece = Array(pieces.randomElement(using: &random)?.unicodeScalars ?? "".unicodeScalars)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: scalars.insert(contentsOf: piece, at: at)
        case 1: scalars.removeSubrange(at..<min(scalars.count, at + Int.random(in: 0...30, using: &random)))
        case 2: scalars.replaceSubrange(at..<min(scalars.count, at + piece.count), with: piece)
        default:
          let from = Int.random(in: 0...scalars.count, using: &random)
          scalars.insert(contentsOf: Array(scalars[from..<min(scalars.count, from + 40)]), at: at)
        }
      }
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars)
      let loaded = load(String(text))
      let errors = loaded.problems.filter { $0.severity == .error }
      #expect((loaded.episode == nil) == !errors.isEmpty, "seed \(seed), round \(round)")
      #expect(loaded.problems.allSatisfy { !$0.error.isEmpty && $0.file != nil }, "seed \(seed), round \(round)")
      #expect(errors.allSatisfy { ($0.line ?? 0) >= 1 }, "seed \(seed), round \(round)")
    }
  }

  /// Every single value of a document replaced by every sort of value.
  @Test func anyValueInAnyPlaceIsReadOrRefused() {
    let values = [
      "[]", "{}", "[[]]", "-1", "0", "1e9", "''", "x", "true", "null", "${x}", "00:00:00:01", "9f", "\"#000000\"", "{ a: 1 }", "es",
    ]
    let lines = everything.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      for value in values {
        var changed = lines
        changed[index] = line[...colon] + " \(value)"
        let loaded = load(changed.joined(separator: "\n"))
        #expect((loaded.episode == nil) == loaded.problems.contains { $0.severity == .error }, "line \(index + 1): \(value)")
      }
    }
  }
}
