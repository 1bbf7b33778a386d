public import ReelCore

/// A store or a platform: what it takes, and what of the picture its player leaves free.
///
/// It comes from a data file, which says where its figures are from. What it fills in of a delivery has been filled in when a document was
/// read.
public struct Profile: Hashable, Sendable {
  /// As documents name it: `tiktok`.
  public var name: String
  public var title = ""
  /// When its figures were looked up: `2026-10`.
  public var date = ""
  /// Where each of its figures is from.
  public var sources: [String] = []
  /// `nil` when nothing is.
  public var covered: Covered?
  public var limits = Limits()

  public init(name: String) { self.name = name }

  /// What a player's own buttons and words cover at each side, in pixels of 1080x1920.
  public struct Covered: Hashable, Sendable {
    public var top = 0
    public var bottom = 0
    public var left = 0
    public var right = 0

    public init() {}
  }

  /// What is refused beyond; `nil` is no limit.
  public struct Limits: Hashable, Sendable {
    public var minDuration: Time?
    public var maxDuration: Time?
    /// Frames per second.
    public var minRate: Double?
    public var maxRate: Double?
    /// Pixels.
    public var minWidth: Int?
    public var maxWidth: Int?
    public var minHeight: Int?
    public var maxHeight: Int?
    /// Bytes.
    public var maxFileSize: Int?
    /// Bits per second, of the whole picture and of each of its cells.
    public var maxVideoBitRate: Int?
    public var maxAudioBitRate: Int?
    public var maxChannels: Int?
    /// Libraries' names of encoders.
    public var video: [String]?
    public var audio: [String]?
    /// `false` forbids them.
    public var editList: Bool?
    /// Of the picture an episode is found by.
    public var cover = Cover()

    public init() {}
  }

  /// What is refused of a cover; `nil` is no limit.
  public struct Cover: Hashable, Sendable {
    /// Bytes.
    public var maxFileSize: Int?
    /// Pixels.
    public var minWidth: Int?
    public var maxWidth: Int?
    public var minHeight: Int?
    public var maxHeight: Int?

    public init() {}
  }
}
