extension Cue {
  /// The cue without what is no text: control characters and noncharacters, which no font has and no XML may hold. Vertical tabs and form
  /// feeds end a line, as they do where lines are laid out. Words keep their letters.
  /// - Returns: `nil` if there is nothing of the kind, as nearly always.
  func withoutControls() -> Cue? {
    func isClean(_ text: String) -> Bool { text.utf8.allSatisfy { $0 >= 32 && $0 < 0x7F || $0 == 10 } || !Self.hasControls(text) }
    if text.allSatisfy({ isClean($0.text) && $0.ruby.map(isClean) != false }) && speaker.map(isClean) != false { return nil }
    var clean = self
    // Where each byte of the text stands in the clean one.
    var places: [Int] = []
    var count = 0
    clean.text = text.compactMap { run in
      var kept = String.UnicodeScalarView()
      for scalar in run.text.unicodeScalars {
        places += Array(repeating: count, count: UTF8.width(scalar))
        guard let scalar = Self.printable(scalar) else { continue }
        kept.append(scalar)
        count += UTF8.width(scalar)
      }
      var run = run
      run.text = String(kept)
      run.ruby = run.ruby.map(Self.printable).flatMap { $0.isEmpty ? nil : $0 }
      return run.text.isEmpty ? nil : run
    }
    places.append(count)
    clean.words = words.compactMap { word in
      let last = places.count - 1
      let range = places[min(word.range.lowerBound, last)]..<places[min(word.range.upperBound, last)]
      return range.isEmpty && !word.range.isEmpty ? nil : TimedWord(range, start: word.start, end: word.end)
    }
    clean.speaker = speaker.map(Self.printable).flatMap { $0.isEmpty ? nil : $0 }
    return clean
  }

  private static func hasControls(_ text: String) -> Bool { text.unicodeScalars.contains { printable($0) != $0 } }

  private static func printable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.compactMap(printable)))
  }

  private static func printable(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    case 9, 10, 13, 0x85: scalar
    case 11, 12: "\n"
    case 0..<32, 0x7F...0x9F, 0xFDD0...0xFDEF: nil
    default: scalar.value & 0xFFFE == 0xFFFE ? nil : scalar
    }
  }
}
