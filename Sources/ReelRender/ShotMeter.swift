package import ReelCore
import ReelMedia
package import ReelPixels

/// Measures the colours of sources on a few of their frames.
package enum ShotMeter {
  /// Rising with every change of what is measured, so that what was remembered before is measured anew.
  package static let version = 2

  /// - Parameter correction: applied before measuring.
  /// - Returns: `nil` when there is nothing to measure.
  package static func measure(
    _ pictures: SmallPictures, correction: ColorCorrection = .identity, kernels: Kernels
  ) throws -> ColorStatistics? {
    var histogram = ColorHistogram()
    if correction.isIdentity {
      pictures.withEach { histogram.add(kernels.colorHistogram($0)) }
      return histogram.statistics
    }
    let (pools, scratch) = (Pools(), Scratch())
    let table = ColorTable(from: .bt709, correction: correction)
    try pictures.withEach { picture in
      var draft = try pools.canvas(pictures.size).draft()
      draft.withPicture { kernels.apply(table, picture, into: $0, scratch: scratch) }
      draft.freeze().withPicture { histogram.add(kernels.colorHistogram($0)) }
    }
    return histogram.statistics
  }
}
