/// What a text pauses at.
enum Punctuation: Int, Comparable {
  case clause, sentence

  static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

  /// What the clusters end with, closing quotes passed over. `Mr.` and the like end nothing.
  static func rank(_ clusters: ArraySlice<CueText.Cluster>) -> Punctuation? {
    var rest = clusters
    if let end = rest.last?.text.unicodeScalars.first, closing.contains(end) { rest = rest.dropLast() }
    guard let end = rest.last?.text.unicodeScalars.first else { return nil }
    if clauses.contains(end) { return .clause }
    guard sentences.contains(end) else { return nil }
    let word = rest.dropLast().suffix(Self.shortest + 1).reversed().prefix { !$0.isSpace }
    let isShort = end == "." && !word.isEmpty && word.count <= Self.shortest && word.last?.text.first?.isUppercase == true
    return isShort ? nil : .sentence
  }

  /// Letters of a word with a capital that may be cut short.
  private static let shortest = 3

  private static let closing = Set("\"'”’»)]）」』】》〉".unicodeScalars)
  /// Full stops, question and exclamation marks of the scripts, ellipses, the danda and the Khmer, Burmese and Arabic signs.
  private static let sentences = Set(".!?…。！？｡؟۔।॥។៕၊။".unicodeScalars)
  private static let clauses = Set(",;:–—，、；：､،؛".unicodeScalars)
}
