package import ReelCore

extension Kernels {
  /// A Gaussian blur of a yuv420p8 picture; its edges are repeated. Chroma, at half size, gets half the deviation.
  ///
  /// - Parameters:
  ///   - sigma: the standard deviation in pixels; at 0 the picture is copied bit for bit.
  ///   - target: other memory than `picture`.
  package func blur(_ picture: PictureView, sigma: Double, into target: MutablePictureView, scratch: Scratch) {
    expect(.yuv420p8, picture, target)
    for plane in 0..<3 {
      GaussianBlur(sigma: plane == 0 ? sigma : sigma / 2, kernels: self, scratch: scratch).run(picture[plane], into: target[plane])
    }
  }
}
