package import ReelCore
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Artefacts on disk by name: bytes under a digest that says everything they were made from.
///
/// ```
/// DIRECTORY/artefacts/ab/cdef...   one file each: 80 bytes of header, then the payload
/// DIRECTORY/temporary/             being written; each locked by its writer
/// DIRECTORY/notes/                 what is remembered of artefacts that are gone; nothing depends on it
/// DIRECTORY/pins/                  keys in use; each locked by the process that uses them
/// DIRECTORY/eviction.lock          one eviction, or one new pin, at a time
/// ```
/// What holds whatever happens:
/// - **A file under its final name is complete, or is found damaged.** It is written elsewhere, synced, renamed, and its folder synced
///   before `put` returns: so what was put survives a power cut. Length and digest are checked when it is read, so even a file system
///   that loses the order of its writes costs a miss, never a wrong byte. Damage is removed and counted.
/// - **First bytes win.** Other bytes under the same key are a fault and are not stored: equal inputs must give equal bytes. Names
///   of things that may change, such as the remembered digest of a source by its inode and time, are put with `replacing: true`;
///   there is no second mechanism for them.
/// - **The bound** counts files in whole 4 KiB blocks. After a put the store is within it, save for the artefact just put, those that
///   are pinned, and what other processes put since this one last looked: it looks again each time it has put a sixteenth of the bound.
///   Eviction goes on to seven eighths of it, so that scans are rare.
/// - **Two processes** may share one store. Looking before renaming, and looking again before removing, happen under a lock on the
///   artefact's folder. Locks are `flock`, so the file system must have it (local ones do).
///
/// Thread-safety: safe. Calls block on the disk.
package final class Store: Sendable {
  package enum PutResult: Hashable, Sendable {
    case stored
    /// The same bytes were there before.
    case alreadyThere
  }

  struct State {
    /// Bytes in blocks as of the last scan and this object's puts since.
    var bytes = 0
    /// The value of `bytes` at which to scan again.
    var scanAt = 0
    /// Damaged artefacts found and removed since the store was opened.
    var damaged = 0
  }

  package let directory: String
  /// Bytes the store may hold.
  package let limit: Int
  let calls: FileCalls
  let state = Mutex(State())

  /// Opens a store, making its folders where they are not there, and clears what dead writers left.
  /// - Throws: ``ReelError`` of kind `cannotWrite` when the folder cannot be made or written.
  package init(directory: String, limit: Int, calls: FileCalls = .system) throws {
    guard limit > 0 else { throw ReelError(.invalid, "a store of \(limit) bytes holds nothing", hint: "give it a bound above 0") }
    self.directory = directory
    self.limit = limit
    self.calls = calls
    var parent = ""
    for part in directory.split(separator: "/") {
      parent += (parent.isEmpty && !directory.hasPrefix("/") ? "" : "/") + part
      if Files.info(parent) == nil { try Files.makeFolder(parent) }
    }
    for folder in [directory, artefacts, temporary, pins] { try Files.makeFolder(folder) }
    if try Files.names(in: artefacts).count < 256 { try makeFanOut() }
    guard access(temporary, W_OK | X_OK) == 0 else { throw Files.failure("write to its folder", directory) }
    try removeAbandoned()
    let bytes = try scan().reduce(0) { $0 + $1.footprint }
    state.withLock {
      $0.bytes = bytes
      $0.scanAt = nextScan(after: bytes)
    }
  }

  /// All folders of artefacts at once, so that a put syncs no more than its file and one folder.
  private func makeFanOut() throws {
    for high in 0..<16 {
      for low in 0..<16 { try Files.makeFolder("\(artefacts)/\(String(high, radix: 16))\(String(low, radix: 16))") }
    }
    let code = try OpenFile.required(artefacts, O_RDONLY | O_DIRECTORY).sync(calls)
    guard code == 0 else { throw Files.failure("sync a folder", artefacts, code) }
  }

  var artefacts: String { directory + "/artefacts" }
  var temporary: String { directory + "/temporary" }
  var pins: String { directory + "/pins" }

  func folder(of key: Digest) -> String { artefacts + "/" + key.hex.prefix(2) }
  func path(of key: Digest) -> String { folder(of: key) + "/" + key.hex.dropFirst(2) }

  /// The payload under `key`, or `nil` when it is not there, damaged (it is removed) or of another format version.
  /// - Throws: ``ReelError`` when the store itself cannot be read.
  package func get(_ key: Digest) throws -> [UInt8]? {
    guard let (file, header) = try openArtefact(key) else { return nil }
    guard let bytes = file.bytes(at: ArtefactHeader.byteCount, count: header.payloadCount), bytes.count == header.payloadCount,
      Digest.of(bytes) == header.payload
    else {
      try removeDamaged(key, file)
      return nil
    }
    touch(file)
    return bytes
  }

  /// The artefact under `key` for reading in parts; `nil` as for ``get(_:)``. Its digest is checked here, in one pass over the file.
  /// It stays readable when it is evicted meanwhile.
  package func open(_ key: Digest) throws -> StoredArtefact? {
    guard let (file, header) = try openArtefact(key) else { return nil }
    guard Self.isIntact(file, header) else {
      try removeDamaged(key, file)
      return nil
    }
    touch(file)
    return StoredArtefact(file: file, key: key, byteCount: header.payloadCount)
  }

  /// True when an artefact of the right length is there: a look at its header, not at its digest.
  package func contains(_ key: Digest) throws -> Bool { try openArtefact(key) != nil }

  /// Opens the file under `key` if its header and its length are right.
  private func openArtefact(_ key: Digest) throws -> (OpenFile, ArtefactHeader)? {
    guard let file = try OpenFile.existing(path(of: key)) else { return nil }
    switch Self.header(of: file, key) {
    case .header(let header): return (file, header)
    case .foreign: return nil
    case .damaged:
      try removeDamaged(key, file)
      return nil
    }
  }

  static func header(of file: OpenFile, _ key: Digest) -> ArtefactHeader.Reading {
    guard let info = file.info, let bytes = file.bytes(at: 0, count: ArtefactHeader.byteCount) else { return .damaged }
    return bytes.withUnsafeBytes { ArtefactHeader.read($0, fileCount: info.size, key: key) }
  }

  /// Hashes the payload in parts.
  static func isIntact(_ file: OpenFile, _ header: ArtefactHeader) -> Bool {
    let sha = SHA256()
    var position = 0
    while position < header.payloadCount {
      let count = min(1 << 20, header.payloadCount - position)
      guard let bytes = file.bytes(at: ArtefactHeader.byteCount + position, count: count), bytes.count == count else { return false }
      bytes.withUnsafeBytes(sha.update)
      position += count
    }
    return sha.finish() == header.payload
  }

  /// Removes the very file that was found damaged, and not a good one that took its place meanwhile.
  func removeDamaged(_ key: Digest, _ file: OpenFile) throws {
    let path = path(of: key)
    try OpenFile.locked(folder(of: key), O_RDONLY | O_DIRECTORY) { _ in
      guard let found = file.info, Files.info(path)?.inode == found.inode, unlink(path) == 0 else { return }
      state.withLock {
        $0.bytes -= Files.footprint(found.size)
        $0.damaged += 1
      }
    }
  }

  /// Marks an artefact as used, at most once in five minutes.
  func touch(_ file: OpenFile) {
    guard let info = file.info, abs(Files.now - info.touched) > 300_000_000_000 else { return }
    file.touch()
  }
}
