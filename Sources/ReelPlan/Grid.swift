/// The cells of an episode: ranges of output frames that follow each other without a gap.
///
/// They depend on the shots and the longest GOP alone, never on text, language or rendition, so every ladder and language is aligned.
package struct Grid: Hashable, Sendable {
  /// No cell is shorter, unless the episode is: a GOP of a few frames costs bits, and a one-frame GOP is refused by some decoders.
  ///
  /// A longest GOP under 15 frames cannot always be kept to with cells of 8: there a region may end in two of half a GOP or more.
  package static let shortest = 8

  package let cells: [Range<Int>]

  /// - Parameters:
  ///   - shotStarts: frames at which a shot, or the transition into it, begins; rising, the first 0.
  ///   - length: frames of the episode.
  ///   - gop: most frames in a cell, at least ``shortest``.
  package init(shotStarts: [Int], length: Int, gop: Int) {
    precondition(gop >= Self.shortest, "a GOP has at least \(Self.shortest) frames")
    var edges: [Int] = []
    for start in shotStarts where start < length {
      // A region too short for a cell of its own joins the one before it; at the front, the one behind it.
      if let last = edges.last, start - last < Self.shortest { continue }
      edges.append(start)
    }
    if edges.count > 1, let last = edges.last, length - last < Self.shortest { edges.removeLast() }
    edges.append(length)
    cells = zip(edges, edges.dropFirst()).flatMap { Self.cut($0..<$1, gop: gop) }
  }

  /// Every `gop` frames from the region's start; a rest too short for a cell takes what it lacks from the cell before, at most so much
  /// that both are equally long.
  private static func cut(_ region: Range<Int>, gop: Int) -> [Range<Int>] {
    var edges = Array(stride(from: region.lowerBound, to: region.upperBound, by: gop))
    if edges.count > 1, let last = edges.last, region.upperBound - last < shortest {
      let before = edges[edges.count - 2]
      edges[edges.count - 1] = region.upperBound - min(shortest, (region.upperBound - before) / 2)
    }
    edges.append(region.upperBound)
    return zip(edges, edges.dropFirst()).map { $0..<$1 }
  }
}
