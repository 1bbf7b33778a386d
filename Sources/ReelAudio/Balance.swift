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
  private(set) var dialogue = 0.0
  private(set) var bed = 0.0

  /// dB of the bed against the dialogue.
  var move: Double { bed - dialogue }

  /// The mix before anything was done.
  let loudness: Double?

  private let energies: StemEnergies
  private let parts: Parts
  /// The blocks in which someone speaks.
  private let speech: [Int]

  /// Sums over 100 ms of the stems, with which every loudness is a formula.
  private struct Parts {
    var dialogue: [Double]
    var bed: [Double]
    var cross: [Double]

    /// - Parameter weights: what a limiter multiplies the energy of each block by; `nil` without one.
    init(_ energies: StemEnergies, weights: [Float]?) {
      dialogue = energies.steps(energies.dialogue, weights: weights)
      bed = energies.steps(energies.bed, weights: weights)
      cross = energies.steps(energies.cross, weights: weights)
    }

    func mix(_ dialogueGain: Double, _ bedGain: Double) -> [Double] {
      let (a, b) = (Decibel.amplitude(dialogueGain), Decibel.amplitude(bedGain))
      if bed.isEmpty { return dialogue.map { a * a * $0 } }
      if dialogue.isEmpty { return bed.map { b * b * $0 } }
      return dialogue.indices.map { a * a * dialogue[$0] + 2 * a * b * cross[$0] + b * b * bed[$0] }
    }
  }

  init(_ energies: StemEnergies) {
    self.energies = energies
    parts = Parts(energies, weights: nil)
    speech = Gating.speech(parts.dialogue)
    loudness = Gating.integrated(parts.mix(0, 0))
  }

  /// Whether dialogue and bed can be given gains of their own.
  var hasBoth: Bool { !speech.isEmpty && !energies.bed.isEmpty }

  /// Finds the gains.
  ///
  /// - Parameters:
  ///   - largest: dB that no gain exceeds.
  ///   - curve: the limiter's work on what the last gains gave; the new ones are for the sound behind it.
  mutating func solve(for target: LoudnessTarget, largest: Double, under curve: GainCurve? = nil) {
    guard loudness != nil else { return }
    let parts = curve.map { Parts(energies, weights: $0.weights) } ?? parts
    (dialogue, bed) = (0, 0)
    if let anchor = target.dialogue, hasBoth, let spoken = Gating.loudness(parts.dialogue, over: speech) {
      dialogue = min(rounded(anchor - spoken), largest)
      bed = dialogue + move(parts, to: target.integrated)
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
  private func move(_ parts: Parts, to target: Double) -> Double {
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

  /// LUFS of the dialogue over speech behind `curve`; `nil` without speech.
  func dialogueLoudness(_ curve: GainCurve) -> Double? {
    Gating.loudness(energies.steps(energies.dialogue, weights: curve.weights), over: speech).map { $0 + dialogue + curve.gain }
  }

  /// LUFS of the whole behind `curve`, as far as blocks tell.
  func loudness(_ curve: GainCurve) -> Double? {
    let parts = curve.weights.map { Parts(energies, weights: $0) } ?? parts
    return Gating.integrated(parts.mix(dialogue + curve.gain, bed + curve.gain))
  }

  /// LU of the dialogue by itself, after Tech 3342.
  var dialogueRange: Double? { Gating.range(parts.dialogue) }

  /// dB to a thousandth: finer is in no ear, and figures stay readable.
  private func rounded(_ dB: Double) -> Double { (dB * 1000).rounded() / 1000 }
}
