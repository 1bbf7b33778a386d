import CFFmpeg
package import ReelCore

/// Memory for pictures of one kind, used again when the last reference to a picture goes.
///
/// Rows begin at multiples of ``alignment`` bytes, and each plane has ``alignment`` spare bytes at its end, so that kernels may load
/// and store whole vectors.
///
/// Thread-safety: safe.
package final class FramePool: @unchecked Sendable {  // constants only; AVBufferPool is thread-safe (libavutil/buffer.h)
  package static let alignment = 64

  package let size: Size
  package let format: PixelFormat
  package let color: ColorDescription
  private let pool: OpaquePointer
  private let planes: [Plane]

  private struct Plane {
    var offset: Int
    var stride: Int
  }

  /// - Throws: `failed` when there is no memory.
  /// - Precondition: `size` is positive.
  package init(size: Size, format: PixelFormat, color: ColorDescription) throws(ReelError) {
    precondition(size.width > 0 && size.height > 0, "a picture has pixels")
    self.size = size
    self.format = format
    self.color = color
    var planes: [Plane] = []
    var end = 0
    for plane in 0..<format.planeCount {
      let extent = format.extent(plane: plane, of: size)
      let stride = (extent.bytes + Self.alignment - 1) / Self.alignment * Self.alignment
      planes.append(Plane(offset: end, stride: stride))
      end += stride * extent.rows + Self.alignment
    }
    self.planes = planes
    // av_malloc aligns less on some machines: room to move the first row up.
    pool = try check(av_buffer_pool_init(end + Self.alignment, nil), "av_buffer_pool_init", "make pictures of \(size)")
  }

  /// A pool of R'G'B' pictures: `pool` when its pictures are like that, else a new one.
  static func kept(_ pool: FramePool?, _ size: Size, _ format: PixelFormat) throws(ReelError) -> FramePool {
    if let pool, pool.size == size, pool.format == format { return pool }
    return try FramePool(size: size, format: format, color: .sRGB)
  }

  deinit {
    var pool: OpaquePointer? = pool
    av_buffer_pool_uninit(&pool)
  }

  /// A picture to fill. Its pixels are undefined.
  package func draft() throws(ReelError) -> FrameDraft {
    let frame = try check(av_frame_alloc(), "av_frame_alloc", "make a picture of \(size)")
    guard let buffer = av_buffer_pool_get(pool) else {
      var frame: UnsafeMutablePointer<AVFrame>? = frame
      av_frame_free(&frame)
      throw failure(reel_averror_enomem, "av_buffer_pool_get", "make a picture of \(size)", Place())
    }
    frame.pointee.buf.0 = buffer
    frame.pointee.width = CInt(size.width)
    frame.pointee.height = CInt(size.height)
    frame.pointee.format = CInt(format.raw.rawValue)
    frame.pointee.sample_aspect_ratio = AVRational(num: 1, den: 1)
    frame.pointee.chroma_location = format.planeCount >= 3 && format != .gbrp16 ? AVCHROMA_LOC_LEFT : AVCHROMA_LOC_UNSPECIFIED
    color.tag(frame)
    let first = buffer.pointee.data.alignedUp(toMultipleOf: Self.alignment)
    withUnsafeMutableBytes(of: &frame.pointee.data) { data in
      let data = data.bindMemory(to: UnsafeMutablePointer<UInt8>?.self)
      for (i, plane) in planes.enumerated() { data[i] = first + plane.offset }
    }
    withUnsafeMutableBytes(of: &frame.pointee.linesize) { sizes in
      let sizes = sizes.bindMemory(to: CInt.self)
      for (i, plane) in planes.enumerated() { sizes[i] = CInt(plane.stride) }
    }
    frame.pointee.extended_data = UnsafeMutableRawPointer(frame).assumingMemoryBound(to: UnsafeMutablePointer<UInt8>?.self)
    return FrameDraft(adopting: frame, size: size, format: format, color: color)
  }
}

extension UnsafeMutablePointer<UInt8> {
  fileprivate func alignedUp(toMultipleOf alignment: Int) -> Self {
    self + (alignment - Int(bitPattern: self) % alignment) % alignment
  }
}
