package import ReelCore

/// Groups cells to what a player loads at a time: whole cells, less than 6.5 seconds, as near to 6 as they allow. Apple's authoring rules
/// want 6 (7.5), and a length rounds to no more than that (RFC 8216, 4.3.3.1).
package enum SegmentGroups {
  package static let limit = Rational(13, 2)
  private static let wanted = Rational(6)

  /// The cells of each segment: of all ways to group them the one whose squared distances from 6 seconds have the least sum, and of
  /// equals the one with longer segments first.
  ///
  /// - Returns: `nil` when a cell alone is too long.
  package static func group(_ cells: [Range<Int>], rate: FrameRate) -> [Range<Int>]? {
    let most = Int((limit * rate.perSecond).ceil) - 1
    let ideal = wanted * rate.perSecond
    // From the end: the least cost of all cells from one on, and how many of them make its first segment.
    var cost = [Rational](repeating: Rational(0), count: cells.count + 1)
    var taken = [Int](repeating: 0, count: cells.count)
    for first in cells.indices.reversed() {
      var best: Rational?
      for last in first..<cells.count {
        let frames = cells[last].upperBound - cells[first].lowerBound
        guard frames <= most else { break }
        let off = Rational(Int64(frames)) - ideal
        let sum = off * off + cost[last + 1]
        if best.map({ sum <= $0 }) ?? true { (best, taken[first]) = (sum, last + 1 - first) }
      }
      guard let best else { return nil }
      cost[first] = best
    }
    var groups: [Range<Int>] = []
    while let first = groups.last?.upperBound ?? cells.indices.first, first < cells.count { groups.append(first..<first + taken[first]) }
    return groups
  }
}
