import Foundation
import ReelBatch
import ReelFX

/// Shows a batch's events on stderr: a dashboard on a terminal, plain lines in a log, JSON lines for a machine; and keeps them in a file.
struct BatchPrinter {
  private let console: Console
  private let style: ProgressStyle
  private let table: String
  private let log: FileHandle?
  private var lastLine = -Double.infinity
  private var lastLook = ContinuousClock.now
  /// Problems so far, for the dashboard.
  private var problems = 0
  /// Warnings that were told: what a hundred episodes have in common is told once.
  private var told: Set<Problem> = []

  /// - Parameter events: a file that every event is added to.
  init(_ style: ProgressStyle, console: Console, table: String, events: String?) throws {
    self.console = console
    self.table = table
    self.style = style == .auto ? (console.isQuiet ? .none : isatty(2) != 0 ? .bar : .plain) : style
    log = try events.map { path in
      let descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else {
        throw ReelError(.cannotWrite, "the events cannot be written", file: path, detail: String(cString: strerror(errno)))
      }
      return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }
  }

  mutating func show(_ event: BatchEvent) {
    if log != nil || style == .json, let line = BatchEventJSON.line(event) {
      if let log { try? log.write(contentsOf: line) }
      if style == .json { try? FileHandle.standardError.write(contentsOf: line) }
    }
    tellProblems(event)
    if style == .bar || style == .plain { words(event) }
  }

  /// Of rows and of the batch as a whole: also where progress is not shown.
  private mutating func tellProblems(_ event: BatchEvent) {
    switch event {
    case .looked(_, _, _, let found):
      problems += found.count
      if style != .json { console.problems(found) }
    case .row(let row):
      problems += row.problems.count
      guard row.state != .unchanged, style != .json else { return }
      for problem in row.problems where problem.severity == .error || told.insert(problem).inserted {
        let place = problem.file == table ? "" : "\(table):\(row.line): "
        problem.severity == .error ? console.error(place + problem.description) : console.warning(place + problem.description)
      }
      if row.verdict == .fail { console.error("\(name(row)): the verdict is fail") }
    default: break
    }
  }

  private mutating func words(_ event: BatchEvent) {
    switch event {
    case .looking(let done, let rows):
      guard ContinuousClock.now - lastLook >= .milliseconds(style == .bar ? 100 : 2000) else { return }
      lastLook = .now
      let text = "looking at row \(done) of \(rows)"
      style == .bar ? console.bar(text) : console.info(text)
    case .looked(let rows, let unchanged, let failed, _):
      console.info("\(rows) rows: \(unchanged) unchanged, \(failed) cannot be made, \(rows - unchanged - failed) to make")
    case .began: break
    case .output(_, let path, let current, let verdict):
      guard style == .plain else { return }
      console.detail("\(path): \(current ? "current" : "written"), \(verdict.rawValue)")
    case .row(let row):
      guard style == .plain, row.state == .done else { return }
      console.info("\(name(row)): \(row.outputs) outputs in \(tenths(row.seconds)) s, \(row.verdict?.rawValue ?? "")")
    case .progress(let progress):
      if style == .bar {
        console.panel(BatchDashboard.lines(progress, problems: problems))
      } else if progress.elapsed - lastLine >= 5 {
        lastLine = progress.elapsed
        console.info(BatchDashboard.line(progress))
      }
    }
  }

  private func name(_ row: BatchReport.Row) -> String { "\(table):\(row.line): \(row.document)" }

  private func tenths(_ seconds: Double) -> String { String(format: "%.1f", seconds) }

  /// What a batch did, in a line.
  static func summary(_ report: BatchReport) -> String {
    let states = BatchReport.State.allCases.compactMap { state in
      report.count(state) > 0 ? "\(report.count(state)) \(state.rawValue)" : nil
    }
    return "\(report.rows.count) rows: \(states.joined(separator: ", ")); \(report.outputs) outputs, \(report.outputsWritten) written; "
      + "rendered \(report.segmentsRendered) segments, reused \(report.segmentsReused); verdict \(report.verdict.rawValue); "
      + "report in \(report.page)"
  }
}
