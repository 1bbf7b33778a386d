package import ReelCore

/// A place that many machines share: whole objects under names.
///
/// What holds of every depot, and all that anything is built on:
/// - **An object is there whole or not at all.** It appears, and is replaced, in one step.
/// - **Nothing is exclusive.** Two who put one name at once may both be told that they were first, and whose bytes stay is open; so what is
///   put under one name by different machines must be the same bytes.
///
/// Names are made of letters, digits, `.`, `_`, `-` and `/`. Calls block; `failed` is the kind of error that may be gone when it is tried
/// again. Thread-safety: safe.
package protocol Depot: Sendable {
  /// As on a command line.
  var address: String { get }
  /// An object's first bytes, `count` of them or all, and how many it has; `nil` when there is none.
  func read(_ name: String, first count: Int?) throws -> (bytes: [UInt8], size: Int)?
  /// Puts an object in its place. What has the name already stays, where the place can tell, unless it is to be replaced.
  func put(_ name: String, _ content: DepotContent, replacing: Bool) throws -> DepotPut
  /// Writes an object to a new file.
  ///
  /// - Returns: false when there is none.
  func fetch(_ name: String, to path: String) throws -> Bool
  /// All objects whose names begin so, in no order.
  func list(_ prefix: String) throws -> [DepotEntry]
  /// Nothing happens when there is no such object.
  func remove(_ name: String) throws
}

package enum DepotPut: Hashable, Sendable {
  case stored
  /// Something had the name before, and is still there.
  case alreadyThere
}

/// What is put.
package enum DepotContent: Sendable {
  case bytes([UInt8])
  /// A file that does not change meanwhile.
  case file(String, size: Int, digest: Digest)

  package var size: Int {
    switch self {
    case .bytes(let bytes): bytes.count
    case .file(_, let size, _): size
    }
  }
}

/// An object as a listing tells of it.
package struct DepotEntry: Hashable, Sendable {
  package var name: String
  package var size: Int
  /// Seconds since 1970.
  package var modified: Double

  package init(name: String, size: Int, modified: Double) {
    (self.name, self.size, self.modified) = (name, size, modified)
  }
}
