package import ReelCore

extension Kernels {
  /// A blur along a line: every sample becomes the mean of those on a line through it. Edges are repeated.
  ///
  /// - Parameters:
  ///   - length: of the line in pixels; up to 1 the picture is copied bit for bit.
  ///   - angle: degrees clockwise from pointing right.
  ///   - target: other memory than `picture`.
  package func directionalBlur(
    _ picture: PictureView, length: Double, angle: Double, into target: MutablePictureView, scratch: Scratch
  ) {
    expect(.yuv420p8, picture, target)
    let (sine, cosine) = Angle.sineAndCosine(degrees: angle)
    for plane in 0..<3 {
      let scale = plane == 0 ? 1.0 : 0.5
      LineBlur(x: cosine * length * scale, y: sine * length * scale, kernels: self, scratch: scratch)
        .run(picture[plane], into: target[plane])
    }
  }
}
