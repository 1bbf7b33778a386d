import ReelPlan
import ReelTestSupport
import Testing

@Suite struct GridTests {
  /// Shots as they come: some long, some of a few frames.
  private func shots(_ rng: inout SeededRNG, shortest: Int = 1) -> (starts: [Int], length: Int) {
    var starts: [Int] = []
    var end = 0
    for _ in 0..<Int.random(in: 1...20, using: &rng) {
      starts.append(end)
      end += Bool.random(using: &rng) ? Int.random(in: shortest...max(shortest, 20), using: &rng) : Int.random(in: 20...400, using: &rng)
    }
    return (starts, end)
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func cellsTileTheEpisode(seed: UInt64) {
    var rng = SeededRNG(seed: seed)
    for _ in 0..<25 {
      let (starts, length) = shots(&rng)
      let gop = Int.random(in: 8...120, using: &rng)
      let cells = Grid(shotStarts: starts, length: length, gop: gop).cells
      #expect(cells.first?.lowerBound == 0 && cells.last?.upperBound == length, "seed \(seed): \(starts), \(length), \(gop)")
      #expect(zip(cells, cells.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound }, "seed \(seed): \(starts), \(length), \(gop)")
      let counts = cells.map(\.count)
      #expect(counts.allSatisfy { $0 <= gop && $0 > 0 }, "seed \(seed): \(starts), \(length), \(gop): \(counts)")
      // Two cells of at least 8 and at most a GOP reach every length only from a GOP of 15 on.
      let shortest = min(length, gop >= 15 ? Grid.shortest : (gop + 1) / 2)
      #expect(counts.allSatisfy { $0 >= shortest }, "seed \(seed): \(starts), \(length), \(gop): \(counts)")
    }
  }

  @Test(
    arguments: [
      ([0], 150, 60, [60, 60, 30]), ([0], 60, 60, [60]), ([0], 61, 60, [53, 8]), ([0], 67, 60, [59, 8]), ([0], 68, 60, [60, 8]),
      ([0, 75, 150], 225, 60, [60, 15, 60, 15, 60, 15]), ([0, 100, 104], 200, 60, [60, 40, 60, 40]),
      ([0, 3, 50], 90, 60, [50, 40]), ([0, 85], 90, 60, [60, 30]), ([0, 4], 7, 60, [7]), ([0], 1, 60, [1]), ([0], 9, 8, [5, 4]),
      ([0], 15, 8, [8, 7]), ([0, 5, 10, 15], 20, 60, [10, 10]), ([0, 0, 30], 60, 60, [30, 30]),
    ] as [([Int], Int, Int, [Int])])
  func knownGrids(starts: [Int], length: Int, gop: Int, counts: [Int]) {
    #expect(Grid(shotStarts: starts, length: length, gop: gop).cells.map(\.count) == counts)
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func anEditMovesNoBoundaryBeforeIt(seed: UInt64) {
    var rng = SeededRNG(seed: seed)
    let (starts, length) = shots(&rng)
    let gop = Int.random(in: 15...90, using: &rng)
    let cells = Grid(shotStarts: starts, length: length, gop: gop).cells
    let shot = Int.random(in: starts.indices, using: &rng)
    let longer = Int.random(in: 1...100, using: &rng)
    let moved = starts.enumerated().map { $0 > shot ? $1 + longer : $1 }
    let edited = Grid(shotStarts: moved, length: length + longer, gop: gop).cells
    // The region before the edited shot may take in what is too short behind it, and share its last two cells anew.
    let settled = starts[shot] - gop - 2 * Grid.shortest
    #expect(cells.prefix { $0.upperBound <= settled } == edited.prefix { $0.upperBound <= settled }, "seed \(seed)")
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func anEarlierEditOnlyShiftsAShotsCells(seed: UInt64) {
    var rng = SeededRNG(seed: seed)
    let (starts, length) = shots(&rng, shortest: Grid.shortest)
    let gop = Int.random(in: 15...90, using: &rng)
    let shot = Int.random(in: starts.indices, using: &rng)
    // Every shot has room for a cell of its own, so none depends on another's length.
    let by = Int.random(in: 0...200, using: &rng)
    let moved = starts.enumerated().map { $0 > shot ? $1 + by : $1 }
    let cells = Grid(shotStarts: starts, length: length, gop: gop).cells
    let edited = Grid(shotStarts: moved, length: length + by, gop: gop).cells
    guard shot + 1 < starts.count else { return }
    let after = cells.filter { $0.lowerBound >= starts[shot + 1] }
    #expect(after.map { $0.lowerBound + by..<$0.upperBound + by } == edited.filter { $0.lowerBound >= moved[shot + 1] }, "seed \(seed)")
    #expect(cells.filter { $0.upperBound <= starts[shot] } == edited.filter { $0.upperBound <= starts[shot] }, "seed \(seed)")
  }

  @Test func everyShotWithRoomBeginsACell() {
    var rng = SeededRNG(seed: 9)
    for _ in 0..<100 {
      let (starts, length) = shots(&rng, shortest: Grid.shortest)
      let cells = Grid(shotStarts: starts, length: length, gop: 60).cells
      #expect(Set(starts).isSubset(of: cells.map(\.lowerBound)))
    }
  }
}
