package import ReelCore

/// Everything libx264 is told, as names and values of its own: pure, so that a test can read it.
///
/// What is not named here follows from the preset. Nothing depends on how many frames a segment has: the parameter sets of all
/// segments of a rendition must be the same bytes.
package struct X264Options: Hashable, Sendable {
  /// Options of libavcodec's wrapper.
  package var wrapper: [(name: String, value: String)] {
    [("preset", preset), ("profile", profile), ("crf", crf), ("forced-idr", "0"), ("a53cc", "0"), ("x264-params", parameterText)]
  }
  /// `x264-params`, in order.
  package private(set) var parameters: [String]
  private let preset: String
  private let profile: String
  private let crf: String

  /// Of x265 too.
  static let presets = [
    "ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow", "placebo",
  ]
  private static let profiles = ["baseline", "main", "high"]

  /// - Parameter frames: of the segment, for the law of the bit rate cap; `nil` is a whole GOP.
  /// - Throws: `invalid` for a preset or profile x264 does not have, and for settings a profile does not allow: x264 itself would
  ///   change them.
  package init(_ settings: VideoEncoderSettings, frames: Int? = nil, extra: [String] = []) throws(ReelError) {
    guard Self.presets.contains(settings.preset) else {
      throw ReelError(
        .invalid, "libx264 has no preset '\(settings.preset)'", hint: "use \(Self.presets.joined(separator: ", "))")
    }
    guard Self.profiles.contains(settings.profile) else {
      throw ReelError(
        .invalid, "8-bit 4:2:0 has no profile '\(settings.profile)'", hint: "use \(Self.profiles.joined(separator: ", "))")
    }
    guard settings.profile != "baseline" || settings.bFrames == 0 else {
      throw ReelError(.invalid, "profile baseline has no B frames, and \(settings.bFrames) are asked for")
    }
    guard (0...51).contains(settings.crf), (0...16).contains(settings.bFrames), (1...16).contains(settings.referenceFrames) else {
      throw ReelError(
        .invalid,
        "crf \(settings.crf), \(settings.bFrames) B frames and \(settings.referenceFrames) references are not all in "
          + "0...51, 0...16 and 1...16")
    }
    preset = settings.preset
    profile = settings.profile
    crf = "\(settings.crf)"
    // keyint=1 would change the sequence parameter set (no reference frames at all), so a rendition of key frames only says 2:
    // a segment of one frame is the same either way.
    let keyint = max(settings.gop, 2)
    parameters = [
      // The same decisions on every CPU of one architecture.
      "cpu-independent=1", "threads=1", "lookahead-threads=1", "sliced-threads=0", "sync-lookahead=0",
      // One closed GOP to a segment.
      "keyint=\(keyint)", "min-keyint=1", "scenecut=0", "open-gop=0", "intra-refresh=0",
      "bframes=\(settings.bFrames)", "b-pyramid=\(settings.bFrames > 1 ? "normal" : "none")", "ref=\(settings.referenceFrames)",
      // Parameter sets that do not depend on the content or the quantiser, and are not repeated in the frames.
      "stitchable=1", "repeat-headers=0", "aud=0", "nal-hrd=none",
      // fixed_frame_rate_flag, and rate control that counts frames instead of stamps.
      "force-cfr=1",
    ]
    if let cap = settings.maxRate { parameters += RateCap.parameters(cap, rate: settings.rate, frames: frames ?? settings.gop) }
    parameters += extra
  }

  private var parameterText: String { parameters.joined(separator: ":") }
}
