import ReelEngine
import Synchronization

/// A batch's figures as OpenMetrics 1.0 text, for a file that a collector reads.
enum Metrics {
  static func text(_ progress: BatchProgress) -> String {
    let left = progress.rows - progress.done - progress.unchanged - progress.failed - progress.active.count
    var text = family("reelfx_batch_rows", "gauge", "Rows of the table by what became of them.") {
      [
        (#"state="done""#, Double(progress.done)), (#"state="unchanged""#, Double(progress.unchanged)),
        (#"state="failed""#, Double(progress.failed)), (#"state="active""#, Double(progress.active.count)),
        (#"state="left""#, Double(left)),
      ]
    }
    text += family("reelfx_batch_verdicts", "gauge", "Rows that are done by the worst verdict of their outputs.") {
      [Report.Verdict.pass, .warn, .fail].map { (#"verdict="\#($0.rawValue)""#, Double(progress.verdicts[$0] ?? 0)) }
    }
    text += family("reelfx_batch_outputs", "counter", "Outputs that were finished, or found finished.") { [("", Double(progress.outputs))] }
    text += family("reelfx_batch_frames", "counter", "Frames composited.") { [("", Double(progress.frames))] }
    text += family("reelfx_batch_segments", "counter", "Segments of rows that are done.") {
      [(#"source="rendered""#, Double(progress.segmentsRendered)), (#"source="store""#, Double(progress.segmentsReused))]
    }
    text += family("reelfx_batch_elapsed_seconds", "gauge", "Since the first row was begun.", unit: "seconds") { [("", progress.elapsed)] }
    if let remaining = progress.remaining {
      text += family("reelfx_batch_remaining_seconds", "gauge", "Until the last row is done.", unit: "seconds") { [("", remaining)] }
    }
    return text + "# EOF\n"
  }

  private static func family(
    _ name: String, _ type: String, _ help: String, unit: String? = nil, _ samples: () -> [(labels: String, value: Double)]
  ) -> String {
    var lines = ["# TYPE \(name) \(type)"]
    if let unit { lines.append("# UNIT \(name) \(unit)") }
    lines.append("# HELP \(name) \(help)")
    for (labels, value) in samples() {
      lines.append("\(name)\(type == "counter" ? "_total" : "")\(labels.isEmpty ? "" : "{\(labels)}") \(value)")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// The file that is scraped: always whole, at most five seconds old.
final class MetricsFile: Sendable {
  private let path: String
  private let written = Mutex(ContinuousClock.now)

  init?(path: String?) {
    guard let path else { return nil }
    self.path = path
  }

  /// - Throws: ``ReelError`` `cannotWrite`.
  func write(_ progress: BatchProgress) throws { try PartFile.save(Metrics.text(progress), to: path) }

  /// Only figures: a disk that is full now says so where something has to be kept.
  func writeWhenDue(_ progress: BatchProgress) {
    let ended = progress.done + progress.unchanged + progress.failed == progress.rows
    let isDue = written.withLock { written in
      guard ended || .now - written >= .seconds(5) else { return false }
      written = .now
      return true
    }
    if isDue { try? write(progress) }
  }
}
