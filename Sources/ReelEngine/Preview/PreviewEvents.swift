import Foundation
package import ReelCore

/// What a preview tells those who watch it.
package enum PreviewEvent: Sendable, Hashable {
  /// There is something else to watch, or other problems.
  case revision(Int)
  /// A piece of the picture came into the store.
  case stored(Digest, bytes: Int, milliseconds: Int)
  /// A language's sound is ready.
  case sound(Digest)
}

/// Hands every event to all who listen. Thread-safety: safe.
package final class PreviewEvents: Sendable {
  /// Of events nobody has taken yet, for one who listens.
  private static let most = 1024

  private final class State: @unchecked Sendable {  // everything is touched only while `condition` is locked
    let condition = NSCondition()
    var waiting: [ObjectIdentifier: [PreviewEvent]] = [:]
    var isClosed = false
  }

  private let state = State()

  package init() {}

  package func tell(_ event: PreviewEvent) {
    state.condition.lock()
    defer { state.condition.unlock() }
    for listener in state.waiting.keys {
      state.waiting[listener]?.append(event)
      // Whoever is that late asks for all of it again.
      if let count = state.waiting[listener]?.count, count > Self.most { state.waiting[listener]?.removeFirst() }
    }
    state.condition.broadcast()
  }

  /// Nobody waits any longer.
  package func close() {
    state.condition.lock()
    defer { state.condition.unlock() }
    state.isClosed = true
    state.condition.broadcast()
  }

  /// How many listen.
  package var listeners: Int {
    state.condition.lock()
    defer { state.condition.unlock() }
    return state.waiting.count
  }

  /// One who listens, for as long as it lives.
  package final class Listener: Sendable {
    private let events: PreviewEvents

    package init(_ events: PreviewEvents) {
      self.events = events
      events.state.condition.lock()
      defer { events.state.condition.unlock() }
      events.state.waiting[ObjectIdentifier(self)] = []
    }

    deinit {
      events.state.condition.lock()
      defer { events.state.condition.unlock() }
      events.state.waiting[ObjectIdentifier(self)] = nil
    }

    /// What has happened since it was asked before; waits up to `seconds` for something. `nil` when there will be no more.
    package func next(atMost seconds: Double) -> [PreviewEvent]? {
      let (state, end) = (events.state, Date(timeIntervalSinceNow: seconds))
      state.condition.lock()
      defer { state.condition.unlock() }
      while !state.isClosed, state.waiting[ObjectIdentifier(self)]?.isEmpty ?? true, state.condition.wait(until: end) {}
      if state.isClosed { return nil }
      defer { state.waiting[ObjectIdentifier(self)] = [] }
      return state.waiting[ObjectIdentifier(self)]
    }
  }
}
