package import ReelCore
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension Store {
  /// What an eviction did.
  package struct Pruning: Hashable, Sendable {
    /// Artefacts removed.
    package var removed: Int
    /// Bytes they took, in whole blocks.
    package var freed: Int
    /// Bytes the store takes now, in whole blocks.
    package var left: Int
  }

  /// Keeps `keys` from being evicted until the pin is dropped; those need not be stored yet.
  ///
  /// What is there when this returns stays there. A running eviction, of any process, is waited for.
  package func pin(_ keys: some Sequence<Digest>) throws -> Pin {
    try OpenFile.locked(evictionLock, O_RDWR | O_CREAT) { _ in
      let name = "\(getpid())-" + String(UInt64.random(in: 0 ... .max), radix: 16)
      let file = try OpenFile.required(pins + "/" + name, O_RDWR | O_CREAT | O_EXCL)
      let pin = Pin(file)
      try file.lock()
      let code = keys.flatMap(\.bytes).withUnsafeBytes { file.write($0, at: 0, calls) }
      guard code == 0 else { throw Files.failure("write a pin", file.path, code) }
      return pin
    }
  }

  /// Removes artefacts, least recently used first, until the rest take at most `bytes`; never one pinned by a living process.
  @discardableResult
  package func prune(to bytes: Int) throws -> Pruning {
    try removeAbandoned()
    return try OpenFile.locked(evictionLock, O_RDWR | O_CREAT) { _ in try evict(to: bytes, above: bytes, keeping: []) }
  }

  /// After a put: when it is time to look, brings a store that is above its bound to seven eighths of it.
  /// - Parameter key: what was just put.
  func keepBound(sparing key: Digest) throws {
    guard isScanDue else { return }
    try removeAbandoned()
    try OpenFile.locked(evictionLock, O_RDWR | O_CREAT) { _ in
      guard isScanDue else { return }  // another thread was first
      _ = try evict(to: limit / 8 * 7, above: limit, keeping: [key])
    }
  }

  private var isScanDue: Bool { state.withLock { $0.bytes >= $0.scanAt } }

  /// Call under the eviction lock.
  private func evict(to target: Int, above threshold: Int, keeping: Set<Digest>) throws -> Pruning {
    let accountBefore = state.withLock { $0.bytes }
    var entries = try scan()
    var pruning = Pruning(removed: 0, freed: 0, left: entries.reduce(0) { $0 + $1.footprint })
    if pruning.left > threshold {
      let kept = try pinnedKeys().union(keeping)
      entries.sort { ($0.touched, $0.key) < ($1.touched, $1.key) }
      for entry in entries where pruning.left > target && !kept.contains(entry.key) {
        guard try remove(entry) else { continue }
        pruning.removed += 1
        pruning.freed += entry.footprint
        pruning.left -= entry.footprint
      }
    }
    state.withLock {
      // What was put during the scan may have been missed by it: counting it twice is the safe side.
      $0.bytes = pruning.left + max(0, $0.bytes - accountBefore)
      $0.scanAt = nextScan(after: pruning.left)
    }
    return pruning
  }

  /// Looks again after a sixteenth of the bound, for what others put, and when the bound is reached.
  func nextScan(after bytes: Int) -> Int {
    let step = max(limit / 16, 1)
    return bytes > limit ? bytes + step : min(limit + 1, bytes + step)
  }

  private var evictionLock: String { directory + "/eviction.lock" }

  /// False when it was used, replaced or removed since it was seen.
  private func remove(_ entry: StoreEntry) throws -> Bool {
    try OpenFile.locked(folder(of: entry.key), O_RDONLY | O_DIRECTORY) { _ in
      let path = path(of: entry.key)
      guard let info = Files.info(path), info.touched == entry.touched else { return false }
      if unlink(path) == 0 { return true }
      guard errno == ENOENT else { throw Files.failure("remove an artefact", path) }
      return false
    }
  }

  /// Keys under the pins of living processes; pins of dead ones are removed. Call under the eviction lock, where pins are complete.
  func pinnedKeys() throws -> Set<Digest> {
    var keys: Set<Digest> = []
    for name in try Files.names(in: pins) {
      guard let file = try OpenFile.existing(pins + "/" + name), let info = file.info else { continue }
      if file.tryLock() {
        unlink(file.path)
        continue
      }
      guard let bytes = file.bytes(at: 0, count: info.size) else { throw Files.failure("read a pin", file.path, EIO) }
      for start in stride(from: 0, through: bytes.count - 32, by: 32) { keys.insert(Digest(bytes: bytes[start..<start + 32])) }
    }
    return keys
  }

  /// Removes temporary files whose writers are dead. One younger than a minute is left: its writer may be about to lock it.
  func removeAbandoned() throws {
    for name in try Files.names(in: temporary) {
      let path = temporary + "/" + name
      guard let info = Files.info(path), Files.now - info.touched > 60_000_000_000 else { continue }
      guard let file = try OpenFile.existing(path), file.tryLock() else { continue }
      unlink(path)
    }
  }
}
