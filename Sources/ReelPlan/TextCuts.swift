/// Where the cell of a language that burns its captions in is cut at their edges, so that what lies between them is encoded once for all
/// languages.
///
/// A cut costs every language a key frame more: the work of half a frame, and the bytes of about four (measured with GOPs of 12 frames against
/// 60). It gives all languages but one the work of the frames without captions. So it pays where several languages are burnt in and the
/// stretch is long enough; between two captions of a cell, where it costs two key frames, a stretch has to be twice as long. Nothing else
/// decides: a cut depends on the language's own captions and on whether there are ``leastLanguages``, so a language more re-encodes nothing,
/// but for the one that makes them as many.
package enum TextCuts {
  package static let leastLanguages = 3
  /// Cuts lie on multiples of so many frames from the cell's start, so that languages whose cues begin at nearly the same time share what is
  /// between them.
  package static let grain = 3
  private static let shortestBetween = 2 * Grid.shortest

  /// The parts of a cell, in order.
  ///
  /// - Parameters:
  ///   - count: frames of the cell.
  ///   - written: frames of captions in it, counted from its start, in any order.
  package static func parts(of count: Int, written: [Range<Int>]) -> [Range<Int>] {
    let blocks = blocks(written, count)
    var edges = [0]
    for block in blocks {
      if block.lowerBound > 0 { edges.append(block.lowerBound) }
      if block.upperBound < count { edges.append(block.upperBound) }
    }
    edges.append(count)
    return zip(edges, edges.dropFirst()).map { $0..<$1 }
  }

  /// Stretches with captions on the grain, rising, each at least as long as a cell must be and as far from the next and from the cell's ends
  /// as a cut must pay for.
  private static func blocks(_ written: [Range<Int>], _ count: Int) -> [Range<Int>] {
    var blocks: [Range<Int>] = []
    for range in written.map({ widened($0, count) }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = blocks.last, range.lowerBound - last.upperBound < shortestBetween {
        blocks[blocks.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        blocks.append(range)
      }
    }
    return blocks
  }

  /// Onto the grain and to the least length, and to an end of the cell that would be left too short.
  private static func widened(_ range: Range<Int>, _ count: Int) -> Range<Int> {
    var lower = range.lowerBound / grain * grain
    var upper = max((range.upperBound + grain - 1) / grain * grain, lower + Grid.shortest)
    if lower < Grid.shortest { lower = 0 }
    if count - upper < Grid.shortest { upper = count }
    // At the end of the cell there may be too little left behind.
    if upper - lower < Grid.shortest { lower = max(0, upper - Grid.shortest) / grain * grain }
    if lower < Grid.shortest { lower = 0 }
    return lower..<upper
  }
}
