import Synchronization

/// Deals missing cells to teams of workers in runs of neighbours.
///
/// A team keeps a run, so that neighbouring cells share their decoders, until it is empty; then it takes a run nobody has, or the
/// later half of the longest one, cut near its middle where the least has to be decoded only to get there. So everyone is
/// busy to the end. How runs are formed never changes bytes.
package final class CellQueue: Sendable {
  /// A missing cell as the queue sees it.
  package struct Item: Sendable {
    /// Its number in the plan.
    package var cell: Int
    /// Frames to encode: what it costs, roughly.
    package var cost: Int
    /// Source frames that a run which begins here decodes only to get to its first.
    package var leadIn: Int

    package init(cell: Int, cost: Int, leadIn: Int) {
      self.cell = cell
      self.cost = cost
      self.leadIn = leadIn
    }
  }

  private struct State {
    var waiting: [[Item]]
    var owned: [[Item]]
    var stopped = false
  }

  private let state: Mutex<State>

  /// - Parameter items: rising by cell.
  package init(_ items: [Item], teams: Int) {
    var runs: [[Item]] = []
    for item in items {
      if let last = runs.last?.last, last.cell + 1 == item.cell {
        runs[runs.count - 1].append(item)
      } else {
        runs.append([item])
      }
    }
    state = Mutex(State(waiting: runs, owned: Array(repeating: [], count: teams)))
  }

  /// The next cell for a team, and whether it continues the team's run; `nil` when nothing is left to do.
  package func next(_ team: Int) -> (cell: Int, continues: Bool)? {
    state.withLock { state in
      if state.stopped { return nil }
      var continues = true
      if state.owned[team].isEmpty {
        continues = false
        guard let run = Self.takeRun(&state) else { return nil }
        state.owned[team] = run
      }
      return (state.owned[team].removeFirst().cell, continues)
    }
  }

  /// Nobody gets another cell.
  package func stop() { state.withLock { $0.stopped = true } }

  private static func cost(_ run: [Item]) -> Int { run.reduce(0) { $0 + $1.cost } }

  private static func takeRun(_ state: inout State) -> [Item]? {
    if let longest = state.waiting.indices.max(by: { cost(state.waiting[$0]) < cost(state.waiting[$1]) }) {
      return state.waiting.remove(at: longest)
    }
    guard let richest = state.owned.indices.max(by: { cost(state.owned[$0]) < cost(state.owned[$1]) }),
      !state.owned[richest].isEmpty
    else { return nil }
    let run = state.owned[richest]
    let cut = half(run)
    state.owned[richest] = Array(run[..<cut])
    return Array(run[cut...])
  }

  /// Where the later half begins: by cost, moved within a quarter of the run to the nearest cell with the shortest lead-in.
  private static func half(_ run: [Item]) -> Int {
    let total = cost(run)
    var sum = 0
    var middle = 0
    while middle < run.count - 1, sum + run[middle].cost <= total / 2 {
      sum += run[middle].cost
      middle += 1
    }
    let reach = run.count / 4
    let near = run.indices.filter { abs($0 - middle) <= reach && $0 > 0 }
    return near.min { (run[$0].leadIn, abs($0 - middle)) < (run[$1].leadIn, abs($1 - middle)) } ?? middle
  }
}
