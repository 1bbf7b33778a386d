import CPNG
package import ReelCore

/// Writes pictures people look at, through libpng.
package enum PNGFile {
  /// The bytes of a PNG file of an rgba8 frame; opaque pictures are written without alpha.
  ///
  /// - Parameter isFast: for one that is looked at once: compressed less, with the same pixels.
  /// - Throws: `failed` with libpng's words.
  package static func encode(_ frame: Frame, isFast: Bool = false) throws(ReelError) -> [UInt8] {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    image.width = png_uint_32(frame.size.width)
    image.height = png_uint_32(frame.size.height)
    image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA)
    if isFast { image.flags = png_uint_32(PNG_IMAGE_FLAG_FAST) }
    defer { png_image_free(&image) }
    return try frame.withPicture { (picture) throws(ReelError) -> [UInt8] in
      let plane = picture[0]
      // Asked for its size, libpng compresses the picture for that alone.
      var size = reel_png_size_max(&image)
      var bytes = [UInt8](repeating: 0, count: size)
      guard png_image_write_to_memory(&image, &bytes, &size, 0, plane.base, png_int_32(plane.stride), nil) != 0 else {
        let words = withUnsafeBytes(of: image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        throw ReelError(.failed, "cannot write a picture of \(frame.size) as PNG", detail: words)
      }
      return Array(bytes.prefix(size))
    }
  }
}
