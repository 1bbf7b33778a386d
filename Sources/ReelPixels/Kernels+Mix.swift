import CReelKernels
package import ReelCore

extension Kernels {
  /// Two yuv420p8 pictures by a mask: `a` where it is 0, `b` where it is 255, and between them
  /// `(a * (256 - w) + b * w + 128) >> 8` with `w = mask + mask / 128`. Chroma takes the mask where chroma sits.
  ///
  /// - Parameters:
  ///   - mask: gray8 in the size of the pictures.
  ///   - target: may be `a` or `b`.
  package func mix(_ a: PictureView, _ b: PictureView, by mask: PlaneView, into target: MutablePictureView, scratch: Scratch) {
    let half = scratch.picture(Scratch.Name("mix chroma"), .gray8, Self.chromaSize(target.size))[0]
    halve(mask, into: half)
    mix(a, b, by: mask, half: half.reading, into: target)
  }

  /// The same with the mask of chroma at hand: see ``halve(_:into:)``.
  package func mix(_ a: PictureView, _ b: PictureView, by mask: PlaneView, half: PlaneView, into target: MutablePictureView) {
    expect(.yuv420p8, a, target)
    expect(.yuv420p8, b, target)
    for plane in 0..<3 {
      let (out, share) = (target[plane], plane == 0 ? mask : half)
      precondition(
        share.width == out.width && share.rows == out.rows, "a mask of \(share.width)x\(share.rows) for \(out.width)x\(out.rows)")
      table.pointee.mix_plane8(out.c, a[plane].c, b[plane].c, share.c, out.width, out.rows)
    }
  }

  /// A plane in full size at the places of left-sited chroma.
  package func halve(_ plane: PlaneView, into target: MutablePlaneView) {
    precondition(
      target.width == (plane.width + 1) / 2 && target.rows == (plane.rows + 1) / 2,
      "\(plane.width)x\(plane.rows) halved into \(target.width)x\(target.rows)")
    table.pointee.halve_gray8(target.c, plane.c, plane.width, plane.rows)
  }

  static func chromaSize(_ size: Size) -> Size { Size(width: (size.width + 1) / 2, height: (size.height + 1) / 2) }
}
