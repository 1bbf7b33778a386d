package import ReelCore

/// Brings a mix to its loudness under its true-peak ceiling: one gain for all samples, and a limiter for what is then too high.
///
/// The mix is rendered again for each pass instead of being kept: memory grows with its length by 4 bytes for 16 samples only.
package enum Master {
  /// LU from the target that count as met.
  package static let tolerance = 0.1
  /// dB. A mix that needs more is noise, or a mistake.
  package static let largestGain = 30.0
  private static let passes = 8
  private static let block = 4096

  /// Renders, measures and masters the whole mix, and hands it to `output` from its first sample to its last.
  ///
  /// The ceiling is always kept; the loudness as far as the ceiling and `largestGain` allow, which `MasterFacts.outcome` says.
  /// Without a target the mix is handed out bit for bit, also above full scale.
  ///
  /// - Parameters:
  ///   - spec: what `mixer` was made from.
  ///   - output: gets left and right in turn, at most 4096 samples a call, in the last pass only.
  /// - Throws: what `mixer` and `output` throw; `ReelError` of kind `invalid` for a target that is not a loudness.
  package static func run(
    spec: MixSpec, mixer: Mixer, output: (UnsafePointer<Float>, Int) throws -> Void
  ) throws -> MasterFacts {
    precondition(spec.length == mixer.length, "the mixer of another mix")
    guard let target = spec.loudness else { return try passThrough(mixer, output: output) }
    guard target.integrated.isFinite, target.integrated > -70, target.truePeak.isFinite else {
      throw ReelError(
        .invalid, "no mix can be brought to \(target.integrated) LUFS under \(target.truePeak) dBTP",
        hint: "give a loudness above -70 LUFS, such as -14")
    }
    let survey = try Survey(mixer)
    let gain = try search(mixer, survey, target: target)
    let (curve, loudness) = try keepingCeiling(mixer, survey.peaks, gain: gain, target: target)
    var facts = try deliver(mixer, curve, output: output)
    facts.outcome = outcome(survey, gain: gain, reached: loudness.integrated, target: target.integrated)
    facts.mixLoudness = survey.loudness
    facts.loudness = loudness
    return facts
  }

  /// What the first pass finds out about the mix.
  private struct Survey {
    var loudness: Double?
    var peaks: Limiter.Peaks

    init(_ mixer: Mixer) throws {
      let meter = try LoudnessMeter(extras: [])
      var limiter = Limiter()
      try Master.pass(mixer, curve: nil) { samples, frames in
        try meter.add(samples, frames: frames)
        limiter.add(samples, frames: frames)
      }
      loudness = meter.integrated
      peaks = limiter.finish()
    }
  }

  private static func passThrough(_ mixer: Mixer, output: (UnsafePointer<Float>, Int) throws -> Void) throws -> MasterFacts {
    let meter = try LoudnessMeter()
    var facts = try deliver(mixer, nil) { samples, frames in
      try meter.add(samples, frames: frames)
      try output(samples, frames)
    }
    facts.loudness = meter.facts
    facts.mixLoudness = facts.loudness.integrated
    return facts
  }

  /// The gain whose limited result comes nearest to the target, by the secant method: where the limiter works, 1 dB of gain is less
  /// than 1 LU of loudness.
  private static func search(_ mixer: Mixer, _ survey: Survey, target: LoudnessTarget) throws -> Double {
    guard let loudness = survey.loudness else { return 0 }
    var gain = min(rounded(target.integrated - loudness), largestGain)
    var best = (gain: gain, missing: Double.infinity)
    var slope = 1.0
    var last: (gain: Double, loudness: Double)?
    for _ in 0..<passes {
      let meter = try LoudnessMeter(extras: [])
      try pass(mixer, curve: survey.peaks.curve(gain: gain, ceiling: target.truePeak), meter.add)
      let reached = meter.integrated ?? -70
      let missing = target.integrated - reached
      if abs(missing) < abs(best.missing) { best = (gain, missing) }
      if abs(missing) <= tolerance / 2 || (gain == largestGain && missing > 0) { break }
      if let last, last.gain != gain { slope = min(1, max(0.1, (reached - last.loudness) / (gain - last.gain))) }
      last = (gain, reached)
      gain = min(rounded(gain + missing / slope), largestGain)
    }
    return best.gain
  }

  /// The curve for `gain` whose measured result is under the ceiling, and that measurement.
  private static func keepingCeiling(
    _ mixer: Mixer, _ peaks: Limiter.Peaks, gain: Double, target: LoudnessTarget
  ) throws -> (GainCurve, LoudnessFacts) {
    var ceiling = target.truePeak
    for _ in 0..<passes {
      let curve = peaks.curve(gain: gain, ceiling: ceiling)
      let meter = try LoudnessMeter()
      try pass(mixer, curve: curve, meter.add)
      let facts = meter.facts
      let excess = facts.truePeak.map { $0 - target.truePeak } ?? 0
      if excess <= 0 { return (curve, facts) }
      // Only sound of full level at half the sampling rate, under a gain on its steepest, gets past the margin.
      ceiling -= rounded(excess) + 0.01
    }
    throw ReelError(.failed, "the limiter does not keep the mix under \(target.truePeak) dBTP after \(passes) attempts")
  }

  private static func outcome(_ survey: Survey, gain: Double, reached: Double?, target: Double) -> MasterFacts.Outcome {
    guard survey.loudness != nil, let reached else { return .noLoudness }
    if abs(reached - target) <= tolerance { return .onTarget }
    return gain == largestGain && reached < target ? .tooQuiet : .offTarget
  }

  private static func deliver(
    _ mixer: Mixer, _ curve: GainCurve?, output: (UnsafePointer<Float>, Int) throws -> Void
  ) throws -> MasterFacts {
    var silences = QuietRanges(amplitude: Float(Decibel.amplitude(-50)), minimum: mixRate * 3 / 2)
    var zeros = QuietRanges(amplitude: 0, minimum: mixRate / 5)
    var clipped = 0
    try pass(mixer, curve: curve) { samples, frames in
      silences.add(samples, frames: frames)
      zeros.add(samples, frames: frames)
      for i in 0..<2 * frames where samples[i].magnitude > 1 { clipped += 1 }
      try output(samples, frames)
    }
    return MasterFacts(
      outcome: .untouched, mixLoudness: nil, gain: curve?.gain ?? 0, reduction: curve?.reduction ?? 0,
      loudness: LoudnessFacts(integrated: nil, truePeak: nil, range: nil), clippedSamples: clipped, silences: silences.finished(),
      digitalZeros: zeros.finished())
  }

  /// Renders the whole mix, through `curve` when there is one, and hands on each block.
  private static func pass(_ mixer: Mixer, curve: GainCurve?, _ body: (UnsafePointer<Float>, Int) throws -> Void) throws {
    try withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * block) { buffer in
      guard let samples = buffer.baseAddress else { return }
      for start in stride(from: 0, to: mixer.length, by: block) {
        let range = start..<min(start + block, mixer.length)
        try mixer.render(range: range, into: samples)
        curve?.apply(to: samples, start: start, frames: range.count)
        try body(samples, range.count)
      }
    }
  }

  /// dB to a thousandth: what a library's logarithm differs by between CPUs never reaches a sample.
  private static func rounded(_ dB: Double) -> Double { (dB * 1000).rounded() / 1000 }
}
