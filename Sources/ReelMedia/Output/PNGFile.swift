import CPNG
package import ReelCore

/// Writes pictures people look at, through libpng.
package enum PNGFile {
  /// The bytes of a PNG file of an rgba8 frame; opaque pictures are written without alpha.
  ///
  /// - Throws: `failed` with libpng's words.
  package static func encode(_ frame: Frame) throws(ReelError) -> [UInt8] {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    image.width = png_uint_32(frame.size.width)
    image.height = png_uint_32(frame.size.height)
    image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA)
    defer { png_image_free(&image) }
    return try frame.withPicture { (picture) throws(ReelError) -> [UInt8] in
      let plane = picture[0]
      var size = 0
      func write(_ memory: UnsafeMutableRawPointer?) throws(ReelError) {
        guard png_image_write_to_memory(&image, memory, &size, 0, plane.base, png_int_32(plane.stride), nil) != 0 else {
          let words = withUnsafeBytes(of: image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
          throw ReelError(.failed, "cannot write a picture of \(frame.size) as PNG", detail: words)
        }
      }
      try write(nil)
      var bytes = [UInt8](repeating: 0, count: size)
      var failure: ReelError?
      bytes.withUnsafeMutableBytes { buffer in
        do throws(ReelError) { try write(buffer.baseAddress) } catch { failure = error }
      }
      if let failure { throw failure }
      return Array(bytes.prefix(size))
    }
  }
}
