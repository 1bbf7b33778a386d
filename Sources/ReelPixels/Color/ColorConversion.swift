import CReelKernels
package import ReelCore

/// The way of a picture's colours to what every canvas is, BT.709 in limited range: `Kernels.convert` follows it.
///
/// Y'CbCr goes by the equations of its matrix and BT.709's (H.273, tables 4 and 8.3; primaries and curves stay), without a stop at
/// R'G'B' that would cut off what lies outside of it. Each result is the real number of the equations rounded to the nearest code,
/// halves up: the integers have so many bits that no code of any input comes out otherwise.
///
/// What more than 8 bits of Y'CbCr say is spread in a fixed pattern (Bayer 8x8) that keeps the mean. What 8 bits can say is left alone: a
/// 10-bit colour in limited range whose codes are 4 times those of 8 bits becomes what these become, everywhere.
package struct ColorConversion: Sendable {
  /// What is to be done to Y'CbCr of 8 bits.
  enum Step {
    case nothing
    /// To 8 bits alone.
    case reduction(Reduction)
    /// The same matrix in another range: every plane by itself.
    case range
    case matrix
    /// From more than 8 bits.
    case dithered(Dither)
  }

  package let format: PixelFormat
  let step: Step
  let equations: Equations

  /// - Parameters:
  ///   - format: a Y'CbCr 4:2:0 one without alpha, or rgba8 whose alpha plays no part, or gbrp16.
  ///   - color: with nothing left open. R'G'B' is in full range.
  ///   - keepsColor: only brings Y'CbCr to 8 bits, for a ``ColorTable`` that converts it with everything else.
  package init(from format: PixelFormat, _ color: ColorDescription, keepsColor: Bool = false) {
    self.format = format
    switch format {
    case .rgba8:
      (step, equations) = (.matrix, Equations(rgbTimes: 255))
    case .gbrp16:
      (step, equations) = (.matrix, Equations(rgbTimes: 65535))
    default:
      precondition(PixelFormat.yuv420(depth: format.depth) == format, "\(format) has no way to the canvas")
      equations = Equations(from: color)
      let staysInColor = keepsColor || color.matrix == .bt709 && color.range == .limited
      if format.depth > 8 {
        step =
          staysInColor
          ? .reduction(Reduction(depth: format.depth, color.range))
          : .dithered(Dither(depth: min(format.depth, 12), color.range, equations))
      } else {
        step = staysInColor ? .nothing : color.matrix == .bt709 ? .range : .matrix
      }
    }
  }

  /// True when the picture already is what it should become.
  package var isIdentity: Bool { if case .nothing = step { true } else { false } }

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
      let source = SourceCodes(color)
      let (from, to) = (source.weights, LumaWeights.bt709)
      let (lumaSpan, chromaSpan, black) = (source.lumaSpan, source.chromaSpan, source.black)
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

    /// Of inputs that come times `scale`. What is added for rounding is a half unless a pattern takes its place.
    func row(_ plane: Int, scale: Double = 1, half: Double = 0.5) -> reel_equation {
      let row = rows[plane]
      let factors = row.factors.map { $0 / scale }
      // What is summed up without differences is rounded up, so that a half that is met exactly is not missed.
      let rule: FloatingPointRoundingRule = factors.allSatisfy { $0 > 0 } ? .up : .toNearestOrAwayFromZero
      let bits = (16...34).last { bits in factors.allSatisfy { ($0 * Self.power(bits)).magnitude < Self.power(30) - 1 } } ?? 16
      let whole = factors.map { Int64(($0 * Self.power(bits)).rounded(rule)) }
      let constant = Int64(((row.constant + half) * Self.power(bits)).rounded())
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

  /// From up to 12 bits to other colours in 8, by equations of eighths, in which chroma is interpolated.
  struct Dither: Sendable {
    /// Of Y', Cb and Cr.
    let rows: [reel_equation]
    /// For each of the rows, 8 rows of 16.
    let thresholds: [[Int32]]
    /// The code of grey.
    let zero: UInt16
    /// What 8 bits cannot say of an input. In full range that is all: the codes of two depths meet in the first and the last alone.
    let mask: Int32

    init(depth: Int, _ range: ColorDescription.Range, _ equations: Equations) {
      let unit = range == .full ? Double(1 << depth - 1) / 255 : Double(1 << (depth - 8))
      rows = (0..<3).map { equations.row($0, scale: 8 * unit, half: 0) }
      thresholds = rows.map { row in
        (0..<8).flatMap { y in (0..<16).map { x in Int32(2 * Bayer.place(x & 7, y) + 1) << (row.shift - 7) } }
      }
      zero = 1 << UInt16(depth - 1)
      mask = range == .full ? -1 : 8 << Int32(depth - 8) - 1
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
        (0..<8).flatMap { y in (0..<16).map { x in offset + UInt32(Bayer.place(x & 7, y)) << 17 } }
      }
    }
  }

  /// Bayer's 8x8 pattern, 0...63: bits of x ^ y and y in turn, those of the finest first.
  private enum Bayer {
    static func place(_ x: Int, _ y: Int) -> Int {
      (0..<3).reduce(0) { sum, bit in
        let (a, b) = ((x ^ y) >> bit & 1, y >> bit & 1)
        return sum | a << (5 - 2 * bit) | b << (4 - 2 * bit)
      }
    }
  }
}
