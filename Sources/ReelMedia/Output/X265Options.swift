package import ReelCore

/// Everything libx265 is told, as names and values of its own: pure, so that a test can read it.
///
/// What is not named here follows from the preset. Nothing depends on how many frames a segment has, except a bit rate cap, of which no
/// parameter set speaks: those of all segments of a rendition must be the same bytes.
package struct X265Options: Hashable, Sendable {
  /// Options of libavcodec's wrapper.
  package var wrapper: [(name: String, value: String)] {
    [
      ("preset", preset), ("profile", "main10"), ("crf", crf), ("forced-idr", "0"), ("x265-params", parameters.joined(separator: ":")),
    ]
  }
  /// `x265-params`, in order.
  package private(set) var parameters: [String]
  private let preset: String
  private let crf: String

  /// - Parameter frames: of the segment, for the law of the bit rate cap; `nil` is a whole GOP.
  /// - Throws: `invalid` for a preset or profile the engine does not drive x265 with, and for settings x265 itself would change.
  package init(_ settings: VideoEncoderSettings, frames: Int? = nil, extra: [String] = []) throws(ReelError) {
    guard X264Options.presets.contains(settings.preset) else {
      throw ReelError(
        .invalid, "libx265 has no preset '\(settings.preset)'", hint: "use \(X264Options.presets.joined(separator: ", "))")
    }
    guard settings.profile == "main10" else {
      throw ReelError(.invalid, "10-bit 4:2:0 has no profile '\(settings.profile)'", hint: "use main10")
    }
    guard (0...51).contains(settings.crf), (0...16).contains(settings.bFrames), (1...16).contains(settings.referenceFrames) else {
      throw ReelError(
        .invalid,
        "crf \(settings.crf), \(settings.bFrames) B frames and \(settings.referenceFrames) references are not all in "
          + "0...51, 0...16 and 1...16")
    }
    let side = min(settings.size.width, settings.size.height)
    guard side >= 16 else { throw ReelError(.invalid, "libx265 encodes no picture of \(settings.size): a side is at least 16") }
    preset = settings.preset
    crf = "\(settings.crf)"
    parameters = [
      // The same decisions whatever the processors: nothing is decided side by side.
      "pools=none", "frame-threads=1", "wpp=0", "pmode=0", "pme=0", "slices=1", "lookahead-slices=0", "lookahead-threads=0",
      // One closed GOP to a segment, and no picture that is shown before its key picture.
      "keyint=\(max(settings.gop, 2))", "min-keyint=1", "scenecut=0", "open-gop=0", "radl=0", "intra-refresh=0",
      "bframes=\(settings.bFrames)", "b-pyramid=\(settings.bFrames > 1 ? 1 : 0)", "ref=\(settings.referenceFrames)",
      // Parameter sets that do not depend on the content or the quantiser, and are not repeated in the frames.
      "opt-qp-pps=0", "opt-ref-list-length-pps=0", "multi-pass-opt-rps=0", "repeat-headers=0", "aud=0",
      // No messages: no buffer model, no checksums, no version of the library.
      "hrd=0", "hash=0", "info=0",
      // The bit stream writes 30 times the level's number.
      "level-idc=\(settings.level / 30).\(settings.level % 30 / 3)", "high-tier=0", "chromaloc=0",
      // It would write past FFmpeg's log, into the error stream of whoever embeds the engine.
      "log-level=none",
    ]
    // A picture holds at least one coding tree unit.
    if side < 64 { parameters += ["ctu=\(side < 32 ? 16 : 32)", "max-tu-size=\(side < 32 ? 16 : 32)"] }
    if let cap = settings.maxRate { parameters += RateCap.parameters(cap, rate: settings.rate, frames: frames ?? settings.gop) }
    parameters += extra
  }
}
