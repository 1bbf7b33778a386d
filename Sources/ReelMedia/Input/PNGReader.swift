import CPNG
import ReelCore

/// Reads PNG through libpng into straight sRGB R, G, B, A of 8 bits; opaque pictures of 16 bits into planes that keep them.
enum PNGReader {
  /// - Parameter pool: of pictures like the file's; one is made when it is left out or has others.
  /// - Throws: `invalid` with libpng's words for a damaged file, `unsupported` for an HDR picture.
  static func read(path: String, pool: FramePool? = nil) throws(ReelError) -> Frame {
    try read(bytes: try SourceFile.bytes(of: path), path: path, pool: pool)
  }

  /// The same of a file that has been read.
  static func read(bytes: [UInt8], path: String, pool: FramePool? = nil) throws(ReelError) -> Frame {
    guard let header = try PNGHeader(bytes: bytes, file: path) else {
      throw ReelError(.invalid, "the file is not a PNG", file: path)
    }
    try header.requireSDR(file: path)
    // In memory of its own: libpng keeps its address.
    let reader = UnsafeMutablePointer<reel_png>.allocate(capacity: 1)
    reader.initialize(to: reel_png())
    defer {
      reel_png_close(reader)
      reader.deallocate()
    }
    return try bytes.withUnsafeBufferPointer { (bytes) throws(ReelError) in
      guard reel_png_open(reader, bytes.baseAddress, bytes.count) == 0 else { throw damaged(reader, path) }
      let format: PixelFormat = header.bitDepth == 16 && !header.hasAlpha ? .gbrp16 : .rgba8
      let pool = try FramePool.kept(pool, header.size, format)
      var draft = try pool.draft()
      let converter = SRGBConverter(
        gamma: header.saysSRGB ? nil : header.gamma, header.saysSRGB ? nil : header.chromaticities,
        white: format == .gbrp16 ? 65535 : 255)
      try draft.withPicture { (picture) throws(ReelError) in
        if format == .gbrp16 {
          try readPlanes(reader, picture, converter, path)
        } else if header.bitDepth == 16 {
          try readDeep(reader, picture[0], converter, path)
        } else if header.colorType == 3 {
          try readIndexed(reader, picture[0], converter, path)
        } else {
          try read(reader, (0..<header.size.height).map { picture[0].row($0) }, path)
          if let converter { convert(picture[0], converter) }
        }
      }
      return draft.freeze()
    }
  }

  private static func read(
    _ reader: UnsafeMutablePointer<reel_png>, _ rows: [UnsafeMutablePointer<UInt8>], _ path: String
  ) throws(ReelError) {
    var rows: [UnsafeMutablePointer<UInt8>?] = rows
    guard reel_png_read(reader, &rows) == 0, reader.pointee.warning.0 == 0 else { throw damaged(reader, path) }
  }

  /// Indices are looked up here, not by libpng, which shows colours that the palette does not have as black.
  private static func readIndexed(
    _ reader: UnsafeMutablePointer<reel_png>, _ plane: MutablePlaneView, _ converter: SRGBConverter?, _ path: String
  ) throws(ReelError) {
    let width = plane.width / 4
    let indices = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: width * plane.rows)
    defer { indices.deallocate() }
    guard let base = indices.baseAddress else { return }
    try read(reader, (0..<plane.rows).map { base + $0 * width }, path)
    var palette = [UInt8](repeating: 0, count: 1024)
    let count = Int(reel_png_palette(reader, &palette))
    if let index = indices.first(where: { $0 >= count }) {
      throw ReelError(
        .invalid, "the PNG is damaged: a pixel has colour \(index), which the palette does not have", file: path,
        hint: "make or fetch it again")
    }
    for y in 0..<plane.rows {
      let (from, to) = (base + y * width, plane.row(y))
      for x in 0..<width { for i in 0..<4 { to[4 * x + i] = palette[4 * Int(from[x]) + i] } }
    }
    if let converter { convert(plane, converter) }
  }

  /// Sixteen bits are read whole, so that the colour conversion sees them.
  private static func withDeepRows(
    _ reader: UnsafeMutablePointer<reel_png>, _ size: Size, _ path: String, _ body: (Int, UnsafeMutablePointer<UInt16>) -> Void
  ) throws(ReelError) {
    let stride = size.width * 4
    let samples = UnsafeMutableBufferPointer<UInt16>.allocate(capacity: stride * size.height)
    defer { samples.deallocate() }
    guard let base = samples.baseAddress else { return }
    let bytes = UnsafeMutableRawPointer(base).assumingMemoryBound(to: UInt8.self)
    try read(reader, (0..<size.height).map { bytes + $0 * stride * 2 }, path)
    for y in 0..<size.height { body(y, base + y * stride) }
  }

  /// Rounded once.
  private static func readDeep(
    _ reader: UnsafeMutablePointer<reel_png>, _ plane: MutablePlaneView, _ converter: SRGBConverter?, _ path: String
  ) throws(ReelError) {
    try withDeepRows(reader, Size(width: plane.width / 4, height: plane.rows), path) { y, from in
      let to = plane.row(y)
      for i in 0..<plane.width { to[i] = UInt8((UInt32(from[i]) * 255 + 32767) / 65535) }
      guard let converter else { return }
      for x in stride(from: 0, to: plane.width, by: 4) {
        let (r, g, b) = converter.convert(from[x], from[x + 1], from[x + 2])
        (to[x], to[x + 1], to[x + 2]) = (UInt8(r), UInt8(g), UInt8(b))
      }
    }
  }

  private static func readPlanes(
    _ reader: UnsafeMutablePointer<reel_png>, _ picture: MutablePictureView, _ converter: SRGBConverter?, _ path: String
  ) throws(ReelError) {
    try withDeepRows(reader, picture.size, path) { y, from in
      let (g, b, r) = (picture[0].deepRow(y), picture[1].deepRow(y), picture[2].deepRow(y))
      for x in 0..<picture.size.width {
        let pixel = (from[4 &* x], from[4 &* x &+ 1], from[4 &* x &+ 2])
        (r[x], g[x], b[x]) = converter?.convert(pixel.0, pixel.1, pixel.2) ?? pixel
      }
    }
  }

  private static func convert(_ plane: MutablePlaneView, _ converter: SRGBConverter) {
    for y in 0..<plane.rows {
      let row = plane.row(y)
      for x in stride(from: 0, to: plane.width, by: 4) {
        let (r, g, b) = converter.convert(UInt16(row[x]) * 257, UInt16(row[x + 1]) * 257, UInt16(row[x + 2]) * 257)
        (row[x], row[x + 1], row[x + 2]) = (UInt8(r), UInt8(g), UInt8(b))
      }
    }
  }

  private static func damaged(_ reader: UnsafeMutablePointer<reel_png>, _ path: String) -> ReelError {
    let words = { (text: UnsafeRawBufferPointer) in String(decoding: text.prefix { $0 != 0 }, as: UTF8.self) }
    let error = withUnsafeBytes(of: &reader.pointee.error, words)
    let warning = withUnsafeBytes(of: &reader.pointee.warning, words)
    return ReelError(
      .invalid, "the PNG is damaged", file: path, detail: "libpng: " + (error.isEmpty ? warning : error),
      hint: "make or fetch it again")
  }
}
