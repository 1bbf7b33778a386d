import CFFmpeg

/// What stands behind the last frame of an MPEG sound file and is none: tags, which the demuxer hands out like sound.
///
/// Every frame of layers I to III begins with eleven set bits (ISO/IEC 11172-3, 2.4.1.3). What does not is left out where no frame
/// follows, and said; where one does, the file is damaged.
struct ForeignTail {
  private let isMPEG: Bool
  /// How many have come out so far; the demuxer keeps some to itself.
  private(set) var bytes = 0

  init(_ codec: AVCodecID) {
    isMPEG = [AV_CODEC_ID_MP1, AV_CODEC_ID_MP2, AV_CODEC_ID_MP3].contains(codec)
  }

  /// True for a packet that is no frame.
  mutating func takes(_ packet: UnsafePointer<AVPacket>) -> Bool {
    guard isMPEG, let data = packet.pointee.data, packet.pointee.size >= 2, data[0] != 0xFF || data[1] & 0xE0 != 0xE0 else { return false }
    bytes += Int(packet.pointee.size)
    return true
  }

  var remark: String? { bytes > 0 ? "what stands behind the last frame is not sound: left out" : nil }
}
