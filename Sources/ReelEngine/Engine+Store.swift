import ReelCore
import ReelStore

/// One artefact of the store, for listing.
public struct StoreEntry: Codable, Sendable {
  public var key: String
  public var bytes: Int
  /// Seconds since 1970 of its last use, as far as the store notes it.
  public var touched: Double
}

/// What a check of the store found.
public struct StoreCheck: Codable, Sendable {
  public var artefacts: Int
  public var bytes: Int
  /// Keys whose bytes were damaged. They have been removed and will be rendered again.
  public var damaged: [String]
  /// Keys of artefacts another version wrote. They are left alone and never used.
  public var foreign: [String]
}

extension Engine {
  /// Everything in the store, the least recently used first.
  public func storeEntries() throws -> [StoreEntry] {
    try store.list().sorted { $0.touched < $1.touched }.map {
      StoreEntry(key: $0.key.hex, bytes: $0.byteCount, touched: Double($0.touched) / 1e9)
    }
  }

  /// Reads every artefact and removes the damaged ones.
  public func verifyStore() async throws -> StoreCheck {
    try await Workers.detached("reelfx-verify") {
      let report = try self.store.verify()
      return StoreCheck(
        artefacts: report.checked, bytes: report.bytes, damaged: report.damaged.map(\.hex), foreign: report.foreign.map(\.hex))
    }
  }

  /// Removes the least recently used artefacts until at most `bytes` remain.
  ///
  /// - Returns: bytes freed.
  public func pruneStore(to bytes: Int) async throws -> Int {
    try await Workers.detached("reelfx-prune") { try self.store.prune(to: bytes).freed }
  }
}
