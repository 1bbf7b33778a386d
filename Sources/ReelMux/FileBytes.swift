import ReelCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Bytes of an open file at any offset. The one place that talks to the operating system.
final class FileBytes {
  let byteCount: Int64
  private let descriptor: Int32
  private let isOwned: Bool
  private let name: String

  init(path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let code = errno
      throw ReelError(
        code == ENOENT ? .missing : .failed, "the file cannot be opened", file: path, detail: String(cString: strerror(code)))
    }
    self.descriptor = descriptor
    isOwned = true
    name = path
    do {
      byteCount = try Self.size(descriptor, path)
    } catch {
      close(descriptor)
      throw error
    }
  }

  init(borrowing descriptor: Int32, name: String) throws {
    self.descriptor = descriptor
    self.name = name
    isOwned = false
    byteCount = try Self.size(descriptor, name)
  }

  deinit { if isOwned { close(descriptor) } }

  private static func size(_ descriptor: Int32, _ name: String) throws -> Int64 {
    var info = stat()
    guard fstat(descriptor, &info) == 0 else {
      throw ReelError(.failed, "the file's size cannot be read", file: name, detail: String(cString: strerror(errno)))
    }
    return Int64(info.st_size)
  }

  func read(_ offset: Int64, _ count: Int) throws -> [UInt8] {
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let got = pread(descriptor, buffer.baseAddress! + filled, count - filled, off_t(offset) + off_t(filled))
        if got > 0 {
          filled += got
        } else if got == 0 || errno != EINTR {
          code = got == 0 ? 0 : errno
          return
        }
      }
    }
    guard bytes.count == count else {
      throw ReelError(
        .failed, "\(count) bytes at \(offset) cannot be read", file: name,
        detail: code == 0 ? "the file ends at \(offset + Int64(bytes.count))" : String(cString: strerror(code)))
    }
    return bytes
  }
}
