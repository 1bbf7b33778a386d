public import ReelCore

/// A finished master, and what becomes of it for a profile: an episode of one shot, of which whatever the profile takes is copied.
///
/// Thread-safety: a value; safe.
public struct Transcode: Sendable {
  /// What becomes of one stream.
  public struct Stream: Hashable, Sendable, Codable {
    /// Whether its packets are taken over as they are.
    public var isCopied: Bool
    /// Why it is encoded anew.
    public var because: [String]

    init(because reasons: [String]) { (isCopied, because) = (reasons.isEmpty, reasons) }
  }

  /// What to hand to ``Engine/render(_:to:overwrite:)``.
  public let project: Project
  /// `nil` where the project has errors.
  public let picture: Stream?
  /// `nil` where there is none to take, or the project has errors.
  public let sound: Stream?
}
