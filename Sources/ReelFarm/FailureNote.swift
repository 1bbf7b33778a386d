import Foundation
package import ReelCore
package import ReelDepot

/// Why an artefact cannot be made, however often it is tried.
package struct FailureNote: Codable, Sendable, Hashable {
  package var key: Digest
  package var manifest: Digest
  package var shard: String
  package var host: String
  package var reason: String

  private static let prefix = "failures/"
  private var name: String { Self.prefix + key.hex + ".json" }

  /// It is to be tried again.
  func remove(from depot: any Depot) throws { try depot.remove(name) }

  func put(in depot: any Depot) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    _ = try depot.put(name, .bytes([UInt8](try encoder.encode(self))), replacing: true)
  }

  /// Those that can be read.
  static func all(in depot: any Depot) throws -> [FailureNote] {
    try depot.list(prefix).compactMap { entry in
      try depot.read(entry.name, first: nil).flatMap { try? JSONDecoder().decode(FailureNote.self, from: Data($0.bytes)) }
    }.sorted { $0.key < $1.key }
  }
}
