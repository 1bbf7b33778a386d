import Foundation
package import ReelCore

/// A depot that is asked again, for as long as it may be away, before anybody hears of it.
package struct RetryingDepot: Depot {
  private let depot: any Depot
  private let patience: Duration
  private let isCancelled: @Sendable () -> Bool

  /// - Parameters:
  ///   - patience: for how long one call is tried.
  ///   - isCancelled: asked between attempts; then the call throws `cancelled`.
  package init(_ depot: any Depot, patience: Duration = .seconds(60), isCancelled: @escaping @Sendable () -> Bool = { false }) {
    (self.depot, self.patience, self.isCancelled) = (depot, patience, isCancelled)
  }

  package var address: String { depot.address }

  package func read(_ name: String, first count: Int?) throws -> (bytes: [UInt8], size: Int)? {
    try patiently { try depot.read(name, first: count) }
  }

  package func put(_ name: String, _ content: DepotContent, replacing: Bool) throws -> DepotPut {
    try patiently { try depot.put(name, content, replacing: replacing) }
  }

  package func fetch(_ name: String, to path: String) throws -> Bool {
    try patiently {
      unlink(path)
      return try depot.fetch(name, to: path)
    }
  }

  package func list(_ prefix: String) throws -> [DepotEntry] { try patiently { try depot.list(prefix) } }
  package func remove(_ name: String) throws { try patiently { try depot.remove(name) } }

  private func patiently<Result>(_ body: () throws -> Result) throws -> Result {
    let end = ContinuousClock.now + patience
    var pause = 0.2
    while true {
      if isCancelled() { throw ReelError(.cancelled, "stopped") }
      do { return try body() } catch let error as ReelError where error.kind == .failed {
        guard ContinuousClock.now + .seconds(pause) < end else { throw error }
        sleep(pause)
        pause = min(5, pause * 2)
      }
    }
  }

  /// Up to `seconds`, each caller a little differently, so that those who failed together do not come back together.
  private func sleep(_ seconds: Double) {
    let end = ContinuousClock.now + .seconds(seconds * Double.random(in: 0.5...1))
    while ContinuousClock.now < end, !isCancelled() { usleep(50_000) }
  }
}
