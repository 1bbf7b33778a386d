package import ReelCore

/// A large artefact being written piece by piece: commit it once, or drop it and it leaves nothing behind.
package struct StagedArtefact: ~Copyable {
  private let store: Store
  private let file: TemporaryFile
  private let sha: SHA256

  init(_ store: Store) throws {
    let file = try TemporaryFile(store)
    try [UInt8](repeating: 0, count: ArtefactHeader.byteCount).withUnsafeBytes(file.append)
    self.store = store
    self.file = file
    sha = SHA256()
  }

  /// Bytes of the payload so far.
  package var byteCount: Int { file.byteCount - ArtefactHeader.byteCount }

  package mutating func append(_ bytes: UnsafeRawBufferPointer) throws {
    try file.append(bytes)
    sha.update(bytes)
  }

  package mutating func append(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try append($0) } }

  /// Puts what was appended under `key`: as ``Store`` puts bytes that are in memory.
  ///
  /// - Returns: with the result, what was appended, for reading: its digest needs no second look.
  package consuming func commit(_ key: Digest, replacing: Bool = false) throws -> (result: Store.PutResult, artefact: StoredArtefact) {
    let header = ArtefactHeader(key: key, payloadCount: byteCount, payload: sha.finish())
    try header.bytes.withUnsafeBytes(file.overwriteStart)
    let result = try store.place(file, header, replacing: replacing)
    return (result, StoredArtefact(file: file.file, key: key, byteCount: header.payloadCount))
  }
}
