/// A cube's lattice with all that follows it: vertices hold Y'CbCr, since interpolation does not mind an affine map after it.
struct LatticeBaker {
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

  /// The three planes, each with one entry more, and the shift that brings sums of weights of 14 bits to codes.
  func vertices() -> (entries: [Int16], settle: Int32) {
    let count = size * size * size
    var codes = [[Float]](repeating: [], count: 3)
    for plane in 0..<3 { codes[plane].reserveCapacity(count) }
    let inputs = (0..<3).map { channel in (0..<size).map { table.input(at: Double($0), channel: channel) } }
    var most: Float = 0
    for b in 0..<size {
      for g in 0..<size {
        for r in 0..<size {
          var rgb = vertex(r, g, b)
          if chain.strength != 1 {
            let input = SIMD3(inputs[0][r], inputs[1][g], inputs[2][b])
            rgb = input + chain.strength * (rgb - input)
          }
          let code = ColorChain.codes(rgb)
          for plane in 0..<3 {
            codes[plane].append(Float(code[plane]))
            most = max(most, abs(Float(code[plane])))
          }
        }
      }
    }
    // As fine as the greatest allows; beyond 8191 codes, 37 times white, they are cut off.
    let bits = (2...7).last { most * Float(1 << $0) <= 32767 } ?? 2
    let scale = Float(1 << bits)
    let entries = codes.flatMap { plane in plane.map { Int16(min(max(($0 * scale).rounded(), -32767), 32767)) } + [0] }
    return (entries, Int32(14 + bits))
  }

  private func vertex(_ r: Int, _ g: Int, _ b: Int) -> SIMD3<Double> {
    let index = 3 * (r + size * (g + size * b))
    return SIMD3(Double(table.values[index]), Double(table.values[index + 1]), Double(table.values[index + 2]))
  }
}
