import ReelCore

/// Fits cues into a style's lines: breaks them, makes them smaller within the style's range, and splits in time what is still too long.
struct CueFitter {
  /// A cue, or a part of one, as it will be drawn.
  struct Fitted: Hashable {
    var start: Time
    var end: Time
    var text: CueText
    /// Clusters of ``text``, trimmed, from top to bottom.
    var lines: [Range<Int>]
    /// Ascent and descent together, as ASS measures.
    var size: Double
    /// True for what does not fit in any way: a line stands over the width, or there are too many.
    var overflows: Bool
  }

  let style: CaptionStyle
  let book: FontBook

  /// The parts of `cue` in order; one, unless it must be split.
  ///
  /// The author's line ends stay if they are no more than the style's lines and every line fits. Otherwise they count as spaces, but for
  /// those before a dash, which give the word to another speaker.
  /// - Parameter width: pixels of the canvas for a line.
  func fit(_ cue: Cue, _ text: CueText, width: Double, maxLines: Int) throws -> [Fitted] {
    let written = try Layout(text, style, book)
    if let lines = written.authorLines(limit: width, count: maxLines) {
      return [Fitted(start: cue.start, end: cue.end, text: text, lines: lines, size: style.size, overflows: false)]
    }
    let layout = try Layout(Self.joined(text), style, book)
    let whole = 0..<layout.text.clusters.count
    // Widths grow with the size, so a smaller size is a wider line.
    for size in sizes {
      if let lines = layout.breaker.lines(of: whole, limit: width * style.size / size, count: maxLines) {
        return [Fitted(start: cue.start, end: cue.end, text: layout.text, lines: lines, size: size, overflows: false)]
      }
    }
    return split(cue, layout, width: width, maxLines: maxLines)
  }

  /// The style's size, then smaller ones down to the least it allows.
  private var sizes: [Double] {
    let least = min(style.smallestSize, style.size)
    guard least < style.size else { return [style.size] }
    return (0...8).map { ((style.size - (style.size - least) * Double($0) / 8) * 4).rounded() / 4 }
  }

  /// What a breaker says of `text`: whether a range of it fits into the style's lines.
  func fits(_ text: CueText, width: Double) throws -> (Range<Int>) -> Bool {
    let layout = try Layout(text, style, book)
    return { layout.breaker.fits($0, limit: width, count: style.maxLines) }
  }

  /// A text with its clusters measured in one line.
  private struct Layout {
    let text: CueText
    let breaker: LineBreaker

    init(_ text: CueText, _ style: CaptionStyle, _ book: FontBook) throws {
      self.text = text
      let shaper = LineShaper(text: text, size: style.size, spacing: style.letterSpacing, book: book)
      breaker = try LineBreaker(text, spans: try shaper.lines([0..<text.clusters.count], marks: ("", ""))[0].clusters)
    }

    func authorLines(limit: Double, count: Int) -> [Range<Int>]? {
      let lines = text.clusters.indices.split { text.clusters[$0].isLineEnd }.map { text.trimmed($0.startIndex..<$0.endIndex) }
        .filter { !$0.isEmpty }
      // One line is no decision of the author's; and several that fit into one were broken on purpose.
      guard lines.count <= count, lines.allSatisfy({ breaker.width($0) <= limit }) else { return nil }
      return lines
    }
  }

  /// With line ends turned into spaces, or into nothing where the script writes none.
  static func joined(_ text: CueText) -> CueText {
    var joined = text
    joined.clusters = []
    for (index, cluster) in text.clusters.enumerated() {
      guard cluster.isLineEnd else {
        joined.clusters.append(cluster)
        continue
      }
      guard let last = joined.clusters.last, let next = text.clusters[(index + 1)...].first(where: { !$0.isSpace }) else { continue }
      if dashes.contains(next.text) {
        joined.clusters.append(cluster)
      } else if !last.isSpace, !(SpacelessScript.contains(last.text) && SpacelessScript.contains(next.text)) {
        joined.clusters.append(cluster.asSpace)
      }
    }
    return joined
  }

  private static let dashes: Set = ["-", "–", "—", "‐", "−"]

  // MARK: In time

  private func split(_ cue: Cue, _ layout: Layout, width: Double, maxLines: Int) -> [Fitted] {
    let ranges = Splitter(breaker: layout.breaker, width: width, maxLines: maxLines).parts()
    let sources = ranges.map { source($0, layout.text, cue) }
    let times = cue.timedWords(sources)
    return ranges.enumerated().map { number, range in
      // Parts follow each other without a gap: a pause inside stays with the part before it.
      let start = number == 0 ? cue.start : times[safe: number]?.start ?? cue.start
      let end = number == ranges.count - 1 ? cue.end : times[safe: number + 1]?.start ?? cue.end
      let lines = layout.breaker.lines(of: range, limit: width, count: maxLines)
      let forced = lines ?? layout.breaker.lines(of: range, limit: width, count: max(maxLines, range.count), emergency: true) ?? [range]
      return Fitted(
        start: start, end: end, text: layout.text, lines: forced, size: style.size,
        overflows: forced.count > maxLines || forced.contains { layout.breaker.width($0) > width })
    }
  }

  /// Where clusters stand in the cue's plain text.
  private func source(_ range: Range<Int>, _ text: CueText, _ cue: Cue) -> Range<Int> {
    let end = range.upperBound < text.clusters.count ? text.clusters[range.upperBound].source : cue.plain.utf8.count
    return text.clusters[range.lowerBound].source..<max(text.clusters[range.lowerBound].source, end)
  }
}

extension Array {
  fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
