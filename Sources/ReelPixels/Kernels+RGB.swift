package import ReelCore

extension Kernels {
  /// A yuv420p8 picture as opaque rgba8 of the same size, within one code of the exact formula.
  ///
  /// Chroma is interpolated linearly from where it sits: on the even columns, halfway between two rows.
  package func rgb(from view: PictureView, into target: MutablePictureView) {
    precondition(
      view.format == .yuv420p8 && target.format == .rgba8 && view.size == target.size,
      "\(view.format) \(view.size) into \(target.format) \(target.size)")
    let (luma, cb, cr) = (view[0], view[1], view[2])
    for y in 0..<luma.rows {
      let near = y / 2
      let far = min(max(near + (y % 2 == 0 ? -1 : 1), 0), cb.rows - 1)
      let (nearBlue, farBlue, nearRed, farRed) = (cb.row(near), cb.row(far), cr.row(near), cr.row(far))
      let (source, pixels) = (luma.row(y), target[0].row(y))
      for x in 0..<luma.width {
        let left = x / 2
        let right = x % 2 == 0 ? left : min(left + 1, cb.width - 1)
        // 3/4 of the nearer row, halves of the two columns: eighths.
        let blue = 3 &* (Int(nearBlue[left]) &+ Int(nearBlue[right])) &+ Int(farBlue[left]) &+ Int(farBlue[right])
        let red = 3 &* (Int(nearRed[left]) &+ Int(nearRed[right])) &+ Int(farRed[left]) &+ Int(farRed[right])
        let rgb = RGBMatrix.rgb(y: Int(source[x]) &* RGBMatrix.scale, cb: blue, cr: red)
        (pixels[4 * x], pixels[4 * x + 1], pixels[4 * x + 2], pixels[4 * x + 3]) = (rgb.r, rgb.g, rgb.b, 255)
      }
    }
  }
}
