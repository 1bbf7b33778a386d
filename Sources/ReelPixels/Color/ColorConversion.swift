import CReelKernels
package import ReelCore

/// The way of a picture's colours to what every canvas is, BT.709 in limited range: `Kernels.convert` follows it.
///
/// Y'CbCr goes by the equations of its matrix and BT.709's (H.273, tables 4 and 8.3; primaries and curves stay), without a stop at
/// R'G'B' that would cut off what lies outside of it. Each result is the real number of the equations rounded to the nearest code,
/// halves up: the integers have so many bits that no code of any input comes out otherwise.
///
/// More than 8 bits of Y'CbCr are brought to 8 in their own colours first, in a fixed pattern (Bayer 8x8) that keeps the mean and leaves
/// alone what 8 bits can say: a 10-bit code in limited range that is 4 times an 8-bit one becomes that one everywhere.
package struct ColorConversion: Sendable {
  /// What is to be done to Y'CbCr of 8 bits.
  enum Step {
    case nothing
    /// The same matrix in another range: every plane by itself.
    case range
    case matrix
  }

  package let format: PixelFormat
  let step: Step
  let equations: Equations
  let reduction: Reduction?

  /// - Parameters:
  ///   - format: a Y'CbCr 4:2:0 one without alpha, or rgba8 whose alpha plays no part, or gbrp16.
  ///   - color: with nothing left open. R'G'B' is in full range.
  package init(from format: PixelFormat, _ color: ColorDescription) {
    self.format = format
    switch format {
    case .rgba8:
      (step, equations, reduction) = (.matrix, Equations(rgbTimes: 255), nil)
    case .gbrp16:
      (step, equations, reduction) = (.matrix, Equations(rgbTimes: 65535), nil)
    default:
      precondition(PixelFormat.yuv420(depth: format.depth) == format, "\(format) has no way to the canvas")
      step = color.matrix == .bt709 ? (color.range == .limited ? .nothing : .range) : .matrix
      equations = Equations(from: color)
      reduction = format.depth > 8 ? Reduction(depth: format.depth, color.range) : nil
    }
  }

  /// True when the picture already is what it should become.
  package var isIdentity: Bool { step == .nothing && reduction == nil }

  /// Full range to limited: 16 + 219/255 Y' and 128 + 224/255 (C - 128), the divisions as multiplications.
  static let lumaRange = reel_range(factor: 73, addend: 16 * 85 + 42, reciprocal: 49345, shift: 6)
  static let chromaRange = reel_range(factor: 224, addend: 32 * 128 - 1, reciprocal: 32897, shift: 7)
}

extension ColorConversion {
  /// For each of Y', Cb and Cr what it is made of, in codes of BT.709 in limited range.
  struct Equations: Sendable {
    /// A factor for each of three inputs, and what is added.
    private(set) var rows: [(factors: [Double], constant: Double)]

    /// From Y'CbCr of 8 bits: Y', Cb - 128, Cr - 128.
    init(from color: ColorDescription) {
      let (from, to) = (LumaWeights(color.matrix), LumaWeights.bt709)
      let (lumaSpan, chromaSpan, black): (Double, Double, Double) = color.range == .full ? (255, 255, 0) : (219, 224, 16)
      // R' - Y' and B' - Y' of a unit of Cr and Cb, and G' - Y' that goes with them.
      let (red, blue) = (2 * (1 - from.r), 2 * (1 - from.b))
      let (greenOfRed, greenOfBlue) = (-red * from.r / from.g, -blue * from.b / from.g)
      let luma = (cb: to.g * greenOfBlue + to.b * blue, cr: to.r * red + to.g * greenOfRed)
      let (toBlue, toRed) = (2 * (1 - to.b), 2 * (1 - to.r))
      let y = [219 / lumaSpan, 219 / chromaSpan * luma.cb, 219 / chromaSpan * luma.cr]
      let cb = [0, 224 / chromaSpan * (blue - luma.cb) / toBlue, -224 / chromaSpan * luma.cr / toBlue]
      let cr = [0, -224 / chromaSpan * luma.cb / toRed, 224 / chromaSpan * (red - luma.cr) / toRed]
      rows = [(y, 16 - y[0] * black), (cb, 128), (cr, 128)]
    }

    /// From R'G'B' of which `white` is 1.
    init(rgbTimes white: Double) {
      let to = LumaWeights.bt709
      let weights = [to.r, to.g, to.b]
      let (toBlue, toRed) = (2 * (1 - to.b), 2 * (1 - to.r))
      let blue = [-to.r, -to.g, to.r + to.g].map { 224 * $0 / (toBlue * white) }
      let red = [to.g + to.b, -to.g, -to.b].map { 224 * $0 / (toRed * white) }
      rows = [(weights.map { 219 * $0 / white }, 16), (blue, 128), (red, 128)]
    }

    /// Of inputs that come times `scale`.
    func row(_ plane: Int, scale: Double = 1) -> reel_equation {
      let row = rows[plane]
      let factors = row.factors.map { $0 / scale }
      // What is summed up without differences is rounded up, so that a half that is met exactly is not missed.
      let rule: FloatingPointRoundingRule = factors.allSatisfy { $0 > 0 } ? .up : .toNearestOrAwayFromZero
      let bits = (16...34).last { bits in factors.allSatisfy { ($0 * Self.power(bits)).magnitude < Self.power(30) - 1 } } ?? 16
      let whole = factors.map { Int64(($0 * Self.power(bits)).rounded(rule)) }
      let constant = Int64(((row.constant + 0.5) * Self.power(bits)).rounded())
      func triple(_ part: (Int64) -> Int16) -> (Int16, Int16, Int16) { (part(whole[0]), part(whole[1]), part(whole[2])) }
      return reel_equation(
        high: triple { Int16($0 >> 15) }, low: triple { Int16($0 & 32767) }, constant_high: Int32(constant >> 15),
        constant_low: Int32(constant & 32767), shift: Int32(bits - 15))
    }

    /// The same in 64 bits.
    func deepRow(_ plane: Int, scale: Double = 1) -> reel_deep_equation {
      let row = rows[plane]
      let factors = row.factors.map { $0 / scale * Self.power(50) }
      let rule: FloatingPointRoundingRule = factors.allSatisfy { $0 > 0 } ? .up : .toNearestOrAwayFromZero
      let whole = factors.map { Int64($0.rounded(rule)) }
      return reel_deep_equation(
        factors: (whole[0], whole[1], whole[2]), constant: Int64(((row.constant + 0.5) * Self.power(50)).rounded()), shift: 50)
    }

    private static func power(_ bits: Int) -> Double { Double(sign: .plus, exponent: bits, significand: 1) }
  }

  /// What a channel counts for in luma (H.273, table 4).
  struct LumaWeights {
    let r: Double
    let b: Double
    var g: Double { 1 - r - b }

    static let bt709 = LumaWeights(.bt709)

    init(_ matrix: ColorDescription.Matrix) {
      switch matrix {
      case .bt709: (r, b) = (0.2126, 0.0722)
      case .bt470bg, .smpte170m: (r, b) = (0.299, 0.114)
      case .bt2020: (r, b) = (0.2627, 0.0593)
      case .rgb, .unspecified: preconditionFailure("\(matrix) has no weights")
      }
    }
  }

  /// From more bits to 8 within the same colours.
  struct Reduction: Sendable {
    let factor: UInt32
    /// Of luma and of chroma: 8 rows of 16.
    let thresholds: [[UInt32]]

    private static let one = 8_388_608.0

    init(depth: Int, _ range: ColorDescription.Range) {
      let top = Double(1 << depth - 1), middle = Double(1 << (depth - 1))
      // Full range ends in the last code of either depth; limited range shifts.
      let scale = range == .full ? 255 / top : 128 / middle
      let rounded = (scale * Self.one).rounded(.up)
      factor = UInt32(rounded)
      let zero = ((128 - middle * rounded / Self.one) * Self.one).rounded(.up)
      thresholds = [0, UInt32(max(0, zero))].map { offset in
        (0..<8).flatMap { y in (0..<16).map { x in offset + UInt32(Self.place(x & 7, y)) << 17 } }
      }
    }

    /// Of Bayer's 8x8 pattern, 0...63: bits of x ^ y and y in turn, those of the finest first.
    private static func place(_ x: Int, _ y: Int) -> Int {
      (0..<3).reduce(0) { sum, bit in
        let (a, b) = ((x ^ y) >> bit & 1, y >> bit & 1)
        return sum | a << (5 - 2 * bit) | b << (4 - 2 * bit)
      }
    }
  }
}
