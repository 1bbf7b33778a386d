import Foundation
import Synchronization

/// Runs blocking work on threads of its own: minutes in a codec never hold a thread of the cooperative pool.
enum Workers {
  /// Runs `body` on `count` named threads and returns when all have ended; throws what the first failing one threw.
  static func run(_ count: Int, name: String, stackSize: Int = 8 << 20, _ body: @escaping @Sendable (Int) throws -> Void) throws {
    let box = FailureBox()
    let group = DispatchGroup()
    for worker in 0..<count {
      group.enter()
      let thread = Thread {
        defer { group.leave() }
        do { try body(worker) } catch { box.keep(error) }
      }
      thread.name = "\(name)-\(worker)"
      thread.stackSize = stackSize
      thread.start()
    }
    group.wait()
    if let error = box.first { throw error }
  }

  /// The results of `body` for all items, in their order, on up to `count` threads; throws what the first failing one threw.
  static func map<Item: Sendable, Result: Sendable>(
    _ items: [Item], at count: Int, _ body: @escaping @Sendable (Item) throws -> Result
  ) throws -> [Result] {
    let state = Mutex((next: 0, results: [Result?](repeating: nil, count: items.count)))
    try run(min(count, items.count), name: "reelfx") { _ in
      while let index = state.withLock({ state in
        defer { state.next += 1 }
        return items.indices.contains(state.next) ? state.next : nil
      }) {
        do {
          let result = try body(items[index])
          state.withLock { $0.results[index] = result }
        } catch {
          state.withLock { $0.next = items.count }
          throw error
        }
      }
    }
    return state.withLock { $0.results.compactMap(\.self) }
  }

  /// Runs `body` on a thread of its own and suspends until it has ended.
  static func detached<Result: Sendable>(_ name: String, _ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      let thread = Thread { continuation.resume(with: Swift.Result { try body() }) }
      thread.name = name
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  /// The first error of several threads.
  private final class FailureBox: Sendable {
    private let error = Mutex<(any Error)?>(nil)

    var first: (any Error)? { error.withLock { $0 } }
    func keep(_ new: any Error) { error.withLock { $0 = $0 ?? new } }
  }
}
