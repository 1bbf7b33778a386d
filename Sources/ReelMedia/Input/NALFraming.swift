/// How the NAL units of H.264 and HEVC are told apart: by length fields (MP4, Matroska) or by start codes (transport streams).
enum NALFraming {
  case lengths(Int)
  case startCodes

  /// `avcC` and `hvcC` begin with a 1; parameter sets with start codes begin with a 0.
  init(_ extradata: UnsafeRawBufferPointer, lengthSizeAt offset: Int) {
    self = extradata.count > offset && extradata[0] == 1 ? .lengths(Int(extradata[offset] & 3) + 1) : .startCodes
  }

  /// Calls `body` with the first byte of each unit.
  func forEachUnit(_ bytes: UnsafeRawBufferPointer, _ body: (UInt8) -> Void) {
    var at = 0
    switch self {
    case .lengths(let width):
      while at + width < bytes.count {
        let length = (0..<width).reduce(0) { $0 << 8 | Int(bytes[at + $1]) }
        at += width
        if length > 0 { body(bytes[at]) }
        at += length
      }
    case .startCodes:
      while at + 3 < bytes.count {
        if bytes[at] == 0, bytes[at + 1] == 0, bytes[at + 2] == 1 {
          body(bytes[at + 3])
          at += 3
        } else {
          at += 1
        }
      }
    }
  }
}
