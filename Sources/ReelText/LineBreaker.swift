import ReelCore

/// Breaks a text into balanced lines.
///
/// Where a line may end is ICU's answer (UAX #14, dictionaries for scripts without spaces), held to grapheme clusters and to what is
/// forbidden in Chinese and Japanese. Of the ways to break into as few lines as fit, the one is taken whose lines differ least in
/// width, with a preference for ends that are ends of something: see ``Break/cost``.
struct LineBreaker {
  /// A place where a line may end.
  struct Break: Hashable {
    /// The clusters before it.
    var place: Int
    /// How bad it is to end here, in units of the square of a line's share of the width: 0.01 is worth a tenth of a line.
    var cost: Double
    var isHard: Bool
  }

  let text: CueText
  let breaks: [Break]
  /// The width of the clusters before each, laid out as one line.
  private let before: [Double]

  /// - Parameter spans: the clusters in one line, from ``LineShaper``.
  init(_ text: CueText, spans: [LineShaper.Span]) throws {
    self.text = text
    breaks = try BreakFinder(text).breaks
    var sum = 0.0
    before =
      [0]
      + spans.map {
        sum += $0.right - $0.left
        return sum
      }
  }

  /// Places in `range` where a line may end.
  func places(in range: Range<Int>) -> [Int] { breaks[inside(range)].map(\.place) }

  private func inside(_ range: Range<Int>) -> Range<Int> {
    func first(from place: Int) -> Int {
      var (low, high) = (0, breaks.count)
      while low < high {
        let middle = (low + high) / 2
        if breaks[middle].place < place { low = middle + 1 } else { high = middle }
      }
      return low
    }
    return first(from: range.lowerBound)..<first(from: range.upperBound)
  }

  /// Without the spaces at its ends.
  func width(_ range: Range<Int>) -> Double {
    let inner = text.trimmed(range)
    return before[inner.upperBound] - before[inner.lowerBound]
  }

  /// Whether `range` fits into `count` lines: filling each as far as it goes takes the fewest.
  func fits(_ range: Range<Int>, limit: Double, count: Int) -> Bool {
    let inner = text.trimmed(range)
    var (start, last, lines) = (inner.lowerBound, inner.lowerBound, 1)
    let inside = breaks[self.inside(inner.lowerBound + 1..<max(inner.lowerBound + 1, inner.upperBound))]
    for next in inside + [Break(place: inner.upperBound, cost: 0, isHard: false)] {
      if width(start..<next.place) > limit {
        guard last > start, width(last..<next.place) <= limit else { return false }
        (start, lines) = (last, lines + 1)
      }
      last = next.place
      if next.isHard { (start, lines) = (last, lines + 1) }
      if lines > count { return false }
    }
    return true
  }

  /// The lines of `range`, trimmed, or `nil` if they are more than `count`.
  /// - Parameter emergency: a word wider than a line may be broken between any two clusters.
  func lines(of range: Range<Int>, limit: Double, count: Int, emergency: Bool = false) -> [Range<Int>]? {
    let inner = text.trimmed(range)
    guard !inner.isEmpty else { return [] }
    var places = [Break(place: inner.lowerBound, cost: 0, isHard: false)]
    places += candidates(inner, limit: limit, emergency: emergency)
    places.append(Break(place: inner.upperBound, cost: 0, isHard: false))
    guard emergency || fits(inner, limit: limit, count: count) else { return nil }
    for number in 1...max(1, count) {
      if let found = best(places, lines: number, limit: limit) { return found.map(text.trimmed) }
    }
    return nil
  }

  /// ``breaks`` inside `range`, and in an emergency those inside words that are too wide.
  private func candidates(_ range: Range<Int>, limit: Double, emergency: Bool) -> [Break] {
    let inside = breaks[self.inside(range.lowerBound + 1..<max(range.lowerBound + 1, range.upperBound))]
    guard emergency else { return Array(inside) }
    var all: [Break] = []
    var start = range.lowerBound
    for next in inside + [Break(place: range.upperBound, cost: 0, isHard: false)] {
      if width(start..<next.place) > limit {
        all += (start + 1..<next.place).map { Break(place: $0, cost: 1, isHard: false) }
      }
      if next.place < range.upperBound { all.append(next) }
      start = next.place
    }
    return all
  }

  /// The cheapest way to end exactly `lines` lines at `places`, the first of which is the start and the last the end.
  private func best(_ places: [Break], lines: Int, limit: Double) -> [Range<Int>]? {
    let ends = places.count - 1
    guard lines <= ends else { return nil }
    let target = width(places[0].place..<places[ends].place) / Double(lines)
    var costs = [[Double]](repeating: Array(repeating: .infinity, count: ends + 1), count: lines + 1)
    var from = [[Int]](repeating: Array(repeating: 0, count: ends + 1), count: lines + 1)
    costs[0][0] = 0
    for line in 1...lines {
      for end in line...ends {
        for start in (line - 1..<end).reversed() {
          let range = places[start].place..<places[end].place
          // Wider than all that fits even without its spaces: so is everything that starts earlier.
          if before[range.upperBound] - before[range.lowerBound] > 2 * limit { break }
          let width = width(range)
          if width <= limit, costs[line - 1][start] < .infinity {
            let share = (width - target) / limit
            let cost = costs[line - 1][start] + share * share + (end < ends ? places[end].cost : lastLine(range, lines))
            if cost < costs[line][end] { (costs[line][end], from[line][end]) = (cost, start) }
          }
          if places[start].isHard { break }
        }
      }
    }
    guard costs[lines][ends] < .infinity else { return nil }
    var result: [Range<Int>] = []
    var end = ends
    for line in stride(from: lines, to: 0, by: -1) {
      result.append(places[from[line][end]].place..<places[end].place)
      end = from[line][end]
    }
    return result.reversed()
  }

  /// A last line of one short word looks forgotten.
  private func lastLine(_ range: Range<Int>, _ lines: Int) -> Double {
    guard lines > 1 else { return 0 }
    let clusters = text.clusters[text.trimmed(range)]
    return clusters.count <= 5 && !clusters.contains(where: \.isSpace) ? 0.08 : 0
  }
}
