import CFFmpeg
import ReelCore

/// Where a sound stream begins and ends, added up from its packets.
///
/// A class, because the compiler (Swift 6.3, swiftlang/swift#90031) may take the `nil` of an optional struct for a value when the only
/// thing that tells them apart is a pointer in it, as the stream's here; builds without optimisation do.
final class SoundTally {
  private let stream: UnsafeMutablePointer<AVStream>
  private let timeBase: Rational
  private let rate: Int64
  private var start: Time?
  private var end: Time = .zero
  /// Samples the last packet brings that are not heard.
  private var padding: Int64 = 0
  /// Samples counted packet by packet, while the stamps agree: exact where the container rounds its stamps, as Matroska does.
  private var counted: Int64? = 0

  init(_ stream: UnsafeMutablePointer<AVStream>) {
    self.stream = stream
    timeBase = Rational(stream.pointee.time_base)
    rate = Int64(max(1, stream.pointee.codecpar.pointee.sample_rate))
  }

  func add(_ packet: UnsafePointer<AVPacket>) {
    guard packet.pointee.flags & AV_PKT_FLAG_DISCARD == 0 else { return }
    let begins = packet.pointee.pts == reel_nopts ? end : Time(ticks: packet.pointee.pts, of: timeBase)
    let skipped = packet.skippedSamples
    let start = start ?? begins + Time(Rational(skipped.front, rate))
    if self.start == nil { counted = -skipped.front }
    self.start = start
    count(packet, begins - start)
    end = begins + length(of: packet)
    padding = skipped.back
  }

  private func count(_ packet: UnsafePointer<AVPacket>, _ position: Time) {
    let samples = Int64(av_get_audio_frame_duration2(stream.pointee.codecpar, packet.pointee.size))
    guard let counted, samples > 0, timeBase > Rational(1, rate) else { return self.counted = nil }
    let drift = position - Time(Rational(counted, rate))
    self.counted = drift < Time(timeBase * Rational(2)) && Time.zero - drift < Time(timeBase * Rational(2)) ? counted + samples : nil
  }

  private func length(of packet: UnsafePointer<AVPacket>) -> Time {
    if packet.pointee.duration > 0 { return Time(ticks: packet.pointee.duration, of: timeBase) }
    return Time(Rational(Int64(stream.pointee.codecpar.pointee.frame_size), rate))
  }

  /// - Parameter origin: the moment that is time 0.
  /// - Returns: `nil` when nothing is heard.
  func facts(origin: Time) -> AudioFacts? {
    guard let start else { return nil }
    let parameters = stream.pointee.codecpar.pointee
    let length = counted.map { Time(Rational($0, rate)) } ?? end - start
    let duration = length - Time(Rational(padding, rate))
    guard duration > .zero else { return nil }
    return AudioFacts(
      stream: Int(stream.pointee.index), codec: String(cString: avcodec_get_name(parameters.codec_id)), sampleRate: Int(rate),
      channels: Int(parameters.ch_layout.nb_channels), layout: Self.name(of: parameters.ch_layout), start: start - origin,
      duration: duration)
  }

  /// `stereo`; where the file only counts channels, the usual layout of that many.
  private static func name(of layout: AVChannelLayout) -> String {
    var layout = layout
    var usual = AVChannelLayout()
    if layout.order == AV_CHANNEL_ORDER_UNSPEC { av_channel_layout_default(&usual, layout.nb_channels) }
    defer { av_channel_layout_uninit(&usual) }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
      let code =
        layout.order == AV_CHANNEL_ORDER_UNSPEC
        ? av_channel_layout_describe(&usual, buffer.baseAddress, buffer.count)
        : av_channel_layout_describe(&layout, buffer.baseAddress, buffer.count)
      return code >= 0 ? String(cString: UnsafePointer(buffer.baseAddress!)) : "\(layout.nb_channels) channels"  // 128 bytes
    }
  }
}

extension UnsafePointer<AVPacket> {
  /// Samples to drop from the packet's front and back: two little-endian 32-bit numbers (AV_PKT_DATA_SKIP_SAMPLES).
  var skippedSamples: (front: Int64, back: Int64) {
    var size = 0
    guard let data = av_packet_get_side_data(self, AV_PKT_DATA_SKIP_SAMPLES, &size), size >= 8 else { return (0, 0) }
    let number = { (at: Int) in (0..<4).reduce(Int64(0)) { $0 | Int64(data[at + $1]) << Int64(8 * $1) } }
    return (number(0), number(4))
  }
}
