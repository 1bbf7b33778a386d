/// Finds what someone meant to write.
enum Spelling {
  /// The name of `names` nearest to `word`, when it is near enough to be a slip of the finger.
  static func nearest(to word: String, among names: [String]) -> String? {
    guard word.count <= 64 else { return nil }
    let folded = word.lowercased()
    let best = names.map { (name: $0, distance: distance(folded, $0.lowercased())) }.min { $0.distance < $1.distance }
    guard let best, best.distance <= max(1, max(word.count, best.name.count) / 3) else { return nil }
    return best.name
  }

  /// What to say about `word` where one of `names` is expected.
  static func hint(for word: String, among names: [String]) -> String? {
    if let name = nearest(to: word, among: names) { return "did you mean '\(name)'?" }
    return names.isEmpty ? nil : "known: " + names.joined(separator: ", ")
  }

  /// Insertions, deletions, replacements and exchanges of neighbours that lead from one word to the other
  /// (Damerau-Levenshtein distance in its optimal string alignment form).
  static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a.unicodeScalars), Array(b.unicodeScalars))
    var before = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1] + [Int](repeating: 0, count: b.count)
      for j in b.indices {
        row[j + 1] = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { row[j + 1] = min(row[j + 1], before[j - 1] + 1) }
      }
      (before, last) = (last, row)
    }
    return last[b.count]
  }
}
