import CReelKernels
package import ReelCore

extension Kernels {
  /// `b` over `a` in even proportions: `(a * (256 - weight) + b * weight + 128) >> 8` for every sample of a yuv420p8 picture.
  ///
  /// - Parameters:
  ///   - weight: the share of `b`, 0...256; at 0 and 256 the result is `a` or `b` exactly.
  ///   - target: may be `a` or `b`.
  package func dissolve(_ a: PictureView, _ b: PictureView, weight: Int, into target: MutablePictureView) {
    expect(.yuv420p8, a, target)
    expect(.yuv420p8, b, target)
    precondition((0...256).contains(weight), "weight \(weight) is not in 0...256")
    for plane in 0..<3 {
      let out = target[plane]
      table.pointee.dissolve_plane8(out.c, a[plane].c, b[plane].c, out.width, out.rows, UInt32(weight))
    }
  }

  /// A layer over a yuv420p8 picture, as far as they meet.
  ///
  /// `target = round(layer * o + target * (1 - alpha / 255 * o))` with `o = opacity / 256`, in one rounding. Where both are the
  /// same whole code nothing changes.
  /// - Parameter opacity: 0...256.
  package func over(_ layer: Layer, opacity: Int = 256, onto target: MutablePictureView) {
    precondition(target.format == .yuv420p8, "a layer goes onto yuv420p8, not onto \(target.format)")
    precondition((0...256).contains(opacity), "opacity \(opacity) is not in 0...256")
    guard opacity > 0 else { return }
    layer.withPlanes { plane, color, alpha in
      let scale = plane == 0 ? 1 : 2
      guard let meet = Overlap(color, into: target[plane], x: layer.x / scale, y: layer.y / scale) else { return }
      table.pointee.over_plane8(
        meet.target(target[plane]).c, meet.source(color).c, meet.source(alpha).c, meet.width, meet.rows, UInt32(opacity))
    }
  }

  /// Straight to premultiplied alpha, `round(c * a / 255)`, for rgba8. `target` may be `view`.
  package func premultiply(_ view: PictureView, into target: MutablePictureView) {
    expect(.rgba8, view, target)
    table.pointee.premultiply_rgba8(target[0].c, view[0].c, view.size.width, view.size.height)
  }

  /// Premultiplied to straight alpha for rgba8, `round(255 c / a)` and at most 255; transparent pixels become 0. `target` may be `view`.
  package func unpremultiply(_ view: PictureView, into target: MutablePictureView) {
    expect(.rgba8, view, target)
    table.pointee.unpremultiply_rgba8(target[0].c, view[0].c, view.size.width, view.size.height)
  }
}
