import Foundation
package import ReelAudio
package import ReelCore
import ReelRender
package import ReelStore

/// Decoded sounds as artefacts: 48 kHz float stereo, decoded once for all languages and all later runs. A part of one at another pace is
/// an artefact too, made from the decoded one.
package struct SoundLibrary: Sendable {
  let store: Store
  let build: Digest
  private let stamped: [Digest: StampedSource]
  private let sources: SourceTable

  init(store: Store, stamped: [Digest: StampedSource], build: Digest) {
    self.store = store
    self.stamped = stamped
    self.build = build
    sources = SourceTable(stamped)
  }

  private struct Key: Encodable {
    var kind = "sound"
    var version = 1
    /// Of what changes the pace; `nil` where nothing does.
    var stretcher: Int?
    var source: SoundSource
    var build: Digest
  }

  func key(_ source: SoundSource) -> Digest {
    CanonicalEncoder.digest(Key(stretcher: source.stretch == nil ? nil : Stretcher.version, source: source, build: build))
  }

  package func sound(_ source: SoundSource) throws -> any SoundReading {
    let key = key(source)
    if let stored = try store.open(key) { return StoredSound(stored) }
    // Before anything is staged: the whole sound is an artefact of its own.
    let whole = try source.stretch.map { _ in try sound(SoundSource(digest: source.digest, stream: source.stream)) }
    var staged = try store.stage()
    if let whole, let stretch = source.stretch {
      try Stretcher.run(stretch, of: whole) { try staged.append(UnsafeRawBufferPointer($0)) }
    } else {
      try SoundDecoder.decode(source, from: sources) { try staged.append(UnsafeRawBufferPointer($0)) }
      try stamped[source.digest]?.checkUnchanged()
    }
    _ = try staged.commit(key)
    guard let stored = try store.open(key) else {
      throw ReelError(.failed, "a decoded sound vanished from the store as soon as it was written", hint: "is the store being deleted?")
    }
    return StoredSound(stored)
  }

  /// A decoded sound read piece by piece from the store.
  private final class StoredSound: SoundReading {
    private let stored: StoredArtefact
    private static let frameBytes = 2 * MemoryLayout<Float>.size

    init(_ stored: StoredArtefact) { self.stored = stored }

    var length: Int { stored.byteCount / Self.frameBytes }

    func read(from sample: Int, count: Int, into target: UnsafeMutablePointer<Float>) throws {
      try stored.read(
        offset: sample * Self.frameBytes, into: UnsafeMutableRawBufferPointer(start: target, count: count * Self.frameBytes))
    }
  }
}

extension Project {
  /// The decoded sounds of its sources, kept in a store.
  package func sounds(in store: Store, build: Digest) -> SoundLibrary { SoundLibrary(store: store, stamped: stamped, build: build) }
}

extension SourceTable {
  init(_ stamped: [Digest: StampedSource]) { self.init(stamped.values.map { Source(files: $0.files, facts: $0.facts) }) }
}
