import Foundation
import ReelFX
import Synchronization

/// Ctrl-C and SIGTERM. While a render runs, the first asks it to finish what is open, the second to stop at once. At any other time the
/// first ends the command, with its outcome told. A third always ends the process.
///
/// A handler hands the signal to a thread through a pipe. The thread lets these signals in whatever the others do: a process inherits
/// what its parent's thread has blocked, and the workers of a pool, ours and a parent's, block everything.
enum Interrupts {
  /// Who says the last word, on stdout.
  enum Speaker { case command, signal }

  private struct State {
    var signal: Int32?
    var count = 0
    /// What ends the command; told which signal came, and how many have.
    var stop: (@Sendable (_ signal: Int32, _ count: Int) -> Void)?
    var speaker: Speaker?
  }

  private static let state = Mutex(State())
  private static let signals = [SIGINT, SIGTERM]
  /// Counted in the handler, for an end even when the thread cannot write.
  private static let arrived = Atomic(0)
  /// Where the handler puts a signal's number in. Written once, before the handler is there.
  private static let input = Atomic<Int32>(-1)

  /// The signal that came, if one did.
  static var signal: Int32? { state.withLock { $0.signal } }

  /// From here on a signal ends the command by `end`, which tells the outcome and returns the exit code. Called once.
  static func expect(_ end: @escaping @Sendable () -> Int32) {
    var ends: [Int32] = [-1, -1]
    // Without a pipe a signal ends this process as it ends any other.
    guard pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    input.store(ends[1], ordering: .releasing)
    let output = ends[0]
    let thread = Thread {
      var wanted = sigset_t()
      sigemptyset(&wanted)
      for number in signals { sigaddset(&wanted, number) }
      pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
      var number: UInt8 = 0
      while true {
        let count = read(output, &number, 1)
        if count == 1 { handle(Int32(number), end) } else if count == 0 || errno != EINTR { return }
      }
    }
    thread.name = "reelfx-signals"
    for number in signals {
      Foundation.signal(number) { number in
        if Interrupts.arrived.add(1, ordering: .relaxed).newValue > 2 { _exit(128 + number) }
        let before = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(Interrupts.input.load(ordering: .acquiring), &byte, 1)
        errno = before
      }
    }
    thread.start()
  }

  /// From here on a signal asks the render to stop.
  static func watch(_ task: RenderTask, console: Console) {
    watch { _, count in
      console.warning(count == 1 ? "stopping when the open cells are finished; once more to stop at once" : "stopping at once")
      task.cancel()
    }
  }

  /// From here on a signal is told to `stop`, which ends the command.
  static func watch(_ stop: @escaping @Sendable (_ signal: Int32, _ count: Int) -> Void) { state.withLock { $0.stop = stop } }

  /// Whether the last word is the caller's: it is of the first who asks, so that there are never two.
  static func lastWord(of speaker: Speaker) -> Bool {
    state.withLock { state in
      state.speaker = state.speaker ?? speaker
      if state.speaker == .command { state.stop = nil }
      return state.speaker == speaker
    }
  }

  private static func handle(_ number: Int32, _ end: () -> Int32) {
    let (count, stop) = state.withLock { state in
      state.signal = number
      state.count += 1
      return (state.count, state.stop)
    }
    if let stop {
      stop(number, count)
    } else if lastWord(of: .signal) {
      _exit(end())
    }
    // Otherwise the command is done and writes what it found: it is let finish.
  }
}
