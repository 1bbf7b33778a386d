import CFFmpeg
package import ReelCore

/// Writes pictures people look at as JPEG, through libavcodec's mjpeg: baseline, 4:2:0, with the profile of sRGB in it.
///
/// 4:2:0 because every reader there is takes it, and what is written was composited in it. The bytes depend on the pixels and the library
/// alone: the transform is the integer one that every CPU computes alike (`dct=int`).
package enum JPEGFile {
  /// Whether this FFmpeg has the encoder.
  package static var isAvailable: Bool { avcodec_find_encoder(AV_CODEC_ID_MJPEG) != nil }

  /// The longest side the format holds.
  package static let longestSide = 65500

  /// The bytes of a JPEG file of an opaque rgba8 frame.
  ///
  /// - Parameter quantiser: 1 is best and largest, 31 is worst.
  /// - Throws: `unsupported` when this FFmpeg has no such encoder; `invalid` for a picture too large.
  package static func encode(_ frame: Frame, quantiser: Int = 2) throws(ReelError) -> [UInt8] {
    guard let codec = avcodec_find_encoder(AV_CODEC_ID_MJPEG) else {
      throw ReelError(.unsupported, "this FFmpeg has no encoder mjpeg, which JPEG files are made with", hint: "install one that has it")
    }
    guard max(frame.size.width, frame.size.height) <= longestSide else {
      throw ReelError(.invalid, "a picture of \(frame.size) is larger than JPEG holds", hint: "a side must be at most \(longestSide)")
    }
    let tried = "write a picture of \(frame.size) as JPEG"
    var context: UnsafeMutablePointer<AVCodecContext>? = try check(avcodec_alloc_context3(codec), "avcodec_alloc_context3", tried)
    var packet: UnsafeMutablePointer<AVPacket>?
    var picture: UnsafeMutablePointer<AVFrame>?
    defer {
      avcodec_free_context(&context)
      av_packet_free(&packet)
      av_frame_free(&picture)
    }
    let owned = try check(av_packet_alloc(), "av_packet_alloc", tried)
    packet = owned
    let planes = try jfif(frame, tried)
    picture = planes
    guard let opened = context else { preconditionFailure("checked above") }
    opened.pointee.width = planes.pointee.width
    opened.pointee.height = planes.pointee.height
    opened.pointee.pix_fmt = AV_PIX_FMT_YUVJ420P
    opened.pointee.color_range = AVCOL_RANGE_JPEG
    opened.pointee.time_base = AVRational(num: 1, den: 25)
    opened.pointee.sample_aspect_ratio = AVRational(num: 1, den: 1)
    opened.pointee.thread_count = 1
    opened.pointee.flags |= reel_flag_bitexact | reel_flag_qscale
    opened.pointee.global_quality = CInt(quantiser) * FF_QP2LAMBDA
    opened.pointee.dct_algo = FF_DCT_INT
    try CodecOpening.open(opened, codec, path: .fastest, tried)
    planes.pointee.quality = opened.pointee.global_quality
    try check(avcodec_send_frame(opened, planes), "avcodec_send_frame", tried, kind: .failed)
    try check(avcodec_receive_packet(opened, owned), "avcodec_receive_packet", tried, kind: .failed)
    let bytes = Array(UnsafeBufferPointer(start: owned.pointee.data, count: Int(owned.pointee.size)))
    return try tagged(bytes)
  }

  /// R'G'B' in the equations of JFIF 1.02: BT.601's in full range, rounded to nearest. A chroma sample is the mean of its four pixels,
  /// which is where JFIF has it.
  private static func jfif(_ frame: Frame, _ tried: String) throws(ReelError) -> UnsafeMutablePointer<AVFrame> {
    let picture = try check(av_frame_alloc(), "av_frame_alloc", tried)
    picture.pointee.format = CInt(AV_PIX_FMT_YUVJ420P.rawValue)
    picture.pointee.width = CInt(frame.size.width)
    picture.pointee.height = CInt(frame.size.height)
    picture.pointee.color_range = AVCOL_RANGE_JPEG
    picture.pointee.chroma_location = AVCHROMA_LOC_CENTER
    picture.pointee.pts = 0
    let code = av_frame_get_buffer(picture, CInt(FramePool.alignment))
    if code < 0 {
      var picture: UnsafeMutablePointer<AVFrame>? = picture
      av_frame_free(&picture)
    }
    try check(code, "av_frame_get_buffer", tried)
    frame.withPicture { view in
      precondition(view.format == .rgba8, "JPEG is made from rgba8, not from \(view.format)")
      let (width, height) = (view.size.width, view.size.height)
      for y in 0..<height {
        let (source, luma) = (view[0].row(y), row(picture, 0, y))
        for x in 0..<width {
          let (r, g, b) = (Int32(source[4 &* x]), Int32(source[4 &* x &+ 1]), Int32(source[4 &* x &+ 2]))
          // The factors add up to 65536: at most 255.5.
          luma[x] = UInt8(truncatingIfNeeded: (19595 &* r &+ 38470 &* g &+ 7471 &* b &+ 32768) >> 16)
        }
      }
      for y in 0..<(height + 1) / 2 {
        let (upper, lower) = (view[0].row(2 * y), view[0].row(min(2 * y + 1, height - 1)))
        let (blue, red) = (row(picture, 1, y), row(picture, 2, y))
        for x in 0..<(width + 1) / 2 {
          let (left, right) = (8 &* x, 4 &* min(2 &* x &+ 1, width &- 1))
          func sum(_ channel: Int) -> Int32 {
            Int32(upper[left &+ channel]) &+ Int32(upper[right &+ channel]) &+ Int32(lower[left &+ channel])
              &+ Int32(lower[right &+ channel])
          }
          let (r, g, b) = (sum(0), sum(1), sum(2))
          // Four pixels: 18 bits of fraction. The factors add up to 0; only the purest blue and red would round up to 256.
          blue[x] = UInt8(truncatingIfNeeded: min(255, (-11059 &* r &- 21709 &* g &+ 32768 &* b &+ 33_685_504) >> 18))
          red[x] = UInt8(truncatingIfNeeded: min(255, (32768 &* r &- 27439 &* g &- 5329 &* b &+ 33_685_504) >> 18))
        }
      }
    }
    return picture
  }

  private static func row(_ picture: UnsafeMutablePointer<AVFrame>, _ plane: Int, _ y: Int) -> UnsafeMutablePointer<UInt8> {
    let (base, stride) = picture.plane(plane)
    return base + y * stride
  }

  /// The file with the profile after its first two segments, where ICC.1 annex B has it: SOI, APP0, then APP2.
  private static func tagged(_ bytes: [UInt8]) throws(ReelError) -> [UInt8] {
    guard bytes.count > 6, bytes[0...3] == [0xFF, 0xD8, 0xFF, 0xE0] else {
      throw ReelError(.failed, "the encoder mjpeg made no JPEG file", detail: "it does not begin with SOI and APP0")
    }
    let end = 4 + Int(bytes[4]) << 8 + Int(bytes[5])
    let payload = Array("ICC_PROFILE".utf8) + [0, 1, 1] + SRGBProfile.bytes
    let length = payload.count + 2
    return Array(bytes[..<end]) + [0xFF, 0xE2, UInt8(length >> 8), UInt8(length & 255)] + payload + Array(bytes[end...])
  }
}
