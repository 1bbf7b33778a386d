package import ReelAudio
package import ReelCore
import ReelMedia
package import ReelPlan

/// Mixes, masters and encodes one track.
package enum TrackRenderer {
  /// dB that the limiter is set below the ceiling from the start, where encoding moves peaks: at 128 kb/s AAC raises the highest of a
  /// limited mix by 0.02 to 0.2 dB, and encoding twice costs more than all mixing and mastering.
  private static let headroom = 0.2
  /// How often a track is encoded at most.
  private static let encodings = 3
  /// dB below the ceiling that an encoded track above it is aimed at, when it is encoded again.
  fileprivate static let margin = 0.05
  /// LU that the encoded track may be off the target before it is encoded again.
  fileprivate static let tolerance = 0.15

  /// Encoding moves peaks, and a codec leaves out the highest frequencies: so what was encoded is decoded and measured, and where it is
  /// above the ceiling or off the target, mastered by that much lower or louder and encoded again.
  ///
  /// - Parameters:
  ///   - coded: gets the packets of the first encoding as they are made. It is the track, or what can be heard until there is one.
  ///   - sound: a decoded source by content, 48 kHz, two channels.
  package static func render(
    _ spec: TrackSpec, coded: ([CodedSample]) -> Void = { _ in }, sound: (SoundSource) throws -> any SoundReading
  ) throws -> CodedTrack {
    var sounds: [SoundSource: any SoundReading] = [:]
    for clip in spec.mix.clips where sounds[clip.source] == nil { sounds[clip.source] = try sound(clip.source) }
    var master = try Master(spec: spec.mix, mixer: Mixer(spec: spec.mix, sounds: sounds))
    var correction = Master.Correction(ceiling: isLossless(spec.encoder) ? 0 : headroom)
    var best: (track: CodedTrack, miss: Miss)?
    for attempt in 1...encodings {
      let track = try encode(spec, &master, correction) { if attempt == 1 { coded($0) } }
      guard let target = spec.mix.loudness else { return track }
      let miss = Miss(track.facts, aim: target.integrated + correction.loudness, target: target)
      if miss.isLess(than: best?.miss) { best = (track, miss) }
      best?.track.facts.encodings = attempt
      if miss.isNone { break }
      correction = miss.correcting(correction)
    }
    guard let best else { preconditionFailure("a track that was not encoded") }
    return best.track
  }

  private static func isLossless(_ encoder: AudioEncoderSettings) -> Bool {
    encoder.encoder == "flac" || encoder.encoder.hasPrefix("pcm_")
  }

  private static func encode(
    _ spec: TrackSpec, _ master: inout Master, _ correction: Master.Correction, _ coded: ([CodedSample]) -> Void
  ) throws -> CodedTrack {
    precondition(spec.encoder.channels == (spec.mix.layout ?? .stereo).channels, "an encoder for another layout than the mix has")
    let encoder = try AudioEncoder(spec.encoder)
    var samples: [CodedSample] = []
    func take(_ packets: [CodedSample]) {
      samples += packets
      coded(packets)
    }
    let mastered = try master.deliver(correction) { try take(encoder.encode($0, frames: $1)) }
    try take(encoder.finish())
    var delivered = LoudnessMeter(channels: spec.encoder.channels)
    try AudioDecoderCheck.decode(
      samples, configuration: encoder.configuration, settings: spec.encoder, priming: encoder.priming, length: spec.mix.length
    ) { delivered.add($0, frames: $1) }
    let facts = TrackFacts(
      mix: mastered.loudness, delivered: delivered.facts, dialogueGain: mastered.dialogueGain, bedGain: mastered.bedGain,
      limiter: mastered.limiter, dialogue: mastered.dialogue, clippedSamples: mastered.clippedSamples, silences: mastered.silences,
      length: spec.mix.length)
    return CodedTrack(configuration: encoder.configuration, samples: samples, facts: facts, priming: encoder.priming)
  }

  /// By how much an encoded track missed what it was mastered for.
  private struct Miss {
    /// dB above the ceiling, before or after encoding.
    var overshoot: Double
    /// LU above the target; 0 where the mix itself is far from it, and encoding again would not help.
    var loudness: Double

    init(_ facts: TrackFacts, aim: Double, target: LoudnessTarget) {
      let peak = max(facts.mix.truePeak ?? -.infinity, facts.delivered.truePeak ?? -.infinity)
      overshoot = max(0, peak - target.truePeak)
      let isNear = facts.mix.integrated.map { abs($0 - aim) <= 1 } ?? false
      loudness = isNear ? (facts.delivered.integrated ?? target.integrated) - target.integrated : 0
    }

    var isNone: Bool { overshoot == 0 && abs(loudness) <= TrackRenderer.tolerance }

    /// The ceiling comes first.
    func isLess(than other: Miss?) -> Bool {
      guard let other else { return true }
      return (overshoot, abs(loudness)) < (other.overshoot, abs(other.loudness))
    }

    func correcting(_ correction: Master.Correction) -> Master.Correction {
      func rounded(_ dB: Double) -> Double { (dB * 1000).rounded() / 1000 }
      return Master.Correction(
        loudness: rounded(correction.loudness - loudness),
        ceiling: overshoot > 0 ? rounded(correction.ceiling + overshoot + TrackRenderer.margin) : correction.ceiling)
    }
  }
}
