package import ReelAudio
package import ReelCore
import ReelMedia

/// Decodes a source's sound to 48 kHz float, piece by piece, interleaved.
package enum SoundDecoder {
  package static func decode(
    _ source: SoundSource, to layout: SoundLayout, from sources: SourceTable, _ piece: (UnsafeBufferPointer<Float>) throws -> Void
  ) throws {
    let found = try sources.source(source.digest)
    guard let facts = found.facts.audio, let file = found.files.first else {
      throw ReelError(.failed, "a source without sound was planned as a sound", file: found.files.first)
    }
    try read(try AudioReader(path: file, facts: facts, layout: layout), piece)
  }

  /// Looks at a recording of speech, at its own rate.
  package static func speech(in file: String, _ facts: AudioFacts) throws -> SpeechFacts {
    let rate = (8000...192_000).contains(facts.sampleRate) ? facts.sampleRate : AudioReader.sampleRate
    var meter = SpeechMeter(rate: rate)
    try read(try AudioReader(path: file, facts: facts, rate: rate)) { meter.add($0) }
    return meter.finish()
  }

  private static func read(_ reader: AudioReader, _ piece: (UnsafeBufferPointer<Float>) throws -> Void) throws {
    let (block, channels) = (16384, reader.layout.channels)
    var samples = [Float](repeating: 0, count: block * channels)
    while true {
      let count = try samples.withUnsafeMutableBufferPointer { buffer -> Int in
        guard let base = buffer.baseAddress else { return 0 }
        let count = try reader.read(into: base, frames: block)
        if count > 0 { try piece(UnsafeBufferPointer(start: base, count: count * channels)) }
        return count
      }
      if count == 0 { return }
    }
  }
}
