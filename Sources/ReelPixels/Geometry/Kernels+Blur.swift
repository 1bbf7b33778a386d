import CReelKernels
package import ReelCore

extension Kernels {
  /// The greatest deviation that is weighed sample by sample; what is softer is blurred small.
  private static let finest = 6.0

  /// A Gaussian blur of a yuv420p8 picture; its edges are repeated.
  ///
  /// A wide blur leaves nothing fine, so it is made on a picture shrunk by a power of two and enlarged again. Chroma, at half size, gets
  /// half the deviation. Against a Gaussian in doubles, noise comes out with 45 dB in luma and 43 dB in chroma, or better.
  /// - Parameters:
  ///   - sigma: the standard deviation in pixels; at 0 the picture is copied bit for bit.
  ///   - target: other memory than `picture`.
  package func blur(_ picture: PictureView, sigma: Double, into target: MutablePictureView, scratch: Scratch) {
    expect(.yuv420p8, picture, target)
    guard sigma > 0.05 else { return copy(picture, into: target) }
    var factor = 1.0
    while sigma / factor > Self.finest { factor *= 2 }
    if factor == 1 { return weigh(picture, (sigma, sigma), into: target, scratch: scratch) }
    // A whole number of shrunk pixels: the map is exact, so nothing moves.
    func side(_ length: Int) -> Int { max(2, (Int((Double(length) / factor).rounded(.up)) + 1) & ~1) }
    let size = Size(width: side(picture.size.width), height: side(picture.size.height))
    let (x, y) = (Double(size.width) / Double(picture.size.width), Double(size.height) / Double(picture.size.height))
    let small = scratch.picture(.init("small"), .yuv420p8, size)
    draw(picture, Placement(map: .scale(x, y)), onto: small, scratch: scratch)
    let soft = scratch.picture(.init("soft"), .yuv420p8, size)
    weigh(small.reading, (sigma * x, sigma * y), into: soft, scratch: scratch)
    draw(soft.reading, Placement(map: .scale(1 / x, 1 / y)), onto: target, scratch: scratch)
  }

  /// - Parameter sigma: in pixels across and down.
  private func weigh(
    _ picture: PictureView, _ sigma: (x: Double, y: Double), into target: MutablePictureView, scratch: Scratch
  ) {
    for plane in 0..<3 {
      let scale = plane == 0 ? 1.0 : 0.5
      let (x, y) = (sigma.x * scale, sigma.y * scale)
      if min(x, y) <= 0.05 {
        for y in 0..<target[plane].rows { target[plane].row(y).update(from: picture[plane].row(y), count: target[plane].width) }
      } else {
        weigh(picture[plane], (x, y), into: target[plane], scratch: scratch)
      }
    }
  }

  private func weigh(_ source: PlaneView, _ sigma: (x: Double, y: Double), into target: MutablePlaneView, scratch: Scratch) {
    func gauss(_ x: Double, _ sigma: Double) -> Double { Exponential.exp2(-x * x / (2 * sigma * sigma) * 1.4426950408889634) }
    let columns = SamplingTable(
      0..<target.width, scale: 1, offset: 0, window: 0...source.width - 1, radius: 3.5 * sigma.x, "column table", scratch: scratch
    ) { gauss($0, sigma.x) }
    let rows = SamplingTable(
      0..<target.rows, scale: 1, offset: 0, window: 0...source.rows - 1, radius: 3.5 * sigma.y, "row table", scratch: scratch
    ) { gauss($0, sigma.y) }
    let weighed = scratch.array(.init("weighed row"), source.width + columns.taps + 32, of: Int16.self)
    for i in source.width..<source.width + columns.taps { weighed[i] = 0 }
    let pointers = scratch.array(.init("row pointers"), rows.taps, of: UnsafePointer<UInt8>?.self)
    for y in 0..<target.rows {
      let first = Int(rows.starts[y])
      for k in 0..<rows.taps { pointers[k] = source.row(min(first + k, source.rows - 1)) }
      table.pointee.weigh_rows8(weighed, pointers, rows.weights + y * rows.taps, rows.taps, source.width)
      table.pointee.weigh_columns_gray8(target.row(y), weighed, columns.starts, columns.weights, columns.taps, target.width)
    }
  }
}
