import ReelCore

extension Kernels {
  /// Every sample through a table of 256.
  func map(_ plane: PlaneView, by table: UnsafePointer<UInt8>, into target: MutablePlaneView) {
    precondition(
      plane.width == target.width && plane.rows == target.rows,
      "\(plane.width)x\(plane.rows) into \(target.width)x\(target.rows)")
    for y in 0..<target.rows {
      let (source, out) = (plane.row(y), target.row(y))
      for x in 0..<target.width { out[x] = table[Int(source[x])] }
    }
  }
}
