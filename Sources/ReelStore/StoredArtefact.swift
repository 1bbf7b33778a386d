package import ReelCore

/// An artefact that was found intact, open for reading. Thread-safety: safe.
package final class StoredArtefact: Sendable {
  package let key: Digest
  /// Bytes of the payload.
  package let byteCount: Int
  private let file: OpenFile

  init(file: OpenFile, key: Digest, byteCount: Int) {
    self.file = file
    self.key = key
    self.byteCount = byteCount
  }

  /// Fills `buffer` with the payload from `offset` on.
  /// - Precondition: the range lies in `0..<byteCount`.
  /// - Throws: ``ReelError`` when the device fails.
  package func read(offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    precondition(offset >= 0 && buffer.count <= byteCount - offset, "bytes \(offset)+\(buffer.count) of \(byteCount)")
    guard file.read(into: buffer, at: ArtefactHeader.byteCount + offset) == buffer.count else { throw unreadable(offset, buffer.count) }
  }

  /// `count` bytes of the payload from `offset` on; see ``read(offset:into:)``.
  package func read(offset: Int, count: Int) throws -> [UInt8] {
    precondition(offset >= 0 && count >= 0 && count <= byteCount - offset, "bytes \(offset)+\(count) of \(byteCount)")
    guard let bytes = file.bytes(at: ArtefactHeader.byteCount + offset, count: count), bytes.count == count else {
      throw unreadable(offset, count)
    }
    return bytes
  }

  private func unreadable(_ offset: Int, _ count: Int) -> ReelError {
    ReelError(.failed, "\(count) bytes at \(offset) of artefact \(key) cannot be read any more", file: file.path)
  }
}
