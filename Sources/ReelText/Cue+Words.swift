import ReelCore

extension Cue {
  /// When each word is said.
  ///
  /// What the file says of times is kept and shared out inside: a stretch of several words gives each a part by its length in grapheme
  /// clusters, a word of several stretches lasts from the first to the last. A cue whose file says nothing is one stretch. A time is exact
  /// where a denominator up to a million can say it, else it is the nearest microsecond.
  /// - Parameter ranges: the words in bytes of UTF-8 of ``plain``, ascending; by default what stands between spaces. Scripts that
  ///   write no spaces need them.
  package func timedWords(_ ranges: [Range<Int>]? = nil) -> [TimedWord] {
    let lengths = Lengths(plain)
    let stretches = stretches(lengths)
    var first = 0
    return (ranges ?? Self.spacedWords(plain)).compactMap { word in
      guard lengths[word] > 0 else { return nil }
      while first + 1 < stretches.count, stretches[first].range.upperBound <= word.lowerBound { first += 1 }
      var last = first
      while last + 1 < stretches.count, stretches[last + 1].range.lowerBound < word.upperBound { last += 1 }
      return TimedWord(
        word, start: lengths.time(of: word.lowerBound, in: stretches[first]), end: lengths.time(of: word.upperBound, in: stretches[last]))
    }
  }

  /// The file's stretches, and others for the text between them.
  private func stretches(_ lengths: Lengths) -> [TimedWord] {
    var all: [TimedWord] = []
    var (offset, time) = (0, start)
    for (index, next) in words.enumerated() {
      var word = next
      // Speech tools let words overlap; here one ends where the next begins, so that none is said before the one it follows.
      if index + 1 < words.count { word.end = max(word.start, min(word.end, words[index + 1].start)) }
      let gap = offset..<max(offset, word.range.lowerBound)
      if lengths[gap] > 0 { all.append(TimedWord(gap, start: min(time, word.start), end: word.start)) }
      all.append(word)
      (offset, time) = (word.range.upperBound, word.end)
    }
    let rest = offset..<max(offset, lengths.end)
    if all.isEmpty || lengths[rest] > 0 { all.append(TimedWord(rest, start: min(time, end), end: end)) }
    return all
  }

  /// What stands between spaces. Punctuation and notes of music that stand alone belong to the word
  /// before them, or at the start to the next.
  static func spacedWords(_ text: String) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var joins = false
    var start: Int?
    var speaks = false
    var offset = 0
    func close(_ end: Int) {
      guard let begin = start else { return }
      if let last = words.last, joins || !speaks {
        words[words.count - 1] = last.lowerBound..<end
        joins = joins && !speaks
      } else {
        words.append(begin..<end)
        joins = !speaks
      }
      (start, speaks) = (nil, false)
    }
    for character in text {
      if character.isWhitespace, character != "\u{A0}", character != "\u{202F}" {
        close(offset)
      } else {
        if start == nil { start = offset }
        speaks = speaks || !character.isPunctuation && !"♪♫♩♬".contains(character)
      }
      offset += character.utf8.count
    }
    close(offset)
    return words
  }

  /// How many grapheme clusters other than spaces stand before each byte.
  private struct Lengths {
    private var before: [Int] = [0]

    var end: Int { before.count - 1 }

    init(_ text: String) {
      for character in text {
        let count = before[before.count - 1] + (character.isWhitespace ? 0 : 1)
        for _ in character.utf8 { before.append(count) }
      }
    }

    subscript(range: Range<Int>) -> Int { before[min(range.upperBound, end)] - before[min(range.lowerBound, end)] }

    /// The moment in `stretch` when the text up to `offset` has been said.
    func time(of offset: Int, in stretch: TimedWord) -> Time {
      let offset = min(max(offset, stretch.range.lowerBound), stretch.range.upperBound)
      return CueTime.between(stretch.start, stretch.end, at: self[stretch.range.lowerBound..<offset], of: self[stretch.range])
    }
  }
}
