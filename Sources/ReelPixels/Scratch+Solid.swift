import ReelCore

extension Scratch {
  /// A yuv420p8 picture of one colour: a single row, repeated by a stride of 0.
  ///
  /// - Parameter rgb: R', G', B'.
  func solid(_ name: Name, _ size: Size, rgb: [UInt8]) -> PictureView {
    precondition(rgb.count == 3, "\(rgb.count) components of R, G, B")
    let codes = ColorSums(r: Int(rgb[0]), g: Int(rgb[1]), b: Int(rgb[2])).codes
    let row = bytes(name, 3 * size.width + 3)
    return PictureView(format: .yuv420p8, size: size) { plane in
      let extent = PixelFormat.yuv420p8.extent(plane: plane, of: size)
      let base = row + plane * size.width
      base.update(repeating: plane == 0 ? codes.y : plane == 1 ? codes.cb : codes.cr, count: extent.bytes)
      return PlaneView(base: base, stride: 0, width: extent.bytes, rows: extent.rows)
    }
  }
}
