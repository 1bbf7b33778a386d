import ReelCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Turns R'G'B' with another gamma or other primaries into sRGB, as a PNG's gAMA and cHRM ask for (IEC 61966-2-1 for the curve).
///
/// Curves are tables of 65536 entries, made once.
struct SRGBConverter {
  /// Light of each code, 0...1.
  private let light: [Float]
  /// The sRGB code of light, by 16-bit steps of light's square root, where the eye's steps are about even.
  private let codes: [UInt16]
  /// Rows of the matrix from the file's primaries to those of sRGB; `nil` when they are the same.
  private let matrix: [Float]?

  /// - Parameters:
  ///   - gamma: the file's exponent times 100000; `nil` for the sRGB curve.
  ///   - chromaticities: as in cHRM.
  ///   - white: the code that is 1: 255 or 65535.
  /// - Returns: `nil` when nothing is to be done: a gamma within 5 % of 1/2.2 is what sRGB files say, as libpng has it.
  init?(gamma: Int?, _ chromaticities: PNGHeader.Chromaticities?, white: Double = 255) {
    let exponent = gamma.flatMap { $0 > 0 && abs(Double($0) / 45455 - 1) > 0.05 ? 100_000 / Double($0) : nil }
    let matrix = chromaticities.flatMap(Self.matrix)
    guard exponent != nil || matrix != nil else { return nil }
    self.matrix = matrix
    light = (0...65535).map { code in
      let value = Double(code) / 65535
      return Float(exponent.map { pow(value, $0) } ?? (value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)))
    }
    codes = (0...65535).map { step in
      let light = (Double(step) / 65535) * (Double(step) / 65535)
      return UInt16((white * (light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055)).rounded())
    }
  }

  /// From codes of 16 bits.
  func convert(_ r: UInt16, _ g: UInt16, _ b: UInt16) -> (UInt16, UInt16, UInt16) {
    let (r, g, b) = (light[Int(r)], light[Int(g)], light[Int(b)])
    guard let m = matrix else { return (code(r), code(g), code(b)) }
    return (
      code(m[0] * r + m[1] * g + m[2] * b), code(m[3] * r + m[4] * g + m[5] * b), code(m[6] * r + m[7] * g + m[8] * b)
    )
  }

  private func code(_ light: Float) -> UInt16 { codes[Int((min(1, max(0, light)).squareRoot() * 65535).rounded())] }

  private static let sRGB: PNGHeader.Chromaticities = [31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000]

  private static func matrix(_ chromaticities: PNGHeader.Chromaticities) -> [Float]? {
    guard zip(chromaticities, sRGB).contains(where: { abs($0 - $1) > 1000 }), let from = toXYZ(chromaticities), let to = toXYZ(sRGB),
      let back = inverse(to)
    else { return nil }
    return multiply(back, from).map(Float.init)
  }

  /// The matrix from light to XYZ that makes equal parts give white (SMPTE RP 177).
  private static func toXYZ(_ c: PNGHeader.Chromaticities) -> [Double]? {
    let xyz = stride(from: 0, to: 8, by: 2).map { i in
      let (x, y) = (Double(c[i]) / 100_000, Double(c[i + 1]) / 100_000)
      return [x / y, 1, (1 - x - y) / y]
    }
    guard xyz.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { return nil }
    let primaries = (0..<9).map { xyz[1 + $0 % 3][$0 / 3] }
    guard let back = inverse(primaries) else { return nil }
    let white = xyz[0]
    let gains: [Double] = (0..<3).map { back[$0 * 3] * white[0] + back[$0 * 3 + 1] * white[1] + back[$0 * 3 + 2] * white[2] }
    return (0..<9).map { primaries[$0] * gains[$0 % 3] }
  }

  private static func multiply(_ a: [Double], _ b: [Double]) -> [Double] {
    var product = [Double](repeating: 0, count: 9)
    for row in 0..<3 {
      for column in 0..<3 {
        for i in 0..<3 { product[row * 3 + column] += a[row * 3 + i] * b[i * 3 + column] }
      }
    }
    return product
  }

  /// By cofactors.
  private static func inverse(_ m: [Double]) -> [Double]? {
    func cofactor(_ row: Int, _ column: Int) -> Double {
      let (r1, r2) = ((row + 1) % 3 * 3, (row + 2) % 3 * 3)
      let (c1, c2) = ((column + 1) % 3, (column + 2) % 3)
      return m[r1 + c1] * m[r2 + c2] - m[r1 + c2] * m[r2 + c1]
    }
    let determinant: Double = m[0] * cofactor(0, 0) + m[1] * cofactor(0, 1) + m[2] * cofactor(0, 2)
    guard abs(determinant) > 1e-9 else { return nil }
    return (0..<9).map { cofactor($0 % 3, $0 / 3) / determinant }
  }
}
