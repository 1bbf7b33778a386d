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
    guard fseek(file, 0, SEEK_END) == 0 else { throw failure(path, errno) }
    let length = ftell(file)
    // A folder opens and has an absurd length.
    guard length >= 0, length < 1 << 32, fseek(file, 0, SEEK_SET) == 0 else { throw failure(path, EISDIR) }
    return try [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
      while count < length {
        let read = fread(buffer.baseAddress.map { $0 + count }, 1, length - count, file)
        guard read > 0 else { throw failure(path, ferror(file) != 0 ? errno : EIO) }
        count += read
      }
    }
  }

  private static func failure(_ path: String, _ code: Int32) -> ReelError {
    let missing = code == ENOENT || code == ENOTDIR
    return ReelError(
      missing ? .missing : .invalid, missing ? "there is no such file" : "the file cannot be read", file: path,
      detail: missing ? nil : String(cString: strerror(code)), hint: missing ? "check the path" : "check the file and its permissions")
  }
}
