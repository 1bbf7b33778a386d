package import ReelCore

/// One of so many parts of a manifest's work.
package struct Shard: Hashable, Sendable, CustomStringConvertible {
  package var index: Int
  package var count: Int

  package init(index: Int, count: Int) throws {
    guard (1...100_000).contains(count), (0..<count).contains(index) else {
      throw ReelError(.invalid, "there is no shard \(index) of \(count)", hint: "they count from 0: 0/4 to 3/4")
    }
    (self.index, self.count) = (index, count)
  }

  /// - Parameters:
  ///   - text: `I/N`, or `auto/N` where the scheduler says in the environment which one it is.
  ///   - environment: of a task of Slurm, Kubernetes or AWS Batch.
  package init(_ text: String, environment: [String: String]) throws {
    let sides = text.split(separator: "/", omittingEmptySubsequences: false)
    guard sides.count == 2, let count = Int(sides[1]) else {
      throw ReelError(.invalid, "'\(text)' is no shard", hint: "write I/N, such as 0/4, or auto/N in a task of a scheduler")
    }
    if sides[0] != "auto" {
      guard let index = Int(sides[0]) else {
        throw ReelError(.invalid, "'\(sides[0])' is no number of a shard", hint: "write I/N, such as 0/4")
      }
      try self.init(index: index, count: count)
      return
    }
    let names = ["SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "AWS_BATCH_JOB_ARRAY_INDEX"]
    guard let index = names.compactMap({ environment[$0] }).first.flatMap({ Int($0) }) else {
      throw ReelError(
        .invalid, "no scheduler says which shard this is",
        hint: "auto/N is for tasks that have \(names.joined(separator: ", ")); write I/N, such as 0/4")
    }
    try self.init(index: index, count: count)
  }

  package var description: String { "\(index)/\(count)" }

  /// Which attempt at its task this is, from 1, where the scheduler says so.
  package static func attempt(environment: [String: String]) -> Int? {
    if let restarts = environment["SLURM_RESTART_COUNT"].flatMap({ Int($0) }) { return restarts + 1 }
    return environment["AWS_BATCH_JOB_ATTEMPT"].flatMap { Int($0) }
  }

  /// What of the work is this shard's.
  ///
  /// The work stands in the order of the episode, each cell with all its languages and sizes, then the tracks. It is cut where its cost
  /// reaches the same share for each, moved to the nearest beginning of a cell within a quarter of a share: so a shard decodes its sources
  /// in one go, and no cell twice where that can be had.
  package func part(of work: [FarmManifest.Item]) -> ArraySlice<FarmManifest.Item> {
    let cuts = Cuts(work, count)
    return work[cuts.place(index)..<cuts.place(index + 1)]
  }

  private struct Cuts {
    /// Cost before each item, and of all.
    private let sums: [Int]
    private let isStart: [Bool]
    private let count: Int

    init(_ work: [FarmManifest.Item], _ count: Int) {
      self.count = count
      var sums = [0]
      for item in work { sums.append(sums[sums.count - 1] + max(1, item.cost)) }
      self.sums = sums
      isStart = work.indices.map { $0 == 0 || work[$0].cell == nil || work[$0].cell != work[$0 - 1].cell }
    }

    /// Where the part of this number begins.
    func place(_ number: Int) -> Int {
      let total = sums[sums.count - 1]
      if number <= 0 { return 0 }
      if number >= count { return sums.count - 1 }
      // A cut depends on its number alone, so all shards agree on it.
      let target = total / count * number + total % count * number / count
      let reach = total / count / 4
      var best = nearest(target)
      var distance = Int.max
      for place in isStart.indices where isStart[place] {
        let off = abs(sums[place] - target)
        if off <= reach, off < distance { (best, distance) = (place, off) }
      }
      return best
    }

    private func nearest(_ target: Int) -> Int {
      let after = sums.firstIndex { $0 >= target } ?? sums.count - 1
      return after > 0 && target - sums[after - 1] < sums[after] - target ? after - 1 : after
    }
  }
}
