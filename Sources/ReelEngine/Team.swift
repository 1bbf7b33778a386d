import ReelCore
import ReelPlan
import ReelRender
import Synchronization

/// Workers that share a run: its pictures are composited once, and each worker encodes another segment of the same cells.
///
/// An encoder holds as much as a run's decoders and a cell's pictures together. So where cells have many segments, of several languages or
/// sizes, workers that share a run need about half of the memory of workers with a run each, and a single cell keeps all of them busy.
final class Team: Sendable {
  struct Job {
    var cell: Int
    var segment: Plan.Segment
    var renderer: RunRenderer
  }

  private struct State {
    var cell = 0
    var waiting: [Plan.Segment] = []
    var renderer: RunRenderer
  }

  private let number: Int
  private let queue: CellQueue
  private let context: RunRenderer.Context
  private let state: Mutex<State>

  /// - Parameter number: whose runs it takes from the queue.
  init(_ number: Int, _ queue: CellQueue, _ context: RunRenderer.Context) {
    (self.number, self.queue, self.context) = (number, queue, context)
    state = Mutex(State(renderer: RunRenderer(context)))
  }

  /// The next segment to encode; `nil` when nothing is left.
  ///
  /// - Parameters:
  ///   - claim: those of a cell's segments that are to be made; this team makes them.
  ///   - begin: opens a cell for them.
  func next(
    claim: (Int) throws -> [Plan.Segment], begin: (RunRenderer, Int, [Plan.Segment]) throws -> Void
  ) throws -> Job? {
    try state.withLock { state in
      while state.waiting.isEmpty {
        guard let (cell, continues) = queue.next(number) else { return nil }
        if !continues { state.renderer = RunRenderer(context) }
        (state.cell, state.waiting) = (cell, Self.inOrder(try claim(cell)))
        if !state.waiting.isEmpty { try begin(state.renderer, cell, state.waiting) }
      }
      return Job(cell: state.cell, segment: state.waiting.removeFirst(), renderer: state.renderer)
    }
  }

  /// Segments that nobody began.
  func abandoned() -> [Plan.Segment] {
    state.withLock { state in
      defer { state.waiting = [] }
      return state.waiting
    }
  }

  /// One size after another, so that pictures of one size alone are held, and of a size from the cell's start.
  private static func inOrder(_ segments: [Plan.Segment]) -> [Plan.Segment] {
    var sizes: [Scaling?: Int] = [:]
    for segment in segments where sizes[segment.spec.scaling] == nil { sizes[segment.spec.scaling] = sizes.count }
    return segments.enumerated().sorted { first, second in
      func order(_ item: (offset: Int, element: Plan.Segment)) -> (Int, Int, Int) {
        (sizes[item.element.spec.scaling] ?? 0, item.element.frames.lowerBound, item.offset)
      }
      return order(first) < order(second)
    }.map(\.element)
  }
}
