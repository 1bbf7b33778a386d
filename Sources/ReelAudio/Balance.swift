import ReelCore

/// The gains of dialogue and bed that bring one language's mix to its loudness, with the dialogue at its anchor where that can be.
///
/// The anchor is a loudness that is stated, not one that languages agree upon: so each language is solved alone, adding one re-encodes no
/// other, and all come out with dialogue equally loud. Dialogue is brought to the anchor; the bed is then moved against it, at most
/// `largestMove`, so that the whole meets the target. Where that is not enough, the whole meets the target and the dialogue is as far
/// from its anchor as `Balance.dialogueLoudness` says.
struct Balance {
  /// dB by which the bed is moved against the dialogue at most, from where the document has it.
  static let largestMove = 2.0

  /// dB of dialogue, and of everything else.
  var dialogue = 0.0
  var bed = 0.0

  /// The mix before anything was done.
  let loudness: Double?

  private let parts: Parts

  /// Sums over 100 ms of the stems, with which every loudness is a formula.
  private struct Parts {
    var dialogue: [Double]
    var bed: [Double]
    var cross: [Double]
    /// The blocks in which someone speaks.
    var speech: [Int]

    var hasBoth: Bool { !dialogue.isEmpty && !bed.isEmpty }

    func mix(_ dialogueGain: Double, _ bedGain: Double) -> [Double] {
      let (a, b) = (Decibel.amplitude(dialogueGain), Decibel.amplitude(bedGain))
      guard hasBoth else { return dialogue.isEmpty ? bed.map { b * b * $0 } : dialogue.map { a * a * $0 } }
      return dialogue.indices.map { a * a * dialogue[$0] + 2 * a * b * cross[$0] + b * b * bed[$0] }
    }
  }

  init(_ energies: StemEnergies) {
    let dialogue = energies.steps(energies.dialogue)
    parts = Parts(
      dialogue: dialogue, bed: energies.steps(energies.bed), cross: energies.steps(energies.cross), speech: Gating.speech(dialogue))
    loudness = Gating.integrated(parts.mix(0, 0))
  }

  /// Finds the gains.
  ///
  /// - Parameter largest: dB that no gain exceeds.
  mutating func solve(for target: LoudnessTarget, largest: Double) {
    guard loudness != nil else { return }
    if let anchor = target.dialogue, parts.hasBoth, let spoken = Gating.loudness(parts.dialogue, over: parts.speech) {
      dialogue = min(rounded(anchor - spoken), largest)
      bed = dialogue + move(to: target.integrated)
    }
    // The gate of -70 LUFS does not move with the gain: what is found once is looked at again. This also gives both stems what the move of
    // the bed could not.
    for _ in 0..<3 {
      guard let reached = Gating.integrated(parts.mix(dialogue, bed)) else { return }
      let gain = min(rounded(target.integrated - reached), largest - max(dialogue, bed))
      dialogue += gain
      bed += gain
    }
  }

  /// dB of the bed against the dialogue: the least move with which the whole is on the target, else the one that comes nearest.
  ///
  /// Every twentieth of a dB is tried. A louder bed does not always make the whole louder: where it rises above the relative gate, pauses
  /// begin to count, and the mean falls.
  private func move(to target: Double) -> Double {
    let steps = Int(Self.largestMove * 20)
    var best = (move: 0.0, missing: Double.infinity)
    for step in 0...steps {
      for move in step == 0 ? [0] : [-Double(step) / 20, Double(step) / 20] {
        guard let reached = Gating.integrated(parts.mix(dialogue, dialogue + move)) else { continue }
        let missing = abs(target - reached)
        if missing < best.missing { best = (move, missing) }
      }
      if best.missing <= 0.05 { break }
    }
    return best.move
  }

  /// LUFS of the dialogue over speech, after `curve` if there is one; `nil` without speech.
  func dialogueLoudness(_ energies: StemEnergies, _ curve: GainCurve?) -> Double? {
    Gating.loudness(energies.steps(energies.dialogue, weights: curve?.weights), over: parts.speech).map {
      $0 + dialogue + (curve?.gain ?? 0)
    }
  }

  /// LU of the dialogue by itself, after Tech 3342.
  var dialogueRange: Double? { Gating.range(parts.dialogue) }

  /// LUFS of the whole after `curve`, as far as blocks tell.
  func loudness(_ energies: StemEnergies, _ curve: GainCurve) -> Double? {
    guard let weights = curve.weights else { return Gating.integrated(parts.mix(dialogue + curve.gain, bed + curve.gain)) }
    var limited = self.parts
    limited.dialogue = energies.steps(energies.dialogue, weights: weights)
    limited.bed = energies.steps(energies.bed, weights: weights)
    limited.cross = energies.steps(energies.cross, weights: weights)
    return Gating.integrated(limited.mix(dialogue + curve.gain, bed + curve.gain))
  }

  /// dB to a thousandth: finer is in no ear, and figures stay readable.
  private func rounded(_ dB: Double) -> Double { (dB * 1000).rounded() / 1000 }
}
