import CFFmpeg
package import ReelCore

/// Changes a picture's size, layout, matrix and range with swscale: bicubic, with exact rounding, so that every CPU gives equal bytes.
///
/// Colour that is not tagged is taken as players take it: Y'CbCr of at least 1280 columns or more than 576 rows is BT.709, smaller
/// is BT.601, R'G'B' is sRGB; see ``resolved(_:size:)``. Primaries and curves of SDR are not converted, as in any player: sRGB, BT.601
/// and BT.709 differ less than displays do. HDR, wide gamut and linear light are refused.
///
/// What is lost from more than 8 bits is spread in a fixed pattern (Bayer 8x8), because swscale would cut it off otherwise.
///
/// rgba8 to rgba8 scales four independent channels, so it is right for premultiplied pictures too; gbrp16 to gbrp16 scales three.
///
/// Thread-safety: unsafe; one thread at a time.
package final class Scaler {
  private let source: Source
  private let target: (size: Size, format: PixelFormat, color: ColorDescription)
  private let context: OpaquePointer
  /// Four planes on either side, between which rgba8 is scaled without any colour conversion.
  private let planes: (from: UnsafeMutablePointer<AVFrame>, to: UnsafeMutablePointer<AVFrame>)?

  private struct Source: Equatable {
    var size: Size
    var format: AVPixelFormat
    var color: ColorDescription
    var chroma: AVChromaLocation

    init(_ frame: Frame) {
      size = frame.size
      format = frame.pixelFormat.withoutRange
      color = Scaler.resolved(frame.color, size: frame.size)
      let location = frame.raw.pointee.chroma_location
      chroma = location == AVCHROMA_LOC_UNSPECIFIED ? AVCHROMA_LOC_LEFT : location
    }
  }

  /// - Parameter example: a picture like those that will be scaled: their size, layout and colour.
  /// - Throws: `unsupported` for HDR, wide gamut and linear light.
  package init(
    from example: Frame, to size: Size, _ format: PixelFormat, _ color: ColorDescription
  ) throws(ReelError) {
    LogTail.install()
    source = Source(example)
    target = (size, format, color)
    try Self.requireConvertible(source.color)
    let isFourChannels = source.format == AV_PIX_FMT_RGBA && format == .rgba8
    // Planes of R'G'B' are scaled as those of Y'CbCr are, one by one, or swscale would go through a matrix and back.
    let alike: AVPixelFormat? =
      isFourChannels ? AV_PIX_FMT_YUVA444P : source.format == format.raw && format == .gbrp16 ? AV_PIX_FMT_YUV444P16LE : nil
    let side = (from: alike ?? source.format, to: alike ?? format.raw)
    let words = "convert \(source.size) \(source.format.name) to \(size) \(format.rawValue)"
    let scaler = try check(sws_alloc_context(), "sws_alloc_context", words)
    do {
      planes = isFourChannels ? (try Self.frame(side.from, source.size), try Self.frame(side.to, size)) : nil
      let origin = source
      try CPUPath.fastest.opening { () throws(ReelError) in
        Self.configure(scaler, origin, side, size, color)
        try check(sws_init_context(scaler, nil, nil), "sws_init_context", words)
        if alike == nil { try Self.setColor(scaler, origin.color, color, words) }
      }
    } catch {
      sws_freeContext(scaler)
      throw error
    }
    context = scaler
  }

  deinit {
    sws_freeContext(context)
    var (from, to) = (planes?.from, planes?.to)
    av_frame_free(&from)
    av_frame_free(&to)
  }

  /// Colour with nothing left open: see the type's description.
  package static func resolved(_ color: ColorDescription, size: Size) -> ColorDescription {
    var color = color
    let isHD = size.width >= 1280 || size.height > 576
    if color.matrix == .unspecified { color.matrix = isHD ? .bt709 : .smpte170m }
    if color.primaries == .unspecified { color.primaries = .bt709 }
    if color.transfer == .unspecified { color.transfer = color.matrix == .rgb ? .sRGB : .bt709 }
    return color
  }

  /// True when a picture already is what is asked for, so that scaling would only copy it.
  package static func isIdentity(_ frame: Frame, to size: Size, _ format: PixelFormat, _ color: ColorDescription) -> Bool {
    let source = Source(frame)
    return frame.format == format && source.size == size && !source.color.isWide && coefficients(source.color) == coefficients(color)
      && source.color.range == color.range && (!source.format.chromaIsSubsampled.horizontally || source.chroma == AVCHROMA_LOC_LEFT)
  }

  /// The layout and the colours in which a picture's own samples are all that there is: what a picture is brought to, in whatever size,
  /// before its colours are converted. 4:2:0 of its own depth and matrix, or R'G'B' packed in 8 bits or in planes of 16.
  package static func plain(_ frame: Frame) -> (format: PixelFormat, color: ColorDescription) {
    let format = frame.pixelFormat
    if format.isRGB { return (format.bitDepth > 8 ? .gbrp16 : .rgba8, .sRGB) }
    return (PixelFormat.yuv420(depth: max(8, format.bitDepth)) ?? .yuv420p16, resolved(frame.color, size: frame.size))
  }

  /// True when a picture has the layout of ``plain(_:)``, chroma sited left, so that there is nothing to be scaled.
  package static func isPlain(_ frame: Frame) -> Bool {
    let source = Source(frame)
    return frame.format == plain(frame).format && (!source.format.chromaIsSubsampled.horizontally || source.chroma == AVCHROMA_LOC_LEFT)
  }

  /// - Throws: `unsupported` for HDR, wide gamut and linear light.
  package static func requireConvertible(_ frame: Frame) throws(ReelError) {
    try requireConvertible(resolved(frame.color, size: frame.size))
  }

  /// Whether a picture is like the example the scaler was made from, so that it can be scaled.
  package func accepts(_ frame: Frame) -> Bool { Source(frame) == source }

  /// - Parameter pool: of pictures of the size, layout and colour given to the initialiser.
  /// - Throws: `invalid` when the picture is not like the example.
  package func scale(_ frame: Frame, pool: FramePool) throws(ReelError) -> Frame {
    precondition(
      pool.size == target.size && pool.format == target.format && pool.color == target.color, "the pool has other pictures")
    let found = Source(frame)
    guard found == source else {
      throw ReelError(
        .invalid, "the picture changes from \(source.size) \(source.format.name) to \(found.size) \(found.format.name) on the way",
        hint: "export the source with one size and one colour format")
    }
    let draft = try pool.draft()
    if source.size == target.size, target.format == .gbrp16, let depth = source.format.planarRGBDepth {
      // swscale would go through a matrix and back.
      frame.raw.deepenRGB(of: depth, into: draft.raw)
    } else if let planes {
      frame.raw.splitRGBA(into: planes.from)
      try run(planes.from, planes.to)
      planes.to.joinRGBA(into: draft.raw)
    } else {
      try run(frame.raw, draft.raw)
    }
    return draft.freeze()
  }

  private func run(_ from: UnsafeMutablePointer<AVFrame>, _ to: UnsafeMutablePointer<AVFrame>) throws(ReelError) {
    let rows = withUnsafeBytes(of: from.pointee.data) { from8 in
      withUnsafeBytes(of: to.pointee.data) { to8 in
        withUnsafeBytes(of: from.pointee.linesize) { fromStrides in
          withUnsafeBytes(of: to.pointee.linesize) { toStrides in
            sws_scale(
              context, from8.bindMemory(to: UnsafePointer<UInt8>?.self).baseAddress, fromStrides.bindMemory(to: CInt.self).baseAddress,
              0, from.pointee.height, to8.bindMemory(to: UnsafeMutablePointer<UInt8>?.self).baseAddress,
              toStrides.bindMemory(to: CInt.self).baseAddress)
          }
        }
      }
    }
    try check(rows, "sws_scale", "convert a picture of \(source.size) to \(target.size)")
    guard Int(rows) == target.size.height else {
      throw ReelError(.failed, "swscale made \(rows) of \(target.size.height) rows", detail: LogTail.take())
    }
  }
}

extension Scaler {
  private static func requireConvertible(_ color: ColorDescription) throws(ReelError) {
    guard color.isWide else { return }
    let what =
      color.isHDR
      ? "HDR (\(color.transfer == .pq ? "PQ" : "HLG"))" : color.transfer == .linear ? "in linear light" : "wide gamut (\(color.primaries))"
    throw ReelError(
      .unsupported, "the picture is \(what), which would look wrong in BT.709", hint: "convert it to SDR in BT.709 first")
  }

  private static func frame(_ format: AVPixelFormat, _ size: Size) throws(ReelError) -> UnsafeMutablePointer<AVFrame> {
    let frame = try check(av_frame_alloc(), "av_frame_alloc", "scale a picture")
    frame.pointee.format = CInt(format.rawValue)
    frame.pointee.width = CInt(size.width)
    frame.pointee.height = CInt(size.height)
    let code = av_frame_get_buffer(frame, CInt(FramePool.alignment))
    if code < 0 {
      var frame: UnsafeMutablePointer<AVFrame>? = frame
      av_frame_free(&frame)
    }
    try check(code, "av_frame_get_buffer", "scale a picture")
    return frame
  }

  private static func configure(
    _ scaler: OpaquePointer, _ source: Source, _ side: (from: AVPixelFormat, to: AVPixelFormat), _ size: Size,
    _ color: ColorDescription
  ) {
    let pointer = UnsafeMutableRawPointer(scaler)
    let flags = reel_sws_bicubic | reel_sws_accurate_rnd | reel_sws_bitexact | reel_sws_full_chr_h_int | reel_sws_full_chr_h_inp
    let from = source.format.chromaIsSubsampled
    let to = side.to.chromaIsSubsampled
    let position = source.chroma.position
    let options: [(String, Int)] = [
      ("srcw", source.size.width), ("srch", source.size.height), ("src_format", Int(side.from.rawValue)), ("dstw", size.width),
      ("dsth", size.height), ("dst_format", Int(side.to.rawValue)), ("sws_flags", Int(flags)), ("threads", 1),
      ("src_range", source.color.range.rawValue), ("dst_range", color.range.rawValue),
      ("src_h_chr_pos", from.horizontally ? position.x : -513), ("src_v_chr_pos", from.vertically ? position.y : -513),
      ("dst_h_chr_pos", to.horizontally ? 0 : -513), ("dst_v_chr_pos", to.vertically ? 128 : -513),
    ]
    for (name, value) in options {
      let code = av_opt_set_int(pointer, name, Int64(value), 0)
      precondition(code >= 0, "swscale refuses \(name) = \(value)")
    }
    let code = av_opt_set(pointer, "sws_dither", "bayer", 0)
    precondition(code >= 0, "swscale refuses its dither")
  }

  private static func setColor(
    _ scaler: OpaquePointer, _ from: ColorDescription, _ to: ColorDescription, _ words: String
  ) throws(ReelError) {
    let code = sws_setColorspaceDetails(
      scaler, sws_getCoefficients(coefficients(from)), CInt(from.range.rawValue), sws_getCoefficients(coefficients(to)),
      CInt(to.range.rawValue), 0, 1 << 16, 1 << 16)
    try check(code, "sws_setColorspaceDetails", words)
  }

  /// swscale's number for a matrix; that of R'G'B' plays no part in the conversion.
  private static func coefficients(_ color: ColorDescription) -> CInt {
    switch color.matrix {
    case .bt709, .rgb, .unspecified: CInt(SWS_CS_ITU709)
    case .bt470bg, .smpte170m: CInt(SWS_CS_ITU601)
    case .bt2020: CInt(SWS_CS_BT2020)
    }
  }
}

extension ColorDescription {
  fileprivate var isWide: Bool { isHDR || transfer == .linear || primaries == .bt2020 || primaries == .displayP3 }
}

extension AVChromaLocation {
  /// Of the first chroma sample, in 1/256 of the distance of two luma samples.
  fileprivate var position: (x: Int, y: Int) {
    switch self {
    case AVCHROMA_LOC_CENTER: (128, 128)
    case AVCHROMA_LOC_TOPLEFT: (0, 0)
    case AVCHROMA_LOC_TOP: (128, 0)
    case AVCHROMA_LOC_BOTTOMLEFT: (0, 256)
    case AVCHROMA_LOC_BOTTOM: (128, 256)
    default: (0, 128)
    }
  }
}

extension UnsafeMutablePointer<AVFrame> {
  /// Packed R, G, B, A into four planes of the same size.
  fileprivate func splitRGBA(into planes: Self) {
    let width = Int(pointee.width)
    for y in 0..<Int(pointee.height) {
      let from = plane(0).base + y * plane(0).stride
      for channel in 0..<4 {
        let to = planes.plane(channel).base + y * planes.plane(channel).stride
        for x in 0..<width { to[x] = from[4 &* x &+ channel] }
      }
    }
  }

  /// Planes of G, B and R of fewer than 16 bits in as many as there are, rounded to nearest: their white is white.
  fileprivate func deepenRGB(of depth: Int, into deep: Self) {
    let (top, width) = (UInt32(1) << UInt32(depth) - 1, Int(pointee.width))
    for channel in 0..<3 {
      let (from, to) = (plane(channel), deep.plane(channel))
      for y in 0..<Int(pointee.height) {
        let source = UnsafeRawPointer(from.base + y * from.stride).assumingMemoryBound(to: UInt16.self)
        let result = UnsafeMutableRawPointer(to.base + y * to.stride).assumingMemoryBound(to: UInt16.self)
        for x in 0..<width { result[x] = UInt16(truncatingIfNeeded: (min(UInt32(source[x]), top) &* 65535 &+ top / 2) / top) }
      }
    }
  }

  /// Four planes into packed R, G, B, A.
  fileprivate func joinRGBA(into packed: Self) {
    let width = Int(pointee.width)
    for y in 0..<Int(pointee.height) {
      let to = packed.plane(0).base + y * packed.plane(0).stride
      for channel in 0..<4 {
        let from = plane(channel).base + y * plane(channel).stride
        for x in 0..<width { to[4 &* x &+ channel] = from[x] }
      }
    }
  }
}
