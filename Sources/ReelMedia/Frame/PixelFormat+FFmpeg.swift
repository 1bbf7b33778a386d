import CFFmpeg
import ReelCore

extension PixelFormat {
  /// FFmpeg's layout of the same bytes.
  var raw: AVPixelFormat {
    switch self {
    case .yuv420p8: AV_PIX_FMT_YUV420P
    case .yuva420p8: AV_PIX_FMT_YUVA420P
    case .rgba8: AV_PIX_FMT_RGBA
    case .gray8: AV_PIX_FMT_GRAY8
    case .yuv420p9: AV_PIX_FMT_YUV420P9LE
    case .yuv420p10: AV_PIX_FMT_YUV420P10LE
    case .yuv420p12: AV_PIX_FMT_YUV420P12LE
    case .yuv420p14: AV_PIX_FMT_YUV420P14LE
    case .yuv420p16: AV_PIX_FMT_YUV420P16LE
    case .gbrp16: AV_PIX_FMT_GBRP16LE
    }
  }
}

extension AVPixelFormat {
  init(_ value: CInt) { self.init(rawValue: .init(value)) }

  /// The layout the kernels know it as. `yuvj420p` has the bytes of `yuv420p`; its range is in the colour description.
  var kernelFormat: PixelFormat? {
    switch self {
    case AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUVJ420P: .yuv420p8
    case AV_PIX_FMT_RGBA: .rgba8
    case AV_PIX_FMT_GRAY8: .gray8
    case AV_PIX_FMT_YUV420P9LE: .yuv420p9
    case AV_PIX_FMT_YUV420P10LE: .yuv420p10
    case AV_PIX_FMT_YUV420P12LE: .yuv420p12
    case AV_PIX_FMT_YUV420P14LE: .yuv420p14
    case AV_PIX_FMT_YUV420P16LE: .yuv420p16
    case AV_PIX_FMT_GBRP16LE: .gbrp16
    default: nil
    }
  }

  /// `yuv420p10le`
  var name: String { av_get_pix_fmt_name(self).map { String(cString: $0) } ?? "none" }

  private var descriptor: AVPixFmtDescriptor? { av_pix_fmt_desc_get(self)?.pointee }
  private func has(_ flag: CInt) -> Bool { (descriptor?.flags ?? 0) & UInt64(flag) != 0 }

  /// Bits of the first component.
  var bitDepth: Int { descriptor.map { Int($0.comp.0.depth) } ?? 0 }
  var hasAlpha: Bool { has(AV_PIX_FMT_FLAG_ALPHA) || self == AV_PIX_FMT_PAL8 }
  var isRGB: Bool { has(AV_PIX_FMT_FLAG_RGB) || self == AV_PIX_FMT_PAL8 }
  var isGray: Bool { (descriptor?.nb_components ?? 0) <= 2 && !isRGB }
  /// True where colour is sampled more coarsely than light in a direction.
  var chromaIsSubsampled: (horizontally: Bool, vertically: Bool) {
    isRGB ? (false, false) : ((descriptor?.log2_chroma_w ?? 0) > 0, (descriptor?.log2_chroma_h ?? 0) > 0)
  }

  /// The deprecated names that say full range in the layout.
  var isFullRangeByName: Bool {
    [AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUVJ444P, AV_PIX_FMT_YUVJ440P, AV_PIX_FMT_YUVJ411P].contains(self)
  }

  /// Bits of three planes of R'G'B' in words of 16 that are not full; `nil` for every other layout.
  var planarRGBDepth: Int? {
    [AV_PIX_FMT_GBRP9LE, AV_PIX_FMT_GBRP10LE, AV_PIX_FMT_GBRP12LE, AV_PIX_FMT_GBRP14LE].contains(self) ? bitDepth : nil
  }

  /// The same bytes without the range in the name.
  var withoutRange: AVPixelFormat {
    switch self {
    case AV_PIX_FMT_YUVJ420P: AV_PIX_FMT_YUV420P
    case AV_PIX_FMT_YUVJ422P: AV_PIX_FMT_YUV422P
    case AV_PIX_FMT_YUVJ444P: AV_PIX_FMT_YUV444P
    case AV_PIX_FMT_YUVJ440P: AV_PIX_FMT_YUV440P
    case AV_PIX_FMT_YUVJ411P: AV_PIX_FMT_YUV411P
    default: self
    }
  }
}
