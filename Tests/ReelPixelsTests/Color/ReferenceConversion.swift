import ReelCore

/// H.273's equations in doubles, by way of R'G'B'.
struct ReferenceConversion {
  let color: ColorDescription
  private var weights: (r: Double, g: Double, b: Double) { Self.weights(color.matrix) }

  static func weights(_ matrix: ColorDescription.Matrix) -> (r: Double, g: Double, b: Double) {
    switch matrix {
    case .bt709: (0.2126, 0.7152, 0.0722)
    case .bt2020: (0.2627, 0.6780, 0.0593)
    default: (0.299, 0.587, 0.114)
    }
  }

  /// R', G', B' of codes of 8 bits, which need not be whole.
  func rgb(_ y: Double, _ cb: Double, _ cr: Double) -> [Double] {
    let isFull = color.range == .full
    let luma = isFull ? y / 255 : (y - 16) / 219
    let (blue, red) = ((cb - 128) / (isFull ? 255 : 224), (cr - 128) / (isFull ? 255 : 224))
    let (kr, kg, kb) = weights
    let (r, b) = (luma + 2 * (1 - kr) * red, luma + 2 * (1 - kb) * blue)
    return [r, (luma - kr * r - kb * b) / kg, b]
  }

  /// What BT.709 in limited range makes of R', G', B' of 0...1.
  static func codes(_ rgb: [Double]) -> [Double] {
    let luma = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]
    return [16 + 219 * luma, 128 + 224 * (rgb[2] - luma) / 1.8556, 128 + 224 * (rgb[0] - luma) / 1.5748]
  }

  /// To the nearest code, halves up.
  static func rounded(_ value: Double) -> UInt8 { UInt8(min(max((value + 0.5).rounded(.down), 0), 255)) }

  func codes(_ y: Double, _ cb: Double, _ cr: Double) -> [Double] { Self.codes(rgb(y, cb, cr)) }
}
