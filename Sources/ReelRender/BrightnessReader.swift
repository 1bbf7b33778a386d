import ReelCore
import ReelMedia
import ReelPixels
import ReelPlan

/// The brightness of a source's pictures as gray8, stretched to a size: what a matte says. Not thread-safe.
final class BrightnessReader {
  private let reader: PictureReader
  private let fitter: Fitter
  private let pool: FramePool
  private let inverts: Bool

  init(_ source: PictureSource, size: Size, inverts: Bool = false, _ tools: DrawingTools) throws {
    reader = try tools.reader(source)
    let even = Size(width: (size.width + 1) & ~1, height: (size.height + 1) & ~1)
    fitter = Fitter(
      display: reader.facts.displaySize, orientation: reader.facts.orientation, to: even, fitting: .stretch, background: [0, 0, 0],
      kernels: tools.kernels)
    pool = try FramePool(size: size, format: .gray8, color: .sRGB)
    self.inverts = inverts
  }

  func picture(_ frame: Int) throws -> Frame {
    let picture = try fitter.fit(try reader.frame(frame), hasAlpha: reader.facts.hasAlpha)
    var draft = try pool.draft()
    draft.withPicture { target in
      picture.withPicture { source in
        let size = target.size
        for y in 0..<size.height {
          let (from, to) = (source[0].row(y), target[0].row(y))
          // Limited range to full: 16 is 0, 235 is 255.
          for x in 0..<size.width { to[x] = UInt8(clamping: ((Int(from[x]) &- 16) &* 255 &+ 109) / 219) }
          if inverts { for x in 0..<size.width { to[x] = 255 &- to[x] } }
        }
      }
    }
    return draft.freeze()
  }
}
