import ReelCore
import ReelTimeline

extension Planner {
  private struct StemKey: Encodable {
    var kind = "stem"
    var part: Plan.Stem.Part
    var mix: MixSpec
    var format: String
    var build: Digest
  }

  private struct WaveformKey: Encodable {
    var kind = "waveform"
    var version = 1
    var track: Digest
  }

  /// Dialogue, music and effects of every language, which add up to its mix before it is mastered; and music and effects once for all.
  ///
  /// - Parameter dialogue: the lines of each language, as its tracks have them.
  mutating func planStems(_ dialogue: [String: PlannedDialogue]) -> [Plan.Stem] {
    var stems: [Plan.Stem] = []
    for delivery in episode.deliveries where delivery.package == .stems {
      let format = delivery.encoder.audio ?? "pcm_s24le"
      func stem(_ part: Plan.Stem.Part, _ mix: MixSpec, _ language: String?) -> Plan.Stem {
        let name = [episode.id, language, part.rawValue].compactMap(\.self).joined(separator: ".")
        return Plan.Stem(
          delivery: delivery.name, language: language, path: "\(delivery.name)/\(name).wav", part: part, mix: mix, format: format,
          key: CanonicalEncoder.digest(StemKey(part: part, mix: mix, format: format, build: build)))
      }
      for language in languages(of: delivery) {
        let mix = mixSpec(language.flatMap { dialogue[$0] }, layout: delivery.encoder.audioLayout)
        stems += [.dialogue, .music, .effects].map { stem($0, mix, language) }
      }
      stems.append(stem(.me, mixSpec(nil, keepsSpeech: false, layout: delivery.encoder.audioLayout), nil))
    }
    return stems
  }

  func planWaveforms(_ tracks: [String: [String?: Plan.Track]]) -> [Plan.Waveform] {
    episode.deliveries.filter(\.waveform).flatMap { delivery in
      languages(of: delivery).compactMap { language in
        tracks[delivery.name]?[language].map { track in
          let name = [episode.id, language, "waveform"].compactMap(\.self).joined(separator: ".")
          return Plan.Waveform(
            delivery: delivery.name, language: language, path: "\(delivery.name)/\(name).json", track: track.key,
            encoder: track.spec.encoder, key: CanonicalEncoder.digest(WaveformKey(track: track.key)))
        }
      }
    }
  }
}
