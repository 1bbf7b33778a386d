package import ReelCore

extension Kernels {
  /// The same picture in other memory; any format of 8 bits.
  package func copy(_ view: PictureView, into target: MutablePictureView) {
    expect(view.format, view, target)
    place(view, into: target, x: 0, y: 0)
  }

  /// A picture of another size put into `target`, as far as they meet; the rest of `target` stays. Any format of 8 bits.
  ///
  /// - Parameter x: of its left edge in `target`; even for 4:2:0, so that chroma stays where it is; may be negative. So is `y`.
  package func place(_ view: PictureView, into target: MutablePictureView, x: Int, y: Int) {
    precondition(view.format == target.format && view.format.depth == 8, "\(view.format) into \(target.format)")
    let subsampled = view.format == .yuv420p8 || view.format == .yuva420p8
    precondition(!subsampled || (x % 2 == 0 && y % 2 == 0), "4:2:0 at \(x), \(y): not even")
    let bytes = view.format == .rgba8 ? 4 : 1
    for plane in 0..<view.format.planeCount {
      let scale = subsampled && (plane == 1 || plane == 2) ? 2 : 1
      guard let meet = Overlap(view[plane], into: target[plane], x: x / scale, y: y / scale, bytes: bytes) else { continue }
      let (from, to) = (meet.source(view[plane], bytes: bytes), meet.target(target[plane], bytes: bytes))
      for row in 0..<to.rows { to.row(row).update(from: from.row(row), count: to.width) }
    }
  }

  /// One opaque colour; yuv420p8 or rgba8.
  ///
  /// - Parameter rgb: R', G', B'.
  package func fill(_ target: MutablePictureView, rgb: [UInt8]) {
    precondition(rgb.count == 3, "\(rgb.count) components of R, G, B")
    switch target.format {
    case .yuv420p8:
      let codes = ColorSums(r: Int(rgb[0]), g: Int(rgb[1]), b: Int(rgb[2])).codes
      for (plane, code) in [codes.y, codes.cb, codes.cr].enumerated() {
        for row in 0..<target[plane].rows { target[plane].row(row).update(repeating: code, count: target[plane].width) }
      }
    case .rgba8:
      for row in 0..<target.size.height {
        let pixels = target[0].row(row)
        for x in 0..<target.size.width {
          (pixels[4 * x], pixels[4 * x + 1], pixels[4 * x + 2], pixels[4 * x + 3]) = (rgb[0], rgb[1], rgb[2], 255)
        }
      }
    default:
      preconditionFailure("cannot fill \(target.format)")
    }
  }
}
