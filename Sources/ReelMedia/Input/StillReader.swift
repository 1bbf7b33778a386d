import CFFmpeg
package import ReelCore

/// Reads single pictures: PNG through libpng, everything else through FFmpeg.
///
/// Thread-safety: safe.
package enum StillReader {
  /// The picture as stored: a turn that the file asks for (EXIF) is in its ``VideoFacts/orientation``, as for clips.
  ///
  /// - Parameter pool: of pictures like the file's, to use memory again along a sequence.
  /// - Returns: straight rgba8 in sRGB; for an opaque picture stored as Y'CbCr, or as R'G'B' of more than 8 bits, that picture, with its
  ///   colour description.
  /// - Throws: `missing`, `invalid` or `unsupported`, with the library's words.
  package static func read(path: String, pool: FramePool? = nil) throws(ReelError) -> Frame {
    if try SourceFile.head(of: path, count: 8) == PNGHeader.signature {
      return try PNGReader.read(path: path, pool: pool)
    }
    let frame = try decode(path) { (scan, stream) throws(ReelError) in
      let copy = try check(av_frame_clone(scan.first), "av_frame_clone", "keep the picture", Place(file: path))
      return try Frame(adoptingDecoded: copy, fallback: nil)
    }
    let format = frame.pixelFormat
    if !format.isGray, !format.hasAlpha, format.bitDepth > 8 || !format.isRGB { return frame.describedAsStill }
    let pool = try FramePool.kept(pool, frame.size, .rgba8)
    let source = frame.describedAsStill
    do {
      return try Scaler(from: source, to: frame.size, .rgba8, .sRGB).scale(source, pool: pool)
    } catch {
      throw error.on(path)
    }
  }

  /// The facts of a picture that is not a PNG.
  static func facts(path: String, codec stream: Int?) throws(ReelError) -> VideoFacts {
    let demuxer = try Demuxer(path: path)
    return try decode(path) { (scan, stream) throws(ReelError) in
      var video = try VideoFacts(of: scan.first, stream: stream, in: demuxer, frames: .still)
      video.color = video.color.completedAsStill
      video.sampleAspect = Rational(1)
      video.orientation = try VideoFacts.Orientation(of: scan.first, file: path)
      return video
    }
  }

  private static func decode<R>(
    _ path: String, _ body: (FrameScan, UnsafeMutablePointer<AVStream>) throws(ReelError) -> R
  ) throws(ReelError) -> R {
    try FrameScan.run(path, stream: 0, all: false, body)
  }
}

extension ColorDescription {
  /// What JPEG (JFIF) and WebP mean where they say nothing: Y'CbCr of BT.601 made from sRGB.
  fileprivate var completedAsStill: ColorDescription {
    ColorDescription(
      matrix: matrix == .unspecified ? .bt470bg : matrix, primaries: primaries == .unspecified ? .bt709 : primaries,
      transfer: transfer == .unspecified ? .sRGB : transfer, range: range)
  }
}

extension Frame {
  fileprivate var describedAsStill: Frame {
    guard color != color.completedAsStill, let copy = av_frame_clone(raw) else { return self }
    return Frame(adopting: copy, format: format, color: color.completedAsStill)
  }
}
