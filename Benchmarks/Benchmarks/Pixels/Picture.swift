import ReelCore

/// A picture of seeded noise that owns its memory.
final class Picture {
  let format: PixelFormat
  let size: Size
  private let planes: [UnsafeMutableBufferPointer<UInt8>]

  init(_ format: PixelFormat, _ size: Size, seed: UInt64 = 1) {
    (self.format, self.size) = (format, size)
    var state = seed
    planes = (0..<format.planeCount).map { plane in
      let extent = format.extent(plane: plane, of: size)
      let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: extent.bytes * extent.rows)
      for i in memory.indices {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        memory[i] = UInt8(truncatingIfNeeded: state >> 56)
      }
      return memory
    }
  }

  deinit { for plane in planes { plane.deallocate() } }

  var target: MutablePictureView {
    MutablePictureView(format: format, size: size) { plane in
      let extent = format.extent(plane: plane, of: size)
      return MutablePlaneView(base: planes[plane].baseAddress!, stride: extent.bytes, width: extent.bytes, rows: extent.rows)
    }
  }

  var view: PictureView { target.reading }
}
