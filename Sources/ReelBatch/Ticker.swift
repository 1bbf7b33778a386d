import Foundation

/// Does something five times a second, on a thread of its own, and once more at the end.
final class Ticker: Sendable {
  private let ending = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  init(_ body: @escaping @Sendable () -> Void) {
    let thread = Thread { [ending, ended] in
      while ending.wait(timeout: .now() + 0.2) == .timedOut { body() }
      body()
      ended.signal()
    }
    thread.name = "reelfx-ticker"
    thread.start()
  }

  func stop() {
    ending.signal()
    ended.wait()
  }
}
