import Foundation
import ReelCore

/// A file being written under a name that ends in `.part`; it gets its own name by ``commit()``, or goes away.
struct PartFile: ~Copyable {
  let path: String
  private let destination: String
  private let descriptor: CInt
  private var buffer: [UInt8] = []
  private static let bufferSize = 1 << 20

  init(path destination: String) throws {
    self.destination = destination
    path = destination + ".part"
    let folder = (destination as NSString).deletingLastPathComponent
    do {
      try FileManager.default.createDirectory(atPath: folder.isEmpty ? "." : folder, withIntermediateDirectories: true)
    } catch {
      throw ReelError(
        .cannotWrite, "the output folder cannot be made", file: folder, detail: String(cString: strerror(errno)),
        hint: "choose another --out, or check its permissions")
    }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw ReelError(
        .cannotWrite, "the output cannot be written", file: path, detail: String(cString: strerror(errno)),
        hint: "choose another --out, or check its permissions")
    }
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
    unlink(path)
  }

  mutating func append(_ bytes: UnsafeRawBufferPointer) throws {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  private mutating func flush() throws {
    var offset = 0
    while offset < buffer.count {
      let count = buffer.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress.map { $0 + offset }, buffer.count - offset) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw Self.failure(path, "the output could not be written to its end") }
      offset += count
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Everything so far is on the disk.
  mutating func sync() throws {
    try flush()
    guard fsync(descriptor) == 0 else { throw Self.failure(path, "the output could not be brought to the disk") }
  }

  /// Gives the file its name. Whatever had that name before is replaced in one step.
  mutating func commit() throws {
    try sync()
    guard rename(path, destination) == 0 else { throw Self.failure(destination, "the finished output could not be given its name") }
  }

  private static func failure(_ path: String, _ message: String) -> ReelError {
    let full = errno == ENOSPC || errno == EDQUOT
    return ReelError(
      .cannotWrite, message, file: path, detail: String(cString: strerror(errno)),
      hint: full ? "free some space and run again; what is rendered stays in the store" : "check the folder and run again")
  }

  /// Writes a whole small file.
  static func save(_ text: String, to path: String) throws {
    var part = try PartFile(path: path)
    try Array(text.utf8).withUnsafeBytes { try part.append($0) }
    try part.commit()
  }
}
