import CFFmpeg
package import ReelCore

/// Encodes one track: interleaved float samples in, raw packets out. Opened on ``CPUPath/fixed``. Thread-safety: unsafe; one thread at a
/// time.
///
/// Packets cover ``priming`` samples that nobody shall hear, then every sample that came in; the last packet is filled up with silence,
/// or is shorter where the format allows it.
package final class AudioEncoder {
  package let settings: AudioEncoderSettings
  /// Samples a decoder gives before the first one that came in: 1024 for AAC, 312 for Opus, none for FLAC; none at all where
  /// ``AudioEncoderSettings/dropsPriming`` says that they take the place of as many that came in.
  package let priming: Int
  /// Samples still to leave out, and what the codec itself puts in front.
  private var dropping: Int
  private let codecPriming: Int
  /// Samples in a packet: 1024 for AAC, 960 for Opus, 4608 for FLAC at 48 kHz.
  package let packetLength: Int
  /// What the decoder must know first: for AAC an `AudioSpecificConfig` (ISO/IEC 14496-3, 1.6.2.1), for Opus the identification header
  /// (RFC 7845, 5.1), for FLAC the STREAMINFO block (RFC 9639, 8.2), which is whole only after ``finish()``.
  package private(set) var configuration: [UInt8]

  private let format: AudioFormat
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
    let format = try AudioFormat(settings)
    let codec = try format.codec()
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
    opened.pointee.sample_fmt = format.samples
    opened.pointee.bits_per_raw_sample = format.isInteger ? 24 : 0
    opened.pointee.sample_rate = CInt(settings.sampleRate)
    opened.pointee.time_base = AVRational(num: 1, den: CInt(settings.sampleRate))
    opened.pointee.bit_rate = Int64(settings.bitRate)
    if format.isAAC { opened.pointee.profile = reel_profile_aac_low }
    opened.pointee.thread_count = 1
    opened.pointee.flags |= reel_flag_global_header | reel_flag_bitexact
    av_channel_layout_default(&opened.pointee.ch_layout, CInt(settings.channels))
    try CodecOpening.open(opened, codec, options: format.options, path: .fixed, tried)
    buffer.pointee.format = CInt(format.samples.rawValue)
    buffer.pointee.sample_rate = opened.pointee.sample_rate
    buffer.pointee.nb_samples = opened.pointee.frame_size
    try check(av_channel_layout_copy(&buffer.pointee.ch_layout, &opened.pointee.ch_layout), "av_channel_layout_copy", tried)
    try check(av_frame_get_buffer(buffer, 0), "av_frame_get_buffer", tried)
    self.settings = settings
    self.format = format
    codecPriming = Int(opened.pointee.initial_padding)
    dropping = settings.dropsPriming == true ? codecPriming : 0
    priming = settings.dropsPriming == true ? 0 : codecPriming
    packetLength = Int(opened.pointee.frame_size)
    configuration = Array(UnsafeBufferPointer(start: opened.pointee.extradata, count: Int(opened.pointee.extradata_size)))
    self.context = opened
    self.frame = buffer
    self.packet = owned
    context = nil
    frame = nil
    packet = nil
    guard packetLength > 0, priming >= 0, !configuration.isEmpty else {
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

  /// Whether the installed FFmpeg has an encoder of this name.
  package static func isAvailable(_ name: String) -> Bool { avcodec_find_encoder_by_name(name) != nil }

  /// Samples that the codec itself puts in front.
  package static func priming(_ settings: AudioEncoderSettings) throws -> Int { try AudioEncoder(settings).codecPriming }

  /// Takes the next samples.
  ///
  /// - Parameters:
  ///   - interleaved: `frames * channels` numbers.
  ///   - frames: any number.
  /// - Returns: the packets that became ready.
  package func encode(_ interleaved: UnsafePointer<Float>, frames: Int) throws -> [CodedSample] {
    var samples: [CodedSample] = []
    var taken = min(dropping, frames)
    dropping -= taken
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
    guard dropping == 0, accepted > codecPriming - priming else {
      throw ReelError(
        .invalid, "cannot encode \(accepted) samples without an edit list: the first \(codecPriming) are lost", hint: "say edit_list: on")
    }
    var samples: [CodedSample] = []
    if pending > 0 {
      try check(av_frame_make_writable(frame), "av_frame_make_writable", "encode sound")
      if format.hasShortLast {
        frame.pointee.nb_samples = CInt(pending)
      } else {
        try format.write(nil, packetLength - pending, to: frame, at: pending)
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

  private func fill(_ interleaved: UnsafePointer<Float>, _ count: Int) throws {
    // The encoder may still refer to the frame it was sent before.
    try check(av_frame_make_writable(frame), "av_frame_make_writable", "encode sound")
    guard let bad = (0..<count * settings.channels).first(where: { !interleaved[$0].isFinite }) else {
      return try format.write(interleaved, count, to: frame, at: pending)
    }
    throw ReelError(
      .failed, "sample \(accepted + bad / settings.channels) of the mix is not a number", hint: "look for a broken source")
  }

  /// What an encoder knows only at its end: FLAC's digest of the sound, and its longest and shortest packets.
  private func renewConfiguration() {
    var size = 0
    guard let data = av_packet_get_side_data(packet, AV_PKT_DATA_NEW_EXTRADATA, &size), size == configuration.count else { return }
    configuration = Array(UnsafeBufferPointer(start: data, count: size))
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
      renewConfiguration()
      // FLAC's last word is its whole header, in a packet without sound.
      guard packet.pointee.size > 0 else { continue }
      let bytes = Array(UnsafeBufferPointer(start: packet.pointee.data, count: Int(packet.pointee.size)))
      let first = packets * packetLength
      let duration = format.isInteger && packet.pointee.duration > 0 ? Int(packet.pointee.duration) : packetLength
      samples.append(CodedSample(bytes: bytes, presentation: first, duration: duration, isKey: true))
      packets += 1
    }
  }
}
