import ReelCore
import ReelTestSupport

/// A picture that owns its planes.
final class TestPicture {
  let format: PixelFormat
  let size: Size
  let planes: [GuardedPlane]

  init(_ format: PixelFormat, _ size: Size, _ rng: inout SeededRNG, fill: GuardedPlane.Fill = .random) {
    (self.format, self.size) = (format, size)
    var planes: [GuardedPlane] = []
    for plane in 0..<format.planeCount {
      let extent = format.extent(plane: plane, of: size)
      // Samples of 16 bits are aligned to their size.
      planes.append(GuardedPlane(width: extent.bytes, rows: extent.rows, padding: format.depth > 8 ? 38 : 37, &rng, fill: fill))
    }
    self.planes = planes
  }

  convenience init(_ format: PixelFormat, _ width: Int, _ height: Int, seed: UInt64 = 1, fill: GuardedPlane.Fill = .random) {
    var rng = SeededRNG(seed: seed)
    self.init(format, Size(width: width, height: height), &rng, fill: fill)
  }

  /// rgba8 from a function of the position.
  convenience init(_ width: Int, _ height: Int, rgba: (Int, Int) -> [UInt8]) {
    self.init(.rgba8, width, height)
    for y in 0..<height {
      for x in 0..<width {
        for (c, value) in rgba(x, y).enumerated() { planes[0][4 * x + c, y] = value }
      }
    }
  }

  var view: PictureView { PictureView(format: format, size: size) { planes[$0].view } }
  var target: MutablePictureView { MutablePictureView(format: format, size: size) { planes[$0].target } }
  var pixels: [[UInt8]] { planes.map(\.pixels) }
  var isIntact: Bool { planes.allSatisfy(\.isIntact) }

  func rgba(_ x: Int, _ y: Int) -> [Double] { (0..<4).map { Double(planes[0][4 * x + $0, y]) } }
}

/// Where two sequences of samples differ first: an index, for a message that can be read; -1 when it is in their length.
func firstDifference<T: Equatable>(_ a: [T], _ b: [T]) -> Int? {
  a.count == b.count ? a.indices.first { a[$0] != b[$0] } : -1
}

/// BT.709 in doubles: the formulas of the recommendation, not those of the kernels.
enum BT709 {
  static let (kr, kb) = (0.2126, 0.0722)
  static let kg = 1 - kr - kb

  /// R, G, B in 0...255 to Y, Cb, Cr in limited-range codes, unrounded.
  static func yuv(_ rgb: [Double]) -> [Double] {
    let (r, g, b) = (rgb[0] / 255, rgb[1] / 255, rgb[2] / 255)
    let y = kr * r + kg * g + kb * b
    return [16 + 219 * y, 128 + 224 * (b - y) / (2 * (1 - kb)), 128 + 224 * (r - y) / (2 * (1 - kr))]
  }

  static func rgb(_ yuv: [Double]) -> [Double] {
    let (y, cb, cr) = ((yuv[0] - 16) / 219, (yuv[1] - 128) / 224, (yuv[2] - 128) / 224)
    let r = y + 2 * (1 - kr) * cr
    let b = y + 2 * (1 - kb) * cb
    return [r, (y - kr * r - kb * b) / kg, b].map { $0 * 255 }
  }
}
