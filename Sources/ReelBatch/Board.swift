import Foundation
import ReelEngine
import Synchronization

/// Keeps count of a running batch.
final class Board: Sendable {
  private struct State {
    var progress: BatchProgress
    var active: [Int: Row] = [:]
    /// Pixels of all outputs of rows that are to be rendered, and of those that have ended.
    var weight = 0.0
    var ended = 0.0
    var began = ContinuousClock.now
  }

  private struct Row {
    var shown: BatchProgress.Active
    var weight: Double
    var began = ContinuousClock.now

    /// Of its weight, by the frames that are done.
    var done: Double {
      guard let render = shown.render, render.framesTotal > 0 else { return 0 }
      return weight * Double(render.framesDone) / Double(render.framesTotal)
    }
  }

  private let state: Mutex<State>

  init(rows: Int) { state = Mutex(State(progress: BatchProgress(rows: rows))) }

  func expect(weight: Double) {
    state.withLock { state in
      state.weight = weight
      state.began = .now
    }
  }

  func begin(_ row: BatchRow, weight: Double) {
    state.withLock { $0.active[row.line] = Row(shown: .init(line: row.line, document: row.document), weight: weight) }
  }

  func take(_ event: RenderEvent, of row: BatchRow) {
    state.withLock { state in
      switch event {
      case .planned(_, let segments, let reused, _, _):
        state.active[row.line]?.shown.segments = segments
        state.active[row.line]?.shown.reused = reused
      case .progress(let progress): state.active[row.line]?.shown.render = progress
      case .output: state.progress.outputs += 1
      }
    }
  }

  /// - Parameter work: what was rendered; `nil` for a row that failed, or was left.
  func end(_ row: BatchReport.Row, _ work: Report.Work?) {
    state.withLock { state in
      let active = state.active.removeValue(forKey: row.line)
      state.ended += active?.weight ?? 0
      switch row.state {
      case .done: state.progress.done += 1
      case .unchanged: state.progress.unchanged += 1
      case .failed: state.progress.failed += 1
      case .left: break
      }
      if row.state == .unchanged { state.progress.outputs += row.outputs }
      if let verdict = row.verdict { state.progress.verdicts[verdict, default: 0] += 1 }
      state.progress.frames += work?.framesComposited ?? 0
      state.progress.segmentsRendered += work?.segmentsRendered ?? 0
      state.progress.segmentsReused += work?.segmentsReused ?? 0
    }
  }

  /// How far it is now.
  var progress: BatchProgress {
    state.withLock { state in
      var progress = state.progress
      let now = ContinuousClock.now
      progress.elapsed = (now - state.began).inSeconds
      progress.active = state.active.values.sorted { $0.shown.line < $1.shown.line }.map { row in
        var shown = row.shown
        shown.elapsed = (now - row.began).inSeconds
        return shown
      }
      progress.frames += progress.active.reduce(0) { $0 + ($1.render?.framesDone ?? 0) }
      let done = state.ended + state.active.values.reduce(0) { $0 + $1.done }
      if done > 0 { progress.remaining = max(0, progress.elapsed / done * (state.weight - done)) }
      return progress
    }
  }
}

extension Duration {
  var inSeconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
}
