import Foundation
import ReelFX
import Synchronization

/// Everything said to people: on stderr, and in a log file when one is asked for.
final class Console: Sendable {
  let isVerbose: Bool
  let isQuiet: Bool
  private let log: FileHandle?
  /// How many lines of progress stand at the end.
  private let shown = Mutex(0)

  init(verbose: Bool, quiet: Bool, logFile: String?) throws {
    isVerbose = verbose
    isQuiet = quiet
    guard let logFile else {
      log = nil
      return
    }
    let descriptor = Foundation.open(logFile, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw ReelError(.cannotWrite, "the log cannot be written", file: logFile, detail: String(cString: strerror(errno)))
    }
    log = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  func error(_ text: String) { say(text, color: "31", always: true) }
  func warning(_ text: String) { say(text, color: "33") }
  func info(_ text: String) { say(text) }
  func detail(_ text: String) { say(text, shown: isVerbose) }

  func problems(_ problems: [Problem]) {
    for problem in problems {
      problem.severity == .error ? error(problem.description) : warning(problem.description)
    }
  }

  /// One line that the next one replaces; an empty one takes it away.
  func bar(_ text: String) { panel(text.isEmpty ? [] : [text]) }

  /// Lines that the next ones replace; none take them away. Each has to fit the terminal.
  func panel(_ lines: [String]) {
    shown.withLock { shown in
      if shown == 0, lines.isEmpty { return }
      // Up to the first of those that stand there, and everything from it on is cleared.
      write((shown > 1 ? "\u{1B}[\(shown - 1)A" : "") + "\r\u{1B}[J" + lines.joined(separator: "\n"))
      shown = lines.count
    }
  }

  private func say(_ text: String, color: String? = nil, always: Bool = false, shown: Bool = true) {
    let text = text.visible(lines: true)
    try? log?.write(contentsOf: Data("\(Date().ISO8601Format()) \(text)\n".utf8))
    guard shown, always || !isQuiet else { return }
    bar("")
    if let color, Settings.usesColor { write("\u{1B}[\(color)m\(text)\u{1B}[0m\n") } else { write(text + "\n") }
  }

  private func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}
