import ReelEngine
import ReelTestSupport
import Testing

@Suite struct CellQueueTests {
  /// Whatever the workers' order, each cell comes once, and neighbours come to one worker one after another.
  @Test(arguments: [1, 2, 3, 8]) func dealsEveryCellOnce(workers: Int) {
    var rng = SeededRNG(seed: 41)
    for round in 0..<200 {
      let cells = (0..<Int.random(in: 0...60, using: &rng)).filter { _ in UInt.random(in: 0...9, using: &rng) < 8 }
      let queue = CellQueue(
        cells.map { CellQueue.Item(cell: $0, cost: 1 + Int($0 % 7), leadIn: $0 % 3) }, teams: workers)
      var dealt: [Int] = []
      var last: [Int: Int] = [:]
      var idle = Set<Int>()
      while idle.count < workers {
        let worker = Int.random(in: 0..<workers, using: &rng)
        guard let (cell, continues) = queue.next(worker) else {
          idle.insert(worker)
          continue
        }
        if continues { #expect(last[worker].map { $0 + 1 } == cell, "seed 41, round \(round)") }
        last[worker] = cell
        dealt.append(cell)
      }
      #expect(dealt.sorted() == cells, "seed 41, round \(round)")
    }
  }

  @Test func aSecondWorkerTakesTheLaterHalfWhereLeastIsDecodedTwice() {
    let queue = CellQueue((0..<36).map { CellQueue.Item(cell: $0, cost: 60, leadIn: $0 % 5 == 0 ? 0 : 30) }, teams: 2)
    #expect(queue.next(0)?.cell == 0)
    #expect(queue.next(1)?.cell == 20)
    #expect(queue.next(0)?.cell == 1)
    queue.stop()
    #expect(queue.next(0) == nil)
  }
}
