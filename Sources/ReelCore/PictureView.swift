/// The sample layouts the kernels know.
package enum PixelFormat: String, Sendable, Codable {
  /// Planar Y'CbCr 4:2:0, 8 bits, chroma left-sited: every canvas and output.
  case yuv420p8
  /// ``yuv420p8`` with a full-size alpha plane, colour premultiplied: see `Layer` in ReelPixels.
  case yuva420p8
  /// Packed R, G, B, A, 8 bits each; straight alpha unless a name says otherwise.
  case rgba8
  /// One plane of 8 bits.
  case gray8
  /// Planar Y'CbCr 4:2:0 of more bits, in samples of 16 bits of the machine's order, chroma left-sited: what sources bring.
  case yuv420p9, yuv420p10, yuv420p12, yuv420p14, yuv420p16
  /// Planes of G, B and R, 16 bits each in the machine's order.
  case gbrp16

  package var planeCount: Int {
    switch self {
    case .yuv420p8, .yuv420p9, .yuv420p10, .yuv420p12, .yuv420p14, .yuv420p16, .gbrp16: 3
    case .yuva420p8: 4
    case .rgba8, .gray8: 1
    }
  }

  /// Bits of a sample that mean something.
  package var depth: Int {
    switch self {
    case .yuv420p8, .yuva420p8, .rgba8, .gray8: 8
    case .yuv420p9: 9
    case .yuv420p10: 10
    case .yuv420p12: 12
    case .yuv420p14: 14
    case .yuv420p16, .gbrp16: 16
    }
  }

  /// Y'CbCr 4:2:0 of a depth; `nil` where there is none.
  package static func yuv420(depth: Int) -> PixelFormat? {
    [.yuv420p8, .yuv420p9, .yuv420p10, .yuv420p12, .yuv420p14, .yuv420p16].first { $0.depth == depth }
  }

  /// Bytes in a row and rows of a plane of a picture of `size`, without padding.
  package func extent(plane: Int, of size: Size) -> (bytes: Int, rows: Int) {
    switch self {
    case .rgba8: (size.width * 4, size.height)
    case .gray8: (size.width, size.height)
    case .yuv420p8, .yuva420p8:
      plane == 1 || plane == 2 ? ((size.width + 1) / 2, (size.height + 1) / 2) : (size.width, size.height)
    case .yuv420p9, .yuv420p10, .yuv420p12, .yuv420p14, .yuv420p16:
      plane == 0 ? (size.width * 2, size.height) : ((size.width + 1) / 2 * 2, (size.height + 1) / 2)
    case .gbrp16: (size.width * 2, size.height)
    }
  }
}

/// One plane of samples lent for reading, of 8 bits unless the format says otherwise. It never outlives the closure that received it.
package struct PlaneView {
  /// First sample of the first row.
  package let base: UnsafePointer<UInt8>
  /// Bytes from one row to the next; may be negative.
  package let stride: Int
  /// Bytes in a row that belong to the picture.
  package let width: Int
  package let rows: Int

  package init(base: UnsafePointer<UInt8>, stride: Int, width: Int, rows: Int) {
    self.base = base
    self.stride = stride
    self.width = width
    self.rows = rows
  }

  package func row(_ y: Int) -> UnsafePointer<UInt8> { base + y * stride }

  /// A row of a plane of 16-bit samples.
  package func deepRow(_ y: Int) -> UnsafePointer<UInt16> { UnsafeRawPointer(row(y)).assumingMemoryBound(to: UInt16.self) }
}

/// One plane of samples lent for writing; the same shape as ``PlaneView``.
package struct MutablePlaneView {
  package let base: UnsafeMutablePointer<UInt8>
  package let stride: Int
  package let width: Int
  package let rows: Int

  package init(base: UnsafeMutablePointer<UInt8>, stride: Int, width: Int, rows: Int) {
    self.base = base
    self.stride = stride
    self.width = width
    self.rows = rows
  }

  package func row(_ y: Int) -> UnsafeMutablePointer<UInt8> { base + y * stride }

  /// A row of a plane of 16-bit samples.
  package func deepRow(_ y: Int) -> UnsafeMutablePointer<UInt16> {
    UnsafeMutableRawPointer(row(y)).assumingMemoryBound(to: UInt16.self)
  }

  package var reading: PlaneView { PlaneView(base: base, stride: stride, width: width, rows: rows) }
}

/// A picture lent for reading: up to four planes. A plane the format does not have repeats the first.
package struct PictureView {
  package let format: PixelFormat
  package let size: Size
  private let planes: (PlaneView, PlaneView, PlaneView, PlaneView)

  /// - Parameter plane: called for each plane of the format, in order.
  package init(format: PixelFormat, size: Size, plane: (Int) -> PlaneView) {
    self.format = format
    self.size = size
    let count = format.planeCount
    let first = plane(0)
    planes = (first, count > 1 ? plane(1) : first, count > 2 ? plane(2) : first, count > 3 ? plane(3) : first)
  }

  package subscript(plane: Int) -> PlaneView {
    switch plane {
    case 0: planes.0
    case 1: planes.1
    case 2: planes.2
    default: planes.3
    }
  }
}

/// A picture lent for writing: up to four planes.
package struct MutablePictureView {
  package let format: PixelFormat
  package let size: Size
  private let planes: (MutablePlaneView, MutablePlaneView, MutablePlaneView, MutablePlaneView)

  package init(format: PixelFormat, size: Size, plane: (Int) -> MutablePlaneView) {
    self.format = format
    self.size = size
    let count = format.planeCount
    let first = plane(0)
    planes = (first, count > 1 ? plane(1) : first, count > 2 ? plane(2) : first, count > 3 ? plane(3) : first)
  }

  package subscript(plane: Int) -> MutablePlaneView {
    switch plane {
    case 0: planes.0
    case 1: planes.1
    case 2: planes.2
    default: planes.3
    }
  }

  package var reading: PictureView { PictureView(format: format, size: size) { self[$0].reading } }
}
