import CFFmpeg
import ReelCore

extension ColorDescription {
  /// What a decoded frame says of itself, completed by what its stream says.
  init(of frame: UnsafePointer<AVFrame>, fallback: ColorDescription?) throws(ReelError) {
    let frame = frame.pointee
    try self.init(
      matrix: frame.colorspace, primaries: frame.color_primaries, transfer: frame.color_trc, range: frame.color_range,
      format: AVPixelFormat(frame.format), fallback: fallback)
  }

  /// What a stream says.
  init(of parameters: UnsafePointer<AVCodecParameters>) throws(ReelError) {
    let parameters = parameters.pointee
    try self.init(
      matrix: parameters.color_space, primaries: parameters.color_primaries, transfer: parameters.color_trc,
      range: parameters.color_range, format: AVPixelFormat(parameters.format), fallback: nil)
  }

  private init(
    matrix: AVColorSpace, primaries: AVColorPrimaries, transfer: AVColorTransferCharacteristic, range: AVColorRange,
    format: AVPixelFormat, fallback: ColorDescription?
  ) throws(ReelError) {
    let matrix = try Self.value(Int(matrix.rawValue), "matrix", or: fallback?.matrix ?? .unspecified) { Matrix(rawValue: $0) }
    let primaries = try Self.value(Int(primaries.rawValue), "primaries", or: fallback?.primaries ?? .unspecified) {
      Primaries(rawValue: $0)
    }
    let transfer = try Self.value(Int(transfer.rawValue), "transfer", or: fallback?.transfer ?? .unspecified) {
      // 15 is 14 with more bits; the curve is the same (H.273, table 3).
      Transfer(rawValue: $0 == 15 ? 14 : $0)
    }
    let range: Range =
      if range == AVCOL_RANGE_JPEG || format.isFullRangeByName || format.isRGB { .full } else if range == AVCOL_RANGE_MPEG { .limited } else
      { fallback?.range ?? .limited }
    self.init(
      matrix: format.isRGB ? .rgb : matrix == .rgb ? .unspecified : matrix, primaries: primaries, transfer: transfer, range: range)
  }

  /// 2 is "unspecified" in H.273; 3 is reserved, and 0 too but for the matrix: writers that leave a field empty put it there.
  private static func value<T>(_ code: Int, _ what: String, or fallback: T, _ make: (Int) -> T?) throws(ReelError) -> T {
    if code == 2 || code == 3 || (code == 0 && what != "matrix") { return fallback }
    if let value = make(code) { return value }
    throw ReelError(
      .unsupported, "the picture is tagged with colour \(what) \(code) of H.273, which the engine has no equations for",
      hint: "convert it to BT.709 first")
  }
}

extension ColorDescription {
  var avMatrix: AVColorSpace { AVColorSpace(rawValue: .init(matrix.rawValue)) }
  var avPrimaries: AVColorPrimaries { AVColorPrimaries(rawValue: .init(primaries.rawValue)) }
  var avTransfer: AVColorTransferCharacteristic { AVColorTransferCharacteristic(rawValue: .init(transfer.rawValue)) }
  var avRange: AVColorRange { range == .full ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG }

  /// Writes the tags into a frame.
  func tag(_ frame: UnsafeMutablePointer<AVFrame>) {
    frame.pointee.colorspace = avMatrix
    frame.pointee.color_primaries = avPrimaries
    frame.pointee.color_trc = avTransfer
    frame.pointee.color_range = avRange
  }
}
