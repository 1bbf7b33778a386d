package import ReelCore

/// Brings a mix to its loudness under its true-peak ceiling: one gain for all samples of the dialogue, one for those of the bed, and a
/// limiter for what is then too high.
///
/// The mix is rendered again for each pass instead of being kept: once for the energies of its stems, once for its peaks, and once for
/// each delivery. Memory grows with its length by 20 bytes for 16 samples only.
package struct Master {
  /// LU from the target that count as met.
  package static let tolerance = 0.1
  /// dB. A mix that needs more is noise, or a mistake.
  package static let largestGain = 30.0
  private static let attempts = 10
  /// How often the balance is found again behind the limiter.
  private static let rounds = 4
  private static let block = 4096
  /// dB below the limit down to which peaks are measured at once: how much gain a search may add before it needs another pass.
  private static let reserve = 4.0

  /// What a delivery is to differ by from the target, because of what the last one measured after encoding.
  package struct Correction: Hashable, Sendable {
    /// LU to be louder.
    package var loudness = 0.0
    /// dB by which the limiter's ceiling is lower.
    package var ceiling = 0.0

    package init(loudness: Double = 0, ceiling: Double = 0) {
      self.loudness = loudness
      self.ceiling = ceiling
    }
  }

  private let mixer: Mixer
  private var channels: Int { mixer.layout.channels }
  private let target: LoudnessTarget?
  private var balance: Balance
  private var peaks: Limiter.Peaks?
  /// dB that the last search for `balance` ended at, where the next begins.
  private var found = 0.0

  /// Renders and measures the whole mix.
  ///
  /// - Parameter spec: what `mixer` was made from.
  /// - Throws: what `mixer` throws; `ReelError` of kind `invalid` for a target that is not a loudness.
  package init(spec: MixSpec, mixer: Mixer) throws {
    precondition(spec.length == mixer.length, "the mixer of another mix")
    if let target = spec.loudness {
      guard target.integrated.isFinite, target.integrated > -70, target.truePeak.isFinite, target.dialogue?.isFinite ?? true else {
        throw ReelError(
          .invalid, "no mix can be brought to \(target.integrated) LUFS under \(target.truePeak) dBTP",
          hint: "give a loudness above -70 LUFS, such as -14")
      }
    }
    self.mixer = mixer
    target = spec.loudness
    balance = Balance(try Self.survey(mixer))
    if let target { try settle(target) }
  }

  /// Masters the whole mix, and hands it to `output` from its first sample to its last.
  ///
  /// The ceiling is kept; the loudness as far as the ceiling and `largestGain` allow, which `MasterFacts.outcome` says. Without a target
  /// the mix is handed out bit for bit, also above full scale.
  ///
  /// - Parameter output: gets interleaved samples, at most 4096 of each channel a call.
  /// - Throws: what the mixer and `output` throw.
  package mutating func deliver(
    _ correction: Correction = Correction(), to output: (UnsafePointer<Float>, Int) throws -> Void
  ) throws -> MasterFacts {
    let curve = try curve(correction)
    var meter = SoundMeter(channels: channels)
    try pass(curve: curve) { samples, frames in
      meter.add(samples, frames: frames)
      try output(samples, frames)
    }
    let found = meter.finished()
    let loudness = found.loudness
    return MasterFacts(
      outcome: outcome(loudness.integrated, curve, correction), mixLoudness: target == nil ? loudness.integrated : balance.loudness,
      dialogueGain: Self.rounded(balance.dialogue + curve.gain), bedGain: Self.rounded(balance.bed + curve.gain),
      limiter: limiterFacts(curve, loudness, correction),
      loudness: loudness, dialogue: dialogueFacts(curve), clippedSamples: found.clipped, silences: found.silences,
      digitalZeros: found.digitalZeros)
  }

  // MARK: Measuring

  private static func survey(_ mixer: Mixer) throws -> StemEnergies {
    let channels = mixer.layout.channels
    var energies = StemEnergies(channels: channels)
    let (hasDialogue, hasBed) = (mixer.has(.dialogue), mixer.has(.bed))
    try withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * channels * block) { buffer in
      guard let dialogue = buffer.baseAddress else { return }
      let bed = dialogue + channels * block
      for range in blocks(mixer.length) {
        if hasDialogue { try mixer.render(range: range, of: .dialogue, into: dialogue) }
        if hasBed { try mixer.render(range: range, of: .bed, into: bed) }
        energies.add(dialogue: hasDialogue ? dialogue : nil, bed: hasBed ? bed : nil, frames: range.count)
      }
    }
    return energies
  }

  /// The peaks of the balanced mix, as well as a ceiling of `lowest` dB needs them.
  private mutating func measuredPeaks(_ lowest: Double) throws -> Limiter.Peaks {
    if let peaks, peaks.lowest <= lowest { return peaks }
    var limiter = Limiter(channels: channels, lowest: lowest - Self.reserve)
    try pass(curve: nil) { limiter.add($0, frames: $1) }
    let found = limiter.finish()
    peaks = found
    return found
  }

  // MARK: Searching

  /// Finds the balance, and where the limiter has to act, finds it again for the sound behind the limiter: it takes more from dialogue
  /// than from the bed, as a rule, and so brings them nearer to each other.
  private mutating func settle(_ target: LoudnessTarget) throws {
    balance.solve(for: target, largest: Self.largestGain)
    guard let anchor = target.dialogue, balance.hasBoth else { return }
    var best: (balance: Balance, peaks: Limiter.Peaks?, gain: Double, off: Double)?
    for _ in 0..<Self.rounds {
      let curve = try curve(Correction())
      let off = abs((balance.dialogueLoudness(curve) ?? anchor) - anchor)
      if off < best?.off ?? .infinity { best = (balance, peaks, curve.gain, off) } else { break }
      if curve.reduction == 0 || off <= Self.tolerance { break }
      let move = balance.move
      balance.solve(for: target, largest: Self.largestGain, under: curve)
      // Both as much louder as the search has found already: the same sound again, whose peaks need no other look.
      if abs(balance.move - move) < 0.0005 { break }
      (peaks, found) = (nil, 0)
    }
    if let best { (balance, peaks, found) = (best.balance, best.peaks, best.gain) }
  }

  /// The gain whose limited result comes nearest to the target, by the secant method: where the limiter works, 1 dB of gain is less
  /// than 1 LU of loudness.
  private mutating func curve(_ correction: Correction) throws -> GainCurve {
    guard let target else { return GainCurve(gain: 0, points: nil) }
    let (goal, ceiling) = (target.integrated + correction.loudness, target.truePeak - correction.ceiling)
    let largest = Self.largestGain - max(balance.dialogue, balance.bed)
    guard balance.loudness != nil else { return try measuredPeaks(ceiling).curve(gain: 0, ceiling: ceiling) }
    var gain = min(found + correction.loudness, largest)
    var best: (curve: GainCurve, missing: Double)?
    var slope = 1.0
    var last: (gain: Double, loudness: Double)?
    for _ in 0..<Self.attempts {
      let curve = try measuredPeaks(ceiling - gain).curve(gain: gain, ceiling: ceiling)
      let reached = balance.loudness(curve) ?? -70
      let missing = goal - reached
      if abs(missing) < abs(best?.missing ?? .infinity) { best = (curve, missing) }
      if abs(missing) <= 0.005 || (gain == largest && missing > 0) { break }
      if let last, last.gain != gain { slope = min(1, max(0.1, (reached - last.loudness) / (gain - last.gain))) }
      last = (gain, reached)
      gain = min(Self.rounded(gain + missing / slope), largest)
    }
    if correction == Correction(), let best { found = best.curve.gain }
    return best?.curve ?? GainCurve(gain: 0, points: nil)
  }

  // MARK: Telling

  private func outcome(_ reached: Double?, _ curve: GainCurve, _ correction: Correction) -> MasterFacts.Outcome {
    guard let target else { return .untouched }
    guard balance.loudness != nil, let reached else { return .noLoudness }
    let goal = target.integrated + correction.loudness
    if abs(reached - goal) <= Self.tolerance { return .onTarget }
    return max(balance.dialogue, balance.bed) + curve.gain >= Self.largestGain && reached < goal ? .tooQuiet : .offTarget
  }

  private func limiterFacts(_ curve: GainCurve, _ loudness: LoudnessFacts, _ correction: Correction) -> LimiterFacts {
    guard let target else { return LimiterFacts() }
    var facts = LimiterFacts(ceiling: target.truePeak - correction.ceiling)
    guard curve.reduction > 0 else { return facts }
    facts.reduction = curve.reduction
    facts.seconds = Double(min(curve.limitedSamples, mixer.length)) / Double(mixRate)
    let linear = balance.loudness(GainCurve(gain: curve.gain, points: nil))
    if let linear, let limited = loudness.integrated { facts.loudness = max(0, linear - limited) }
    return facts
  }

  private func dialogueFacts(_ curve: GainCurve) -> DialogueFacts? {
    balance.dialogueLoudness(curve).map {
      DialogueFacts(
        loudness: $0, range: balance.dialogueRange, anchor: target?.dialogue, bedMove: Self.rounded(balance.move))
    }
  }

  // MARK: Rendering

  private static func blocks(_ length: Int) -> some Sequence<Range<Int>> {
    stride(from: 0, to: length, by: block).lazy.map { $0..<min($0 + block, length) }
  }

  /// Renders the whole mix, balanced and through `curve` when there is one, and hands on each block.
  private func pass(curve: GainCurve?, _ body: (UnsafePointer<Float>, Int) throws -> Void) throws {
    try withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * channels * Self.block) { buffer in
      guard let samples = buffer.baseAddress else { return }
      for range in Self.blocks(mixer.length) {
        try balanced(range, into: samples, scratch: samples + channels * Self.block)
        curve?.apply(to: samples, start: range.lowerBound, frames: range.count, channels: channels)
        try body(samples, range.count)
      }
    }
  }

  private func balanced(_ range: Range<Int>, into samples: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>) throws {
    let (a, b) = (Float(Decibel.amplitude(balance.dialogue)), Float(Decibel.amplitude(balance.bed)))
    if a == b {
      try mixer.render(range: range, into: samples)
      if a != 1 { for i in 0..<channels * range.count { samples[i] *= a } }
      return
    }
    try mixer.render(range: range, of: .bed, into: samples)
    if try mixer.render(range: range, of: .dialogue, into: scratch) {
      for i in 0..<channels * range.count { samples[i] = samples[i] * b + scratch[i] * a }
    } else {
      for i in 0..<channels * range.count { samples[i] *= b }
    }
  }

  /// dB to a thousandth: finer is in no ear, and figures stay readable.
  private static func rounded(_ dB: Double) -> Double { (dB * 1000).rounded() / 1000 }
}
