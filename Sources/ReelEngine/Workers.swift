import Foundation
import Synchronization

/// Runs blocking work on threads of its own: minutes in a codec never hold a thread of the cooperative pool.
package enum Workers {
  /// Runs `body` on `count` named threads and returns when all have ended; throws what the first failing one threw.
  package static func run(_ count: Int, name: String, stackSize: Int = 8 << 20, _ body: @escaping @Sendable (Int) throws -> Void) throws {
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
  package static func map<Item: Sendable, Result: Sendable>(
    _ items: [Item], at count: Int, _ body: @escaping @Sendable (Item) throws -> Result
  ) throws -> [Result] {
    try map(items, body) { work in try run(min(count, items.count), name: "reelfx") { _ in try work() } }
  }

  /// The same on whichever threads `run` runs what it is given on, once on each; it returns when all have ended.
  static func map<Item: Sendable, Result: Sendable>(
    _ items: [Item], _ body: @escaping @Sendable (Item) throws -> Result, _ run: (@escaping @Sendable () throws -> Void) throws -> Void
  ) throws -> [Result] {
    let state = Mutex((next: 0, results: [Result?](repeating: nil, count: items.count)))
    try run {
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
  package static func detached<Result: Sendable>(_ name: String, _ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    // The result goes by way of a lock, which ThreadSanitizer sees; it does not see a continuation that is resumed before it is awaited.
    let box = ResultBox<Result>()
    await withCheckedContinuation { continuation in
      let thread = Thread {
        box.keep(Swift.Result { try body() })
        continuation.resume()
      }
      thread.name = name
      thread.stackSize = 8 << 20
      thread.start()
    }
    return try box.take()
  }

  /// What one thread leaves for another.
  private final class ResultBox<Success: Sendable>: Sendable {
    private let result = Mutex<Swift.Result<Success, any Error>?>(nil)

    func keep(_ new: Swift.Result<Success, any Error>) { result.withLock { $0 = new } }

    /// - Precondition: a result is kept.
    func take() throws -> Success {
      guard let kept = result.withLock({ $0.take() }) else { preconditionFailure("nothing is kept") }
      return try kept.get()
    }
  }

  /// The first error of several threads.
  private final class FailureBox: Sendable {
    private let error = Mutex<(any Error)?>(nil)

    var first: (any Error)? { error.withLock { $0 } }
    func keep(_ new: any Error) { error.withLock { $0 = $0 ?? new } }
  }
}
