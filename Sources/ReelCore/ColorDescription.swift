/// What the numbers of a picture mean. The raw values are those of ISO/IEC 23091-2 (H.273), as `colr` and VUI carry them.
public struct ColorDescription: Hashable, Sendable, Codable {
  /// The equations between R'G'B' and Y'CbCr.
  public enum Matrix: Int, Sendable, Codable { case rgb = 0, bt709 = 1, unspecified = 2, bt470bg = 5, smpte170m = 6, bt2020 = 9 }
  public enum Primaries: Int, Sendable, Codable {
    case bt709 = 1, unspecified = 2, bt470bg = 5, smpte170m = 6, bt2020 = 9, displayP3 = 12
  }
  public enum Transfer: Int, Sendable, Codable {
    case bt709 = 1, unspecified = 2, gamma22 = 4, gamma28 = 5, smpte170m = 6, linear = 8, sRGB = 13, bt2020 = 14, pq = 16, hlg = 18
  }
  public enum Range: Int, Sendable, Codable { case limited = 0, full = 1 }

  public var matrix: Matrix
  public var primaries: Primaries
  public var transfer: Transfer
  public var range: Range

  public init(matrix: Matrix, primaries: Primaries, transfer: Transfer, range: Range) {
    self.matrix = matrix
    self.primaries = primaries
    self.transfer = transfer
    self.range = range
  }

  /// What every canvas and output of the engine is: BT.709 in limited range, tagged 1-1-1.
  public static let bt709 = ColorDescription(matrix: .bt709, primaries: .bt709, transfer: .bt709, range: .limited)
  /// R'G'B' as PNG, JPEG and browsers mean it.
  public static let sRGB = ColorDescription(matrix: .rgb, primaries: .bt709, transfer: .sRGB, range: .full)

  /// True for PQ and HLG, which look washed out when shown as SDR.
  public var isHDR: Bool { transfer == .pq || transfer == .hlg }
}
