import ReelCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A file being written, locked by its writer and removed with the value unless it was given its final name.
///
/// Not thread-safe: it has one owner.
final class TemporaryFile {
  let file: OpenFile
  private let store: Store
  private(set) var byteCount = 0

  init(_ store: Store) throws {
    self.store = store
    let name = "\(getpid())-" + String(UInt64.random(in: 0 ... .max), radix: 16)
    let path = store.temporary + "/" + name
    file = try OpenFile.required(path, O_RDWR | O_CREAT | O_EXCL)
    try file.lock()
  }

  /// After a rename nothing has the old name, and nothing is removed.
  deinit { unlink(file.path) }

  func append(_ bytes: UnsafeRawBufferPointer) throws {
    let code = file.write(bytes, at: byteCount, store.calls)
    guard code == 0 else { throw failure(code, needed: byteCount + bytes.count) }
    byteCount += bytes.count
  }

  /// Writes over the first bytes.
  func overwriteStart(_ bytes: UnsafeRawBufferPointer) throws {
    let code = file.write(bytes, at: 0, store.calls)
    guard code == 0 else { throw failure(code, needed: byteCount) }
  }

  /// Everything is on the disk when this returns.
  func sync() throws {
    let code = file.sync(store.calls)
    guard code == 0 else { throw failure(code, needed: byteCount) }
  }

  func rename(to path: String) throws {
    guard Files.rename(file.path, path) == 0 else { throw Files.failure("give an artefact its name", path) }
  }

  private func failure(_ code: CInt, needed: Int) -> ReelError {
    guard [ENOSPC, EDQUOT, EFBIG].contains(code) else { return Files.failure("write an artefact", file.path, code) }
    let free = Files.free(store.directory).map { "\($0) bytes free" } ?? "free space unknown"
    return ReelError(
      .cannotWrite, "the store's disk is full: an artefact needs \(needed) bytes, \(free)", file: store.directory,
      detail: String(cString: strerror(code)), hint: "make room, lower the store's bound, or put the store on another disk")
  }
}
