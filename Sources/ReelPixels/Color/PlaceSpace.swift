import CReelKernels

/// The axes of a ``ColorTable``: how Y'CbCr gets to places on them.
struct PlaceSpace {
  static let curveEntries = 3 * Int(REEL_COLOR_CURVE)
  private static let steps = 4096

  private let chain: ColorChain
  private let lattice: LatticeBaker?
  private var cells: Int { (lattice?.size ?? 2) - 1 }

  init(chain: ColorChain, lattice: LatticeBaker?) {
    (self.chain, self.lattice) = (chain, lattice)
  }

  /// Where a channel's result lies on its axis, in cells: factor and offset.
  private func axis(_ channel: Int) -> (factor: Double, offset: Double) {
    guard let lattice else {
      let span = ColorChain.high - ColorChain.low
      return (1 / span, -ColorChain.low / span)
    }
    return lattice.axis(channel)
  }

  /// Without curves, where each channel's own part is a line and the factors have their precision in 16 bits.
  func straightAxes() -> ColorTable.Axes? {
    guard chain.isStraight else { return nil }
    let rows = (0..<3).map { channel in
      let (line, axis) = (chain.line(channel), axis(channel))
      let factor = line.factor * axis.factor
      let row = chain.matrix[channel]
      return [row[0] * factor, row[1] * factor, row[2] * factor, (row[3] * line.factor + line.offset) * axis.factor + axis.offset]
    }
    // A place has at most 24 bits, so that products stay within 32.
    let most = 24 - Self.bits(cells)
    guard let cellBits = (14...most).last(where: { Self.fits(rows, scale: Double(1 << $0)) }), Self.isPrecise(rows, cellBits) else {
      return nil
    }
    var axes = axes(rows, scale: Double(1 << cellBits), shift: 0)
    axes.cellBits = Int32(cellBits)
    axes.limit = Int32(cells) << axes.cellBits - 1
    return axes
  }

  /// With curves: steps of their domain, each in 128 places.
  func curvedAxes() -> ColorTable.Axes {
    let reach = chain.reach
    let width = (reach.upperBound - reach.lowerBound) / Double(Self.steps * 128)
    let rows = chain.matrix.map { [$0[0] / width, $0[1] / width, $0[2] / width, ($0[3] - reach.lowerBound) / width] }
    let shift = (0...8).last { Self.fits(rows, scale: Double(1 << $0)) } ?? 0
    var axes = axes(rows, scale: Double(1 << shift), shift: Int32(shift))
    axes.limit = Int32(Self.steps * 128)
    axes.cellBits = Int32(entryBits + 7)
    return axes
  }

  /// An entry's fraction of a cell: the whole axis fits 16 bits.
  private var entryBits: Int { 15 - Self.bits(cells) }

  func curves() -> [Int16] {
    let reach = chain.reach
    let (scale, most) = (Double(1 << entryBits), Double(min(cells << entryBits, 65535)))
    return (0..<3).flatMap { channel in
      let axis = axis(channel)
      return (0..<Int(REEL_COLOR_CURVE)).map { step in
        let part = Double(min(step, Self.steps)) / Double(Self.steps)
        let value = chain.curve(reach.lowerBound + part * (reach.upperBound - reach.lowerBound), channel)
        let place = (value * axis.factor + axis.offset) * scale
        return Int16(Int32(min(max(place.rounded(), 0), most)) - 32768)
      }
    }
  }

  /// The least n with `count <= 1 << n`.
  private static func bits(_ count: Int) -> Int { Int.bitWidth - (count - 1).leadingZeroBitCount }

  /// Factors of chroma are for eighths of a code, those of luma for codes.
  private static func fits(_ rows: [[Double]], scale: Double) -> Bool {
    rows.allSatisfy { row in
      let greatest = max(abs(row[0]), abs(row[1]) / 8, abs(row[2]) / 8)
      return greatest * scale <= 32767 && abs(row[3]) * scale <= 1e8
    }
  }

  /// True when the greatest factor is more than 13 bits: its rounding is then below a hundredth of a code.
  private static func isPrecise(_ rows: [[Double]], _ bits: Int) -> Bool {
    rows.allSatisfy { row in
      let greatest = max(abs(row[0]), abs(row[1]) / 8, abs(row[2]) / 8)
      return greatest == 0 || greatest * Double(1 << bits) >= 4096
    }
  }

  private func axes(_ rows: [[Double]], scale: Double, shift: Int32) -> ColorTable.Axes {
    var axes = ColorTable.Axes()
    axes.shift = shift
    for (channel, row) in rows.enumerated() {
      let factors = [row[0], row[0] / 8, row[1] / 8, row[2] / 8].map { Int16(($0 * scale).rounded()) }
      axes.factors[channel] = factors
      // Black is where it was meant to be, whatever became of the factors.
      let rounding = shift > 0 ? 0.5 * Double(1 << shift) : 0
      axes.offsets[channel] = Int32((row[3] * scale - chain.source.black * Double(factors[0]) + rounding).rounded())
    }
    return axes
  }
}
