import Synchronization

/// How a caller asks a render to stop.
final class StopFlag: Sendable {
  enum Request: Int, AtomicRepresentable {
    case none
    /// Finish the cells that are open in the encoders, keep them, take no new ones.
    case drain
    /// Stop within a frame.
    case abort
  }

  private let state = Atomic(Request.none)

  var isDraining: Bool { state.load(ordering: .relaxed) != .none }
  var isAborting: Bool { state.load(ordering: .relaxed) == .abort }

  /// The first request drains, a further one aborts.
  func raise(_ request: Request) {
    let current = state.load(ordering: .relaxed)
    if request.rawValue > current.rawValue { state.store(request, ordering: .relaxed) }
  }
}
