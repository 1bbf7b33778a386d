import CFFmpeg
import ReelCore

/// Gives an encoder of 10 bits the canvas's pictures of 8: every sample times 4, which keeps black, white and neutral grey where the
/// limited range of BT.709 has them at either depth. Memory comes back when the encoder lets go of a picture.
final class DeepPictures {
  private let size: Size
  private let pool: OpaquePointer
  private let planes: [(offset: Int, stride: Int)]

  init(size: Size) throws(ReelError) {
    self.size = size
    let alignment = FramePool.alignment
    var planes: [(offset: Int, stride: Int)] = []
    var end = 0
    for plane in 0..<3 {
      let extent = PixelFormat.yuv420p8.extent(plane: plane, of: size)
      let stride = (extent.bytes * 2 + alignment - 1) / alignment * alignment
      planes.append((end, stride))
      end += stride * extent.rows + alignment
    }
    self.planes = planes
    pool = try check(av_buffer_pool_init(end, nil), "av_buffer_pool_init", "make 10-bit pictures of \(size)")
  }

  deinit {
    var pool: OpaquePointer? = pool
    av_buffer_pool_uninit(&pool)
  }

  /// Makes the empty `target` a picture of `yuv420p10` with the samples of `source`, which is `yuv420p8` of the pool's size.
  func deepen(_ source: Frame, into target: UnsafeMutablePointer<AVFrame>) throws(ReelError) {
    guard let buffer = av_buffer_pool_get(pool) else {
      throw failure(reel_averror_enomem, "av_buffer_pool_get", "make a 10-bit picture of \(size)", Place())
    }
    target.pointee.buf.0 = buffer
    target.pointee.width = CInt(size.width)
    target.pointee.height = CInt(size.height)
    target.pointee.format = CInt(AV_PIX_FMT_YUV420P10LE.rawValue)
    target.pointee.sample_aspect_ratio = AVRational(num: 1, den: 1)
    target.pointee.chroma_location = AVCHROMA_LOC_LEFT
    let bases = planes.map { buffer.pointee.data + $0.offset }
    withUnsafeMutableBytes(of: &target.pointee.data) { data in
      let data = data.bindMemory(to: UnsafeMutablePointer<UInt8>?.self)
      for (plane, base) in bases.enumerated() { data[plane] = base }
    }
    withUnsafeMutableBytes(of: &target.pointee.linesize) { strides in
      let strides = strides.bindMemory(to: CInt.self)
      for (index, plane) in planes.enumerated() { strides[index] = CInt(plane.stride) }
    }
    source.withPicture { picture in
      for (index, plane) in planes.enumerated() {
        for row in 0..<picture[index].rows {
          let samples = UnsafeMutableRawPointer(bases[index] + row * plane.stride).assumingMemoryBound(to: UInt16.self)
          Self.quadruple(picture[index].base + row * picture[index].stride, into: samples, count: picture[index].width)
        }
      }
    }
  }

  private static func quadruple(_ source: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<UInt16>, count: Int) {
    for x in 0..<count { target[x] = (UInt16(source[x]) &<< 2).littleEndian }
  }
}
