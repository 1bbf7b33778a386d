import ReelCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Whole files in memory.
enum FileBytes {
  /// - Throws: `ReelError` naming `path` and what the system said.
  static func read(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw failure(path, errno) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    let block = 1 << 16
    while true {
      let count = bytes.count
      bytes.append(contentsOf: repeatElement(0, count: max(block, count)))
      let read = bytes.withUnsafeMutableBytes { fread($0.baseAddress.map { $0 + count }, 1, $0.count - count, file) }
      bytes.removeSubrange((count + read)...)
      if ferror(file) != 0 { throw failure(path, errno) }
      if read == 0 { return bytes }
    }
  }

  private static func failure(_ path: String, _ code: Int32) -> ReelError {
    let missing = code == ENOENT || code == ENOTDIR
    return ReelError(
      missing ? .missing : .invalid, missing ? "there is no such file" : "the file cannot be read", file: path,
      detail: missing ? nil : String(cString: strerror(code)), hint: missing ? "check the path" : "check the file and its permissions")
  }
}
