import CFFmpeg

/// When the first sample of a stream is heard, known from its first packets before anything is decoded.
///
/// That is where the first packet begins, after what it says is to be skipped, and not before the first packet that is presented at all:
/// an edit list may cut away whole packets in front.
struct SoundOrigin {
  private let timeBase: AVRational
  private let rate: CInt
  /// Samples a decoder drops by itself where the packets do not say so: Opus in WebM.
  private let padding: CInt
  /// Vorbis gives nothing for its first packet, by design (Vorbis I, 4.3.8), and begins with the second.
  private var silentPackets: Int
  private var isFirst = true
  private var isKnown = false
  private var found: Int64?

  init(_ parameters: UnsafePointer<AVCodecParameters>, timeBase: AVRational) {
    self.timeBase = timeBase
    rate = max(parameters.pointee.sample_rate, 1)
    padding = parameters.pointee.codec_id == AV_CODEC_ID_OPUS ? parameters.pointee.initial_padding : 0
    silentPackets = parameters.pointee.codec_id == AV_CODEC_ID_VORBIS ? 1 : 0
  }

  /// The stamp of the first sample; `nil` until a packet that is presented has been seen, and where packets have no stamps.
  var stamp: Int64? { isKnown ? found : nil }

  /// Takes note of the next packet; only the first few matter.
  mutating func add(_ packet: UnsafePointer<AVPacket>) {
    guard !isKnown, packet.pointee.pts != reel_nopts else { return }
    guard silentPackets == 0 else {
      silentPackets -= 1
      return
    }
    var begins = packet.pointee.pts
    if isFirst {
      let skipped = packet.skippedAtFront ?? Int64(padding)
      begins = begins &+ av_rescale_q(skipped, AVRational(num: 1, den: rate), timeBase)
    }
    isFirst = false
    found = max(found ?? begins, begins)
    isKnown = packet.pointee.flags & AV_PKT_FLAG_DISCARD == 0
  }
}

extension UnsafePointer<AVPacket> {
  /// The first number of AV_PKT_DATA_SKIP_SAMPLES: "u32le number of samples to skip from start of this packet" (libavcodec/packet.h).
  fileprivate var skippedAtFront: Int64? {
    var size = 0
    guard let data = av_packet_get_side_data(self, AV_PKT_DATA_SKIP_SAMPLES, &size), size >= 10 else { return nil }
    return Int64(UnsafeRawPointer(data).loadUnaligned(as: UInt32.self).littleEndian)
  }
}
