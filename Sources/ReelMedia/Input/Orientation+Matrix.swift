import CFFmpeg
import ReelCore

extension VideoFacts.Orientation {
  /// Reads a display matrix (ISO/IEC 14496-12, section 6.2.2): a point (x, y) of the stored picture, y downwards, is shown at
  /// (a·x + c·y, b·x + d·y).
  ///
  /// - Returns: `nil` unless the matrix is made of quarter turns and reflections.
  init?(displayMatrix matrix: UnsafePointer<Int32>) {
    let (a, b, c, d) = (matrix[0].signum(), matrix[1].signum(), matrix[3].signum(), matrix[4].signum())
    switch (a, b, c, d) {
    case (1, 0, 0, 1): self.init()
    case (0, 1, -1, 0): self.init(quarterTurns: 1)
    case (-1, 0, 0, -1): self.init(quarterTurns: 2)
    case (0, -1, 1, 0): self.init(quarterTurns: 3)
    case (-1, 0, 0, 1): self.init(mirrored: true)
    case (0, -1, -1, 0): self.init(mirrored: true, quarterTurns: 1)
    case (1, 0, 0, -1): self.init(mirrored: true, quarterTurns: 2)
    case (0, 1, 1, 0): self.init(mirrored: true, quarterTurns: 3)
    default: return nil
    }
  }

  /// What a stream asks for; upright when it asks for nothing.
  init(of stream: UnsafePointer<AVStream>, file: String) throws(ReelError) {
    var size = 0
    let data = reel_stream_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size)
    try self.init(data, size: size, file: file, stream: Int(stream.pointee.index))
  }

  /// What a decoded picture asks for, as a JPEG does in its EXIF data.
  init(of frame: UnsafePointer<AVFrame>, file: String) throws(ReelError) {
    let data = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX)
    try self.init(data?.pointee.data, size: data?.pointee.size ?? 0, file: file, stream: nil)
  }

  private init(_ data: UnsafePointer<UInt8>?, size: Int, file: String, stream: Int?) throws(ReelError) {
    guard let data, size >= 9 * MemoryLayout<Int32>.size else {
      self = .upright
      return
    }
    let orientation = data.withMemoryRebound(to: Int32.self, capacity: 9) { Self(displayMatrix: $0) }
    guard let orientation else {
      throw ReelError(
        .unsupported, "the picture of\(Place(stream: stream).words) is to be turned by something else than quarter turns", file: file,
        hint: "turn it in an editor and export it upright")
    }
    self = orientation
  }
}
