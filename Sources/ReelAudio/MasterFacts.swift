package import ReelCore

/// What was done to a mix, and what came of it.
package struct MasterFacts: Hashable, Sendable, Codable {
  package enum Outcome: String, Sendable, Codable {
    /// No loudness was asked for: the sum of the clips as it is.
    case untouched
    /// The target is met within `Master.tolerance`.
    case onTarget
    /// Nothing passes the gate of -70 LUFS, so there is no loudness to bring to the target: gain 0 dB, only the ceiling was kept.
    case noLoudness
    /// The gain the target needs is above `Master.largestGain`, and would raise noise: that much was given, and no more.
    case tooQuiet
    /// The target is missed: under the ceiling there is no room for it.
    case offTarget
  }

  package var outcome: Outcome
  /// LUFS of the sum of the clips, before anything else; `nil` when nothing passes the gate.
  package var mixLoudness: Double?
  /// dB, of all samples of the dialogue, and of all others. The same where there is only one of the two.
  package var dialogueGain: Double
  package var bedGain: Double
  package var limiter: LimiterFacts
  /// Measured on the result.
  package var loudness: LoudnessFacts
  /// The dialogue in the result; `nil` without speech.
  package var dialogue: DialogueFacts?
  /// Samples of any channel above full scale in the result.
  package var clippedSamples: Int
  /// Where all channels stay at or below -50 dBFS for 1.5 s or longer, in samples.
  package var silences: [Range<Int>]
  /// Where all channels are exactly 0 for 0.2 s or longer, in samples.
  package var digitalZeros: [Range<Int>]
}
