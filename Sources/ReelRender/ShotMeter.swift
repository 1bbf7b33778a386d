package import ReelCore
import ReelMedia
package import ReelPixels
import ReelPlan

/// Measures the colours of sources on a few of their frames.
package enum ShotMeter {
  /// Rising with every change of what is measured, so that what was remembered before is measured anew.
  package static let version = 1
  /// Measured small: means and percentiles do not need every pixel.
  private static let longSide = 320

  /// - Parameters:
  ///   - frames: of the source, rising.
  ///   - correction: applied before measuring.
  /// - Throws: ``ReelError`` for what cannot be decoded; `invalid` when there is nothing to measure.
  package static func measure(
    _ source: SourceTable.Source, frames: [Int], correction: ColorCorrection = .identity, kernels: Kernels
  ) throws -> ColorStatistics {
    let reader = try PictureReader(source)
    let size = smallSize(of: reader.facts.displaySize)
    let fitter = Fitter(
      display: reader.facts.displaySize, orientation: reader.facts.orientation, to: size, fitting: .stretch, background: [0, 0, 0],
      kernels: kernels)
    let (pools, scratch) = (Pools(), Scratch())
    var histogram = ColorHistogram()
    for index in frames {
      var picture = try fitter.fit(try reader.frame(index), hasAlpha: reader.facts.hasAlpha, keepsColor: !correction.isIdentity)
      if !correction.isIdentity {
        let table = ColorTable(from: picture.color, correction: correction)
        var draft = try pools.canvas(size).draft()
        draft.withPicture { target in picture.withPicture { kernels.apply(table, $0, into: target, scratch: scratch) } }
        picture = draft.freeze()
      }
      picture.withPicture { histogram.add(kernels.colorHistogram($0)) }
    }
    guard let statistics = histogram.statistics else {
      throw ReelError(.invalid, "has no frame by which its colours could be measured", file: source.files.first, hint: "say match: off")
    }
    return statistics
  }

  private static func smallSize(of size: Size) -> Size {
    let long = max(size.width, size.height)
    func side(_ length: Int) -> Int { max(2, (long <= longSide ? length : length * longSide / long) & ~1) }
    return Size(width: side(size.width), height: side(size.height))
  }
}
