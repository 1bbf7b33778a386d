package import ReelCore
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension Store {
  /// Stores `bytes` under `key`; when this returns they survive a power cut.
  ///
  /// - Parameter replacing: true for a name of something that may change: other bytes then take the place of those that are there.
  /// - Throws: ``ReelError``: `failed` when intact other bytes are there, `cannotWrite` when the disk is full or refuses. Nothing is
  ///   left behind.
  @discardableResult
  package func put(_ key: Digest, _ bytes: UnsafeRawBufferPointer, replacing: Bool = false) throws -> PutResult {
    let header = ArtefactHeader(key: key, payloadCount: bytes.count, payload: Digest.of(bytes))
    // A look without the lock saves writing what is there already; the one that counts follows in `place`.
    if try occupant(of: header, replacing: replacing) == .same { return .alreadyThere }
    let file = try TemporaryFile(self)
    try header.bytes.withUnsafeBytes(file.append)
    try file.append(bytes)
    return try place(file, header, replacing: replacing)
  }

  @discardableResult
  package func put(_ key: Digest, _ bytes: [UInt8], replacing: Bool = false) throws -> PutResult {
    try bytes.withUnsafeBytes { try put(key, $0, replacing: replacing) }
  }

  /// Begins an artefact that is too large to be held in memory, or whose key is known only at its end.
  package func stage() throws -> StagedArtefact { try StagedArtefact(self) }

  /// Syncs a written file, gives it its final name unless the name is taken, and keeps the store within its bound.
  func place(_ file: TemporaryFile, _ header: ArtefactHeader, replacing: Bool) throws -> PutResult {
    try file.sync()
    let folder = folder(of: header.key)
    let result = try OpenFile.locked(folder, O_RDONLY | O_DIRECTORY) { locked -> PutResult in
      let occupant = try occupant(of: header, replacing: replacing)
      if occupant == .same { return .alreadyThere }
      try file.rename(to: path(of: header.key))
      let code = locked.sync(calls)
      guard code == 0 else { throw Files.failure("sync a folder", folder, code) }
      let freed = if case .replaceable(let size) = occupant { Files.footprint(size) } else { 0 }
      state.withLock { $0.bytes += Files.footprint(file.byteCount) - freed }
      return .stored
    }
    try keepBound(sparing: header.key)
    return result
  }

  /// What has the name a new artefact wants.
  private enum Occupant: Equatable {
    case nobody
    case same
    case replaceable(size: Int)
  }

  /// - Throws: the fault, when other bytes are there, are intact, and may not be replaced.
  private func occupant(of header: ArtefactHeader, replacing: Bool) throws -> Occupant {
    guard let file = try OpenFile.existing(path(of: header.key)), let info = file.info else { return .nobody }
    guard case .header(let found) = Self.header(of: file, header.key) else {
      return .replaceable(size: info.size)
    }
    // What is damaged makes room for what it was.
    guard found == header || !replacing, Self.isIntact(file, found) else { return .replaceable(size: info.size) }
    if found == header {
      touch(file)
      return .same
    }
    throw ReelError(
      .failed,
      "the store holds other bytes under key \(header.key.hex): \(found.payload.hex) is there, \(header.payload.hex) was to be put",
      file: file.path, hint: "equal inputs must give equal bytes: this is a fault of the engine, or an input changed while it was read")
  }
}
