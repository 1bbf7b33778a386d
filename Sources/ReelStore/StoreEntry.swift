package import ReelCore

/// An artefact as its file name, length and time tell, without opening it.
package struct StoreEntry: Hashable, Sendable {
  package var key: Digest
  /// Bytes of the file.
  package var byteCount: Int
  /// When it was last used, to some minutes: nanoseconds since 1970.
  package var touched: Int64

  /// Bytes it takes from the store's bound.
  package var footprint: Int { Files.footprint(byteCount) }
}
