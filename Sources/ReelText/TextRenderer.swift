import CAss
package import ReelCore

/// Draws text groups at the resolution of one rendition with libass. Not thread-safe.
///
/// Only the files a group names by their digests are loaded, so its key says all that its pixels depend on. A glyph that is not in
/// them is an error, never a box.
package final class TextRenderer {
  private let size: Size
  private let canvas: Size
  private let rate: FrameRate
  private let paths: [Digest: String]
  /// The last used is last. A few stay open, because several texts may be on the picture at once.
  private var painters: [GroupPainter] = []
  private var fontSets: [AssFontSet] = []

  private static let openGroups = 4
  private static let openFontSets = 2

  /// - Parameters:
  ///   - size: the rendition's pixels.
  ///   - canvas: the canvas's, which scripts are written for.
  ///   - fonts: where the files of all groups to come are.
  package init(size: Size, canvas: Size, rate: FrameRate, fonts: [Digest: String]) throws {
    guard size.width > 0, size.height > 0, canvas.width > 0, canvas.height > 0 else {
      throw ReelError(.invalid, "text cannot be drawn on a picture of \(size) for a canvas of \(canvas)")
    }
    (self.size, self.canvas, self.rate, paths) = (size, canvas, rate, fonts)
  }

  /// Lends what `group` shows at `frame`, counted from its start, in drawing order.
  /// - Returns: false if the bitmaps are the same as at the last call for this group, so that a layer made of them can be kept.
  /// - Throws: `ReelError` if libass finds no glyph or font, or a font file is not what its digest says; what `body` throws.
  /// - Precondition: `frame` is in `0..<group.count`.
  package func render(_ group: TextGroup, frame: Int, _ body: ([GlyphBitmap]) throws -> Void) throws -> Bool {
    let painter = try painter(for: group)
    let drawn: (images: UnsafeMutablePointer<ASS_Image>?, changed: Bool)
    do {
      drawn = try painter.draw(frame)
    } catch {
      // libass says a fault once only: the next attempt must begin anew to hear it again.
      painters = []
      fontSets = []
      throw error
    }
    var bitmaps: [GlyphBitmap] = []
    var next = drawn.images
    while let image = next?.pointee {
      if image.w > 0, image.h > 0, let coverage = image.bitmap {
        bitmaps.append(
          GlyphBitmap(
            coverage: UnsafePointer(coverage), stride: Int(image.stride), width: Int(image.w), height: Int(image.h), x: Int(image.dst_x),
            y: Int(image.dst_y), color: image.color >> 8, opacity: 255 - UInt8(image.color & 0xFF)))
      }
      next = image.next
    }
    try withExtendedLifetime(painter) { try body(bitmaps) }
    return drawn.changed
  }

  private func painter(for group: TextGroup) throws -> GroupPainter {
    if let index = painters.lastIndex(where: { $0.group == group }) {
      painters.append(painters.remove(at: index))
      return painters[painters.count - 1]
    }
    let painter = try GroupPainter(group, size: size, canvas: canvas, rate: rate, fonts: try fontSet(group.fonts))
    painters = painters.suffix(Self.openGroups - 1) + [painter]
    return painter
  }

  private func fontSet(_ digests: [Digest]) throws -> AssFontSet {
    if let index = fontSets.lastIndex(where: { $0.digests == digests }) {
      fontSets.append(fontSets.remove(at: index))
      return fontSets[fontSets.count - 1]
    }
    let set = try AssFontSet(digests, paths: paths)
    fontSets = fontSets.suffix(Self.openFontSets - 1) + [set]
    return set
  }
}
