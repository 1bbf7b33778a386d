/// One NAL unit of an H.264 stream (ITU-T H.264, 7.3.1): its header byte and payload, without a start code.
struct H264NAL {
  /// `nal_unit_type`, table 7-1.
  enum Kind: UInt8 { case slice = 1, idr = 5, sei = 6, sequenceParameterSet = 7, pictureParameterSet = 8, accessUnitDelimiter = 9 }

  let bytes: ArraySlice<UInt8>

  var kind: Kind? { bytes.first.flatMap { Kind(rawValue: $0 & 0x1F) } }

  /// `nal_ref_idc`: 0 for pictures that nothing refers to.
  var isReference: Bool { bytes.first.map { $0 & 0x60 != 0 } ?? false }

  /// True for an SEI unit whose first message is `user_data_unregistered` (payload type 5, annex D): where x264 writes its name,
  /// version and options. They are known from the settings, and would only make segments of other builds differ.
  var isEncoderNote: Bool { kind == .sei && bytes.dropFirst().first == 5 }

  /// The units of a byte stream (annex B), without their start codes and trailing zero bytes.
  static func split(annexB stream: [UInt8]) -> [H264NAL] {
    var units: [H264NAL] = []
    var begin: Int?
    var zeros = 0
    for (i, byte) in stream.enumerated() {
      if byte == 1, zeros >= 2 {
        append(stream, begin, i - zeros, to: &units)
        begin = i + 1
      }
      zeros = byte == 0 ? zeros + 1 : 0
    }
    // `trailing_zero_8bits` are not part of the last unit either: a unit ends with its stop bit.
    append(stream, begin, stream.count - zeros, to: &units)
    return units
  }

  private static func append(_ stream: [UInt8], _ begin: Int?, _ end: Int, to units: inout [H264NAL]) {
    if let begin, begin < end { units.append(H264NAL(bytes: stream[begin..<end])) }
  }
}
