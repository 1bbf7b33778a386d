import CFFmpeg
package import ReelCore

/// The packets of one stream as they are, for who takes them over without encoding anew.
///
/// Thread-safety: unsafe; one thread at a time.
package final class CodedStream {
  package struct Packet: Sendable {
    package var bytes: [UInt8]
    /// Ticks of ``CodedStream/timeBase``; `nil` where the container does not say.
    package var pts: Int64?
    package var duration: Int64
    /// Whether it begins with a picture at which a decoder may begin; see ``PacketRules``.
    package var isReset: Bool
    /// Whether something in it is shown. False where an edit list cuts it away, too.
    package var isShown: Bool
    package var hasParameterSets: Bool
    /// Samples that are decoded and not heard, at its front.
    package var skipped: Int
  }

  /// The codec's name: `h264`, `aac`.
  package let codec: String
  /// What the container says of the codec: the payload of `avcC` or `hvcC`, an `AudioSpecificConfig`.
  package let configuration: [UInt8]
  package let timeBase: Rational
  package let isProgressive: Bool

  private let demuxer: Demuxer
  private let rules: PacketRules

  /// - Parameter stream: its number in the file.
  package init(path: String, stream number: Int) throws {
    demuxer = try Demuxer(path: path)
    guard number < demuxer.streamCount else { throw ReelError(.invalid, "changed while it was read", file: path, hint: "run again") }
    demuxer.select([number])
    let stream = demuxer.stream(number)
    let parameters = stream.pointee.codecpar.pointee
    codec = String(cString: avcodec_get_name(parameters.codec_id))
    configuration = Array(UnsafeBufferPointer(start: parameters.extradata, count: Int(parameters.extradata_size)))
    timeBase = Rational(stream.pointee.time_base)
    isProgressive = parameters.field_order == AV_FIELD_PROGRESSIVE || parameters.field_order == AV_FIELD_UNKNOWN
    rules = PacketRules(stream.pointee.codecpar)
  }

  /// The next packet in decoding order; `nil` at the end.
  package func next() throws -> Packet? {
    guard let packet = try demuxer.next() else { return nil }
    let finding = rules.examine(packet)
    return Packet(
      bytes: Array(UnsafeBufferPointer(start: packet.pointee.data, count: Int(packet.pointee.size))),
      pts: packet.pointee.pts == reel_nopts ? nil : packet.pointee.pts, duration: packet.pointee.duration,
      isReset: finding?.isReset ?? false, isShown: finding?.isShown ?? true && packet.pointee.flags & AV_PKT_FLAG_DISCARD == 0,
      hasParameterSets: finding?.hasParameterSets ?? false, skipped: Int(UnsafePointer(packet).skippedSamples.front))
  }
}
