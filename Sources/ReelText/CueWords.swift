import ReelCore

/// The words of a cue and when each is said.
struct CueWords {
  struct Word: Hashable {
    /// Clusters, without the spaces around them.
    var range: Range<Int>
    var start: Time
    var end: Time
  }

  /// Part of a word on the canvas; a word of two lines or two directions has several.
  struct Place: Hashable {
    /// Up to the middle of the spaces around it, and to the canvas's edge where nothing follows.
    var clip: LineShaper.Box
    var letters: LineShaper.Box
  }

  let text: CueText
  let cue: Cue
  let words: [Word]

  /// Words are what stands between spaces; in scripts without spaces they are ICU's, with the punctuation behind them.
  init(_ text: CueText, cue: Cue) throws {
    (self.text, self.cue) = (text, cue)
    let ranges = try Self.ranges(text)
    let length = cue.plain.utf8.count
    let sources = ranges.map { range -> Range<Int> in
      let start = text.clusters[range.lowerBound].source
      let end = range.upperBound < text.clusters.count ? text.clusters[range.upperBound].source : length
      return start..<max(start, end)
    }
    var times: [Int: TimedWord] = [:]
    for timed in cue.timedWords(sources) { times[timed.range.lowerBound] = timed }
    words = zip(ranges, sources).compactMap { range, source in
      times[source.lowerBound].map { Word(range: range, start: $0.start, end: $0.end) }
    }
  }

  private static func ranges(_ text: CueText) throws -> [Range<Int>] {
    let clusters = text.clusters
    var starts: Set<Int> = []
    for word in try IcuText(text.plain).words(language: text.language) { starts.insert(word.lowerBound) }
    var ranges: [Range<Int>] = []
    var start: Int?
    var offset = 0
    for (index, cluster) in clusters.enumerated() {
      if cluster.isSpace {
        if let begin = start { ranges.append(begin..<index) }
        start = nil
      } else if let begin = start, starts.contains(offset),
        SpacelessScript.contains(cluster.text) || SpacelessScript.contains(clusters[index - 1].text),
        !Kinsoku.opens(clusters[index - 1].text)
      {
        ranges.append(begin..<index)
        start = index
      } else if start == nil {
        start = index
      }
      offset += cluster.text.utf16.count
    }
    if let begin = start { ranges.append(begin..<clusters.count) }
    // A dash or an ellipsis that stands alone goes with the word before it.
    return ranges.reduce(into: []) { words, range in
      if let last = words.last, !text.clusters[range].contains(where: { $0.text.contains { $0.isLetter || $0.isNumber } }) {
        words[words.count - 1] = last.lowerBound..<range.upperBound
      } else {
        words.append(range)
      }
    }
  }

  /// The words in groups of at most `count` that `fits` and that no pause divides, each a cue of its own.
  func few(_ count: Int, fits: (Range<Int>) -> Bool) -> [(cue: Cue, text: CueText)] {
    var groups: [[Word]] = []
    for word in words {
      if let group = groups.last, let first = group.first, let last = group.last, group.count < count,
        Punctuation.rank(text.clusters[last.range]) == nil, fits(first.range.lowerBound..<word.range.upperBound)
      {
        groups[groups.count - 1].append(word)
      } else {
        groups.append([word])
      }
    }
    return groups.enumerated().compactMap { number, group in
      guard let first = group.first, let last = group.last else { return nil }
      var part = cue
      part.start = number == 0 ? cue.start : first.start
      part.end = number + 1 < groups.count ? groups[number + 1].first?.start ?? cue.end : cue.end
      return (part, text.slice(first.range.lowerBound..<last.range.upperBound))
    }
  }
}

extension CueWords.Word {
  /// Where its letters are, in visual order: what is one word to the reader may be apart on a line of two directions.
  func places(in block: CaptionBlock, canvas: Size) -> [CueWords.Place] {
    block.fitted.lines.enumerated().flatMap { number, line -> [CueWords.Place] in
      let shaped = block.lines[number]
      let left = block.left(of: number)
      let (top, bottom) = block.rows(of: number)
      let own = line.filter { range.contains($0) && !block.text.clusters[$0].isSpace }.map { shaped.clusters[$0 - line.lowerBound] }
      let others = line.filter { !range.contains($0) && !block.text.clusters[$0].isSpace }.map { shaped.clusters[$0 - line.lowerBound] }
      return Self.joined(own, apart: others).map { span in
        let before = others.map(\.right).filter { $0 <= span.left + 0.01 }.max()
        let after = others.map(\.left).filter { $0 >= span.right - 0.01 }.min()
        let letters = LineShaper.Box(left: left + span.left, right: left + span.right, top: top, bottom: bottom)
        let clip = LineShaper.Box(
          left: before.map { left + ($0 + span.left) / 2 } ?? 0, right: after.map { left + ($0 + span.right) / 2 } ?? Double(canvas.width),
          top: number == 0 ? 0 : top, bottom: number == block.lines.count - 1 ? Double(canvas.height) : bottom)
        return CueWords.Place(clip: clip, letters: letters)
      }
    }
  }

  /// Spans from left to right, those joined that nothing of `others` stands between.
  private static func joined(_ spans: [LineShaper.Span], apart others: [LineShaper.Span]) -> [LineShaper.Span] {
    spans.filter { $0.left < $0.right }.sorted { ($0.left, $0.right) < ($1.left, $1.right) }.reduce(into: []) { joined, span in
      if let last = joined.last,
        !others.contains(where: { $0.left < $0.right && $0.left >= last.right - 0.01 && $0.right <= span.left + 0.01 })
      {
        joined[joined.count - 1].right = max(last.right, span.right)
      } else {
        joined.append(span)
      }
    }
  }
}
