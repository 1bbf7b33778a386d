import CReelKernels
package import ReelCore

extension Kernels {
  /// A picture in the colours of every canvas. Chroma of R'G'B' is filtered to where it sits: (1 2 1) / 4 across, (1 1) / 2 down.
  ///
  /// - Parameters:
  ///   - picture: of the conversion's format.
  ///   - target: yuv420p8 of the same size.
  package func convert(_ picture: PictureView, by conversion: ColorConversion, into target: MutablePictureView, scratch: Scratch) {
    precondition(
      picture.format == conversion.format && target.format == .yuv420p8 && picture.size == target.size,
      "\(picture.format) \(picture.size) into \(target.format) \(target.size), for \(conversion.format)")
    switch picture.format {
    case .rgba8: convertPacked(picture[0], conversion.equations, into: target, scratch)
    case .gbrp16: convertDeep(picture, conversion.equations, into: target)
    default: convertPlanes(picture, conversion, into: target, scratch)
    }
  }

  private func convertPlanes(_ picture: PictureView, _ conversion: ColorConversion, into target: MutablePictureView, _ scratch: Scratch) {
    switch conversion.step {
    case .nothing: copy(picture, into: target)
    case .reduction(let reduction): reduce(picture, reduction, into: target)
    case .range:
      for plane in 0..<3 {
        let range = plane == 0 ? ColorConversion.lumaRange : ColorConversion.chromaRange
        for y in 0..<target[plane].rows {
          table.pointee.range_row8(target[plane].row(y), picture[plane].row(y), range, target[plane].width)
        }
      }
    case .matrix: convertMatrix(picture, conversion.equations, into: target, scratch)
    case .dithered(let dither): convertDithered(picture, dither, into: target, scratch)
    }
  }

  private func reduce(_ picture: PictureView, _ reduction: ColorConversion.Reduction, into target: MutablePictureView) {
    for plane in 0..<3 {
      reduction.thresholds[min(plane, 1)].withUnsafeBufferPointer { thresholds in
        guard let base = thresholds.baseAddress else { return }
        for y in 0..<target[plane].rows {
          table.pointee.reduce_u16(
            target[plane].row(y), picture[plane].deepRow(y), base + 16 * (y & 7), reduction.factor, target[plane].width)
        }
      }
    }
  }

  private func convertMatrix(
    _ picture: PictureView, _ equations: ColorConversion.Equations, into target: MutablePictureView, _ scratch: Scratch
  ) {
    let (luma, cb, cr) = (picture[0], picture[1], picture[2])
    let width = luma.width
    let blue = scratch.array(Scratch.Name("convert chroma", 0), width, of: Int16.self)
    let red = scratch.array(Scratch.Name("convert chroma", 1), width, of: Int16.self)
    var (forLuma, forBlue, forRed) = (equations.row(0, scale: 8), equations.row(1, scale: 8), equations.row(2, scale: 8))
    for near in 0..<cb.rows {
      for y in 2 * near...min(2 * near + 1, luma.rows - 1) {
        let far = min(max(near + (y % 2 == 0 ? -1 : 1), 0), cb.rows - 1)
        table.pointee.spread_chroma8(blue, cb.row(near), cb.row(far), width)
        table.pointee.spread_chroma8(red, cr.row(near), cr.row(far), width)
        table.pointee.convert_luma8(&forLuma, target[0].row(y), luma.row(y), blue, red, width)
      }
      table.pointee.convert_chroma8(&forBlue, target[1].row(near), cb.row(near), cr.row(near), cb.width)
      table.pointee.convert_chroma8(&forRed, target[2].row(near), cb.row(near), cr.row(near), cb.width)
    }
  }

  private func convertDithered(
    _ picture: PictureView, _ dither: ColorConversion.Dither, into target: MutablePictureView, _ scratch: Scratch
  ) {
    let picture = picture.format.depth > 12 ? Self.rounded(picture, scratch) : picture
    let (luma, cb, cr) = (picture[0], picture[1], picture[2])
    let (width, half) = (target[0].width, target[1].width)
    let rows = (0..<3).map { scratch.array(Scratch.Name("convert deep", $0), width, of: Int16.self) }
    let (y8, blue, red) = (rows[0], rows[1], rows[2])
    func convert(_ plane: Int, _ y: Int, _ count: Int) {
      var row = dither.rows[plane]
      dither.thresholds[plane].withUnsafeBufferPointer { thresholds in
        guard let base = thresholds.baseAddress else { return }
        table.pointee.convert_dithered_s16(&row, target[plane].row(y), y8, blue, red, base + 16 * (y & 7), dither.mask, count)
      }
    }
    for near in 0..<cb.rows {
      for y in 2 * near...min(2 * near + 1, luma.rows - 1) {
        let far = min(max(near + (y % 2 == 0 ? -1 : 1), 0), cb.rows - 1)
        table.pointee.spread_chroma16(blue, cb.deepRow(near), cb.deepRow(far), dither.zero, width)
        table.pointee.spread_chroma16(red, cr.deepRow(near), cr.deepRow(far), dither.zero, width)
        table.pointee.eighths_u16(y8, luma.deepRow(y), 0, width)
        convert(0, y, width)
      }
      // Luma plays no part in chroma.
      y8.update(repeating: 0, count: half)
      table.pointee.eighths_u16(blue, cb.deepRow(near), dither.zero, half)
      table.pointee.eighths_u16(red, cr.deepRow(near), dither.zero, half)
      for plane in 1...2 { convert(plane, near, half) }
    }
  }

  /// Of 14 or 16 bits in 12, which products have room for.
  private static func rounded(_ picture: PictureView, _ scratch: Scratch) -> PictureView {
    let target = scratch.picture(Scratch.Name("convert rounded"), .yuv420p12, picture.size)
    let shift = UInt32(picture.format.depth - 12)
    for plane in 0..<3 {
      for y in 0..<target[plane].rows {
        let (from, to) = (picture[plane].deepRow(y), target[plane].deepRow(y))
        for x in 0..<target[plane].width / 2 {
          to[x] = UInt16(truncatingIfNeeded: min((UInt32(from[x]) &+ (1 &<< (shift &- 1))) &>> shift, 4095))
        }
      }
    }
    return target.reading
  }

  private func convertPacked(
    _ pixels: PlaneView, _ equations: ColorConversion.Equations, into target: MutablePictureView, _ scratch: Scratch
  ) {
    let (width, half) = (target[0].width, target[1].width)
    func row(_ name: StaticString, _ i: Int) -> UnsafeMutablePointer<Int16> {
      scratch.array(Scratch.Name(name, i), width, of: Int16.self)
    }
    let split = (0..<2).map { i in
      reel_rgb_s16(r: row("convert rgb", 3 * i), g: row("convert rgb", 3 * i + 1), b: row("convert rgb", 3 * i + 2))
    }
    let (r, g, b) = (row("convert sites", 0), row("convert sites", 1), row("convert sites", 2))
    var (forLuma, forBlue, forRed) = (equations.row(0), equations.row(1, scale: 8), equations.row(2, scale: 8))
    for near in 0..<target[1].rows {
      let lower = min(2 * near + 1, pixels.rows - 1)
      for y in 2 * near...lower {
        let rgb = split[y - 2 * near]
        table.pointee.split_rgba8(rgb, pixels.row(y), width)
        table.pointee.convert_s16(&forLuma, target[0].row(y), rgb.r, rgb.g, rgb.b, width)
      }
      let (first, second) = (split[0], split[lower - 2 * near])
      table.pointee.site_s16(r, first.r, second.r, width)
      table.pointee.site_s16(g, first.g, second.g, width)
      table.pointee.site_s16(b, first.b, second.b, width)
      table.pointee.convert_s16(&forBlue, target[1].row(near), r, g, b, half)
      table.pointee.convert_s16(&forRed, target[2].row(near), r, g, b, half)
    }
  }

  private func convertDeep(_ picture: PictureView, _ equations: ColorConversion.Equations, into target: MutablePictureView) {
    let width = target[0].width
    func row(_ y: Int) -> reel_deep_rgb { reel_deep_rgb(r: picture[2].deepRow(y), g: picture[0].deepRow(y), b: picture[1].deepRow(y)) }
    var forLuma = equations.deepRow(0)
    let forChroma = [equations.deepRow(1, scale: 8), equations.deepRow(2, scale: 8)]
    for near in 0..<target[1].rows {
      let lower = min(2 * near + 1, picture.size.height - 1)
      for y in 2 * near...lower { table.pointee.convert_deep_luma8(&forLuma, target[0].row(y), row(y), width) }
      table.pointee.convert_deep_chroma8(forChroma, target[1].row(near), target[2].row(near), row(2 * near), row(lower), width)
    }
  }

  /// Packed pixels as planes of 16 bits: 255 is 65535. Alpha is dropped.
  package func widen(_ picture: PictureView, into target: MutablePictureView) {
    precondition(picture.format == .rgba8 && target.format == .gbrp16 && picture.size == target.size, "\(picture.format) to deep planes")
    for y in 0..<picture.size.height {
      let (from, g, b, r) = (picture[0].row(y), target[0].deepRow(y), target[1].deepRow(y), target[2].deepRow(y))
      for x in 0..<picture.size.width {
        r[x] = UInt16(from[4 &* x]) &* 257
        g[x] = UInt16(from[4 &* x &+ 1]) &* 257
        b[x] = UInt16(from[4 &* x &+ 2]) &* 257
      }
    }
  }

  /// Planes of 16 bits as packed opaque pixels, rounded to nearest.
  package func narrow(_ picture: PictureView, into target: MutablePictureView) {
    precondition(picture.format == .gbrp16 && target.format == .rgba8 && picture.size == target.size, "\(picture.format) to pixels")
    for y in 0..<picture.size.height {
      let (g, b, r, to) = (picture[0].deepRow(y), picture[1].deepRow(y), picture[2].deepRow(y), target[0].row(y))
      for x in 0..<picture.size.width {
        to[4 &* x] = Self.narrowed(r[x])
        to[4 &* x &+ 1] = Self.narrowed(g[x])
        to[4 &* x &+ 2] = Self.narrowed(b[x])
        to[4 &* x &+ 3] = 255
      }
    }
  }

  private static func narrowed(_ sample: UInt16) -> UInt8 { UInt8(truncatingIfNeeded: (UInt32(sample) &* 255 &+ 32767) / 65535) }
}
