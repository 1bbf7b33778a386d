import ReelCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// An open file or folder, closed with the value.
///
/// A `flock` belongs to the open file, not to the process: two opens in one process exclude each other like two processes, and the
/// kernel drops the lock when its owner dies, however it dies. That is how a pin or a temporary file is known to have a living owner.
final class OpenFile: Sendable {
  let path: String
  private let descriptor: CInt

  private init(descriptor: CInt, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit { close(descriptor) }

  /// `nil` when there is no such file.
  static func existing(_ path: String, _ flags: CInt = O_RDONLY) throws -> OpenFile? {
    while true {
      let descriptor = Files.open(path, flags | O_CLOEXEC, 0o600)
      if descriptor >= 0 { return OpenFile(descriptor: descriptor, path: path) }
      if errno == ENOENT { return nil }
      guard errno == EINTR else { throw Files.failure("open a file", path) }
    }
  }

  /// Opens a file that is there, or makes it where `flags` say so.
  static func required(_ path: String, _ flags: CInt) throws -> OpenFile {
    guard let file = try existing(path, flags) else { throw Files.failure("open a file", path, ENOENT) }
    return file
  }

  /// Runs `body` while nobody else, in this process or another, is inside for the same path.
  static func locked<T>(_ path: String, _ flags: CInt, _ body: (OpenFile) throws -> T) throws -> T {
    let file = try required(path, flags)
    try file.lock()
    return try withExtendedLifetime(file) { try body(file) }
  }

  /// Waits for everyone else who holds the lock.
  func lock() throws {
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else { throw Files.failure("lock a file", path) }
    }
  }

  /// False when somebody holds the lock.
  func tryLock() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

  var info: Files.Info? { Files.info(descriptor) }

  /// Reads until `buffer` is full or the file ends. `nil` when the device fails.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Int? {
    var done = 0
    while done < buffer.count {
      let count = pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
      if count == 0 { break }
      if count > 0 { done += count } else if errno != EINTR { return nil }
    }
    return done
  }

  /// Up to `count` bytes at `offset`: fewer where the file ends. `nil` when the device fails.
  func bytes(at offset: Int, count: Int) -> [UInt8]? {
    var isWhole = true
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let got = read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
      isWhole = got != nil
      filled = got ?? 0
    }
    return isWhole ? bytes : nil
  }

  /// Writes all of `bytes`, however many calls it takes. Returns 0 or the error number.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int, _ calls: FileCalls) -> CInt {
    var done = 0
    while done < bytes.count {
      let count = calls.write(descriptor, UnsafeRawBufferPointer(rebasing: bytes[done...]), offset + done)
      if count > 0 {
        done += count
      } else if count == 0 || errno != EINTR {
        return count == 0 ? ENOSPC : errno
      }
    }
    return 0
  }

  /// Returns 0 or the error number.
  func sync(_ calls: FileCalls) -> CInt {
    while calls.sync(descriptor) != 0 {
      if errno != EINTR { return errno }
    }
    return 0
  }

  /// Sets the time of modification to now. A file of another user keeps its time: it is only a hint for eviction.
  func touch() { _ = futimens(descriptor, nil) }
}
