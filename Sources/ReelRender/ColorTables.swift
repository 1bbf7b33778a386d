package import ReelCore
package import ReelPixels
package import ReelPlan
import Synchronization

/// Grades baked to tables, each once for all workers.
package final class ColorTables: Sendable {
  private let cubes: [Digest: CubeTable]
  private let tables = Mutex<[ShotColor: ColorTable]>([:])

  /// - Parameter cubes: look-up tables by the digest of their file's bytes.
  package init(_ cubes: [Digest: CubeTable] = [:]) { self.cubes = cubes }

  func table(_ spec: ShotColor) throws -> ColorTable {
    if let known = tables.withLock({ $0[spec] }) { return known }
    let cube = try spec.lut.map { digest in
      guard let cube = cubes[digest] else {
        throw ReelError(
          .failed, "the plan names a look-up table \(digest) that this run has not read",
          hint: "this is a fault of reelfx: please report it")
      }
      return cube
    }
    let table = ColorTable(correction: spec.correction, grade: spec.grade, cube: cube, strength: spec.strength)
    tables.withLock { $0[spec] = table }
    return table
  }
}
