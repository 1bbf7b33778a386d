import CFFmpeg
package import ReelCore

/// Writes short pieces that move as animated WebP, through libavcodec's libwebp_anim: lossy, without an end, without a profile, which
/// readers take for sRGB. Not thread-safe.
package struct AnimatedWebP: ~Copyable {
  private static let name = "libwebp_anim"
  /// What the format's 14 bits hold.
  package static let longestSide = 16383

  /// Whether this FFmpeg has the encoder.
  package static var isAvailable: Bool { avcodec_find_encoder_by_name(name) != nil }

  private var context: UnsafeMutablePointer<AVCodecContext>?
  private let size: Size
  private var tried: String { "write pictures of \(size) as animated WebP" }

  /// - Parameter quality: 0 is smallest, 100 is best.
  /// - Throws: `unsupported` when this FFmpeg has no such encoder; `invalid` for a picture too large.
  package init(size: Size, quality: Int = 75) throws(ReelError) {
    self.size = size
    guard let codec = avcodec_find_encoder_by_name(Self.name) else {
      throw ReelError(
        .unsupported, "this FFmpeg has no encoder \(Self.name), which animations are made with", hint: "install one that has it")
    }
    guard max(size.width, size.height) <= Self.longestSide else {
      throw ReelError(.invalid, "a picture of \(size) is larger than WebP holds", hint: "a side must be at most \(Self.longestSide)")
    }
    let opened = try check(avcodec_alloc_context3(codec), "avcodec_alloc_context3", "write animated WebP")
    context = opened
    opened.pointee.width = CInt(size.width)
    opened.pointee.height = CInt(size.height)
    opened.pointee.pix_fmt = reel_pix_fmt_rgb32
    opened.pointee.time_base = AVRational(num: 1, den: 1000)
    opened.pointee.thread_count = 1
    try CodecOpening.open(opened, codec, options: [("quality", "\(quality)")], path: .fastest, tried)
  }

  deinit {
    var context = context
    avcodec_free_context(&context)
  }

  /// Adds a picture that is shown from a time on.
  ///
  /// - Parameters:
  ///   - frame: opaque rgba8, of the animation's size.
  ///   - start: in ms, later than the one before; the first at 0.
  package func add(_ frame: Frame, at start: Int) throws(ReelError) {
    precondition(frame.size == size, "a picture of \(frame.size) in an animation of \(size)")
    var picture: UnsafeMutablePointer<AVFrame>? = try check(av_frame_alloc(), "av_frame_alloc", tried)
    defer { av_frame_free(&picture) }
    guard let opened = picture else { preconditionFailure("checked above") }
    opened.pointee.format = CInt(reel_pix_fmt_rgb32.rawValue)
    opened.pointee.width = CInt(size.width)
    opened.pointee.height = CInt(size.height)
    opened.pointee.pts = Int64(start)
    try check(av_frame_get_buffer(opened, CInt(FramePool.alignment)), "av_frame_get_buffer", tried)
    let (base, stride) = opened.plane(0)
    frame.withPicture { view in
      precondition(view.format == .rgba8, "WebP is made from rgba8, not from \(view.format)")
      for y in 0..<size.height {
        let (source, target) = (view[0].row(y), base + y * stride)
        target.withMemoryRebound(to: UInt32.self, capacity: size.width) { target in
          for x in 0..<size.width {
            // RGB32 is ARGB in words of this machine's byte order.
            target[x] =
              0xFF00_0000 | UInt32(source[4 &* x]) &<< 16 | UInt32(source[4 &* x &+ 1]) &<< 8 | UInt32(source[4 &* x &+ 2])
          }
        }
      }
    }
    try check(avcodec_send_frame(context, opened), "avcodec_send_frame", tried, kind: .failed)
  }

  /// The file. The last picture is shown as long as the ones before it on average.
  package consuming func finish() throws(ReelError) -> [UInt8] {
    var packet: UnsafeMutablePointer<AVPacket>? = try check(av_packet_alloc(), "av_packet_alloc", tried)
    defer { av_packet_free(&packet) }
    guard let owned = packet else { preconditionFailure("checked above") }
    try check(avcodec_send_frame(context, nil), "avcodec_send_frame", tried, kind: .failed)
    try check(avcodec_receive_packet(context, owned), "avcodec_receive_packet", tried, kind: .failed)
    return Array(UnsafeBufferPointer(start: owned.pointee.data, count: Int(owned.pointee.size)))
  }
}
