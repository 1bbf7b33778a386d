import ReelCore
import ReelMedia
package import ReelPixels
import ReelPlan

/// A few pictures of a source, made small and brought to BT.709: what measures its colours reads these instead of decoding anew.
package struct SmallPictures: Sendable {
  /// Rising with every change of what the bytes are.
  package static let version = 1
  /// Means and percentiles do not need every pixel.
  private static let longSide = 320
  private static let format = PixelFormat.yuv420p8

  let size: Size
  /// The pictures one after another, each its planes without padding; then ``spare`` bytes.
  package let bytes: [UInt8]
  /// Kernels may load whole vectors.
  private static let spare = FramePool.alignment

  /// - Parameter frames: of the source, rising; of a clip those near them that are quick to decode.
  /// - Throws: ``ReelError`` for what cannot be decoded.
  package init(of source: SourceTable.Source, frames: [Int], kernels: Kernels) throws {
    let reader = try PictureReader(source, purpose: .survey)
    size = Self.size(for: reader.facts.displaySize)
    let fitter = Fitter(
      display: reader.facts.displaySize, orientation: reader.facts.orientation, to: size, fitting: .stretch, background: [0, 0, 0],
      kernels: kernels)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(frames.count * Self.length(size) + Self.spare)
    for index in frames {
      try fitter.fit(try reader.frame(index), hasAlpha: reader.facts.hasAlpha).withPicture { picture in
        for plane in 0..<Self.format.planeCount {
          let view = picture[plane]
          for y in 0..<view.rows { bytes += UnsafeBufferPointer(start: view.row(y), count: view.width) }
        }
      }
    }
    self.bytes = bytes + [UInt8](repeating: 0, count: Self.spare)
  }

  /// What ``bytes`` were once; `nil` when they are not those of `count` frames of the source.
  package init?(_ bytes: [UInt8], of source: SourceTable.Source, count: Int) {
    guard let facts = source.facts.video else { return nil }
    size = Self.size(for: facts.displaySize)
    guard bytes.count == count * Self.length(size) + Self.spare else { return nil }
    self.bytes = bytes
  }

  /// Lends the pictures in turn.
  func withEach(_ body: (PictureView) throws -> Void) rethrows {
    try bytes.withUnsafeBufferPointer { buffer in
      guard var next = buffer.baseAddress else { return }
      for _ in 0..<(bytes.count - Self.spare) / Self.length(size) {
        try body(
          PictureView(format: Self.format, size: size) { plane in
            let extent = Self.format.extent(plane: plane, of: size)
            defer { next += extent.bytes * extent.rows }
            return PlaneView(base: next, stride: extent.bytes, width: extent.bytes, rows: extent.rows)
          })
      }
    }
  }

  private static func length(_ size: Size) -> Int {
    (0..<format.planeCount).reduce(0) {
      let extent = format.extent(plane: $1, of: size)
      return $0 + extent.bytes * extent.rows
    }
  }

  private static func size(for size: Size) -> Size {
    let long = max(size.width, size.height)
    func side(_ length: Int) -> Int { max(2, (long <= longSide ? length : length * longSide / long) & ~1) }
    return Size(width: side(size.width), height: side(size.height))
  }
}
