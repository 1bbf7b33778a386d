import ReelCore

/// Finds where lines of a text may end, and what each end costs.
struct BreakFinder {
  private(set) var breaks: [LineBreaker.Break] = []
  private let clusters: [CueText.Cluster]
  private let language: String

  init(_ text: CueText) throws {
    clusters = text.clusters
    language = text.language?.lowercased().split { $0 == "-" || $0 == "_" }.first.map(String.init) ?? ""
    let icu = IcuText(text.plain)
    var places: [Int: Int] = [:]
    var offset = 0
    for (index, cluster) in clusters.enumerated() {
      places[offset] = index
      offset += cluster.text.utf16.count
    }
    // The end of each word: a line end inside one is allowed in Chinese and Japanese, but reads badly.
    let words = Self.separatesWords.contains(language) ? try icu.words(language: text.language) : []
    var inside: Set<Int> = []
    for word in words {
      for offset in word.dropFirst() { if let place = places[offset] { inside.insert(place) } }
    }
    for found in try icu.lineBreaks(language: text.language) {
      // What is no boundary of grapheme clusters is passed over.
      guard let place = places[found.offset], place > 0, isAllowed(place) || found.isHard else { continue }
      breaks.append(LineBreaker.Break(place: place, cost: cost(place, insideWord: inside.contains(place)), isHard: found.isHard))
    }
  }

  private static let spacesPhrases: Set = ["th", "lo", "km", "my"]
  private static let separatesWords: Set = ["zh", "yue", "cmn", "ja"]

  private func isAllowed(_ place: Int) -> Bool {
    let (before, after) = (clusters[place - 1].text, clusters[place].text)
    if let last = before.unicodeScalars.last, let first = after.unicodeScalars.first {
      if Kinsoku.mayNotEnd.contains(last) || Kinsoku.mayNotBegin.contains(first) { return false }
      // Korean lines end between words, as its books do; UAX #14 would let them end between syllables.
      if language == "ko", Self.isKorean(last), Self.isLetter(first) || Self.isLetter(last) && Self.isKorean(first) { return false }
    }
    return true
  }

  private static func isKorean(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x11FF, 0x3130...0x318F, 0xA960...0xA97F, 0xAC00...0xD7FF: true
    default: false
    }
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isAlphabetic || scalar.properties.numericType != nil }

  /// Ends of sentences and clauses are sought, one-letter words at a line's end and cut words avoided.
  private func cost(_ place: Int, insideWord: Bool) -> Double {
    var last = place
    while last > 0, clusters[last - 1].isSpace { last -= 1 }
    guard last > 0 else { return 0 }
    switch Punctuation.rank(clusters[..<last]) {
    case .sentence: return -0.06
    case .clause: return -0.035
    case nil: break
    }
    if insideWord { return 0.1 }
    // Thai and its like write a space where a phrase ends.
    if last == place, Self.spacesPhrases.contains(language) { return 0.04 }
    if language == "ja", place < clusters.count,
      Kinsoku.isParticle(clusters[place...].prefix(3).map(\.text), after: clusters[last - 1].text)
    {
      return 0.06
    }
    let isShort = last >= 1 && clusters[last - 1].text.first?.isLetter == true && last < place && (last == 1 || clusters[last - 2].isSpace)
    return isShort ? 0.02 : 0
  }
}
