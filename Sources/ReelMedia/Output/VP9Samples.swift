import ReelCore

/// Samples of VP9 ("VP Codec ISO Media File Format Binding", 1.0): packets as they are. Frames that are not shown stand in one packet with
/// the next that is.
struct VP9Samples: CodedFormat {
  let settings: VideoEncoderSettings

  var bits: Int { 8 }
  var reorderDelay: Int? { 0 }

  /// The payload of `vpcC`, a full box of version 1: profile 0, 8 bits, 4:2:0 with chroma where MPEG-2 has it.
  var configurationRecord: [UInt8] {
    let color = settings.color
    return [
      1, 0, 0, 0, 0, UInt8(settings.level), 8 << 4 | (color.range == .full ? 1 : 0), UInt8(color.primaries.rawValue),
      UInt8(color.transfer.rawValue), UInt8(color.matrix.rawValue), 0, 0,
    ]
  }

  /// Bitstream specification, 6.2: two bits that mark a frame, two of the profile, then `show_existing_frame` and `frame_type`.
  func sample(_ packet: [UInt8], number: Int) throws -> (bytes: [UInt8], isKey: Bool) {
    guard let first = packet.first, first >> 6 == 2, first >> 4 & 3 == 0 else {
      throw ReelError(.failed, "picture \(number) of a segment is no frame of VP9, profile 0")
    }
    return (packet, first & 0x0C == 0)
  }
}
