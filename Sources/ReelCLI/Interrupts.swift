import Dispatch
import Foundation
import ReelFX
import Synchronization

/// Ctrl-C and SIGTERM: the first asks the render to finish what is open, the second to stop at once, a third ends the process.
enum Interrupts {
  private struct State {
    var signal: Int32?
    var count = 0
  }

  private static let state = Mutex(State())
  private static let signals = [SIGINT, SIGTERM]
  nonisolated(unsafe) private static let sources = signals.map {  // made once, never changed; Dispatch's are thread-safe
    DispatchSource.makeSignalSource(signal: $0, queue: .global())
  }

  /// The signal that came, if one did.
  static var signal: Int32? { state.withLock { $0.signal } }

  static func watch(_ task: RenderTask, console: Console) {
    for (number, source) in zip(signals, sources) {
      Foundation.signal(number, SIG_IGN)
      source.setEventHandler {
        let count = state.withLock { state in
          state.signal = number
          state.count += 1
          return state.count
        }
        switch count {
        case 1: console.warning("stopping when the open cells are finished; once more to stop at once")
        case 2: console.warning("stopping at once")
        default: _exit(128 + number)
        }
        task.cancel()
      }
      source.resume()
    }
  }
}
