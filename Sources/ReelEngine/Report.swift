public import ReelCore

/// What a render did and whether the result is right: `OUT/<id>.report.json`.
public struct Report: Codable, Sendable {
  public enum Verdict: String, Codable, Sendable, Comparable {
    case pass, warn, fail

    public static func < (a: Self, b: Self) -> Bool { a.severity < b.severity }
    private var severity: Int { self == .pass ? 0 : self == .warn ? 1 : 2 }
  }

  /// The version of this format.
  public var reelfx = 1
  public var id: String
  /// The worst of all outputs' and assets' verdicts.
  public var verdict: Verdict
  public var frames: Int
  /// Seconds.
  public var duration: Double
  public var work: Work
  public var outputs: [Output]
  public var sidecars: [Sidecar]
  public var stems: [Stem]
  /// Pictures beside the outputs.
  public var assets: [Asset]
  /// What leads players to the streams of packages.
  public var packages: [Package]
  /// Shots whose colours were brought to their scene.
  public var matches: [ColorMatch]
  /// How spoken lines fit into their slots, of every language that has some.
  public var dialogue: [DialogueFit]
  public var problems: [Problem]

  /// What was done and what was found done.
  public struct Work: Codable, Sendable {
    public var cells: Int
    public var segmentsRendered: Int
    public var segmentsReused: Int
    public var framesComposited: Int
    public var tracksRendered: Int
    public var tracksReused: Int
    public var workers: Int
    /// Wall seconds of each phase.
    public var seconds: [String: Double]
  }

  /// One file of picture and sound, or a stream of a package: what it does not have is left out.
  public struct Output: Codable, Sendable {
    public enum Status: String, Codable, Sendable {
      /// Written by this run.
      case written
      /// Was already there, byte for byte.
      case current
    }

    public var path: String
    public var status: Status
    public var delivery: String
    public var language: String?
    /// Of a stream of sound, `sound`.
    public var rendition: String
    public var width: Int?
    public var height: Int?
    public var frameRate: String?
    public var frames: Int?
    /// Seconds.
    public var duration: Double
    public var bytes: Int
    /// SHA-256 of the file.
    public var digest: String
    /// Bits per second of the video: the mean, and that of the costliest cell.
    public var videoBitRate: Int?
    public var videoPeakBitRate: Int?
    public var encoder: [String: String]
    /// Of the picture, its mean over all frames, in codes of 8 bits: 16 is black, 235 is white.
    public var luma: Double?
    /// What the finished mix measures before encoding, and the encoded track decoded again.
    public var loudness: LoudnessFacts?
    public var deliveredLoudness: LoudnessFacts?
    /// dB added to the dialogue, and to all that is not dialogue.
    public var dialogueGain: Double?
    public var bedGain: Double?
    public var limiter: LimiterFacts?
    /// Left out without dialogue.
    public var dialogue: DialogueFacts?
    /// How often the sound was encoded until what a player hears was under the ceiling and on the target: at most three times.
    public var soundEncodings: Int?
    public var verdict: Verdict
    public var checks: [Check]
  }

  /// One thing looked at.
  public struct Check: Codable, Sendable {
    public var name: String
    public var verdict: Verdict
    /// What was found, in words and figures.
    public var detail: String
    /// Seconds into the episode, where it has a place.
    public var at: Double?
  }

  /// One sound file of a delivery of stems.
  public struct Stem: Codable, Sendable {
    public var path: String
    public var status: Output.Status
    public var delivery: String
    public var language: String?
    /// `dialogue`, `music`, `effects` or `me`: music and effects.
    public var part: String
    /// `pcm_s24le` or `pcm_f32le`
    public var format: String
    /// Of each channel, at 48 kHz.
    public var samples: Int
    public var bytes: Int
    /// SHA-256 of the file.
    public var digest: String
    /// dBFS of the highest sample; `nil` for silence.
    public var peak: Double?
  }

  /// A picture beside a delivery's outputs, or the file that leads into its sprites.
  public struct Asset: Codable, Sendable {
    public var path: String
    public var status: Output.Status
    public var delivery: String
    public var language: String?
    /// `cover`, `thumbnail`, `sprites`, `sprites index` or `animation`.
    public var kind: String
    public var width: Int?
    public var height: Int?
    /// Seconds into the episode, of a cover or a thumbnail.
    public var at: Double?
    public var bytes: Int
    /// SHA-256 of the file.
    public var digest: String
    /// What the store or platform asks of it that only the finished file shows.
    public var checks: [Check]
  }

  /// A package of streams.
  public struct Package: Codable, Sendable {
    public var delivery: String
    /// For players of HLS, and of DASH.
    public var playlist: String
    public var manifest: String
  }

  public struct Sidecar: Codable, Sendable {
    public var path: String
    public var language: String
  }
}
