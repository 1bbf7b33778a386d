import Foundation

/// The workers of an engine, dealt to its renders: as many threads work at any time as the engine has jobs, whoever they work for.
///
/// A render has one worker, its own thread, from its beginning to its end. Others join it while it has work for them, nobody waits for a
/// first one, and the memory they need is free. So many small renders go side by side with a worker each, and the last of them has all.
///
/// Thread-safety: safe.
package final class Workforce: Sendable {
  private final class State: @unchecked Sendable {  // everything is touched only while `condition` is locked
    let condition = NSCondition()
    var idle: Int
    /// Bytes that may still be taken.
    var memory: Int
    /// Renders that take memory.
    var holding = 0
    /// Renders without a worker, or without the memory for one.
    var waiting = 0
    var gangs: [Gang] = []

    init(idle: Int, memory: Int) { (self.idle, self.memory) = (idle, memory) }
  }

  /// Those who work for one render. Everything is touched only while `condition` is locked, but for what never changes.
  private final class Gang: @unchecked Sendable {  // see above
    let most: Int
    let bytes: @Sendable (Int) -> Int
    let body: @Sendable (Int) throws -> Void
    /// All who ever joined, and those who have not left.
    var joined = 1
    var working = 1
    /// A worker that comes back has found nothing more to do.
    var isDone = false
    var error: (any Error)?

    init(most: Int, bytes: @escaping @Sendable (Int) -> Int, body: @escaping @Sendable (Int) throws -> Void) {
      (self.most, self.bytes, self.body) = (most, bytes, body)
    }

    /// What worker `number`, from 0, takes besides those before it.
    func share(_ number: Int) -> Int { max(0, bytes(number + 1) - (number == 0 ? 0 : bytes(number))) }
  }

  package let count: Int
  private let state: State

  package init(workers: Int, memory: Int) {
    count = workers
    state = State(idle: workers, memory: memory)
  }

  /// Waits for a worker and has it until `body` returns: it is the calling thread.
  package func enlisted<Result>(_ body: (Share) throws -> Result) rethrows -> Result {
    locked { state in
      state.waiting += 1
      while state.idle == 0 { state.condition.wait() }
      state.waiting -= 1
      state.idle -= 1
    }
    defer {
      locked { state in
        state.idle += 1
        deal()
      }
    }
    return try body(Share(workforce: self))
  }

  private func locked<Result>(_ body: (State) throws -> Result) rethrows -> Result {
    state.condition.lock()
    defer {
      state.condition.broadcast()
      state.condition.unlock()
    }
    return try body(state)
  }

  /// What a render has of the workers: see ``Workforce/enlisted(_:)``.
  package struct Share: Sendable {
    fileprivate let workforce: Workforce

    /// Runs `body` on the calling thread, and on up to `most` in all as they become free; returns when none is in it any more. Who comes
    /// back from it has found nothing left to do, and nobody else joins then.
    ///
    /// - Parameters:
    ///   - bytes: what so many workers need together. The first is waited for until it is free, or nobody else holds any.
    ///   - body: told the worker's number, from 0.
    /// - Returns: how many took part.
    /// - Throws: what the first failing one threw.
    @discardableResult
    package func run(
      upTo most: Int, bytes: @escaping @Sendable (Int) -> Int = { _ in 0 }, _ body: @escaping @Sendable (Int) throws -> Void
    ) throws -> Int {
      try workforce.run(Gang(most: most, bytes: bytes, body: body))
    }

    /// The results of `body` for all items, in their order; throws what the first failing one threw.
    package func map<Item: Sendable, Result: Sendable>(
      _ items: [Item], _ body: @escaping @Sendable (Item) throws -> Result
    ) throws -> [Result] {
      try Workers.map(items, body) { work in try run(upTo: items.count) { _ in try work() } }
    }
  }

  private func run(_ gang: Gang) throws -> Int {
    let first = gang.share(0)
    locked { state in
      state.waiting += 1
      while first > 0, state.holding > 0, state.memory < first { state.condition.wait() }
      state.waiting -= 1
      state.memory -= first
      state.holding += first > 0 ? 1 : 0
      state.gangs.append(gang)
      deal()
    }
    work(gang, 0)
    return try locked { state in
      while gang.working > 0 { state.condition.wait() }
      state.gangs.removeAll { $0 === gang }
      state.holding -= first > 0 ? 1 : 0
      if let error = gang.error { throw error }
      return gang.joined
    }
  }

  /// Sends those who are idle where there is work: to who has the fewest. Call while locked.
  private func deal() {
    while state.idle > 0, state.waiting == 0 {
      let open = state.gangs.filter { !$0.isDone && $0.joined < $0.most && $0.share($0.joined) <= state.memory }
      guard let gang = open.min(by: { $0.working < $1.working }) else { return }
      let number = gang.joined
      state.idle -= 1
      state.memory -= gang.share(number)
      gang.joined += 1
      gang.working += 1
      let thread = Thread {
        self.work(gang, number)
        self.locked { state in
          state.idle += 1
          self.deal()
        }
      }
      thread.name = "reelfx-\(number)"
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  private func work(_ gang: Gang, _ number: Int) {
    let result = Result { try gang.body(number) }
    locked { state in
      gang.isDone = true
      gang.working -= 1
      state.memory += gang.share(number)
      if case .failure(let error) = result { gang.error = gang.error ?? error }
      deal()
    }
  }
}
