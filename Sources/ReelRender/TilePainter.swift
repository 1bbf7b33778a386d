package import ReelCore
package import ReelMedia
package import ReelPixels
import ReelPlan

/// Makes tiles of finished pictures: scaled to one size, with words on a strip below. Not thread-safe.
package final class TilePainter {
  private let size: Size
  /// The strip's, even in height; `nil` for none.
  private let strip: Size?
  private let kernels: Kernels
  private let fonts: [Digest: String]
  private let rate: FrameRate
  private var scaler: Scaler?
  private var pool: FramePool?
  private var writer: TextPainter?

  /// - Parameters:
  ///   - size: of the pictures.
  ///   - strip: rows below for words; 0 for none.
  ///   - fonts: path of every font that words are drawn with.
  package init(size: Size, strip: Int = 0, kernels: Kernels, fonts: [Digest: String] = [:], rate: FrameRate) {
    self.size = size
    self.strip = strip > 0 ? Size(width: size.width, height: strip) : nil
    (self.kernels, self.fonts, self.rate) = (kernels, fonts, rate)
  }

  /// The picture in the tile's size; itself where it has it.
  ///
  /// - Parameter frame: rgba8.
  package func tile(_ frame: Frame) throws -> Frame {
    if frame.size == size { return frame }
    let scaler = try scaler.flatMap { $0.accepts(frame) ? $0 : nil } ?? Scaler(from: frame, to: size, .rgba8, .sRGB)
    let pool = try pool ?? FramePool(size: size, format: .rgba8, color: .sRGB)
    (self.scaler, self.pool) = (scaler, pool)
    return try scaler.scale(frame, pool: pool)
  }

  /// The strip with words on it, rgba8.
  ///
  /// - Parameters:
  ///   - words: laid out for a canvas of the strip's size; the first frame is shown.
  ///   - background: R', G', B'.
  /// - Precondition: there is a strip.
  package func label(_ words: [TextGroup], background: [UInt8]) throws -> Frame {
    guard let strip else { preconditionFailure("no rows for words") }
    let writer = try writer ?? TextPainter(size: strip, canvas: strip, rate: rate, fonts: fonts, kernels: kernels)
    self.writer = writer
    writer.begin(words.map { TextSlice(group: $0, canvas: strip, span: 0..<1, first: 0) })
    var draft = try FramePool(size: strip, format: .yuv420p8, color: .bt709).draft()
    try draft.withPicture { target in
      kernels.fill(target, rgb: background)
      try writer.paint(target, at: 0)
    }
    return try kernels.rgba(draft.freeze())
  }
}

extension Kernels {
  /// A finished picture as packed RGBA, for files that people look at.
  package func rgba(_ frame: Frame) throws -> Frame {
    var draft = try FramePool(size: frame.size, format: .rgba8, color: .sRGB).draft()
    draft.withPicture { target in frame.withPicture { rgb(from: $0, into: target) } }
    return draft.freeze()
  }
}
