package import ReelCore

/// A shape that shows what lies under it: a rectangle with or without round corners, or an ellipse, at any fraction of a pixel.
///
/// Coverage is a ramp of the signed distance d from the edge, in pixels and negative inside: with `t = 1/2 - d / max(feather, 1)`,
/// from 0 to 1, it is smoothstep, `t^2 (3 - 2 t)`. Below one pixel of feather it tends to t itself, which is the share of a pixel that
/// a straight edge covers. The distance from an ellipse is `k (k - 1) / |gradient of k|`, k = 1 on the edge: exact for circles and
/// along the axes.
package struct Mask: Hashable, Sendable {
  package enum Shape: String, Hashable, Sendable, CaseIterable { case rectangle, ellipse }

  package var shape: Shape
  /// Left edge, top edge and extent in pixels.
  package var x: Double
  package var y: Double
  package var width: Double
  package var height: Double
  /// Of a rectangle's corners, in pixels; at most half of its shorter side.
  package var radius: Double
  /// Width of the soft edge in pixels, half of it outside the shape.
  package var feather: Double
  /// Shows what lies around the shape.
  package var inverts: Bool

  package init(
    _ shape: Shape, x: Double, y: Double, width: Double, height: Double, radius: Double = 0, feather: Double = 0, inverts: Bool = false
  ) {
    self.shape = shape
    self.x = x
    self.y = y
    self.width = width
    self.height = height
    self.radius = radius
    self.feather = feather
    self.inverts = inverts
  }

  /// Draws the coverage, 0...255, within one code of the formula.
  ///
  /// - Precondition: `target` is gray8; places and extents are within 100000 pixels.
  package func draw(into target: MutablePictureView, kernels: Kernels) {
    precondition(target.format == .gray8, "a mask is gray8, not \(target.format)")
    let plane = target[0]
    let ramp = MaskRamp(feather: feather, inverts: inverts)
    guard width > 0, height > 0 else {
      for row in 0..<plane.rows { plane.row(row).update(repeating: ramp.outside, count: plane.width) }
      return
    }
    switch shape {
    case .rectangle:
      let box = MaskRectangle(x: x, y: y, width: width, height: height, radius: radius, ramp: ramp)
      for row in 0..<plane.rows { box.draw(row: row, plane.row(row), plane.width) }
    case .ellipse:
      let ellipse = MaskEllipse(x: x, y: y, width: width, height: height, feather: feather, inverts: inverts, kernels: kernels)
      for row in 0..<plane.rows { ellipse.draw(row: row, plane.row(row), plane.width) }
    }
  }
}
