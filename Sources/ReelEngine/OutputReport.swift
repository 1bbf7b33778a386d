import ReelCore
import ReelPlan
import ReelRender

enum OutputReport {
  static func make(plan: Plan, output: Plan.Output, result: Assembler.Result) -> Report.Output {
    let duration = plan.rate.start(ofFrame: plan.length).seconds.approximate
    var checks = Verdict(
      rate: plan.rate, frames: output.picture.map { _ in result.segments.frames }, track: result.track,
      hasSound: output.sound?.isHeard ?? false, target: output.sound?.loudness
    ).checks()
    for range in output.picture?.captionsOffScreen ?? [] {
      checks.append(
        Report.Check(
          name: "captions", verdict: .fail, detail: "a caption reaches the edge of the picture, or leaves it",
          at: plan.rate.start(ofFrame: range.lowerBound).seconds.approximate))
    }
    if let cap = output.picture?.encoder.maxRate {
      let rate = Int(Double(result.videoBytes * 8) / duration)
      checks.append(
        Report.Check(name: "bit rate", verdict: rate <= cap ? .pass : .fail, detail: "\(rate) b/s for at most \(cap)", at: nil))
    }
    return Report.Output(
      path: output.path, status: .written, delivery: output.delivery, language: output.language, rendition: output.rendition,
      width: output.picture?.encoder.size.width, height: output.picture?.encoder.size.height,
      frameRate: output.picture.map { _ in plan.rate.description }, frames: output.picture.map { _ in plan.length },
      duration: duration, bytes: result.byteCount, digest: result.digest.hex,
      videoBitRate: output.picture.map { _ in Int(Double(result.videoBytes * 8) / duration) },
      videoPeakBitRate: output.picture.map { _ in result.peakBitRate }, encoder: settings(output),
      luma: output.picture.map { _ in luma(result.segments) }, loudness: result.track?.mix, deliveredLoudness: result.track?.delivered,
      dialogueGain: result.track?.dialogueGain,
      bedGain: result.track?.bedGain, limiter: result.track?.limiter, dialogue: result.track?.dialogue,
      soundEncodings: result.track?.encodings,
      verdict: checks.map(\.verdict).max() ?? .pass, checks: checks)
  }

  /// To a tenth of a code.
  private static func luma(_ segments: [SegmentFacts]) -> Double {
    let means = segments.flatMap(\.frames).map(\.lumaMean)
    return (Double(means.reduce(0, +)) / Double(max(1, means.count)) / 10).rounded() / 10
  }

  private static func settings(_ output: Plan.Output) -> [String: String] {
    var settings: [String: String] = [:]
    if let video = output.picture?.encoder {
      settings = [
        "video": video.encoder, "bits": "\(video.bits)", "preset": video.preset, "crf": "\(video.crf)", "gop": "\(video.gop)",
        "profile": video.profile, "level": "\(video.level)",
      ]
    }
    if let audio = output.sound?.encoder {
      settings["audio"] = audio.encoder
      settings["audio_bitrate"] = "\(audio.bitRate)"
      settings["audio_channels"] = "\(audio.channels)"
    }
    return settings
  }
}
