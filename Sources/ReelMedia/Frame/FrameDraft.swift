import CFFmpeg
package import ReelCore

/// A picture under construction, owned by one place in the program: fill it, then ``freeze()`` it. Drafts come from a ``FramePool``;
/// their pixels are what the pool's last picture left there.
package struct FrameDraft: ~Copyable {
  let raw: UnsafeMutablePointer<AVFrame>
  package let size: Size
  package let format: PixelFormat
  package let color: ColorDescription

  /// Takes over a `frame` nobody else refers to.
  init(adopting frame: UnsafeMutablePointer<AVFrame>, size: Size, format: PixelFormat, color: ColorDescription) {
    raw = frame
    self.size = size
    self.format = format
    self.color = color
  }

  deinit {
    var frame: UnsafeMutablePointer<AVFrame>? = raw
    av_frame_free(&frame)
  }

  /// Lends the pixels for writing.
  package mutating func withPicture<R, E: Error>(_ body: (MutablePictureView) throws(E) -> R) throws(E) -> R {
    let (raw, size, format) = (raw, size, format)
    let view = MutablePictureView(format: format, size: size) { plane in
      let extent = format.extent(plane: plane, of: size)
      let (base, stride) = raw.plane(plane)
      return MutablePlaneView(base: base, stride: stride, width: extent.bytes, rows: extent.rows)
    }
    return try body(view)
  }

  /// The finished picture.
  package consuming func freeze() -> Frame {
    let (raw, format, color) = (raw, format, color)
    discard self
    return Frame(adopting: raw, format: format, color: color)
  }
}
