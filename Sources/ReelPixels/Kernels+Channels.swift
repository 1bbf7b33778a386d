import CReelKernels
import ReelCore

extension Kernels {
  /// R' of one yuv420p8 picture, G' of a second and B' of a third, without leaving Y'CbCr.
  ///
  /// With r = Y + A (Cr - 128) and b = Y + B (Cb - 128), which are R' and B' in codes of luma (A = 1.5748 * 219 / 224 and
  /// B = 1.8556 * 219 / 224 of BT.709), the second picture with the others' red and blue has
  ///
  ///     Y'  = Y + Kr (r1 - r) + Kb (b3 - b)
  ///     Cr' = Cr1 + (Y1 - Y') / A        Cb' = Cb3 + (Y3 - Y') / B
  ///
  /// where chroma sits with luma averaged there, and luma with chroma interpolated. Where the three are equal nothing changes.
  func channels(red: PictureView, green: PictureView, blue: PictureView, into target: MutablePictureView, scratch: Scratch) {
    expect(.yuv420p8, red, target)
    expect(.yuv420p8, green, target)
    expect(.yuv420p8, blue, target)
    let half = Self.chromaSize(target.size)
    func halved(_ index: Int, _ picture: PictureView) -> PlaneView {
      let out = scratch.picture(Scratch.Name("channels", index), .gray8, half)[0]
      halve(picture[0], into: out)
      return out.reading
    }
    let (redLuma, greenLuma, blueLuma) = (halved(0, red), halved(1, green), halved(2, blue))
    let stride = half.width + 1
    let shifts = scratch.array(Scratch.Name("channel shifts"), stride * half.height, of: Int16.self)
    for y in 0..<half.height {
      let row = shifts + y * stride
      let rows = reel_channels(
        red_y: redLuma.row(y), red_cr: red[2].row(y), green_y: greenLuma.row(y), green_cb: green[1].row(y), green_cr: green[2].row(y),
        blue_y: blueLuma.row(y), blue_cb: blue[1].row(y))
      table.pointee.channels_chroma(target[1].row(y), target[2].row(y), row, rows, half.width)
      row[half.width] = row[half.width - 1]
    }
    for y in 0..<target.size.height {
      let far = min(max(y / 2 + (y % 2 == 0 ? -1 : 1), 0), half.height - 1)
      table.pointee.channels_luma(
        target[0].row(y), red[0].row(y), green[0].row(y), blue[0].row(y), shifts + y / 2 * stride, shifts + far * stride,
        target.size.width)
    }
  }
}
