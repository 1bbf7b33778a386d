import CFFmpeg
package import ReelCore

/// A picture that never changes again: decoded, composited or scaled.
///
/// Thread-safety: safe. Copies of the reference share the pixels.
package final class Frame: @unchecked Sendable {  // never written after init; AVBuffer counts atomically (libavutil/buffer.h)
  /// The picture itself, for this module only; never written to.
  let raw: UnsafeMutablePointer<AVFrame>

  package let size: Size
  /// `nil` when the kernels do not know the layout: scale it to one they know. A decoded 4:2:0 picture with alpha is such a picture,
  /// because decoders give straight alpha and ``PixelFormat/yuva420p8`` is premultiplied.
  package let format: PixelFormat?
  package let color: ColorDescription

  /// Takes over a filled `frame` and frees it at the end.
  init(adopting frame: UnsafeMutablePointer<AVFrame>, format: PixelFormat?, color: ColorDescription) {
    raw = frame
    size = Size(width: Int(frame.pointee.width), height: Int(frame.pointee.height))
    self.format = format
    self.color = color
  }

  /// Takes over a decoded `frame`.
  ///
  /// - Parameter fallback: what the stream says of its colour, where the frame says nothing.
  /// - Throws: `unsupported` for a colour tag the engine has no equations for.
  convenience init(adoptingDecoded frame: UnsafeMutablePointer<AVFrame>, fallback: ColorDescription?) throws(ReelError) {
    let color: ColorDescription
    do {
      color = try ColorDescription(of: frame, fallback: fallback)
    } catch {
      var frame: UnsafeMutablePointer<AVFrame>? = frame
      av_frame_free(&frame)
      throw error
    }
    self.init(adopting: frame, format: AVPixelFormat(frame.pointee.format).kernelFormat, color: color)
  }

  deinit {
    var frame: UnsafeMutablePointer<AVFrame>? = raw
    av_frame_free(&frame)
  }

  /// The layout as FFmpeg names it.
  var pixelFormat: AVPixelFormat { AVPixelFormat(raw.pointee.format) }

  /// FFmpeg's name of the layout, `yuv420p10le`: for messages.
  package var layoutName: String { pixelFormat.name }

  /// Lends the pixels for reading.
  ///
  /// - Precondition: ``format`` is not `nil`.
  package func withPicture<R, E: Error>(_ body: (PictureView) throws(E) -> R) throws(E) -> R {
    guard let format else { preconditionFailure("no kernel knows \(layoutName)") }
    defer { withExtendedLifetime(self) {} }
    let size = size
    let view = PictureView(format: format, size: size) { plane in
      let extent = format.extent(plane: plane, of: size)
      let (base, stride) = raw.plane(plane)
      return PlaneView(base: UnsafePointer(base), stride: stride, width: extent.bytes, rows: extent.rows)
    }
    return try body(view)
  }

  /// SHA-256 of the pixels without padding, plane after plane, as `ffmpeg -f framehash -hash SHA256` prints it.
  package func contentDigest() throws(ReelError) -> Digest {
    let (width, height) = (raw.pointee.width, raw.pointee.height)
    let count = try check(av_image_get_buffer_size(pixelFormat, width, height, 1), "av_image_get_buffer_size", "digest a picture")
    var bytes = [UInt8](repeating: 0, count: Int(count))
    let code = withUnsafeBytes(of: raw.pointee.data) { data in
      withUnsafeBytes(of: raw.pointee.linesize) { strides in
        av_image_copy_to_buffer(
          &bytes, count, data.bindMemory(to: UnsafePointer<UInt8>?.self).baseAddress, strides.bindMemory(to: CInt.self).baseAddress,
          pixelFormat, width, height, 1)
      }
    }
    try check(code, "av_image_copy_to_buffer", "digest a picture")
    return Digest.of(bytes)
  }

  /// Memory held, padding included.
  package var byteCount: Int {
    var count = 0
    for plane in 0..<8 {
      guard let buffer = frameBuffer(raw, plane) else { break }
      count += buffer.pointee.size
    }
    return count
  }
}

/// Buffer `index` of a frame, `nil` past the last.
private func frameBuffer(_ frame: UnsafeMutablePointer<AVFrame>, _ index: Int) -> UnsafeMutablePointer<AVBufferRef>? {
  withUnsafeBytes(of: frame.pointee.buf) { $0.bindMemory(to: UnsafeMutablePointer<AVBufferRef>?.self)[index] }
}

extension UnsafeMutablePointer<AVFrame> {
  /// The first sample of a plane and the bytes from row to row.
  ///
  /// - Precondition: the frame has that plane.
  func plane(_ index: Int) -> (base: UnsafeMutablePointer<UInt8>, stride: Int) {
    let base = withUnsafeBytes(of: pointee.data) { $0.bindMemory(to: UnsafeMutablePointer<UInt8>?.self)[index] }
    let stride = withUnsafeBytes(of: pointee.linesize) { $0.bindMemory(to: CInt.self)[index] }
    guard let base else { preconditionFailure("a frame without plane \(index)") }
    return (base, Int(stride))
  }
}
