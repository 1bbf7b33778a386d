import CFFmpeg
import ReelCore

/// A decoder of sound that would rather fail than hand out samples that are not what was encoded. Opened on ``CPUPath/fixed``.
///
/// Thread-safety: unsafe; one thread at a time.
final class SoundDecoder {
  enum Received { case frame, needsInput, end }

  /// What ``receive()`` fills.
  let frame: UnsafeMutablePointer<AVFrame>
  private let context: UnsafeMutablePointer<AVCodecContext>
  private let damage = DamageLog()
  private let file: String?
  private let stream: Int?
  private let timeBase: Rational
  /// Until the first frame is out: some decoders pick their functions when they see the first packet.
  private var isFresh = true
  private var lastStamp = reel_nopts

  /// - Parameters:
  ///   - parameters: of a stream; copied.
  ///   - timeBase: what the packets' stamps count.
  /// - Throws: `unsupported` when no decoder is built in.
  init(
    _ parameters: UnsafePointer<AVCodecParameters>, timeBase: AVRational, file: String? = nil, stream: Int? = nil
  ) throws(ReelError) {
    self.file = file
    self.stream = stream
    self.timeBase = Rational(timeBase)
    let place = Place(file: file, stream: stream)
    let id = parameters.pointee.codec_id
    let tried = "open a decoder for '\(String(cString: avcodec_get_name(id)))',"
    guard let codec = avcodec_find_decoder(id) else {
      throw ReelError(
        .unsupported, "cannot \(tried)\(place.words)", file: file, detail: "this FFmpeg has none", hint: "convert it to WAV first")
    }
    var context: UnsafeMutablePointer<AVCodecContext>? = try check(avcodec_alloc_context3(codec), "avcodec_alloc_context3", tried, place)
    var frame: UnsafeMutablePointer<AVFrame>?
    // Freed here on every way out that throws; nil once the object owns them.
    defer {
      avcodec_free_context(&context)
      av_frame_free(&frame)
    }
    frame = try check(av_frame_alloc(), "av_frame_alloc", tried, place)
    guard let opened = context, let owned = frame else { preconditionFailure("checked above") }
    try check(avcodec_parameters_to_context(opened, parameters), "avcodec_parameters_to_context", tried, place)
    opened.pointee.pkt_timebase = timeBase
    opened.pointee.thread_count = 1
    opened.pointee.flags |= reel_flag_bitexact
    opened.pointee.err_recognition |= AV_EF_CRCCHECK | AV_EF_EXPLODE
    // The context is freed in deinit, before the log, a property.
    opened.pointee.opaque = Unmanaged.passUnretained(damage).toOpaque()
    try CodecOpening.open(opened, codec, path: .fixed, tried, place)
    self.context = opened
    self.frame = owned
    context = nil
    frame = nil
  }

  deinit {
    var context: UnsafeMutablePointer<AVCodecContext>? = context
    var frame: UnsafeMutablePointer<AVFrame>? = frame
    avcodec_free_context(&context)
    av_frame_free(&frame)
  }

  /// Hands a packet to the decoder, `nil` for the end of the stream.
  func send(_ packet: UnsafeMutablePointer<AVPacket>?) throws(ReelError) {
    LogTail.clear()
    if let packet {
      lastStamp = packet.pointee.pts
      if packet.pointee.flags & AV_PKT_FLAG_CORRUPT != 0 { throw damaged("the packet is incomplete") }
    }
    let code = path { avcodec_send_packet(context, packet) }
    if code == reel_averror_invaliddata { throw damaged(damage.take() ?? "avcodec_send_packet: \(words(for: code))") }
    try check(code, "avcodec_send_packet", "decode", place)
  }

  /// The next run of samples, in ``frame``.
  func receive() throws(ReelError) -> Received {
    av_frame_unref(frame)
    let code = path { avcodec_receive_frame(context, frame) }
    if code == reel_averror_invaliddata { throw damaged(damage.take() ?? "avcodec_receive_frame: \(words(for: code))") }
    if let line = damage.take() { throw damaged(line) }
    if code == reel_averror_eagain { return .needsInput }
    if code == reel_averror_eof { return .end }
    try check(code, "avcodec_receive_frame", "decode", place)
    guard frame.pointee.decode_error_flags == 0, frame.pointee.flags & AV_FRAME_FLAG_CORRUPT == 0 else {
      throw damaged(LogTail.take() ?? "the decoder had to conceal a part of it")
    }
    isFresh = false
    return .frame
  }

  private func path(_ call: () -> CInt) -> CInt { isFresh ? CPUPath.fixed.opening(call) : call() }

  /// The error for sound that is not what was encoded, at the last packet sent.
  func damaged(_ detail: String) -> ReelError {
    ReelError(.invalid, "the sound is damaged in\(place.words)", file: file, detail: detail, hint: "make or fetch the file again")
  }

  private var place: Place {
    Place(file: file, stream: stream, time: lastStamp == reel_nopts ? nil : Time(ticks: lastStamp, of: timeBase))
  }
}
