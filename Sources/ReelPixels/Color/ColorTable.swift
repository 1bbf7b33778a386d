import CReelKernels
package import ReelCore

/// A change of colours, baked: correction, grade and look-up table with range and matrix, applied in one go by `Kernels.apply`.
///
/// It is made once for a shot and shared by all its frames. Thread-safety: immutable.
package struct ColorTable: Sendable {
  /// True when nothing changes: pictures are copied.
  package let isIdentity: Bool

  /// The curves' entries, if any, then those of the lattice's planes.
  private let entries: [Int16]
  private let hasCurves: Bool
  private let size: Int
  private let axes: Axes
  private let mix: Int32
  private let isWide: Bool
  let mixture: Mixture

  /// A mix with what came before a shaper is not linear between the points of a lattice, so it is made of two pictures.
  indirect enum Mixture: Sendable {
    case none
    /// Another table's result, and how much of this one's is used, 0...32768.
    case with(ColorTable, weight: UInt32)
  }

  /// From Y'CbCr to places.
  struct Axes: Sendable {
    /// Of each channel: factors of Y', of an eighth of Y', and of eighths of Cb and Cr.
    var factors: [[Int16]] = [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    var offsets: [Int32] = [0, 0, 0]
    var shift: Int32 = 0
    var limit: Int32 = 0
    var cellBits: Int32 = 14
  }

  /// - Parameters:
  ///   - color: what pictures of 8 bits come in, with nothing left open; they leave in BT.709, limited range.
  ///   - correction: comes first; see `ShotMatch`.
  ///   - grade: see `GradeSpec` for what it does, and in which order.
  ///   - cube: comes last. Its lattice is used as it is, with tetrahedral interpolation.
  ///   - strength: 0...1, how much of the cube's result is used; the rest is what it was given, in the domain of its lattice. For a
  ///     cube with a shaper it is the picture without the cube, and takes as long again.
  package init(
    from color: ColorDescription = .bt709, correction: ColorCorrection = .identity, grade: GradeSpec = .neutral,
    cube: CubeTable? = nil, strength: Double = 1
  ) {
    precondition((0...1).contains(strength), "strength \(strength) is not in 0...1")
    let isMixed = strength > 0 && strength < 1 && cube?.curve != nil && cube?.lattice != nil
    let chain = ColorChain(from: color, correction: correction, grade: grade, cube: cube, strength: isMixed ? 1 : strength)
    isIdentity = chain.isIdentity
    mixture =
      isMixed && chain.cube != nil
      ? .with(ColorTable(from: color, correction: correction, grade: grade), weight: UInt32((strength * 32768).rounded())) : .none
    let lattice = chain.cube?.lattice.map { LatticeBaker(chain: chain, table: $0) }
    size = lattice?.size ?? 0
    let space = PlaceSpace(chain: chain, lattice: lattice)
    var entries: [Int16] = []
    if let straight = space.straightAxes() {
      axes = straight
      hasCurves = false
    } else {
      axes = space.curvedAxes()
      hasCurves = true
      entries = space.curves()
    }
    let vertices = lattice?.lattice()
    entries += vertices?.entries ?? []
    (mix, isWide) = (vertices?.mix ?? 14, vertices?.isWide ?? false)
    self.entries = entries
  }

  private static let ends = ColorEnds()

  /// Lends the table to a kernel.
  func withC<Result>(_ body: (UnsafePointer<reel_color_table>) -> Result) -> Result {
    entries.withUnsafeBufferPointer { entries in
      var table = reel_color_table()
      func triple<T>(_ values: (Int) -> T) -> (T, T, T) { (values(0), values(1), values(2)) }
      table.from_y = triple { axes.factors[$0][0] }
      table.from_y8 = triple { axes.factors[$0][1] }
      table.from_cb = triple { axes.factors[$0][2] }
      table.from_cr = triple { axes.factors[$0][3] }
      table.offset = triple { axes.offsets[$0] }
      (table.shift, table.limit, table.cell_bits) = (axes.shift, axes.limit, axes.cellBits)
      table.last = Int32(max(size, 2) - 1) << axes.cellBits - 1
      table.size = size
      if let base = entries.baseAddress {
        let curves = hasCurves ? PlaceSpace.curveEntries : 0
        if hasCurves { table.curves = base }
        let plane = size * size * size + 1
        if size > 0 { table.lattice = triple { base + curves + $0 * plane } }
      }
      (table.mix, table.wide) = (mix, isWide ? 1 : 0)
      table.weights = triple { plane in triple { Self.ends.weights[plane][$0] } }
      table.constant = triple { Self.ends.constants[$0] }
      table.settle = Self.ends.settle
      return body(&table)
    }
  }
}
