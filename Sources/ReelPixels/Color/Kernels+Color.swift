import CReelKernels
package import ReelCore

extension Kernels {
  /// A yuv420p8 picture through a table. One that is an identity copies.
  ///
  /// For luma, chroma is interpolated linearly from where it sits, on the even columns and halfway between two rows; for chroma, luma is
  /// filtered there with (1 2 1) / 4 across and (1 1) / 2 down.
  /// - Parameter target: of the same size, and not `picture`.
  package func apply(_ color: ColorTable, _ picture: PictureView, into target: MutablePictureView, scratch: Scratch) {
    expect(.yuv420p8, picture, target)
    guard !color.isIdentity else { return copy(picture, into: target) }
    applyAlone(color, picture, into: target, scratch: scratch)
    guard case .with(let other, let weight) = color.mixture else { return }
    let rest = scratch.picture(Scratch.Name("color mixture"), .yuv420p8, picture.size)
    apply(other, picture, into: rest, scratch: scratch)
    for plane in 0..<3 { Self.mix(rest[plane].reading, weight, into: target[plane]) }
  }

  /// `weight` / 32768 of the target itself.
  private static func mix(_ other: PlaneView, _ weight: UInt32, into target: MutablePlaneView) {
    for y in 0..<target.rows {
      let (source, out) = (other.row(y), target.row(y))
      for x in 0..<target.width {
        let sum = UInt32(out[x]) &* weight &+ UInt32(source[x]) &* (32768 &- weight) &+ 16384
        out[x] = UInt8(truncatingIfNeeded: sum >> 15)
      }
    }
  }

  private func applyAlone(_ color: ColorTable, _ picture: PictureView, into target: MutablePictureView, scratch: Scratch) {
    let (luma, cb, cr) = (picture[0], picture[1], picture[2])
    let width = luma.width
    let rows = (0..<2).map { scratch.array(Scratch.Name("color chroma", $0), width, of: Int16.self) }
    let sites = scratch.array(Scratch.Name("color luma"), cb.width, of: Int16.self)
    color.withC { t in
      for near in 0..<cb.rows {
        let lower = min(2 * near + 1, luma.rows - 1)
        for y in 2 * near...lower {
          let far = min(max(near + (y % 2 == 0 ? -1 : 1), 0), cb.rows - 1)
          table.pointee.spread_chroma8(rows[0], cb.row(near), cb.row(far), width)
          table.pointee.spread_chroma8(rows[1], cr.row(near), cr.row(far), width)
          table.pointee.color_luma8(t, target[0].row(y), luma.row(y), rows[0], rows[1], width)
        }
        table.pointee.site_luma8(sites, luma.row(2 * near), luma.row(lower), width)
        table.pointee.color_chroma8(t, target[1].row(near), target[2].row(near), sites, cb.row(near), cr.row(near), cb.width)
      }
    }
  }
}
