import Foundation
import ReelCore
import ReelMedia
import ReelStore

/// Facts of sources: looked at once, remembered by what the file system says of them.
///
/// A digest is remembered by device, inode, size and time of change, unless the file is younger than two seconds: within one tick of
/// a coarse clock a file can change again without its stamp moving.
final class SourceLibrary: Sendable {
  let store: Store

  init(store: Store) { self.store = store }

  private struct MemoryKey: Encodable {
    var kind = "source"
    /// 2: stills were decoded, and the checksums of sequences verified.
    var version = 2
    var stamps: [FileStamp]
    var rate: FrameRate?
    var library: String
  }

  /// What a file or a numbered sequence is.
  func source(path: String, rate: FrameRate) throws -> StampedSource {
    let isSequence = SequenceFiles.isPattern(path)
    let files = try isSequence ? SequenceFiles.list(pattern: path) : [path]
    let stamps = try files.map(FileStamp.init)
    let key = CanonicalEncoder.digest(
      MemoryKey(stamps: stamps, rate: isSequence ? rate : nil, library: Self.libraryVersion))
    if let bytes = try store.get(key), let facts = try? JSONDecoder().decode(MediaFacts.self, from: Data(bytes)) {
      return StampedSource(files: files, facts: facts, stamps: stamps)
    }
    let facts = try isSequence ? Probe.probe(sequence: path, rate: rate) : Probe.probe(path: path)
    guard try files.map(FileStamp.init) == stamps else {
      throw ReelError(.invalid, "changed while it was being read", file: path, hint: "wait until it is written, and run again")
    }
    // Only a memory: a store that is full now says so where something has to be kept.
    if !stamps.contains(where: \.isYoung) { try? remember(facts, key) }
    return StampedSource(files: files, facts: facts, stamps: stamps)
  }

  private func remember(_ facts: MediaFacts, _ key: Digest) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    _ = try store.put(key, [UInt8](try encoder.encode(facts)))
  }

  private static let libraryVersion = LibraryIdentity.current()["libavformat"] ?? "unknown"
}

/// A source with the stamps its facts were read under.
struct StampedSource: Sendable {
  var files: [String]
  var facts: MediaFacts
  var stamps: [FileStamp]

  /// - Throws: `invalid` when a file is not the one that was looked at: what is made from it now would carry a wrong name.
  func checkUnchanged() throws {
    for (file, stamp) in zip(files, stamps) where try FileStamp(path: file) != stamp {
      throw ReelError(.invalid, "changed while it was being rendered", file: file, hint: "run again")
    }
  }
}
