package import ReelCore

/// What was measured on one language's sound, before and after encoding.
package struct TrackFacts: Hashable, Sendable, Codable {
  /// The finished mix as it went into the encoder.
  package var mix: LoudnessFacts
  /// What a player hears: the encoded track decoded again.
  package var delivered: LoudnessFacts
  /// dB added to the dialogue, and to all that is not dialogue.
  package var dialogueGain: Double
  package var bedGain: Double
  package var limiter: LimiterFacts
  /// `nil` without dialogue.
  package var dialogue: DialogueFacts?
  /// How often it was encoded: again when the decoded track was above the ceiling, or off the target.
  package var encodings: Int
  package var clippedSamples: Int
  /// Quieter than -50 dBFS for at least 1.5 s: samples at 48 kHz.
  package var silences: [Range<Int>]
  /// Samples of sound before encoding.
  package var length: Int

  package init(
    mix: LoudnessFacts, delivered: LoudnessFacts, dialogueGain: Double = 0, bedGain: Double = 0, limiter: LimiterFacts = LimiterFacts(),
    dialogue: DialogueFacts? = nil, encodings: Int = 1, clippedSamples: Int, silences: [Range<Int>], length: Int
  ) {
    self.mix = mix
    self.delivered = delivered
    self.dialogueGain = dialogueGain
    self.bedGain = bedGain
    self.limiter = limiter
    self.dialogue = dialogue
    self.encodings = encodings
    self.clippedSamples = clippedSamples
    self.silences = silences
    self.length = length
  }
}
