package import ReelAudio
package import ReelCore
import ReelMedia
package import ReelPlan

/// Mixes, masters and encodes one track.
package enum TrackRenderer {
  /// - Parameter sound: a decoded source by content, 48 kHz stereo.
  package static func render(_ spec: TrackSpec, sound: (SoundSource) throws -> any SoundReading) throws -> CodedTrack {
    var sounds: [SoundSource: any SoundReading] = [:]
    for clip in spec.mix.clips where sounds[clip.source] == nil { sounds[clip.source] = try sound(clip.source) }
    let encoder = try AudioEncoder(spec.encoder)
    var samples: [CodedSample] = []
    let mastered = try Master.run(spec: spec.mix, mixer: Mixer(spec: spec.mix, sounds: sounds)) { pointer, frames in
      samples += try encoder.encode(pointer, frames: frames)
    }
    samples += try encoder.finish()
    let delivered = try LoudnessMeter()
    try AudioDecoderCheck.decode(
      samples, configuration: encoder.configuration, settings: spec.encoder, priming: encoder.priming, length: spec.mix.length
    ) { try delivered.add($0, frames: $1) }
    let facts = TrackFacts(
      mix: mastered.loudness, delivered: delivered.facts, gain: mastered.gain, limiting: mastered.reduction,
      clippedSamples: mastered.clippedSamples, silences: mastered.silences, length: spec.mix.length)
    return CodedTrack(configuration: encoder.configuration, samples: samples, facts: facts, priming: encoder.priming)
  }
}

/// Decodes a source's sound to 48 kHz float stereo, piece by piece.
package enum SoundDecoder {
  package static func decode(_ source: SoundSource, from sources: SourceTable, _ piece: (UnsafeBufferPointer<Float>) throws -> Void) throws
  {
    let found = try sources.source(source.digest)
    guard let facts = found.facts.audio, let file = found.files.first else {
      throw ReelError(.failed, "a source without sound was planned as a sound", file: found.files.first)
    }
    let reader = try AudioReader(path: file, facts: facts)
    let block = 16384
    var samples = [Float](repeating: 0, count: block * 2)
    while true {
      let count = try samples.withUnsafeMutableBufferPointer { buffer -> Int in
        guard let base = buffer.baseAddress else { return 0 }
        let count = try reader.read(into: base, frames: block)
        if count > 0 { try piece(UnsafeBufferPointer(start: base, count: count * 2)) }
        return count
      }
      if count == 0 { return }
    }
  }
}
