import Foundation
import ReelCore

/// The packets of tracks that are being encoded, for those who listen before a track is whole.
///
/// Thread-safety: safe.
final class SoundsInTheMaking: Sendable {
  private struct Take {
    var samples: [CodedSample] = []
    /// Nobody is at it any more.
    var isEnded = false
    var failure: ReelError?
  }

  private final class State: @unchecked Sendable {  // everything is touched only while `condition` is locked
    let condition = NSCondition()
    var takes: [Digest: Take] = [:]
  }

  private let state = State()

  private func locked<Result>(_ body: (State) throws -> Result) rethrows -> Result {
    state.condition.lock()
    defer { state.condition.unlock() }
    return try body(state)
  }

  /// Has a track made on a thread of its own, unless that has begun already.
  ///
  /// - Parameter make: whether what was taken meanwhile is still of use then.
  func begin(_ key: Digest, _ make: @escaping @Sendable () throws -> Bool) {
    let isNew = locked { state in
      guard state.takes[key]?.isEnded ?? true else { return false }
      state.takes[key] = Take()
      return true
    }
    guard isNew else { return }
    let thread = Thread { [self] in
      do {
        if try make() { end(key, nil) } else { forget(key) }
      } catch {
        end(key, error as? ReelError ?? ReelError(.failed, "\(error)"))
      }
    }
    thread.name = "reelfx-sound"
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// More of a track.
  func take(_ samples: [CodedSample], of key: Digest) {
    locked { state in
      state.takes[key]?.samples += samples
      state.condition.broadcast()
    }
  }

  private func end(_ key: Digest, _ failure: ReelError?) {
    locked { state in
      state.takes[key]?.isEnded = true
      state.takes[key]?.failure = failure
      state.condition.broadcast()
    }
  }

  private func forget(_ key: Digest) {
    locked { state in
      state.takes[key] = nil
      state.condition.broadcast()
    }
  }

  /// Waits until there are so many packets, or no more will come.
  ///
  /// - Returns: those that are there; `nil` of a track that nobody has begun, or that is finished.
  /// - Throws: why there is no track.
  func wait(for count: Int, of key: Digest) throws -> [CodedSample]? {
    try locked { state in
      while let take = state.takes[key] {
        if let failure = take.failure { throw failure }
        if take.isEnded || take.samples.count >= count { return take.samples }
        state.condition.wait()
      }
      return nil
    }
  }

  /// Waits until nobody is at a track.
  func waitForEnd(of key: Digest) throws { _ = try wait(for: .max, of: key) }
}
