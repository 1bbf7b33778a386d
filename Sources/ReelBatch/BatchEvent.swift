public import ReelCore
public import ReelEngine

/// What a running batch tells.
public enum BatchEvent: Sendable {
  /// Rows are looked at: what has changed, what is wrong.
  case looking(done: Int, rows: Int)
  /// All rows were looked at. Those that failed are told as rows, too.
  case looked(rows: Int, unchanged: Int, failed: Int, problems: [Problem])
  case began(line: Int, document: String)
  /// An output has its name and is verified.
  case output(line: Int, path: String, current: Bool, verdict: Report.Verdict)
  /// A row is done, unchanged or failed.
  case row(BatchReport.Row)
  /// Told five times a second.
  case progress(BatchProgress)
}

/// How far a batch is.
public struct BatchProgress: Sendable {
  /// A row that is being rendered.
  public struct Active: Sendable {
    public var line: Int
    public var document: String
    /// `nil` before it is known what there is to render, and afterwards.
    public var render: RenderProgress?
    /// Segments to render, and found rendered.
    public var segments = 0
    public var reused = 0
    /// Seconds since it was begun.
    public var elapsed = 0.0
  }

  public var rows: Int
  public var done = 0
  public var unchanged = 0
  public var failed = 0
  public var active: [Active] = []
  /// Outputs that were finished or found finished.
  public var outputs = 0
  /// Frames composited so far.
  public var frames = 0
  public var segmentsRendered = 0
  public var segmentsReused = 0
  /// Rows by verdict.
  public var verdicts: [Report.Verdict: Int] = [:]
  /// Seconds since the first row was begun.
  public var elapsed = 0.0
  /// Seconds until the last is done, by how far the rows are now; `nil` before anything is.
  public var remaining: Double?

  public var framesPerSecond: Double { elapsed > 0 ? Double(frames) / elapsed : 0 }
}
