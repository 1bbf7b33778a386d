package import ReelCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A source as plain bytes: is it there, and what is in it.
package enum SourceFile {
  /// - Throws: `missing` when there is no such file, `invalid` when it cannot be a medium: a folder, empty, not readable.
  package static func require(_ path: String) throws(ReelError) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw refusal(path, errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw ReelError(
        .invalid, "a folder is not a medium", file: path, hint: "name a file in it, or numbered pictures as '\(path)/%04d.png'")
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw ReelError(.invalid, "not a regular file", file: path) }
    guard status.st_size > 0 else { throw ReelError(.invalid, "the file is empty", file: path, hint: "make or fetch it again") }
    guard access(path, R_OK) == 0 else { throw refusal(path, errno) }
  }

  /// SHA-256 of the file's bytes, read in pieces. Throws as ``require(_:)``.
  package static func digest(of path: String) throws(ReelError) -> Digest {
    let sha = SHA256()
    try read(path, pieces: 1 << 20) { sha.update($0) }
    return sha.finish()
  }

  /// All bytes of a file. Throws as ``require(_:)``.
  package static func bytes(of path: String) throws(ReelError) -> [UInt8] {
    var bytes: [UInt8] = []
    try read(path, pieces: 1 << 20) { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// The first bytes of a file, at most `count`. Throws as ``require(_:)``.
  static func head(of path: String, count: Int) throws(ReelError) -> [UInt8] {
    var bytes: [UInt8] = []
    try read(path, pieces: count, all: false) { bytes.append(contentsOf: $0) }
    return bytes
  }

  private static func read(
    _ path: String, pieces size: Int, all: Bool = true, _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(ReelError) {
    try require(path)
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw refusal(path, errno) }
    defer { close(file) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    defer { buffer.deallocate() }
    repeat {
      #if canImport(Darwin)
        let count = Darwin.read(file, buffer.baseAddress, size)
      #else
        let count = Glibc.read(file, buffer.baseAddress, size)
      #endif
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw refusal(path, errno) }
      if count == 0 { return }
      body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    } while all
  }

  private static func refusal(_ path: String, _ code: CInt) -> ReelError {
    let detail = String(cString: strerror(code))
    switch code {
    case ENOENT, ENOTDIR: return ReelError(.missing, "there is no such file", file: path, hint: "check the path")
    case EACCES, EPERM: return ReelError(.invalid, "the file may not be read", file: path, detail: detail, hint: "check its permissions")
    default: return ReelError(.failed, "cannot read the file", file: path, detail: detail)
    }
  }
}
