/// What a text pauses at.
enum Punctuation: Int, Comparable {
  case clause, sentence

  static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

  /// What ends with `last`: the final one or two clusters, closing quotes included.
  static func rank(_ last: [String]) -> Punctuation? {
    var last = last[...]
    if let end = last.last?.unicodeScalars.first, closing.contains(end) { last = last.dropLast() }
    guard let end = last.last?.unicodeScalars.first else { return nil }
    return sentences.contains(end) ? .sentence : clauses.contains(end) ? .clause : nil
  }

  private static let closing = Set("\"'”’»)]）」』】》〉".unicodeScalars)
  /// Full stops, question and exclamation marks of the scripts, ellipses, the danda and the Khmer, Burmese and Arabic signs.
  private static let sentences = Set(".!?…。！？｡؟۔।॥។៕၊။".unicodeScalars)
  private static let clauses = Set(",;:–—，、；：､،؛".unicodeScalars)
}
