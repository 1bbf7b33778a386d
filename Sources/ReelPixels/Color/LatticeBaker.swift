/// A cube's lattice with all that follows it. Vertices hold Y'CbCr, since interpolation does not mind an affine map after it; but
/// where some are out of what R'G'B' may reach, they hold R'G'B' that are cut once they are interpolated.
struct LatticeBaker {
  /// What a `reel_color_table` is told of its lattice.
  struct Lattice {
    /// Three planes, each with one entry more.
    var entries: [Int16]
    var mix: Int32
    var isWide: Bool
  }

  private let chain: ColorChain
  private let table: CubeTable.Table
  /// Points along an axis.
  var size: Int { table.size }

  init(chain: ColorChain, table: CubeTable.Table) {
    (self.chain, self.table) = (chain, table)
  }

  /// From the input of the lattice to places in cells: factor and offset.
  func axis(_ channel: Int) -> (factor: Double, offset: Double) {
    let factor = Double(size - 1) / (table.high[channel] - table.low[channel])
    return (factor, -table.low[channel] * factor)
  }

  func lattice() -> Lattice {
    let colors = colors()
    let isWide = colors.contains { $0.min() < ColorChain.low || $0.max() > ColorChain.high }
    // Of a value's unit, 1 << bits are one of the result: as many as the greatest value allows. Wide ones, in units of R'G'B' of
    // 14 bits, are cut off 70 times beyond their range.
    let values = isWide ? colors.map(ColorChain.places) : colors.map(ColorChain.codes)
    let most = values.reduce(0) { max($0, abs($1.x), abs($1.y), abs($1.z)) }
    let bits = (-6...7).last { most * Self.power($0) <= 32767 } ?? -6
    let scale = Self.power(bits)
    var entries: [Int16] = []
    entries.reserveCapacity(3 * (values.count + 1))
    for plane in 0..<3 {
      for value in values { entries.append(Int16(min(max((value[plane] * scale).rounded(), -32767), 32767))) }
      entries.append(0)
    }
    return Lattice(entries: entries, mix: Int32(14 + bits), isWide: isWide)
  }

  private static func power(_ bits: Int) -> Double { Double(sign: .plus, exponent: bits, significand: 1) }

  /// R'G'B' of all vertices.
  private func colors() -> [SIMD3<Double>] {
    let inputs = (0..<3).map { channel in (0..<size).map { table.input(at: Double($0), channel: channel) } }
    var colors: [SIMD3<Double>] = []
    colors.reserveCapacity(size * size * size)
    for b in 0..<size {
      for g in 0..<size {
        for r in 0..<size {
          let (color, input) = (vertex(r, g, b), SIMD3(inputs[0][r], inputs[1][g], inputs[2][b]))
          colors.append(chain.strength == 1 ? color : input + chain.strength * (color - input))
        }
      }
    }
    return colors
  }

  private func vertex(_ r: Int, _ g: Int, _ b: Int) -> SIMD3<Double> {
    let index = 3 * (r + size * (g + size * b))
    return SIMD3(Double(table.values[index]), Double(table.values[index + 1]), Double(table.values[index + 2]))
  }
}
