package import ReelCore
import Synchronization

extension Store {
  /// What is in the store, by this object's account where others write too.
  package struct Statistics: Hashable, Sendable {
    package var artefacts: Int
    /// Bytes of all files in whole blocks, as the bound counts them.
    package var bytes: Int
    package var limit: Int
    /// Damaged artefacts this object has found and removed since it was opened.
    package var damaged: Int
  }

  package struct Verification: Hashable, Sendable {
    /// Artefacts looked at.
    package var checked: Int
    /// Bytes hashed.
    package var bytes: Int
    /// Damaged ones, removed.
    package var damaged: [Digest]
    /// Files of another format version, left alone.
    package var foreign: [Digest]
  }

  /// All artefacts by key. Others may come and go while it is made.
  package func list() throws -> [StoreEntry] { try scan().sorted { $0.key < $1.key } }

  package func statistics() throws -> Statistics {
    let entries = try scan()
    return Statistics(
      artefacts: entries.count, bytes: entries.reduce(0) { $0 + $1.footprint }, limit: limit, damaged: state.withLock { $0.damaged })
  }

  /// Reads and hashes everything; damaged artefacts are removed and named.
  /// - Parameter progress: called after each artefact with how many are done, of how many; what it throws ends the verification.
  package func verify(progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }) throws -> Verification {
    var result = Verification(checked: 0, bytes: 0, damaged: [], foreign: [])
    let entries = try list()
    for (index, entry) in entries.enumerated() {
      if let file = try OpenFile.existing(path(of: entry.key)) {
        result.checked += 1
        result.bytes += entry.byteCount
        switch Self.header(of: file, entry.key) {
        case .header(let header) where Self.isIntact(file, header): break
        case .foreign: result.foreign.append(entry.key)
        case .header, .damaged:
          try removeDamaged(entry.key, file)
          result.damaged.append(entry.key)
        }
      }
      try progress(index + 1, entries.count)
    }
    return result
  }

  /// Every file whose name is a key.
  func scan() throws -> [StoreEntry] {
    var entries: [StoreEntry] = []
    for folder in try Files.names(in: artefacts) where folder.utf8.count == 2 {
      for name in try Files.names(in: artefacts + "/" + folder) {
        guard let key = Digest(hex: folder + name), let info = Files.info("\(artefacts)/\(folder)/\(name)") else { continue }
        entries.append(StoreEntry(key: key, byteCount: info.size, touched: info.touched))
      }
    }
    return entries
  }
}
