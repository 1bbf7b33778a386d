import Foundation
import ReelCore
import ReelStore
import ReelTestSupport
import Synchronization
import Testing

@Suite struct StoreFailureTests {
  let key = StoreFixture.key(1)
  let bytes = StoreFixture.bytes(1, count: 100_000)

  /// A disk that takes `room` bytes in pieces of at most `piece`, and is interrupted now and then.
  private func disk(room: Int, piece: Int = .max) -> FileCalls {
    let state = Mutex((left: room, calls: 0))
    let real = FileCalls.system
    return FileCalls(
      write: { descriptor, bytes, offset in
        state.withLock {
          $0.calls += 1
          if $0.calls % 3 == 0 {
            errno = EINTR
            return -1
          }
          guard $0.left > 0 else {
            errno = ENOSPC
            return -1
          }
          let count = min(bytes.count, $0.left, piece)
          $0.left -= count
          return real.write(descriptor, UnsafeRawBufferPointer(rebasing: bytes[..<count]), offset)
        }
      }, sync: real.sync)
  }

  @Test func shortAndInterruptedWritesAreFinished() throws {
    let fixture = try StoreFixture(calls: disk(room: .max, piece: 777))
    #expect(try fixture.store.put(key, bytes) == .stored)
    #expect(try fixture.another().get(key) == bytes)
  }

  @Test(arguments: [0, 50, 80, 5000, 100_000]) func aFullDiskIsSaidAndLeavesNothing(room: Int) throws {
    let fixture = try StoreFixture(calls: disk(room: room))
    let error = #expect(throws: ReelError.self) { try fixture.store.put(key, bytes) }
    #expect(error?.kind == .cannotWrite)
    let wanted = /the store's disk is full: an artefact needs (80|100080) bytes, \d+ bytes free/
    #expect(error?.message.wholeMatch(of: wanted) != nil, "\(String(describing: error))")
    #expect(error?.detail == "No space left on device" && error?.hint != nil && error?.file == fixture.directory)
    #expect(try fixture.isClean() && fixture.store.list().isEmpty)
  }

  @Test func aFullDiskWhileStaging() throws {
    let fixture = try StoreFixture(calls: disk(room: 50_000))
    do {
      var staged = try fixture.store.stage()
      try staged.append(Array(bytes[..<40_000]))
      #expect(throws: ReelError.self) { try staged.append(Array(bytes[40_000...])) }
    }
    #expect(try fixture.isClean() && fixture.store.list().isEmpty)
  }

  @Test func aDeviceThatCannotSyncStoresNothing() throws {
    let fixture = try StoreFixture()
    let broken = FileCalls(
      write: FileCalls.system.write,
      sync: { _ in
        errno = EIO
        return -1
      })
    let store = try Store(directory: fixture.directory, limit: 1 << 30, calls: broken)
    let error = #expect(throws: ReelError.self) { try store.put(key, bytes) }
    #expect(error?.kind == .failed && error?.message == "the store cannot write an artefact" && error?.detail == "Input/output error")
    #expect(try fixture.isClean() && fixture.store.list().isEmpty)
  }

  @Test func aFileInTheWayIsSaid() throws {
    let folder = try TemporaryDirectory()
    try folder.write("occupied", "x")
    for path in [folder.file("occupied"), folder.file("occupied/store")] {
      let error = #expect(throws: ReelError.self) { try Store(directory: path, limit: 1000) }
      #expect(error?.kind == .cannotWrite && error?.detail == "Not a directory", "\(String(describing: error))")
    }
    #expect(throws: ReelError.self) { try Store(directory: folder.file("store"), limit: 0) }
  }

  @Test func aFolderThatCannotBeMade() throws {
    let error = #expect(throws: ReelError.self) { try Store(directory: "/proc/reelfx-store", limit: 1000) }
    #expect(error?.kind == .cannotWrite && error?.file == "/proc/reelfx-store" && error?.message == "the store cannot make its folder")
  }

  @Test(.enabled(if: getuid() != 0)) func aReadOnlyFolderIsRefusedAtOnce() throws {
    let fixture = try StoreFixture()
    try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: fixture.directory + "/temporary")
    let error = #expect(throws: ReelError.self) { try fixture.another() }
    #expect(error?.kind == .cannotWrite && error?.detail == "Permission denied")
  }

  /// A real full disk, where the machine lets us make one.
  @Test func aRealFullDisk() throws {
    let folder = try TemporaryDirectory()
    guard try run(["mount", "-t", "tmpfs", "-o", "size=1m", "reelfx-test", folder.path]).status == 0 else { return }
    defer { _ = try? run(["umount", folder.path]) }
    let store = try Store(directory: folder.file("store"), limit: 1 << 30)
    try store.put(key, bytes)
    let error = #expect(throws: ReelError.self) { try store.put(StoreFixture.key(2), StoreFixture.bytes(2, count: 2_000_000)) }
    #expect(error?.kind == .cannotWrite && error?.message.contains("needs 2000080 bytes") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("store/temporary")).isEmpty)
    #expect(try store.get(key) == bytes)
  }
}
