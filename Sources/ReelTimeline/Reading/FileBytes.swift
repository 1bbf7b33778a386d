import ReelCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A whole file in memory.
struct FileBytes {
  var bytes: [UInt8]
  /// The same for two paths that lead to one file.
  var identity: String

  /// Reads at most `limit` bytes.
  ///
  /// - Throws: `.missing` when the file cannot be opened, `.invalid` when it is longer or a folder.
  init(path: String, limit: Int) throws {
    guard !path.utf8.contains(0), let file = fopen(path, "rb") else {
      throw ReelError(.missing, "cannot open the document", file: path, detail: String(cString: strerror(errno)), hint: "check the path")
    }
    defer { fclose(file) }
    var status = stat()
    guard fstat(fileno(file), &status) == 0 else {
      throw ReelError(.failed, "cannot examine the document", file: path, detail: String(cString: strerror(errno)))
    }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw ReelError(.invalid, "a folder is not a document", file: path) }
    identity = "\(status.st_dev):\(status.st_ino)"
    bytes = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while bytes.count <= limit {
      let count = fread(&buffer, 1, buffer.count, file)
      bytes += buffer[..<count]
      guard count == buffer.count else { break }
    }
    guard ferror(file) == 0 else {
      throw ReelError(.failed, "cannot read the document", file: path, detail: String(cString: strerror(errno)))
    }
    guard bytes.count <= limit else {
      throw ReelError(.invalid, "a document has at most \(limit / 1_048_576) MB", file: path)
    }
  }
}
