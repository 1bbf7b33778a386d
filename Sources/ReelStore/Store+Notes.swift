package import ReelCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Notes: small files beside the artefacts, for what has to be remembered of artefacts that are gone. Nothing that is rendered depends on
/// one. Eviction leaves them alone; they have a bound of their own, a 128th of the store's.
extension Store {
  /// Bytes all notes may take, in whole blocks; none may take more than a quarter of it.
  package var noteLimit: Int { limit / 128 }

  private var notes: String { directory + "/notes" }
  private func notePath(_ name: Digest) -> String { notes + "/" + name.hex }

  /// What was noted under `name`; `nil` when nothing was, when it is damaged, and when it cannot be read.
  package func note(_ name: Digest) -> [UInt8]? {
    guard let file = try? OpenFile.existing(notePath(name)), case .header(let header) = Self.header(of: file, name),
      let bytes = file.bytes(at: ArtefactHeader.byteCount, count: header.payloadCount), Digest.of(bytes) == header.payload
    else { return nil }
    return bytes
  }

  /// Notes `bytes` under `name`, in place of what was noted there before; the oldest notes make room.
  ///
  /// - Returns: false when they are too many to be kept; then nothing is changed.
  /// - Throws: ``ReelError`` when the disk is full or refuses.
  @discardableResult
  package func write(note name: Digest, _ bytes: [UInt8]) throws -> Bool {
    guard Files.footprint(bytes.count + ArtefactHeader.byteCount) <= noteLimit / 4 else { return false }
    try Files.makeFolder(notes)
    let file = try TemporaryFile(self)
    try ArtefactHeader(key: name, payloadCount: bytes.count, payload: Digest.of(bytes)).bytes.withUnsafeBytes(file.append)
    try bytes.withUnsafeBytes(file.append)
    try file.sync()
    try file.rename(to: notePath(name))
    try keepNoteBound(sparing: name)
    return true
  }

  private func keepNoteBound(sparing name: Digest) throws {
    let found = try Files.names(in: notes).compactMap { file in
      Files.info(notes + "/" + file).map { (file: file, size: Files.footprint($0.size), touched: $0.touched) }
    }
    var bytes = found.reduce(0) { $0 + $1.size }
    for note in found.sorted(by: { ($0.touched, $0.file) < ($1.touched, $1.file) }) where bytes > noteLimit && note.file != name.hex {
      unlink(notes + "/" + note.file)
      bytes -= note.size
    }
  }
}
