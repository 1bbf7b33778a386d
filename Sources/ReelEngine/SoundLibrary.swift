import Foundation
package import ReelAudio
package import ReelCore
import ReelRender
package import ReelStore
import Synchronization

/// Decoded sounds as artefacts: 48 kHz float, of one channel or of two, decoded once for all languages and all later runs. A part of one
/// at another pace is an artefact too, made from the decoded one.
package struct SoundLibrary: Sendable {
  let store: Store
  let build: Digest
  private let stamped: [Digest: StampedSource]
  private let sources: SourceTable
  private let opened = OpenSounds()

  init(store: Store, stamped: [Digest: StampedSource], build: Digest) {
    self.store = store
    self.stamped = stamped
    self.build = build
    sources = SourceTable(stamped)
  }

  private struct Key: Encodable {
    var kind = "sound"
    var version = 2
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
    if let known = opened.find(key) { return known }
    let isMono = try source.pair == nil && sources.source(source.digest).facts.audio?.channels == 1
    let found = StoredSound(try store.open(key) ?? made(source, key, isMono: isMono), isMono: isMono)
    opened.keep(found, key)
    return found
  }

  private func made(_ source: SoundSource, _ key: Digest, isMono: Bool) throws -> StoredArtefact {
    if source.pair != nil, source.stretch == nil { return try madePair(source) }
    // Before anything is staged: the whole sound is an artefact of its own.
    let whole = try source.stretch.map { _ in try sound(SoundSource(digest: source.digest, stream: source.stream, pair: source.pair)) }
    var staged = try store.stage()
    if let whole, let stretch = source.stretch {
      try Stretcher.run(stretch, of: whole) { try Self.append($0, isMono: isMono, to: &staged) }
    } else {
      try SoundDecoder.decode(source, to: .stereo, from: sources) { samples in
        if isMono, !Self.isAlike(samples) {
          throw ReelError(
            .unsupported, "the sound begins with one channel and goes on with more", file: stamped[source.digest]?.files.first,
            hint: "export it with the same channels throughout")
        }
        try Self.append(samples, isMono: isMono, to: &staged)
      }
      try stamped[source.digest]?.checkUnchanged()
    }
    return try staged.commit(key).artefact
  }

  /// The three pairs of a recording in 5.1, which is decoded once for all.
  private func madePair(_ wanted: SoundSource) throws -> StoredArtefact {
    var front = try store.stage()
    var centre = try store.stage()
    var surround = try store.stage()
    try SoundDecoder.decode(wanted, to: .surround, from: sources) { samples in
      try Self.append(samples, pair: 0, to: &front)
      try Self.append(samples, pair: 1, to: &centre)
      try Self.append(samples, pair: 2, to: &surround)
    }
    try stamped[wanted.digest]?.checkUnchanged()
    func key(_ pair: SpeakerPair) -> Digest {
      var source = wanted
      source.pair = pair
      return self.key(source)
    }
    let made: [SpeakerPair: StoredArtefact] = [
      .front: try front.commit(key(.front)).artefact, .centre: try centre.commit(key(.centre)).artefact,
      .surround: try surround.commit(key(.surround)).artefact,
    ]
    guard let artefact = wanted.pair.flatMap({ made[$0] }) else { preconditionFailure("a pair is asked for") }
    return artefact
  }

  /// Two channels of six.
  private static func append(_ samples: UnsafeBufferPointer<Float>, pair: Int, to staged: inout StagedArtefact) throws {
    let count = samples.count / 6
    try withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * count) { two in
      for i in 0..<count { (two[2 * i], two[2 * i + 1]) = (samples[6 * i + 2 * pair], samples[6 * i + 2 * pair + 1]) }
      try staged.append(UnsafeRawBufferPointer(two))
    }
  }

  /// Whether left and right are the same.
  private static func isAlike(_ samples: UnsafeBufferPointer<Float>) -> Bool {
    var difference: UInt32 = 0
    for i in 0..<samples.count / 2 { difference |= samples[2 * i].bitPattern ^ samples[2 * i + 1].bitPattern }
    return difference == 0
  }

  private static func append(_ samples: UnsafeBufferPointer<Float>, isMono: Bool, to staged: inout StagedArtefact) throws {
    guard isMono else { return try staged.append(UnsafeRawBufferPointer(samples)) }
    let count = samples.count / 2
    try withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { left in
      for i in 0..<count { left[i] = samples[2 * i] }
      try staged.append(UnsafeRawBufferPointer(left))
    }
  }

  /// A decoded sound read piece by piece from the store. Thread-safety: safe.
  private final class StoredSound: SoundReading, Sendable {
    private let stored: StoredArtefact
    private let isMono: Bool
    private var frameBytes: Int { (isMono ? 1 : 2) * MemoryLayout<Float>.size }

    init(_ stored: StoredArtefact, isMono: Bool) {
      self.stored = stored
      self.isMono = isMono
    }

    var length: Int { stored.byteCount / frameBytes }

    func read(from sample: Int, count: Int, into target: UnsafeMutablePointer<Float>) throws {
      // One channel goes to the second half, and from there to both sides.
      let bytes = UnsafeMutableRawBufferPointer(start: isMono ? target + count : target, count: count * frameBytes)
      try stored.read(offset: sample * frameBytes, into: bytes)
      if isMono { for i in 0..<count { (target[2 * i], target[2 * i + 1]) = (target[count + i], target[count + i]) } }
    }
  }

  /// Sounds that were found intact once, and need not be again for every mix they are in. Each is an open file: beyond a number the one
  /// that was not used for longest is closed, so that a recording of all languages outlasts the lines of each.
  private final class OpenSounds: Sendable {
    private static let limit = 64
    /// The one used last is the last.
    private let sounds = Mutex<[(key: Digest, sound: StoredSound)]>([])

    func find(_ key: Digest) -> StoredSound? {
      sounds.withLock { sounds in
        guard let place = sounds.firstIndex(where: { $0.key == key }) else { return nil }
        let found = sounds.remove(at: place)
        sounds.append(found)
        return found.sound
      }
    }

    func keep(_ sound: StoredSound, _ key: Digest) {
      sounds.withLock { sounds in
        sounds.removeAll { $0.key == key }
        if sounds.count == Self.limit { sounds.removeFirst() }
        sounds.append((key, sound))
      }
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
