import ReelCore

/// A running render: an asynchronous sequence of what happens, then a report.
///
/// ```swift
/// let task = engine.render(project, to: "out")
/// for try await event in task { show(event) }
/// let report = try await task.report
/// ```
///
/// Thread-safety: safe. Iterate it once.
public final class RenderTask: AsyncSequence, Sendable {
  public typealias Element = RenderEvent

  private let events: AsyncStream<RenderEvent>
  private let work: Task<Report, any Error>
  private let stop = StopFlag()

  init(engine: Engine, project: Project, folder: String, overwrite: Bool) {
    let (events, continuation) = AsyncStream.makeStream(of: RenderEvent.self, bufferingPolicy: .bufferingNewest(1024))
    self.events = events
    let stop = stop
    work = Task.detached {
      defer { continuation.finish() }
      return try await Workers.detached("reelfx-render") {
        let order = RenderOrder(
          project: project, folder: folder, mayReplace: { _ in overwrite }, stop: stop, tell: { continuation.yield($0) })
        return try engine.workforce.enlisted { try engine.render(order, $0) }
      }
    }
  }

  public func makeAsyncIterator() -> AsyncStream<RenderEvent>.Iterator { events.makeAsyncIterator() }

  /// What was rendered and whether it is right, when the render has ended.
  ///
  /// - Throws: ``ReelError``; `cancelled` after ``cancel()``.
  public var report: Report {
    get async throws { try await work.value }
  }

  /// Asks the render to stop: it finishes the cells that are in the encoders, keeps them in the store, and ends. A second call
  /// stops it within a frame. Nothing unfinished gets a final name either way.
  public func cancel() { stop.raise(stop.isDraining ? .abort : .drain) }
}
