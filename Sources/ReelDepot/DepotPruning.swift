import Foundation

/// What is removed of a depot.
package struct DepotPruning: Codable, Sendable, Hashable {
  /// What dead or lost writers left unfinished.
  package var temporaries = 0
  package var artefacts = 0
  /// Bytes of all that was removed.
  package var freed = 0

  package init() {}
}

extension Depot {
  /// Removes what was left unfinished for longer than `age` seconds, and artefacts, the oldest first, until the rest take at most `bytes`.
  ///
  /// - Parameter bytes: `nil` keeps all artefacts.
  package func prune(unfinishedFor age: Double, to bytes: Int?) throws -> DepotPruning {
    var pruning = DepotPruning()
    let now = Date().timeIntervalSince1970
    for entry in try list("temporary/") where now - entry.modified >= age {
      try remove(entry.name)
      pruning.temporaries += 1
      pruning.freed += entry.size
    }
    guard let bytes else { return pruning }
    let artefacts = try list(SharedArtefacts.prefix).sorted { ($0.modified, $0.name) < ($1.modified, $1.name) }
    var left = artefacts.reduce(0) { $0 + $1.size }
    for entry in artefacts where left > bytes {
      try remove(entry.name)
      left -= entry.size
      pruning.artefacts += 1
      pruning.freed += entry.size
    }
    return pruning
  }
}
