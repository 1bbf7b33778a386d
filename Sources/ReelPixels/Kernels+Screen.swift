import CReelKernels
import ReelCore

extension Kernels {
  /// The light of one yuv420p8 picture over another.
  ///
  /// For greys it is the blend mode screen, `1 - (1 - a) (1 - s b)`. Colour loses by the luma of `light`, for R', G' and B' alike,
  /// so the formula holds in Y'CbCr as it stands and needs no conversion.
  /// - Parameter strength: `s` in 1/256, 0...256.
  func screen(_ picture: PictureView, _ light: PictureView, strength: Int, into target: MutablePictureView, scratch: Scratch) {
    expect(.yuv420p8, picture, target)
    expect(.yuv420p8, light, target)
    precondition((0...256).contains(strength), "strength \(strength) is not in 0...256")
    let half = scratch.picture(Scratch.Name("screen chroma"), .gray8, Self.chromaSize(target.size))[0]
    halve(light[0], into: half)
    for plane in 0..<3 {
      let (out, luma) = (target[plane], plane == 0 ? light[0] : half.reading)
      table.pointee.screen_plane8(
        out.c, picture[plane].c, light[plane].c, luma.c, out.width, out.rows, plane == 0 ? 16 : 128, UInt32(strength))
    }
  }
}
