/// Divides a text that is too long for its lines into as few parts as fit, or one more where that keeps sentences whole.
struct Splitter {
  let breaker: LineBreaker
  let width: Double
  let maxLines: Int

  /// Ranges of clusters, which follow each other.
  func parts() -> [Range<Int>] {
    var rest = breaker.text.trimmed(0..<breaker.text.clusters.count)
    var parts: [Range<Int>] = []
    // What is weighed against each other grows with the square of the length: a text nobody could read is taken in pieces.
    while rest.count > Self.longest {
      let near = breaker.places(in: rest.lowerBound + Self.longest / 2..<rest.lowerBound + Self.longest)
      let cut = near.min { (rank($0), -$0) < (rank($1), -$1) } ?? rest.lowerBound + Self.longest
      parts += self.parts(of: rest.lowerBound..<cut)
      rest = cut..<rest.upperBound
    }
    return parts + self.parts(of: rest)
  }

  private static let longest = 400

  private func parts(of whole: Range<Int>) -> [Range<Int>] {
    let places =
      [whole.lowerBound] + breaker.places(in: whole.lowerBound + 1..<max(whole.lowerBound + 1, whole.upperBound)) + [whole.upperBound]
    guard places.count > 2 else { return [whole] }
    // One part may hold an unbreakable stretch that fits nowhere; it is a part of its own.
    // How far back a part that ends at each place can start.
    let reach = places.indices.map { end in
      var start = max(0, end - 1)
      while start > 0, fits(places[start - 1]..<places[end]) { start -= 1 }
      return start
    }
    for count in 2...max(2, places.count - 1) {
      guard let found = best(places, count, reach) else { continue }
      // One part more is right where it saves a sentence.
      guard let more = best(places, count + 1, reach), more.cost + Self.onePartMore < found.cost else { return found.parts }
      return more.parts
    }
    return [whole]
  }

  private static let onePartMore = 0.15

  private func fits(_ range: Range<Int>) -> Bool { breaker.fits(range, limit: width, count: maxLines) }

  private func best(_ places: [Int], _ count: Int, _ reach: [Int]) -> (parts: [Range<Int>], cost: Double)? {
    let ends = places.count - 1
    guard count <= ends else { return nil }
    let total = Double(places[ends] - places[0])
    var costs = [[Double]](repeating: Array(repeating: .infinity, count: ends + 1), count: count + 1)
    var from = [[Int]](repeating: Array(repeating: 0, count: ends + 1), count: count + 1)
    costs[0][0] = 0
    for part in 1...count {
      for end in part...ends {
        for start in (part - 1..<end).reversed() {
          guard start >= reach[end] else { break }
          guard costs[part - 1][start] < .infinity else { continue }
          let share = Double(places[end] - places[start]) / total - 1 / Double(count)
          let cost = costs[part - 1][start] + 4 * share * share + (end < ends ? rank(places[end]) : 0)
          if cost < costs[part][end] { (costs[part][end], from[part][end]) = (cost, start) }
        }
      }
    }
    guard costs[count][ends] < .infinity else { return nil }
    var result: [Range<Int>] = []
    var end = ends
    for part in stride(from: count, to: 0, by: -1) {
      result.append(places[from[part][end]]..<places[end])
      end = from[part][end]
    }
    return (result.reversed(), costs[count][ends])
  }

  /// Sentences are best left whole, then clauses, then words.
  private func rank(_ place: Int) -> Double {
    var last = place
    let clusters = breaker.text.clusters
    while last > 0, clusters[last - 1].isSpace { last -= 1 }
    switch Punctuation.rank(clusters[..<last]) {
    case .sentence: return 0
    case .clause: return 0.15
    // Where words are not divided by spaces, a space is a pause.
    case nil: return last == place ? 0.5 : SpacelessScript.contains(clusters[last - 1].text) ? 0.1 : 0.4
    }
  }
}
