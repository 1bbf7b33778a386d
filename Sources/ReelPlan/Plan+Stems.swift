package import ReelCore

extension Plan {
  /// One sound file of a delivery of stems.
  package struct Stem: Sendable {
    package enum Part: String, Sendable, Codable, CaseIterable {
      case dialogue, music
      /// Effects, the shots' own sound and room tone.
      case effects
      /// Music and effects without any language: no dialogue, no shot in which someone speaks, and music that steps back for nobody.
      case me
    }

    package var delivery: String
    package var language: String?
    /// Relative to the output folder.
    package var path: String
    package var part: Part
    /// The mix it is a part of; without a loudness.
    package var mix: MixSpec
    /// How samples are written: `pcm_s24le` or `pcm_f32le`.
    package var format: String
    package var key: Digest
  }

  /// A drawing of a track's sound, for players.
  package struct Waveform: Sendable {
    package var delivery: String
    package var language: String?
    package var path: String
    package var track: Digest
    package var encoder: AudioEncoderSettings
    package var key: Digest
  }
}
