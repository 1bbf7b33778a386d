package import ReelCore
package import ReelRender

/// Judges an output from the facts its artefacts carry, without decoding anything. Limits are those of EBU QC and of the delivery specs.
///
/// It must never be wrong: a still is not frozen, a fade is not black, and an episode without sound is not silent.
package struct Verdict {
  private let rate: FrameRate
  private let frames: [FrameFacts]?
  private let track: TrackFacts?
  private let hasSound: Bool
  private let target: LoudnessTarget?

  /// - Parameters:
  ///   - frames: of the whole output, in order of presentation; `nil` without a picture.
  ///   - track: `nil` without a sound.
  ///   - hasSound: whether something is meant to be heard.
  ///   - target: `nil` when no loudness was asked for.
  package init(rate: FrameRate, frames: [FrameFacts]?, track: TrackFacts?, hasSound: Bool, target: LoudnessTarget?) {
    self.rate = rate
    self.frames = frames
    self.track = track
    self.hasSound = hasSound
    self.target = target
  }

  package func checks() -> [Report.Check] {
    var checks: [Report.Check] = []
    if let frames { checks += [black(frames), frozen(frames)] }
    if let frames, let track { checks.append(length(frames, track)) }
    guard let track else { return checks }
    if hasSound { checks += [silence(track), clipping(track)] }
    if let target { checks += [loudness(target, track), peak(target, track)] + dialogue(track) }
    return checks
  }

  private func seconds(_ frame: Int) -> Double { rate.start(ofFrame: frame).seconds.approximate }

  private func check(_ name: String, _ verdict: Report.Verdict, _ detail: String, at frame: Int? = nil) -> Report.Check {
    Report.Check(name: name, verdict: verdict, detail: detail, at: frame.map(seconds))
  }

  /// The longest stretch of frames for which `holds`.
  private func longest(_ frames: [FrameFacts], _ holds: (FrameFacts) -> Bool) -> Range<Int> {
    var best = 0..<0
    var start: Int?
    for (index, frame) in frames.enumerated() {
      guard holds(frame) else {
        start = nil
        continue
      }
      let first = start ?? index
      start = first
      if index + 1 - first > best.count { best = first..<index + 1 }
    }
    return best
  }

  /// Black is a picture with nothing above limited-range black plus a little coding noise. A fade passes through it for a moment;
  /// half a second inside the episode is worth a look, two seconds or most of the episode is a missing picture.
  private func black(_ frames: [FrameFacts]) -> Report.Check {
    let range = longest(frames) { $0.lumaMax <= 32 && $0.lumaMean <= 1800 }
    let length = Time(Rational(Int64(range.count)) * rate.frameDuration).seconds.approximate
    let count = frames.count
    let words = range.isEmpty ? "no black picture" : "black for \(decimals(length)) s"
    if length > 2 || (count > 0 && range.count * 2 > count) { return check("black", .fail, words, at: range.lowerBound) }
    let edge = range.lowerBound == 0 ? 0.5 : range.upperBound == count ? 1.0 : 0.5
    return check("black", length > edge ? .warn : .pass, words, at: range.isEmpty ? nil : range.lowerBound)
  }

  /// Frozen is a picture that should move and does not: its sources show new frames, and the pixels stay the same.
  private func frozen(_ frames: [FrameFacts]) -> Report.Check {
    let range = longest(frames) { frame in frame.moves && frame.change.map { $0 <= 2 } ?? false }
    let length = Time(Rational(Int64(range.count)) * rate.frameDuration).seconds.approximate
    let words = range.isEmpty ? "no frozen picture" : "a moving source stands still for \(decimals(length)) s"
    return check("frozen", length > 1 ? .fail : .pass, words, at: length > 1 ? range.lowerBound : nil)
  }

  private func length(_ frames: [FrameFacts], _ track: TrackFacts) -> Report.Check {
    let picture = rate.start(ofFrame: frames.count).samples(rate: 48000)
    let difference = Int(picture) - track.length
    return check(
      "length", abs(difference) <= 1 ? .pass : .fail,
      "\(frames.count) frames and \(track.length) samples: \(difference) samples apart")
  }

  private func silence(_ track: TrackFacts) -> Report.Check {
    // A sound shorter than the meter's 0.4 s has no loudness, but it has a peak.
    guard (track.mix.truePeak ?? -100) > -50 else { return check("silence", .fail, "nothing is heard, though the document names sound") }
    let total = max(1, track.length)
    let longest = track.silences.max { $0.count < $1.count } ?? 0..<0
    let share = Double(track.silences.reduce(0) { $0 + $1.count }) / Double(total)
    let length = Double(longest.count) / 48000
    let words = longest.isEmpty ? "no silence of 1.5 s or more" : "silent for \(decimals(length)) s, \(decimals(share * 100)) % in all"
    let at = longest.isEmpty ? nil : Double(longest.lowerBound) / 48000
    return Report.Check(name: "silence", verdict: share > 0.5 ? .fail : longest.isEmpty ? .pass : .warn, detail: words, at: at)
  }

  private func clipping(_ track: TrackFacts) -> Report.Check {
    check("clipping", track.clippedSamples == 0 ? .pass : .fail, "\(track.clippedSamples) samples above full scale")
  }

  private func loudness(_ target: LoudnessTarget, _ track: TrackFacts) -> Report.Check {
    guard let measured = track.delivered.integrated else {
      return check("loudness", .warn, "nothing above the gate of -70 LUFS to measure")
    }
    let off = measured - target.integrated
    return check(
      "loudness", abs(off) <= 0.5 ? .pass : .fail, "\(decimals(measured)) LUFS for a target of \(decimals(target.integrated))")
  }

  /// How far the dialogue is from its anchor is always told. By more than 2 LU it is doubtful: softer it drowns, louder it stands alone.
  private func dialogue(_ track: TrackFacts) -> [Report.Check] {
    guard let dialogue = track.dialogue, let anchor = dialogue.anchor else { return [] }
    let off = dialogue.loudness - anchor
    return [
      check(
        "dialogue", abs(off) <= 2 ? .pass : .warn,
        "\(decimals(dialogue.loudness)) LUFS over speech for an anchor of \(decimals(anchor)); the bed was moved by "
          + "\(decimals(dialogue.bedMove)) dB")
    ]
  }

  /// What a player hears is under the ceiling: an encoded track above it was encoded again. Where that was not enough, it is told, and
  /// fails by half a dB or above full scale.
  private func peak(_ target: LoudnessTarget, _ track: TrackFacts) -> Report.Check {
    guard let mix = track.mix.truePeak, let delivered = track.delivered.truePeak else { return check("true peak", .pass, "silence") }
    let words = "\(decimals(mix)) dBTP before encoding, \(decimals(delivered)) after, for a ceiling of \(decimals(target.truePeak))"
    let over = max(mix, delivered) - target.truePeak
    return check("true peak", over > 0.5 || delivered > 0 ? .fail : over > 0.05 ? .warn : .pass, words)
  }

  private func decimals(_ value: Double) -> String {
    let hundredths = Int64((value * 100).rounded())
    return Time(Rational(hundredths, 100)).formatted(decimals: 2)
  }
}
