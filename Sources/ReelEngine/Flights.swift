import Foundation
import ReelCore

/// One flight per key: what one render is making, another waits for instead of making it again.
final class Flights: Sendable {
  private final class State: @unchecked Sendable {  // `keys` is touched only while `condition` is locked
    let condition = NSCondition()
    var keys = Set<Digest>()
  }

  private let state = State()

  /// Takes `key` when nobody has it, and says so; else waits until it is given back and answers false.
  func claim(_ key: Digest) -> Bool {
    state.condition.lock()
    defer { state.condition.unlock() }
    if state.keys.insert(key).inserted { return true }
    while state.keys.contains(key) { state.condition.wait() }
    return false
  }

  func release(_ key: Digest) {
    state.condition.lock()
    state.keys.remove(key)
    state.condition.broadcast()
    state.condition.unlock()
  }

  /// Runs `make` unless `isThere` says the artefact exists; two renders never make one key at once.
  func make(_ key: Digest, isThere: () throws -> Bool, _ make: () throws -> Void) throws {
    while try !isThere() {
      guard claim(key) else { continue }
      defer { release(key) }
      if try !isThere() { try make() }
      return
    }
  }
}
