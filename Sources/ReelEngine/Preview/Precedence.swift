import Foundation

/// Lets what somebody looks at this moment go before what can wait for it.
///
/// Thread-safety: safe.
final class Precedence: Sendable {
  private final class State: @unchecked Sendable {  // everything is touched only while `condition` is locked
    let condition = NSCondition()
    var urgent = 0
  }

  private let state = State()

  /// Runs `body` while others stand.
  func first<Result>(_ body: () throws -> Result) rethrows -> Result {
    count(1)
    defer { count(-1) }
    return try body()
  }

  private func count(_ change: Int) {
    state.condition.lock()
    state.urgent += change
    state.condition.broadcast()
    state.condition.unlock()
  }

  /// Returns when nothing is urgent, or `isOver`, which is asked now and then.
  func giveWay(_ isOver: () -> Bool = { false }) {
    state.condition.lock()
    defer { state.condition.unlock() }
    while state.urgent > 0, !isOver() { _ = state.condition.wait(until: Date(timeIntervalSinceNow: 0.05)) }
  }
}
