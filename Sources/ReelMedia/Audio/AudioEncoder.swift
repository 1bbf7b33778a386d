import CFFmpeg
package import ReelCore

/// Encodes one track: interleaved float samples in, raw packets out. Opened on ``CPUPath/fixed``. Thread-safety: unsafe; one thread at a
/// time.
///
/// Packets cover ``priming`` samples that nobody shall hear, then every sample that came in; the last packet is filled up with silence.
package final class AudioEncoder {
  package let settings: AudioEncoderSettings
  /// Samples a decoder gives before the first one that came in: 1024 for AAC.
  package let priming: Int
  /// Samples in a packet: 1024 for AAC.
  package let packetLength: Int
  /// What the decoder must know first: for AAC an `AudioSpecificConfig` (ISO/IEC 14496-3, 1.6.2.1).
  package let configuration: [UInt8]

  private let context: UnsafeMutablePointer<AVCodecContext>
  private let frame: UnsafeMutablePointer<AVFrame>
  private let packet: UnsafeMutablePointer<AVPacket>
  /// Samples in `frame`, which is sent when it is full.
  private var pending = 0
  private var accepted = 0
  private var sent = 0
  private var packets = 0

  /// - Throws: `unsupported` when this FFmpeg has no such encoder or the engine does not drive it; `invalid` for settings it refuses.
  package init(_ settings: AudioEncoderSettings) throws {
    let codec = try Self.codec(settings)
    let wanted = "\(settings.channels) channels at \(settings.sampleRate) Hz, \(settings.bitRate) b/s"
    let tried = "open the encoder \(settings.encoder) for \(wanted)"
    var context: UnsafeMutablePointer<AVCodecContext>? = try check(avcodec_alloc_context3(codec), "avcodec_alloc_context3", tried)
    var frame: UnsafeMutablePointer<AVFrame>?
    var packet: UnsafeMutablePointer<AVPacket>?
    // Freed here on every way out that throws; nil once the object owns them.
    defer {
      avcodec_free_context(&context)
      av_frame_free(&frame)
      av_packet_free(&packet)
    }
    frame = try check(av_frame_alloc(), "av_frame_alloc", tried)
    packet = try check(av_packet_alloc(), "av_packet_alloc", tried)
    guard let opened = context, let buffer = frame, let owned = packet else { preconditionFailure("checked above") }
    opened.pointee.sample_fmt = AV_SAMPLE_FMT_FLTP
    opened.pointee.sample_rate = CInt(settings.sampleRate)
    opened.pointee.time_base = AVRational(num: 1, den: CInt(settings.sampleRate))
    opened.pointee.bit_rate = Int64(settings.bitRate)
    opened.pointee.profile = reel_profile_aac_low
    opened.pointee.thread_count = 1
    opened.pointee.flags |= reel_flag_global_header | reel_flag_bitexact
    av_channel_layout_default(&opened.pointee.ch_layout, CInt(settings.channels))
    try CodecOpening.open(opened, codec, options: Self.options(settings), path: .fixed, tried)
    buffer.pointee.format = CInt(AV_SAMPLE_FMT_FLTP.rawValue)
    buffer.pointee.sample_rate = opened.pointee.sample_rate
    buffer.pointee.nb_samples = opened.pointee.frame_size
    try check(av_channel_layout_copy(&buffer.pointee.ch_layout, &opened.pointee.ch_layout), "av_channel_layout_copy", tried)
    try check(av_frame_get_buffer(buffer, 0), "av_frame_get_buffer", tried)
    self.settings = settings
    priming = Int(opened.pointee.initial_padding)
    packetLength = Int(opened.pointee.frame_size)
    configuration = Array(UnsafeBufferPointer(start: opened.pointee.extradata, count: Int(opened.pointee.extradata_size)))
    self.context = opened
    self.frame = buffer
    self.packet = owned
    context = nil
    frame = nil
    packet = nil
    guard packetLength > 0, priming % packetLength == 0, !configuration.isEmpty else {
      throw ReelError(.failed, "the encoder \(settings.encoder) has packets of \(packetLength) samples after \(priming) of priming")
    }
  }

  deinit {
    var context: UnsafeMutablePointer<AVCodecContext>? = context
    var frame: UnsafeMutablePointer<AVFrame>? = frame
    var packet: UnsafeMutablePointer<AVPacket>? = packet
    avcodec_free_context(&context)
    av_frame_free(&frame)
    av_packet_free(&packet)
  }

  /// Takes the next samples.
  ///
  /// - Parameters:
  ///   - interleaved: `frames * channels` numbers.
  ///   - frames: any number.
  /// - Returns: the packets that became ready.
  package func encode(_ interleaved: UnsafePointer<Float>, frames: Int) throws -> [CodedSample] {
    var samples: [CodedSample] = []
    var taken = 0
    while taken < frames {
      let count = min(frames - taken, packetLength - pending)
      try fill(interleaved + taken * settings.channels, count)
      taken += count
      pending += count
      if pending == packetLength { samples += try sendPending() }
    }
    accepted += frames
    return samples
  }

  /// Ends the track.
  ///
  /// - Returns: the packets still due.
  /// - Throws: `failed` unless all packets together cover the priming and every sample that came in.
  package func finish() throws -> [CodedSample] {
    guard accepted > 0 else { throw ReelError(.invalid, "cannot encode a track without samples") }
    var samples: [CodedSample] = []
    if pending > 0 {
      try check(av_frame_make_writable(frame), "av_frame_make_writable", "encode sound")
      for channel in 0..<settings.channels {
        (plane(channel) + pending).update(repeating: 0, count: packetLength - pending)
      }
      samples += try sendPending()
    }
    try check(avcodec_send_frame(context, nil), "avcodec_send_frame", "encode sound", kind: .failed)
    samples += try receive()
    let due = (priming + accepted + packetLength - 1) / packetLength
    guard packets == due else {
      throw ReelError(
        .failed, "the encoder \(settings.encoder) made \(packets) packets of \(packetLength) samples for \(accepted), not \(due)")
    }
    return samples
  }

  private func plane(_ channel: Int) -> UnsafeMutablePointer<Float> {
    guard let data = frame.pointee.extended_data[channel] else { preconditionFailure("a frame without channel \(channel)") }
    return UnsafeMutableRawPointer(data).assumingMemoryBound(to: Float.self)
  }

  private func fill(_ interleaved: UnsafePointer<Float>, _ count: Int) throws {
    // The encoder may still refer to the frame it was sent before.
    try check(av_frame_make_writable(frame), "av_frame_make_writable", "encode sound")
    let channels = settings.channels
    for channel in 0..<channels {
      let plane = plane(channel) + pending
      for i in 0..<count {
        let value = interleaved[i * channels + channel]
        guard value.isFinite else {
          throw ReelError(.failed, "sample \(accepted + i) of the mix is not a number", hint: "look for a broken source")
        }
        plane[i] = value
      }
    }
  }

  private func sendPending() throws -> [CodedSample] {
    frame.pointee.pts = Int64(sent)
    sent += packetLength
    pending = 0
    LogTail.clear()
    try check(avcodec_send_frame(context, frame), "avcodec_send_frame", "encode sound", kind: .failed)
    return try receive()
  }

  private func receive() throws -> [CodedSample] {
    var samples: [CodedSample] = []
    while true {
      let code = avcodec_receive_packet(context, packet)
      if code == reel_averror_eagain || code == reel_averror_eof { return samples }
      try check(code, "avcodec_receive_packet", "encode sound", kind: .failed)
      defer { av_packet_unref(packet) }
      let bytes = Array(UnsafeBufferPointer(start: packet.pointee.data, count: Int(packet.pointee.size)))
      samples.append(CodedSample(bytes: bytes, presentation: packets * packetLength, duration: packetLength, isKey: true))
      packets += 1
    }
  }

  private static func codec(_ settings: AudioEncoderSettings) throws -> UnsafePointer<AVCodec> {
    guard settings.encoder == "aac" else {
      throw ReelError(.unsupported, "the engine does not drive the encoder '\(settings.encoder)'", hint: "use aac")
    }
    guard let codec = avcodec_find_encoder_by_name(settings.encoder) else {
      throw ReelError(
        .unsupported, "the installed FFmpeg has no encoder '\(settings.encoder)'", hint: "install one built with its own AAC encoder")
    }
    guard (1...2).contains(settings.channels), (7350...96000).contains(settings.sampleRate) else {
      throw ReelError(.invalid, "cannot encode \(settings.channels) channels at \(settings.sampleRate) Hz: 1...2 and 7350...96000")
    }
    return codec
  }

  /// The `fast` coder from 32 kb/s a channel on: of the two that are not experimental it "is better and much faster at higher bitrates"
  /// (FFmpeg's manual). Below, `twoloop`.
  private static func options(_ settings: AudioEncoderSettings) -> [(name: String, value: String)] {
    [("aac_coder", settings.bitRate >= 32000 * settings.channels ? "fast" : "twoloop"), ("strict", "normal")]
  }
}
