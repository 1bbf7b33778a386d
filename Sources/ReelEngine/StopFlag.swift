import Synchronization

/// How a caller asks a render to stop.
package final class StopFlag: Sendable {
  package enum Request: Int, AtomicRepresentable {
    case none
    /// Finish the cells that are open in the encoders, keep them, take no new ones.
    case drain
    /// Stop within a frame.
    case abort
  }

  private let state = Atomic(Request.none)

  package init() {}

  package var isDraining: Bool { state.load(ordering: .relaxed) != .none }
  package var isAborting: Bool { state.load(ordering: .relaxed) == .abort }

  /// The first request drains, a further one aborts.
  package func raise(_ request: Request) {
    let current = state.load(ordering: .relaxed)
    if request.rawValue > current.rawValue { state.store(request, ordering: .relaxed) }
  }
}
