import Foundation
import ReelCore

/// A file being written under a name that ends in `.part`; it gets its own name by ``commit()``, or goes away.
package struct PartFile: ~Copyable {
  let path: String
  private let destination: String
  private let descriptor: CInt
  private var buffer: [UInt8] = []
  private static let bufferSize = 1 << 20

  init(path destination: String) throws {
    self.destination = destination
    path = destination + ".part"
    try Self.makeFolder((destination as NSString).deletingLastPathComponent)
    descriptor = try Self.openLocked(path)
  }

  deinit {
    unlink(path)
    close(descriptor)
  }

  private static func makeFolder(_ folder: String) throws {
    var made = folder.hasPrefix("/") ? "/" : ""
    for part in folder.split(separator: "/") {
      made += made.isEmpty || made.hasSuffix("/") ? String(part) : "/" + part
      if mkdir(made, 0o755) == 0 || errno == EISDIR { continue }
      var status = stat()
      let code = errno
      if code == EEXIST, stat(made, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { continue }
      throw ReelError(
        .cannotWrite, "the output folder cannot be made", file: made,
        detail: code == EEXIST ? "there is a file of that name" : String(cString: strerror(code)),
        hint: "choose another --out, or check its permissions")
    }
  }

  /// Opens the part for this process alone. A part that a killed process left behind is taken over; one that a living process is
  /// writing is not touched.
  private static func openLocked(_ path: String) throws -> CInt {
    while true {
      let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else {
        throw ReelError(
          .cannotWrite, "the output cannot be written", file: path, detail: String(cString: strerror(errno)),
          hint: "choose another --out, or check its permissions")
      }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        close(descriptor)
        throw ReelError(
          .cannotWrite, "another process is writing this output", file: path, hint: "wait for it, or choose another --out")
      }
      // Between opening and locking, another process may have finished the file and taken its name away.
      var (opened, named) = (stat(), stat())
      if fstat(descriptor, &opened) == 0, stat(path, &named) == 0, opened.st_ino == named.st_ino, ftruncate(descriptor, 0) == 0 {
        return descriptor
      }
      close(descriptor)
    }
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
    let full = [ENOSPC, EDQUOT, EFBIG].contains(errno)
    return ReelError(
      .cannotWrite, message, file: path, detail: String(cString: strerror(errno)),
      hint: full ? "free some space and run again; what is rendered stays in the store" : "check the folder and run again")
  }

  /// Writes a whole small file.
  package static func save(_ text: String, to path: String) throws { try save(Array(text.utf8), to: path) }

  static func save(_ bytes: [UInt8], to path: String) throws {
    var part = try PartFile(path: path)
    try bytes.withUnsafeBytes { try part.append($0) }
    try part.commit()
  }
}
