package import ReelCore

/// How good a picture is to be looked at by itself, in whole numbers, so that every machine chooses alike: how sharp it is times how well
/// it is exposed.
package struct PictureQuality: Hashable, Sendable {
  /// The mean difference of neighbours in luma, times 256.
  package let sharpness: Int
  /// 0...256: the share of pixels that are neither nearly black nor nearly white, less as the mean leaves the middle.
  package let exposure: Int

  package var score: Int { sharpness * exposure }

  /// - Parameter picture: rgba8; small, so that grain is not taken for sharpness. At least 2x2.
  package init(_ picture: PictureView) {
    precondition(picture.format == .rgba8 && picture.size.shortSide > 1, "\(picture.format) \(picture.size)")
    let (width, height) = (picture.size.width, picture.size.height)
    var above = [Int](repeating: 0, count: width)
    var row = above
    var (differences, sum, seen) = (0, 0, 0)
    for y in 0..<height {
      let pixels = picture[0].row(y)
      for x in 0..<width {
        // Luma of BT.709, in 1/256.
        let luma = (54 * Int(pixels[4 * x]) + 183 * Int(pixels[4 * x + 1]) + 19 * Int(pixels[4 * x + 2])) >> 8
        row[x] = luma
        sum += luma
        if (24...232).contains(luma) { seen += 1 }
        if x > 0 { differences += abs(luma - row[x - 1]) }
        if y > 0 { differences += abs(luma - above[x]) }
      }
      swap(&row, &above)
    }
    let count = width * height
    sharpness = differences * 256 / (2 * count)
    let fromMiddle = abs(sum / count - 112)
    exposure = seen * max(0, 256 - fromMiddle) / count
  }
}
