import ReelCore
import ReelPlan
import ReelTestSupport
import Testing

@Suite struct SegmentGroupsTests {
  private static let rate = FrameRate(Rational(30))

  /// Against every way there is, on random cells.
  @Test func groupsAsNearToSixSecondsAsCellsAllow() throws {
    var rng = SeededRNG(seed: 406)
    for round in 0..<200 {
      let lengths = (0..<Int.random(in: 1...9, using: &rng)).map { _ in Int.random(in: 8...120, using: &rng) }
      let edges = lengths.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
      let cells = zip(edges, edges.dropFirst()).map { $0..<$1 }
      let groups = try #require(SegmentGroups.group(cells, rate: Self.rate))
      #expect(groups.first?.lowerBound == 0 && groups.last?.upperBound == cells.count)
      #expect(zip(groups, groups.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
      func cost(_ edges: [Int]) -> Int? {
        var sum = 0
        for (first, end) in zip(edges, edges.dropFirst()) {
          let frames = cells[end - 1].upperBound - cells[first].lowerBound
          if frames >= 195 { return nil }
          sum += (frames - 180) * (frames - 180)
        }
        return sum
      }
      let all = (0..<1 << (cells.count - 1)).compactMap { mask in
        cost([0] + (1..<cells.count).filter { mask >> ($0 - 1) & 1 == 1 } + [cells.count])
      }
      #expect(cost(groups.map(\.lowerBound) + [cells.count]) == all.min(), "round \(round): \(lengths)")
    }
  }

  @Test func steadyCellsMakeSixSeconds() {
    let cells = (0..<12).map { 60 * $0..<60 * $0 + 60 }
    #expect(SegmentGroups.group(cells, rate: Self.rate) == [0..<3, 3..<6, 6..<9, 9..<12])
    #expect(SegmentGroups.group([0..<195], rate: Self.rate) == nil)
    #expect(SegmentGroups.group([0..<194], rate: Self.rate) == [0..<1])
  }
}
