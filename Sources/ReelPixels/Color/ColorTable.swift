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
  private let ends: Ends
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

  /// From places to Y'CbCr.
  struct Ends: Sendable {
    var settle: Int32 = 21
    var weights: [[Int16]] = [[0, 0, 0], [0, 0, 0], [0, 0, 0]]
    var constants: [Int32] = [0, 0, 0]
  }

  /// - Parameters:
  ///   - correction: comes first; see `ShotMatch`.
  ///   - grade: see `GradeSpec` for what it does, and in which order.
  ///   - cube: comes last. Its lattice is used as it is, with tetrahedral interpolation.
  ///   - strength: 0...1, how much of the cube's result is used; the rest is what it was given, in the domain of its lattice. For a
  ///     cube with a shaper it is the picture without the cube, and takes as long again.
  package init(
    correction: ColorCorrection = .identity, grade: GradeSpec = .neutral, cube: CubeTable? = nil, strength: Double = 1
  ) {
    precondition((0...1).contains(strength), "strength \(strength) is not in 0...1")
    let isMixed = strength > 0 && strength < 1 && cube?.curve != nil && cube?.lattice != nil
    let chain = ColorChain(correction: correction, grade: grade, cube: cube, strength: isMixed ? 1 : strength)
    isIdentity = chain.isIdentity
    mixture =
      isMixed && chain.cube != nil
      ? .with(ColorTable(correction: correction, grade: grade), weight: UInt32((strength * 32768).rounded())) : .none
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
    if let lattice {
      let (vertices, settle) = lattice.vertices()
      entries += vertices
      ends = Ends(settle: settle)
    } else {
      ends = Ends(linear: ())
    }
    self.entries = entries
  }

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
      table.weights = triple { plane in triple { ends.weights[plane][$0] } }
      table.constant = triple { ends.constants[$0] }
      table.settle = ends.settle
      return body(&table)
    }
  }
}

extension ColorTable.Ends {
  /// R'G'B' to Y'CbCr, from places of 14 bits that reach from `ColorChain.low` to `ColorChain.high`.
  init(linear: Void) {
    let span = ColorChain.high - ColorChain.low
    let unit = 128.0
    let zero = ColorChain.codes(.zero)
    for plane in 0..<3 {
      let factors = (0..<3).map { channel in
        var primary = SIMD3<Double>.zero
        primary[channel] = span
        return (ColorChain.codes(primary)[plane] - zero[plane]) * unit
      }
      var weights = factors.map { Int32($0.rounded()) }
      // Green takes what rounding left over: chroma's weights sum up to 0, for grey.
      weights[1] = Int32(factors.reduce(0, +).rounded()) - weights[0] - weights[2]
      self.weights[plane] = weights.map { Int16($0) }
      let black = ColorChain.codes(SIMD3(repeating: ColorChain.low))[plane]
      constants[plane] = Int32((black * unit * 16384).rounded()) + 1 << (settle - 1)
    }
  }
}
