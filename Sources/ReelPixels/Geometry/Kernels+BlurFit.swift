package import ReelCore

extension Kernels {
  /// A picture of another shape on the whole canvas: contained sharp, over itself covering, blurred and darkened.
  ///
  /// - Parameters:
  ///   - picture: yuv420p8 at its own size.
  ///   - crop: what of it is framed; `nil` is all of it. Nothing else is seen, in the backdrop neither.
  ///   - target: the canvas, yuv420p8.
  package func blurFit(_ picture: PictureView, crop: Placement.Crop? = nil, into target: MutablePictureView, scratch: Scratch) {
    let part = crop ?? .init(picture.size)
    guard part.width > 0, part.height > 0 else { return }
    let contained = Placement(map: Placement.fitting(part, canvas: target.size, fit: .contain), crop: crop)
    let bounds = contained.bounds(of: picture.size, on: target.size)
    if bounds.x.count < target.size.width || bounds.y.count < target.size.height {
      drawBackdrop(picture, part, onto: target, scratch: scratch)
    }
    draw(picture, contained, onto: target, scratch: scratch)
  }

  /// Blurred at an eighth of the canvas, where there is little to do, and enlarged.
  private func drawBackdrop(_ picture: PictureView, _ part: Placement.Crop, onto target: MutablePictureView, scratch: Scratch) {
    func side(_ length: Int) -> Int { max(2, (length / 8 + 1) & ~1) }
    let size = Size(width: side(target.size.width), height: side(target.size.height))
    let small = scratch.picture(.init("backdrop", 0), .yuv420p8, size)
    let cover = Placement.fitting(part, canvas: size, fit: .cover)
    draw(picture, Placement(map: cover, crop: part), onto: small, scratch: scratch)
    let soft = scratch.picture(.init("backdrop", 1), .yuv420p8, size)
    // A fortieth of the width.
    blur(small.reading, sigma: Double(size.width) / 40, into: soft, scratch: scratch)
    for plane in 0..<3 {
      let zero = plane == 0 ? 16 : 128
      for y in 0..<soft[plane].rows {
        let row = soft[plane].row(y)
        for x in 0..<soft[plane].width { row[x] = UInt8(truncatingIfNeeded: (4 * zero &+ 3 &* (Int(row[x]) &- zero) &+ 2) >> 2) }
      }
    }
    let map = Affine.scale(Double(target.size.width) / Double(size.width), Double(target.size.height) / Double(size.height))
    draw(soft.reading, Placement(map: map), onto: target, scratch: scratch)
  }
}
