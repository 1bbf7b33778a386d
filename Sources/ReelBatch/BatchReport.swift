public import ReelCore
public import ReelEngine

/// What a batch did, row by row.
public struct BatchReport: Codable, Sendable {
  public enum State: String, Codable, Sendable, CaseIterable {
    /// Rendered, or found rendered, by this run.
    case done
    /// As the manifest has it: nothing was looked into.
    case unchanged
    case failed
    /// Not begun, or not ended: the batch was stopped before.
    case left
  }

  public struct Row: Codable, Sendable {
    /// Of the table.
    public var line: Int
    public var document: String
    public var variables: [String: String]
    public var out: String
    public var state: State
    public var id: String?
    public var verdict: Report.Verdict?
    public var outputs: Int
    /// Wall seconds.
    public var seconds: Double
    public var problems: [Problem]
  }

  /// The version of this format.
  public var reelfx = 1
  public var manifest: String
  /// The report for people.
  public var page: String
  public var rows: [Row]
  /// Outputs of all rows that are done or unchanged, and those that this run wrote.
  public var outputs: Int
  public var outputsWritten: Int
  public var segmentsRendered: Int
  public var segmentsReused: Int
  public var framesComposited: Int
  /// Wall seconds.
  public var seconds: Double

  public func count(_ state: State) -> Int { rows.count { $0.state == state } }

  /// The worst of all rows that have one.
  public var verdict: Report.Verdict { rows.compactMap(\.verdict).max() ?? .pass }

  /// What is wrong with the rows that failed, and doubtful in the others.
  public var problems: [Problem] { rows.flatMap(\.problems) }
}
