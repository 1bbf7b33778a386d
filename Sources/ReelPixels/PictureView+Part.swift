import ReelCore

extension PictureView {
  /// A rectangle of a yuv420p8 picture.
  ///
  /// - Precondition: it is inside, and begins at an even column and row.
  func part(_ columns: Range<Int>, _ rows: Range<Int>) -> PictureView {
    precondition(format == .yuv420p8 && columns.lowerBound % 2 == 0 && rows.lowerBound % 2 == 0, "\(format) from \(columns), \(rows)")
    precondition(columns.upperBound <= size.width && rows.upperBound <= size.height, "\(columns), \(rows) of \(size)")
    let part = Size(width: columns.count, height: rows.count)
    return PictureView(format: format, size: part) { plane in
      let extent = format.extent(plane: plane, of: part)
      let scale = plane == 0 ? 1 : 2
      let base = self[plane].row(rows.lowerBound / scale) + columns.lowerBound / scale
      return PlaneView(base: base, stride: self[plane].stride, width: extent.bytes, rows: extent.rows)
    }
  }
}
