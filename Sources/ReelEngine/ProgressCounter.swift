import Synchronization

/// Counts what workers finish, and tells it a few times a second.
final class ProgressCounter: Sendable {
  private struct State {
    var frames = 0
    var segments = 0
    var told: Duration = .zero
  }

  private let state = Mutex(State())
  private let totals: (frames: Int, segments: Int)
  private let began: ContinuousClock.Instant
  private let tell: @Sendable (RenderEvent) -> Void

  init(_ work: Production.Work, began: ContinuousClock.Instant, tell: @escaping @Sendable (RenderEvent) -> Void) {
    totals = (work.frames, work.segmentCount)
    self.began = began
    self.tell = tell
  }

  func frame() { count { $0.frames += 1 } }
  func segment() { count { $0.segments += 1 } }

  private func count(_ change: (inout State) -> Void) {
    let elapsed = ContinuousClock.now - began
    let told = state.withLock { state -> State? in
      change(&state)
      guard elapsed - state.told >= .milliseconds(200) || state.segments == totals.segments else { return nil }
      state.told = elapsed
      return state
    }
    guard let told else { return }
    let (seconds, attoseconds) = elapsed.components
    tell(
      .progress(
        RenderProgress(
          phase: .rendering, framesDone: told.frames, framesTotal: totals.frames, segmentsDone: told.segments,
          segmentsTotal: totals.segments, elapsed: Double(seconds) + Double(attoseconds) * 1e-18)))
  }
}

/// Wall seconds of one phase after another.
struct PhaseClock {
  private(set) var seconds: [String: Double] = [:]
  private var last = ContinuousClock.now

  mutating func mark(_ phase: String) {
    let now = ContinuousClock.now
    let (whole, attoseconds) = (now - last).components
    seconds[phase] = ((Double(whole) + Double(attoseconds) * 1e-18) * 1000).rounded() / 1000
    last = now
  }
}
