import ReelPlan
import ReelTimeline

extension Report.Output {
  /// The same, judged by what the store or platform it is for takes, too: by what only the finished file shows.
  ///
  /// This is no part of what is remembered of a file: another profile judges the same bytes otherwise.
  func judged(for output: Plan.Output) -> Report.Output {
    guard let limits = output.limits else { return self }
    var report = self
    if output.container == .movie, let most = limits.maxFileSize {
      report.checks.append(
        Report.Check(name: "file size", verdict: bytes <= most ? .pass : .fail, detail: "\(bytes) bytes for at most \(most)"))
    }
    if let peak = videoPeakBitRate, let most = limits.maxVideoBitRate {
      report.checks.append(
        Report.Check(
          name: "peak bit rate", verdict: peak <= most ? .pass : .fail, detail: "\(peak) b/s where it is highest, for at most \(most)"))
    }
    report.verdict = report.checks.map(\.verdict).max() ?? verdict
    return report
  }
}
