import CFFmpeg
import ReelCore

/// A video decoder that would rather fail than hand out a picture that is not what was encoded.
///
/// Thread-safety: unsafe; one thread at a time.
final class Decoder {
  enum Received {
    /// A picture the caller now owns.
    case frame(UnsafeMutablePointer<AVFrame>)
    case needsInput
    case end
  }

  private let context: UnsafeMutablePointer<AVCodecContext>
  private let damage = DamageLog()
  private let file: String
  private let stream: Int
  private let timeBase: Rational
  /// Stamps of packets that an edit list cuts away; not every decoder drops their pictures itself.
  private var cut: Set<Int64> = []

  /// - Parameters:
  ///   - stream: of a context that outlives this call.
  ///   - isSurvey: leaves out pictures no other refers to, and the smoothing of block edges, where the codec can.
  /// - Throws: `unsupported` when no decoder is built in.
  init(_ stream: UnsafeMutablePointer<AVStream>, file: String, threads: Int, isSurvey: Bool = false) throws(ReelError) {
    self.file = file
    self.stream = Int(stream.pointee.index)
    timeBase = Rational(stream.pointee.time_base)
    let place = Place(file: file, stream: Int(stream.pointee.index))
    let codec = try Self.codec(for: stream, place)
    var context: UnsafeMutablePointer<AVCodecContext>? = try check(
      avcodec_alloc_context3(codec), "avcodec_alloc_context3", "open a decoder", place)
    guard let opened = context else { preconditionFailure("checked above") }
    self.context = opened
    do {
      try check(
        avcodec_parameters_to_context(opened, stream.pointee.codecpar), "avcodec_parameters_to_context", "open a decoder for", place)
      opened.pointee.pkt_timebase = stream.pointee.time_base
      opened.pointee.thread_count = CInt(threads)
      if isSurvey {
        opened.pointee.skip_frame = AVDISCARD_NONREF
        opened.pointee.skip_loop_filter = AVDISCARD_ALL
      }
      opened.pointee.flags |= AV_CODEC_FLAG_BITEXACT
      opened.pointee.err_recognition |= AV_EF_CRCCHECK | AV_EF_BITSTREAM | AV_EF_BUFFER | AV_EF_EXPLODE
      // Without it H.264 guesses the reordering depth when the stream does not say, and drops pictures where it guessed too low.
      opened.pointee.strict_std_compliance = FF_COMPLIANCE_STRICT
      // The log is freed after the context: `damage` is a property, the context goes in deinit.
      opened.pointee.opaque = Unmanaged.passUnretained(damage).toOpaque()
      try CodecOpening.open(opened, codec, path: .fastest, "open a decoder for", place)
    } catch {
      avcodec_free_context(&context)
      throw error
    }
  }

  deinit {
    var context: UnsafeMutablePointer<AVCodecContext>? = context
    avcodec_free_context(&context)
  }

  /// FFmpeg's own VP8 and VP9 decoders leave the alpha out; those of libvpx do not.
  private static func codec(for stream: UnsafeMutablePointer<AVStream>, _ place: Place) throws(ReelError) -> UnsafePointer<AVCodec> {
    let id = stream.pointee.codecpar.pointee.codec_id
    if stream.hasAlphaLayer {
      let name = id == AV_CODEC_ID_VP8 ? "libvpx" : "libvpx-vp9"
      if let codec = avcodec_find_decoder_by_name(name) { return codec }
      throw ReelError(
        .unsupported, "cannot decode the alpha of\(place.words)", file: place.file, detail: "FFmpeg has no decoder '\(name)'",
        hint: "use an FFmpeg built with libvpx, or another format with alpha: ProRes 4444, a PNG sequence")
    }
    if let codec = avcodec_find_decoder(id) { return codec }
    throw ReelError(
      .unsupported, "FFmpeg has no decoder for '\(String(cString: avcodec_get_name(id)))',\(place.words)", file: place.file,
      hint: "convert it to H.264 first")
  }

  /// Hands a packet to the decoder, `nil` for the end of the stream.
  func send(_ packet: UnsafeMutablePointer<AVPacket>?) throws(ReelError) {
    if let packet, packet.pointee.flags & AV_PKT_FLAG_DISCARD != 0, packet.pointee.pts != reel_nopts { cut.insert(packet.pointee.pts) }
    if let packet, packet.pointee.flags & AV_PKT_FLAG_CORRUPT != 0 {
      throw broken("the file is damaged", at: packet.pointee.pts, detail: "the packet is incomplete")
    }
    let stamp = packet?.pointee.pts ?? reel_nopts
    try check(avcodec_send_packet(context, packet), "avcodec_send_packet", "decode", place(at: stamp))
    try complain(at: stamp)
  }

  func receive() throws(ReelError) -> Received {
    let frame = try check(av_frame_alloc(), "av_frame_alloc", "decode", place(at: reel_nopts))
    var kept = false
    defer {
      var frame: UnsafeMutablePointer<AVFrame>? = frame
      if !kept { av_frame_free(&frame) }
    }
    while true {
      let code = avcodec_receive_frame(context, frame)
      if code == reel_averror_eagain { return .needsInput }
      if code == reel_averror_eof { return .end }
      try check(code, "avcodec_receive_frame", "decode", place(at: reel_nopts))
      let stamp = frame.pointee.best_effort_timestamp
      try complain(at: stamp)
      guard frame.pointee.decode_error_flags == 0, frame.pointee.flags & AV_FRAME_FLAG_CORRUPT == 0 else {
        throw broken("the picture is damaged", at: stamp, detail: LogTail.take() ?? "the decoder had to conceal a part of it")
      }
      if cut.remove(stamp) != nil {
        av_frame_unref(frame)
        continue
      }
      kept = true
      return .frame(frame)
    }
  }

  /// Forgets everything but the parameter sets, as before a jump.
  func flush() {
    avcodec_flush_buffers(context)
    cut.removeAll()
    _ = damage.take()
    LogTail.clear()
  }

  private func complain(at stamp: Int64) throws(ReelError) {
    if let line = damage.take() { throw broken("the picture is damaged", at: stamp, detail: line) }
  }

  private func broken(_ what: String, at stamp: Int64, detail: String) -> ReelError {
    ReelError(
      .invalid, "\(what) in\(place(at: stamp).words)", file: file, detail: detail, hint: "make or fetch the file again")
  }

  private func place(at stamp: Int64) -> Place {
    Place(file: file, stream: stream, time: stamp == reel_nopts ? nil : Time(ticks: stamp, of: timeBase))
  }
}

extension Rational {
  /// - Precondition: the denominator is not zero, as in the time base of every open stream.
  init(_ value: AVRational) { self.init(Int64(value.num), Int64(value.den)) }
}

extension UnsafeMutablePointer<AVStream> {
  /// True for VP8 and VP9 whose alpha is a second stream inside the packets (WebM's AlphaMode).
  var hasAlphaLayer: Bool {
    let id = pointee.codecpar.pointee.codec_id
    guard id == AV_CODEC_ID_VP8 || id == AV_CODEC_ID_VP9, let mode = av_dict_get(pointee.metadata, "alpha_mode", nil, 0) else {
      return false
    }
    return String(cString: mode.pointee.value) == "1"
  }
}
