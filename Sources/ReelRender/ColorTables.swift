package import ReelCore
package import ReelPixels
package import ReelPlan
import Synchronization

/// Grades baked to tables, each once for all workers.
package final class ColorTables: Sendable {
  private let cubes: [Digest: CubeTable]
  private let tables = Mutex<[Key: ColorTable]>([:])

  private struct Key: Hashable {
    var spec: ShotColor
    var matrix: ColorDescription.Matrix
    var range: ColorDescription.Range
  }

  /// - Parameter cubes: look-up tables by the digest of their file's bytes.
  package init(_ cubes: [Digest: CubeTable] = [:]) { self.cubes = cubes }

  /// - Parameter color: of the pictures that it is for, which it brings to BT.709 with everything else.
  func table(_ spec: ShotColor, from color: ColorDescription) throws -> ColorTable {
    let key = Key(spec: spec, matrix: color.matrix, range: color.range)
    if let known = tables.withLock({ $0[key] }) { return known }
    let cube = try spec.lut.map { digest in
      guard let cube = cubes[digest] else {
        throw ReelError(
          .failed, "the plan names a look-up table \(digest) that this run has not read",
          hint: "this is a fault of reelfx: please report it")
      }
      return cube
    }
    let table = ColorTable(
      from: color, correction: spec.correction, grade: spec.grade, cube: cube, strength: spec.strength)
    tables.withLock { $0[key] = table }
    return table
  }
}
