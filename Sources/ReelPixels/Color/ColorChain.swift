import ReelCore

/// All that is done to the colours of a shot, in doubles: what a ``ColorTable`` is baked from.
///
/// Y'CbCr of the source becomes R'G'B' in 0...1; then follow the correction, temperature and tint, and saturation, which together are one affine map.
/// Then, for each channel alone, exposure, lift, gain, gamma and contrast, and last the cube. The result is cut to -5...105 percent of
/// R'G'B', which is what EBU R 103 allows: what overshoots at edges stays, and what has become too bright burns out to white.
struct ColorChain {
  static let lumaWeights = [0.2126, 0.7152, 0.0722]
  /// What R'G'B' may reach.
  static let low = -0.05
  static let high = 1.05
  /// What a source may reach: beyond it, curves are level.
  private static let sourceLow = -0.25
  private static let sourceHigh = 1.25

  let source: SourceCodes
  /// For each of R', G', B': factors of Y' less its black, Cb - 128, Cr - 128 in the source's codes, and an offset.
  private(set) var matrix: [[Double]]
  /// True when nothing changes at all.
  let isIdentity: Bool
  let grade: GradeSpec
  /// `nil` where it would change nothing.
  let cube: CubeTable?
  let strength: Double
  private let exposure: Double

  init(from color: ColorDescription, correction: ColorCorrection, grade: GradeSpec, cube: CubeTable?, strength: Double) {
    source = SourceCodes(color)
    self.grade = grade
    self.strength = strength
    self.cube = strength > 0 && cube?.isIdentity == false ? cube : nil
    let isCanvas = color.matrix == .bt709 && color.range == .limited
    isIdentity = isCanvas && correction.isIdentity && grade.isNeutral && self.cube == nil
    exposure = Exponential.exp2(grade.exposure / 2.4)

    let (kr, kg, kb) = (Self.lumaWeights[0], Self.lumaWeights[1], Self.lumaWeights[2])
    var rows = source.rows.map { $0 + [0] }
    let balance = Self.balance(temperature: grade.temperature / 100, tint: grade.tint / 100)
    for c in 0..<3 {
      let channel = correction[c]
      rows[c] = rows[c].map { $0 * channel.factor * balance[c] }
      rows[c][3] = channel.shift * balance[c]
    }
    // Where nothing is saturated, rows stay what they are to the last bit: equal ones keep greys grey.
    if grade.saturation != 1 {
      let luma = (0..<4).map { i in kr * rows[0][i] + kg * rows[1][i] + kb * rows[2][i] }
      rows = rows.map { row in (0..<4).map { i in luma[i] + grade.saturation * (row[i] - luma[i]) } }
    }
    matrix = rows
  }

  private static func balance(temperature: Double, tint: Double) -> [Double] {
    guard temperature != 0 || tint != 0 else { return [1, 1, 1] }
    let gains = [1 + 0.2 * temperature, 1 - 0.2 * tint, 1 - 0.2 * temperature]
    let luma = zip(lumaWeights, gains).reduce(0) { $0 + $1.0 * $1.1 }
    return gains.map { $0 / luma }
  }

  /// True when each channel's own part is a straight line.
  var isStraight: Bool { grade.gamma == PerChannel(1) && cube?.curve == nil }

  /// A channel's own part as factor and offset.
  func line(_ channel: Int) -> (factor: Double, offset: Double) {
    let (lift, gain) = (grade.lift[channel], grade.gain[channel])
    let pivot = Self.pivot * (1 - grade.contrast)
    return (exposure * gain * (1 - lift) * grade.contrast, gain * lift * grade.contrast + pivot)
  }

  private static let pivot = 0.435
  /// Where the straight line of gamma ends.
  private static let toe = 1.0 / 64

  /// A channel's own part, up to the cube's lattice or, without one, to the end.
  func curve(_ value: Double, _ channel: Int) -> Double {
    let (lift, gamma, gain) = (grade.lift[channel], grade.gamma[channel], grade.gain[channel])
    var x = value * exposure
    x = gain * (x + lift * (1 - x))
    if gamma != 1 {
      x = x < Self.toe ? x / Self.toe * Exponential.power(Self.toe, 1 / gamma) : Exponential.power(x, 1 / gamma)
    }
    if grade.contrast != 1 { x = Self.pivot + grade.contrast * (x - Self.pivot) }
    guard let table = cube?.curve else { return x }
    let result = table.curve(x, channel: channel)
    // Before a lattice it is a shaper, whose own result is not what strength is about.
    return cube?.lattice == nil && strength != 1 ? x + strength * (result - x) : result
  }

  /// The least and the greatest that a channel's own part may be given.
  var reach: ClosedRange<Double> {
    var (low, high) = (Self.sourceLow, Self.sourceHigh)
    for corner in 0..<8 {
      func source(_ channel: Int) -> Double { corner >> channel & 1 == 0 ? Self.sourceLow : Self.sourceHigh }
      let yuv = self.source.codes(SIMD3(source(0), source(1), source(2)))
      for row in matrix {
        let value = row[0] * (yuv.x - self.source.black) + row[1] * yuv.y + row[2] * yuv.z + row[3]
        (low, high) = (min(low, value), max(high, value))
      }
    }
    return low...high
  }

  /// Y', Cb - 128, Cr - 128 in codes of the canvas.
  static func codes(_ rgb: SIMD3<Double>) -> SIMD3<Double> { canvas.codes(rgb) }
  private static let canvas = SourceCodes(.bt709)

  /// R'G'B' from ``low`` to ``high`` in 14 bits.
  static func places(_ rgb: SIMD3<Double>) -> SIMD3<Double> { (rgb - low) * (16384 / (high - low)) }
}
