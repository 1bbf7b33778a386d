import ReelCore

/// Where a plane that is put at a position and the plane it is put into have samples in common.
struct Overlap {
  private let sourceX: Int
  private let sourceY: Int
  private let targetX: Int
  private let targetY: Int
  /// In the units of `x`.
  let width: Int
  let rows: Int

  /// - Parameter bytes: per step of `x`.
  /// - Returns: `nil` when they do not meet.
  init?(_ source: PlaneView, into target: MutablePlaneView, x: Int, y: Int, bytes: Int = 1) {
    (targetX, targetY) = (max(x, 0), max(y, 0))
    (sourceX, sourceY) = (targetX - x, targetY - y)
    width = min(target.width / bytes - targetX, source.width / bytes - sourceX)
    rows = min(target.rows - targetY, source.rows - sourceY)
    if width <= 0 || rows <= 0 { return nil }
  }

  func source(_ plane: PlaneView, bytes: Int = 1) -> PlaneView {
    PlaneView(base: plane.row(sourceY) + sourceX * bytes, stride: plane.stride, width: width * bytes, rows: rows)
  }

  func target(_ plane: MutablePlaneView, bytes: Int = 1) -> MutablePlaneView {
    MutablePlaneView(base: plane.row(targetY) + targetX * bytes, stride: plane.stride, width: width * bytes, rows: rows)
  }
}
