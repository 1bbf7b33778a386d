import ReelCore

/// What the codes of Y'CbCr of 8 bits stand for (H.273, tables 3 and 4, equations 20 to 25): R'G'B' from 0 to 1.
struct SourceCodes: Sendable {
  let weights: LumaWeights
  /// Codes from black to white, and from the least to the greatest chroma.
  let lumaSpan: Double
  let chromaSpan: Double
  /// The code of black.
  let black: Double

  /// - Parameter color: with nothing left open.
  init(_ color: ColorDescription) {
    weights = LumaWeights(color.matrix)
    (lumaSpan, chromaSpan, black) = color.range == .full ? (255, 255, 0) : (219, 224, 16)
  }

  /// For each of R', G', B': factors of Y' less its black, of Cb - 128 and of Cr - 128.
  var rows: [[Double]] {
    let (y, blue, red) = (1 / lumaSpan, 2 * (1 - weights.b) / chromaSpan, 2 * (1 - weights.r) / chromaSpan)
    return [[y, 0, red], [y, -weights.b * blue / weights.g, -weights.r * red / weights.g], [y, blue, 0]]
  }

  /// Y', Cb - 128, Cr - 128.
  func codes(_ rgb: SIMD3<Double>) -> SIMD3<Double> {
    // From differences: of greys they are 0, whatever the rounding.
    let (red, blue) = (rgb.x - rgb.y, rgb.z - rgb.y)
    let luma = weights.r * red + weights.b * blue
    let half = chromaSpan / 2
    return SIMD3(
      black + lumaSpan * (rgb.y + luma), half * (blue - luma) / (1 - weights.b), half * (red - luma) / (1 - weights.r))
  }
}

/// What a channel counts for in luma (H.273, table 4).
struct LumaWeights: Sendable {
  let r: Double
  let g: Double
  let b: Double

  static let bt709 = LumaWeights(.bt709)

  init(_ matrix: ColorDescription.Matrix) {
    switch matrix {
    case .bt709: (r, g, b) = (0.2126, 0.7152, 0.0722)
    case .bt470bg, .smpte170m: (r, g, b) = (0.299, 0.587, 0.114)
    case .bt2020: (r, g, b) = (0.2627, 0.6780, 0.0593)
    case .rgb, .unspecified: preconditionFailure("\(matrix) has no weights")
    }
  }
}
