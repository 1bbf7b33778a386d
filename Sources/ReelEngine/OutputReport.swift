import ReelCore
import ReelPlan
import ReelRender

enum OutputReport {
  static func make(plan: Plan, output: Plan.Output, result: Assembler.Result) -> Report.Output {
    let duration = plan.rate.start(ofFrame: plan.length).seconds.approximate
    var checks = Verdict(
      rate: plan.rate, frames: result.segments.flatMap(\.frames), track: result.track, hasSound: output.hasSound, target: output.loudness
    ).checks()
    for range in output.captionsOffScreen {
      checks.append(
        Report.Check(
          name: "captions", verdict: .fail, detail: "a caption reaches the edge of the picture, or leaves it",
          at: plan.rate.start(ofFrame: range.lowerBound).seconds.approximate))
    }
    if let cap = output.encoder.maxRate {
      let rate = Int(Double(result.videoBytes * 8) / duration)
      checks.append(
        Report.Check(name: "bit rate", verdict: rate <= cap ? .pass : .fail, detail: "\(rate) b/s for at most \(cap)", at: nil))
    }
    return Report.Output(
      path: output.path, status: .written, delivery: output.delivery, language: output.language, rendition: output.rendition,
      width: output.encoder.size.width, height: output.encoder.size.height, frameRate: plan.rate.description, frames: plan.length,
      duration: duration, bytes: result.byteCount, digest: result.digest.hex,
      videoBitRate: Int(Double(result.videoBytes * 8) / duration), videoPeakBitRate: result.peakBitRate, encoder: settings(output),
      loudness: result.track.mix, deliveredLoudness: result.track.delivered, dialogueGain: result.track.dialogueGain,
      bedGain: result.track.bedGain, limiter: result.track.limiter, dialogue: result.track.dialogue,
      soundEncodings: result.track.encodings,
      verdict: checks.map(\.verdict).max() ?? .pass, checks: checks)
  }

  private static func settings(_ output: Plan.Output) -> [String: String] {
    [
      "video": output.encoder.encoder, "bits": "\(output.encoder.bits)", "preset": output.encoder.preset, "crf": "\(output.encoder.crf)",
      "gop": "\(output.encoder.gop)", "profile": output.encoder.profile, "level": "\(output.encoder.level)",
      "audio": output.audio.encoder, "audio_bitrate": "\(output.audio.bitRate)",
    ]
  }
}
