import ReelCore
public import ReelEngine
import Synchronization

/// A running batch: an asynchronous sequence of what happens, then a report.
///
/// Thread-safety: safe. Iterate it once.
public final class BatchTask: AsyncSequence, Sendable {
  public typealias Element = BatchEvent

  private let events: AsyncStream<BatchEvent>
  private let work: Task<BatchReport, any Error>
  private let stop = BatchStop()

  init(_ engine: Engine, _ options: BatchOptions) {
    let (events, continuation) = AsyncStream.makeStream(of: BatchEvent.self)
    self.events = events
    let stop = stop
    work = Task.detached {
      defer { continuation.finish() }
      return try await Workers.detached("reelfx-batch") {
        try Batch(engine, options, stop) { continuation.yield($0) }.run()
      }
    }
  }

  public func makeAsyncIterator() -> AsyncStream<BatchEvent>.Iterator { events.makeAsyncIterator() }

  /// What was made of every row, when the batch has ended.
  ///
  /// - Throws: ``ReelError`` when the batch as a whole cannot go on: `cancelled` after ``cancel(atOnce:)``, `cannotWrite` when the manifest
  ///   cannot be written. A row that fails does not throw.
  public var report: BatchReport {
    get async throws { try await work.value }
  }

  /// Asks the batch to stop: rows finish the cells that are in the encoders and end. A second call, or one that says so, stops them within
  /// a frame. What is finished is in the store and in the manifest either way.
  public func cancel(atOnce: Bool = false) { stop.cancel(atOnce: atOnce) }
}

extension Engine {
  /// Renders every row of a table that has changed since, or failed; see ``BatchTask``.
  public func batch(_ options: BatchOptions) -> BatchTask { BatchTask(self, options) }
}

/// How a batch and all the renders in it are stopped.
final class BatchStop: Sendable {
  let flag = StopFlag()
  private let rows = Mutex<[Int: StopFlag]>([:])
  private let cancelled = Atomic(false)

  /// Whether the caller has asked for it, and not a row that failed.
  var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

  func cancel(atOnce: Bool) {
    let isRepeated = cancelled.exchange(true, ordering: .relaxed)
    raise(atOnce || isRepeated ? .abort : .drain)
  }

  func raise(_ request: StopFlag.Request) {
    flag.raise(request)
    for row in rows.withLock({ Array($0.values) }) { row.raise(request) }
  }

  /// Runs `body` with a flag that is raised with this one; what a row raises by itself is its own.
  func during<Result>(_ line: Int, _ body: (StopFlag) throws -> Result) rethrows -> Result {
    let row = StopFlag()
    rows.withLock { $0[line] = row }
    defer { rows.withLock { $0[line] = nil } }
    if flag.isDraining { row.raise(flag.isAborting ? .abort : .drain) }
    return try body(row)
  }
}
