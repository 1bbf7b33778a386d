import CFFmpeg
package import ReelCore

/// Encodes one segment: frames in presentation order in, one closed GOP out. Not thread-safe; one encoder per segment.
///
/// What comes out depends on the settings and the pixels alone: one thread, the same decisions on every CPU of an architecture, no
/// library version in the bytes.
package final class VideoEncoder {
  package let settings: VideoEncoderSettings
  /// The payload of the sample entry's configuration box, `avcC`, `hvcC` or `vpcC`: the same bytes for every segment of these settings.
  package let parameterSets: [UInt8]
  /// The parameter sets as NAL units without start codes or lengths, in the order a decoder needs them; none where a format has no such units.
  package var headerNALs: [[UInt8]] { format.headerNALs }
  /// How many frames decoding order may run ahead of presentation: a sample at place `i` in decoding order is decoded at `i - reorderDelay`.
  package let reorderDelay: Int

  private let context: UnsafeMutablePointer<AVCodecContext>
  private let packet: UnsafeMutablePointer<AVPacket>
  private let format: any CodedFormat
  /// Where the encoder takes more bits than the canvas has.
  private let deep: DeepPictures?
  private var sent = 0
  private var received = 0
  private var seen: [Bool] = []

  /// - Throws: `unsupported` when this FFmpeg has no such encoder, or the engine does not drive it; `invalid` for settings it refuses.
  /// - Parameter frames: how many will come: a bit rate cap is shared out over them; `nil` is a whole GOP.
  package convenience init(_ settings: VideoEncoderSettings, frames: Int? = nil) throws {
    try self.init(settings, frames: frames, extraParameters: [])
  }

  /// - Parameter extraParameters: of the library's own, put after the engine's, for comparing what should not matter (`asm=0`).
  package init(_ settings: VideoEncoderSettings, frames: Int? = nil, extraParameters: [String]) throws {
    let codec = try Self.codec(settings)
    let tried = "open the encoder \(settings.encoder) for \(settings.size) at \(settings.rate) frames per second"
    var context: UnsafeMutablePointer<AVCodecContext>? = try check(avcodec_alloc_context3(codec), "avcodec_alloc_context3", tried)
    var packet: UnsafeMutablePointer<AVPacket>?
    // Freed here on every way out that throws; nil once the object owns them.
    defer {
      avcodec_free_context(&context)
      av_packet_free(&packet)
    }
    packet = try check(av_packet_alloc(), "av_packet_alloc", tried)
    guard let opened = context, let owned = packet else { preconditionFailure("checked above") }
    Self.configure(opened, settings)
    try CodecOpening.open(
      opened, codec, options: Self.options(settings, frames: frames, extra: extraParameters), path: .fastest, tried)
    let header = Array(UnsafeBufferPointer(start: opened.pointee.extradata, count: Int(opened.pointee.extradata_size)))
    guard let format = Self.format(settings, header), format.bits == settings.bits else {
      throw ReelError(.failed, "the encoder \(settings.encoder) gave no parameter sets for \(settings.bits) bits")
    }
    deep = try settings.bits > 8 ? DeepPictures(size: settings.size) : nil
    self.format = format
    self.settings = settings
    parameterSets = format.configurationRecord
    reorderDelay = format.reorderDelay ?? Int(opened.pointee.has_b_frames)
    self.context = opened
    self.packet = owned
    context = nil
    packet = nil
  }

  deinit {
    var context: UnsafeMutablePointer<AVCodecContext>? = context
    var packet: UnsafeMutablePointer<AVPacket>? = packet
    avcodec_free_context(&context)
    av_packet_free(&packet)
  }

  /// True when the FFmpeg this process runs with has an encoder of that name, for pictures or sound.
  package static func isAvailable(_ name: String) -> Bool { avcodec_find_encoder_by_name(name) != nil }

  /// Takes the next frame in presentation order.
  ///
  /// - Returns: the samples that became ready, in decoding order; often none.
  /// - Throws: `invalid` for a frame of another size, layout or colour than the settings', or one more than a GOP holds.
  package func encode(_ frame: Frame) throws -> [CodedSample] {
    guard frame.size == settings.size, frame.format == .yuv420p8, frame.color == settings.color else {
      throw ReelError(
        .invalid,
        "cannot encode frame \(sent) of a segment: it is \(frame.size) \(frame.layoutName) \(frame.color), "
          + "the segment is \(settings.size) yuv420p \(settings.color)")
    }
    guard sent < max(settings.gop, 1) else {
      throw ReelError(.invalid, "cannot encode frame \(sent) of a segment: a group of pictures holds \(settings.gop)")
    }
    // Fresh properties: a decoded frame's type would be taken as an order, its side data would be written into the stream.
    var picture: UnsafeMutablePointer<AVFrame>? = try check(av_frame_alloc(), "av_frame_alloc", "encode frame \(sent)")
    defer { av_frame_free(&picture) }
    guard let picture else { preconditionFailure("checked above") }
    if let deep {
      try deep.deepen(frame, into: picture)
    } else {
      try check(av_frame_ref(picture, frame.raw), "av_frame_ref", "encode frame \(sent)")
    }
    while picture.pointee.nb_side_data > 0, let side = picture.pointee.side_data[0] {
      av_frame_remove_side_data(picture, side.pointee.type)
    }
    picture.pointee.pict_type = AV_PICTURE_TYPE_NONE
    picture.pointee.pts = Int64(sent)
    reel_frame_set_key(picture, 0)
    reel_frame_set_duration(picture, 1)
    settings.color.tag(picture)
    try send(picture)
    sent += 1
    return try receive()
  }

  /// Ends the segment.
  ///
  /// - Returns: the samples still due, in decoding order.
  /// - Throws: `failed` unless there is one sample for every frame, an IDR picture first and no other.
  package func finish() throws -> [CodedSample] {
    try send(nil)
    let rest = try receive()
    guard received == sent, seen.allSatisfy({ $0 }) else {
      throw ReelError(.failed, "the encoder \(settings.encoder) made \(received) pictures of \(sent) frames")
    }
    return rest
  }

  private func send(_ picture: UnsafeMutablePointer<AVFrame>?) throws {
    LogTail.clear()
    try check(avcodec_send_frame(context, picture), "avcodec_send_frame", "encode frame \(sent)", kind: .failed)
  }

  private func receive() throws -> [CodedSample] {
    var samples: [CodedSample] = []
    while true {
      let code = avcodec_receive_packet(context, packet)
      if code == reel_averror_eagain || code == reel_averror_eof { return samples }
      try check(code, "avcodec_receive_packet", "encode frame \(received)", kind: .failed)
      defer { av_packet_unref(packet) }
      samples.append(try sample())
    }
  }

  private func sample() throws -> CodedSample {
    let bytes = Array(UnsafeBufferPointer(start: packet.pointee.data, count: Int(packet.pointee.size)))
    let sample = try format.sample(bytes, number: received)
    guard sample.isKey == (received == 0) else {
      throw ReelError(.failed, "picture \(received) of a segment is \(sample.isKey ? "a second key frame" : "not a key frame")")
    }
    let presentation = packet.pointee.pts
    guard (0..<Int64(max(settings.gop, sent))).contains(presentation) else {
      throw ReelError(.failed, "the encoder \(settings.encoder) gave picture \(received) the time \(presentation)")
    }
    if seen.count < Int(presentation) + 1 { seen += repeatElement(false, count: Int(presentation) + 1 - seen.count) }
    seen[Int(presentation)] = true
    received += 1
    return CodedSample(bytes: sample.bytes, presentation: Int(presentation), duration: 1, isKey: sample.isKey)
  }
}

extension VideoEncoder {
  /// The encoders the engine knows how to drive to equal bytes and one closed GOP.
  private static let driven = ["libx264", "libx265", "libvpx-vp9"]

  private static func options(
    _ settings: VideoEncoderSettings, frames: Int?, extra: [String]
  ) throws -> [(name: String, value: String)] {
    switch settings.encoder {
    case "libx265": try X265Options(settings, frames: frames, extra: extra).wrapper
    case "libvpx-vp9": try VP9Options(settings).wrapper.map { (name: $0.key, value: $0.value) }
    default: try X264Options(settings, frames: frames, extra: extra).wrapper
    }
  }

  /// - Parameter header: what the encoder gives before any picture.
  private static func format(_ settings: VideoEncoderSettings, _ header: [UInt8]) -> (any CodedFormat)? {
    switch settings.encoder {
    case "libx265":
      // Older wrappers of x265 leave the context's number of reordered frames at 0.
      HEVCParameterSets(annexB: header).map { NALSamples(sets: $0, bits: $0.bits, reorderDelay: $0.reorderDelay) }
    case "libvpx-vp9": VP9Samples(settings: settings)
    default: H264ParameterSets(annexB: header).map { NALSamples(sets: $0) }
    }
  }

  private static func codec(_ settings: VideoEncoderSettings) throws -> UnsafePointer<AVCodec> {
    guard driven.contains(settings.encoder) else {
      throw ReelError(
        .unsupported, "the engine does not drive the encoder '\(settings.encoder)'", hint: "use \(driven.joined(separator: " or "))")
    }
    guard let codec = avcodec_find_encoder_by_name(settings.encoder) else {
      throw ReelError(
        .unsupported, "the installed FFmpeg has no encoder '\(settings.encoder)'",
        hint: "install one built with --enable-\(settings.encoder): Debian's libavcodec-extra, Homebrew's ffmpeg")
    }
    let size = settings.size
    guard size.width > 0, size.height > 0, size.width % 2 == 0, size.height % 2 == 0, max(size.width, size.height) <= 16384 else {
      throw ReelError(.invalid, "cannot encode \(size): both sides must be even and 2...16384")
    }
    guard settings.rate.perSecond.numerator <= Int64(Int32.max), settings.rate.perSecond.denominator <= Int64(Int32.max) else {
      throw ReelError(.invalid, "cannot encode \(settings.rate) frames per second: the fraction needs more than 31 bits")
    }
    return codec
  }

  private static func configure(_ context: UnsafeMutablePointer<AVCodecContext>, _ settings: VideoEncoderSettings) {
    let rate = settings.rate.perSecond
    context.pointee.width = CInt(settings.size.width)
    context.pointee.height = CInt(settings.size.height)
    context.pointee.pix_fmt = settings.bits > 8 ? AV_PIX_FMT_YUV420P10LE : AV_PIX_FMT_YUV420P
    context.pointee.sample_aspect_ratio = AVRational(num: 1, den: 1)
    context.pointee.framerate = AVRational(num: CInt(rate.numerator), den: CInt(rate.denominator))
    context.pointee.time_base = AVRational(num: CInt(rate.denominator), den: CInt(rate.numerator))
    context.pointee.colorspace = settings.color.avMatrix
    context.pointee.color_primaries = settings.color.avPrimaries
    context.pointee.color_trc = settings.color.avTransfer
    context.pointee.color_range = settings.color.avRange
    context.pointee.chroma_sample_location = AVCHROMA_LOC_LEFT
    context.pointee.thread_count = 1
    // x265 is told among its own options: the wrapper's number would be H.264's.
    if settings.encoder == "libx264" { context.pointee.level = CInt(settings.level) }
    context.pointee.flags |= reel_flag_global_header | reel_flag_closed_gop | reel_flag_bitexact
  }
}
