import Foundation
import ReelCore
import ReelPixels

/// What drawing a picture should give, in doubles.
struct FloatDrawing {
  private let planes: [FloatPlane]
  /// Whether planes behind the first have half the samples, left-sited.
  private let isHalved: Bool
  /// From the canvas to the planes, which may be filtered already.
  private let inverse: Affine
  private let margin: (x: Double, y: Double)
  private let size: (x: Double, y: Double)
  private let filter: Placement.Filter
  private let wide: (x: Double, y: Double)

  init(_ size: Size, _ planes: [FloatPlane], isHalved: Bool, _ placement: Placement) {
    self.isHalved = isHalved
    let map = placement.map
    let sides = (x: hypot(map.a, map.b), y: hypot(map.c, map.d))
    // The nearest sample is one sample, however small the picture becomes.
    let wide = placement.filter == .nearest ? (x: 1, y: 1) : (x: max(1, 1 / sides.x), y: max(1, 1 / sides.y))
    guard !map.isUpright, max(wide.x, wide.y) > 1 else {
      (self.planes, inverse, filter) = (planes, map.inverse ?? .identity, map.isUpright ? placement.filter : placement.filter.turning)
      self.wide = map.isUpright ? wide : (1, 1)
      self.size = (Double(size.width), Double(size.height))
      margin = (3 * self.wide.x + 1, 3 * self.wide.y + 1)
      return
    }
    // Half the samples as long as half as many again are left as are needed.
    func side(_ length: Int, _ wide: Double) -> Int {
      var factor = 1.0
      while factor / 2 >= 1.5 / wide, Double(length) * factor > 4 { factor /= 2 }
      let count = Int((Double(length) * factor).rounded(.up))
      return max(2, count + count % 2)
    }
    let (width, height) = (side(size.width, wide.x), side(size.height, wide.y))
    let (x, y) = (Double(width) / Double(size.width), Double(height) / Double(size.height))
    self.planes = planes.enumerated().map { index, plane in
      isHalved && index > 0
        ? plane.resampled(
          width: width / 2, rows: height / 2, x: { ((2 * Double($0) + 0.5) / x - 0.5) / 2 + 0.5 }, y: { (2 * Double($0) + 1) / y / 2 },
          placement.filter, wide: wide)
        : plane.resampled(
          width: width, rows: height, x: { (Double($0) + 0.5) / x }, y: { (Double($0) + 0.5) / y }, placement.filter, wide: wide)
    }
    inverse = Affine.scale(1 / x, 1 / y).then(map).inverse ?? .identity
    filter = placement.filter.turning
    self.wide = (1, 1)
    self.size = (Double(width), Double(height))
    margin = (3, 3)
  }

  /// What luma, chroma or a channel should be where the picture covers it wholly; `nil` elsewhere.
  func value(_ plane: Int, _ x: Int, _ y: Int) -> Double? {
    let isHalf = isHalved && plane > 0
    // Where the sample stands in luma's continuous coordinates: chroma is left-sited.
    let place = isHalf ? (2 * Double(x) + 0.5, 2 * Double(y) + 1) : (Double(x) + 0.5, Double(y) + 0.5)
    let from = inverse.apply(place.0, place.1)
    guard from.x >= margin.x, from.y >= margin.y, from.x <= size.x - margin.x, from.y <= size.y - margin.y else { return nil }
    let source = isHalf ? ((from.x - 0.5) / 2 + 0.5, from.y / 2) : from
    return min(max(planes[plane].sample(source.0, source.1, filter, wide: wide), 0), 255)
  }
}

extension Placement.Filter {
  /// Lanczos reaches over six samples; what is turned makes do with four.
  fileprivate var turning: Placement.Filter { self == .lanczos ? .bicubic : self }
}
