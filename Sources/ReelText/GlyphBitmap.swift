/// One coloured shape of a drawn text, lent by libass until the closure that received it returns.
package struct GlyphBitmap {
  /// 8 bits a pixel: how much of it the shape covers. The last row ends at `width`, not at `stride`.
  package let coverage: UnsafePointer<UInt8>
  /// Bytes from one row to the next.
  package let stride: Int
  package let width: Int
  package let height: Int
  /// Where its left top pixel stands in the rendition; the whole shape is inside.
  package let x: Int
  package let y: Int
  /// `0xRRGGBB`.
  package let color: UInt32
  /// 0...255: opaque.
  package let opacity: UInt8
}
