import ReelCore
import ReelTestSupport
import Testing

import ReelFarm

@Suite struct ShardTests {
  private func work(_ seed: UInt64, cells: Int, perCell: Int, tracks: Int) -> [FarmManifest.Item] {
    var random = SeededRNG(seed: seed)
    var items: [FarmManifest.Item] = []
    for cell in 0..<cells {
      for _ in 0..<perCell {
        items.append(.init(key: Digest(bytes: random.bytes(32)), cell: cell, cost: .random(in: 100...5000, using: &random)))
      }
    }
    for _ in 0..<tracks {
      items.append(.init(key: Digest(bytes: random.bytes(32)), cell: nil, cost: .random(in: 5000...9000, using: &random)))
    }
    return items
  }

  @Test(arguments: [1, 2, 3, 7, 12, 100, 400]) func everyArtefactIsInOneShard(count: Int) throws {
    for seed in 0..<20 as Range<UInt64> {
      let items = work(seed, cells: 30, perCell: 4, tracks: 5)
      let parts = try (0..<count).map { try Shard(index: $0, count: count).part(of: items) }
      #expect(parts.flatMap { Array($0) } == items, "seed \(seed)")
    }
  }

  @Test func shardsCostAboutTheSame() throws {
    let items = work(1, cells: 100, perCell: 6, tracks: 10)
    let share = items.reduce(0) { $0 + $1.cost } / 12
    let dearest = items.map(\.cost).max() ?? 0
    for index in 0..<12 {
      let part = try Shard(index: index, count: 12).part(of: items)
      let cost = part.reduce(0) { $0 + $1.cost }
      #expect(abs(cost - share) <= share / 2 + dearest)
      // No cell is cut where a cut between cells is near.
      if let cell = part.first?.cell { #expect(part.startIndex == 0 || items[part.startIndex - 1].cell != cell) }
    }
  }

  @Test func nothingIsSharedByNobody() throws { #expect(try Shard(index: 3, count: 4).part(of: []).isEmpty) }

  @Test func theEnvironmentOfEachSchedulerIsRead() throws {
    #expect(try Shard("3/12", environment: [:]) == Shard(index: 3, count: 12))
    #expect(try Shard("auto/12", environment: ["SLURM_ARRAY_TASK_ID": "5"]).index == 5)
    #expect(try Shard("auto/12", environment: ["JOB_COMPLETION_INDEX": "6"]).index == 6)
    #expect(try Shard("auto/12", environment: ["AWS_BATCH_JOB_ARRAY_INDEX": "7"]).index == 7)
    for wrong in ["12/12", "-1/12", "auto/12", "x/3", "3", "3/0", "1/2/3"] {
      #expect(throws: ReelError.self) { try Shard(wrong, environment: [:]) }
    }
    #expect(Shard.attempt(environment: [:]) == nil)
    #expect(Shard.attempt(environment: ["SLURM_RESTART_COUNT": "0"]) == 1)
    #expect(Shard.attempt(environment: ["AWS_BATCH_JOB_ATTEMPT": "3"]) == 3)
  }
}
