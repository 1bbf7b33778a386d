import ReelCore

extension Kernels {
  /// A yuv420p8 picture moved so that it still covers all of the canvas; by an identity, bit for bit.
  func warp(_ picture: PictureView, by map: Affine, into target: MutablePictureView, scratch: Scratch) {
    if map == .identity { return copy(picture, into: target) }
    draw(picture, Placement(map: map), onto: target, scratch: scratch)
  }
}

extension Affine {
  /// Larger or smaller about a point that stays. At 1 it is the identity exactly.
  static func scale(_ factor: Double, aboutX x: Double, y: Double) -> Affine {
    Affine(a: factor, b: 0, c: 0, d: factor, tx: x * (1 - factor), ty: y * (1 - factor))
  }
}
