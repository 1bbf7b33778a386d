import Foundation
import ReelAudio
import ReelCore
import ReelRender
import ReelStore

/// What is heard in recordings of speech, and what is wrong with them: measured once, remembered in the store by their bytes.
struct SpeechLibrary: Sendable {
  let store: Store
  let build: Digest

  private struct Key: Encodable {
    var kind = "speech"
    var version = SpeechMeter.version
    var source: SoundSource
    var build: Digest
  }

  /// - Returns: `nil` for a source without sound.
  func facts(_ source: StampedSource) throws -> SpeechFacts? {
    guard let sound = source.facts.audio, let file = source.files.first else { return nil }
    let key = CanonicalEncoder.digest(Key(source: SoundSource(digest: source.facts.digest, stream: sound.stream), build: build))
    if let bytes = try store.get(key), let known = try? JSONDecoder().decode(SpeechFacts.self, from: Data(bytes)) { return known }
    let measured = try SoundDecoder.speech(in: file, sound)
    try source.checkUnchanged()
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    // Only a memory: a store that is full now says so where something has to be kept.
    _ = try? store.put(key, [UInt8](try encoder.encode(measured)))
    return measured
  }
}
