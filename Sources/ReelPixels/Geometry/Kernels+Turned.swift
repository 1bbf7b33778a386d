import CReelKernels
import ReelCore

extension Kernels {
  /// A picture that is turned and shrunk is filtered upright first, where the filter sees every sample: each side by as much as the map
  /// shrinks it. What a crop leaves out has no part in that.
  ///
  /// Samples are halved only as long as half as many again are left as the target needs. So the grid between the two passes stays the
  /// same while a picture slowly shrinks, is fine enough not to be seen, and only the filter widens.
  func shrunk(_ picture: PictureView, _ placement: Placement, scratch: Scratch) -> (PictureView, Placement) {
    let sides = placement.map.sides
    let squeeze = (x: min(1, sides.x), y: min(1, sides.y))
    guard min(squeeze.x, squeeze.y) < 1, placement.filter != .nearest else { return (picture, placement) }
    func side(_ length: Double, _ scale: Double) -> Int {
      var factor = 1.0
      while factor / 2 >= 1.5 * scale, length * factor > 4 { factor /= 2 }
      return max(2, (Int((length * factor).rounded(.up)) + 1) & ~1)
    }
    let part = placement.crop ?? .init(picture.size)
    let size = Size(width: side(part.width, squeeze.x), height: side(part.height, squeeze.y))
    let (x, y) = (Double(size.width) / part.width, Double(size.height) / part.height)
    let target = scratch.picture(.init("shrunk"), picture.format, size)
    let upright = Placement(map: Affine.translation(-part.left, -part.top).then(.scale(x, y)), crop: part, filter: placement.filter)
    // By the sizes, not by where rounding puts the crop's edges: every sample of the smaller picture is written.
    let edges = (columns: 0...Double(size.width), rows: 0...Double(size.height))
    if picture.format == .rgba8 {
      drawUpright(
        picture[0], 4, PlaneMap(full: upright, size: picture.size), upright,
        Coverage(full: edges.columns, count: size.width, .init("columns"), scratch: scratch),
        Coverage(full: edges.rows, count: size.height, .init("rows"), scratch: scratch), squeeze: squeeze, onto: target[0],
        scratch: scratch)
    } else {
      drawUpright(picture, upright, columns: edges.columns, rows: edges.rows, squeeze: squeeze, onto: target, scratch: scratch)
    }
    var smaller = placement
    smaller.map = Affine.scale(1 / x, 1 / y).then(.translation(part.left, part.top)).then(placement.map)
    smaller.crop = nil
    return (target.reading, smaller)
  }

  /// One plane, turned: every target sample is looked up where it comes from.
  func drawTurned(
    _ source: PlaneView, _ channels: Int, _ map: PlaneMap, _ placement: Placement, onto target: MutablePlaneView, scratch: Scratch
  ) {
    guard let inverse = map.map.inverse else { return }
    let edges = SlantedEdges(inverse, map.crop)
    let blender = RowBlender(kernels: self, channels: channels)
    let filter = placement.filter.turning
    let width = target.width / channels
    let result = scratch.bytes(.init("drawn row"), width * channels)
    let window = reel_window(
      plane: source.c, left: map.columns.lowerBound, right: map.columns.upperBound, top: map.rows.lowerBound, bottom: map.rows.upperBound)
    let turn = channels == 4 ? table.pointee.turn_rgba8 : table.pointee.turn_gray8
    // Places are cut to 1/2^15 of a sample: half of that, so that they are rounded.
    let half: Int64 = 1 << 16
    let (dx, dy) = (Self.fixed(inverse.a), Self.fixed(inverse.b))
    for y in 0..<target.rows {
      let (outer, inner) = edges.ranges(row: y, width: width)
      if outer.isEmpty { continue }
      let start = inverse.apply(Double(outer.lowerBound) + 0.5, Double(y) + 0.5)
      let (left, top) = (Self.fixed(start.x - 0.5) + half, Self.fixed(start.y - 0.5) + half)
      func sample(_ columns: Range<Int>, into out: UnsafeMutablePointer<UInt8>) {
        let steps = Int64(columns.lowerBound - outer.lowerBound)
        turn?(out, window, left + steps * dx, top + steps * dy, dx, dy, filter, columns.count)
      }
      let row = target.row(y)
      func edge(_ columns: Range<Int>) {
        if columns.isEmpty { return }
        sample(columns, into: result)
        for x in columns {
          let share = edges.coverage(x, y) * placement.opacity
          blender.put(result + (x - columns.lowerBound) * channels, share: (share + 128) >> 8, onto: row + x * channels, channels)
        }
      }
      edge(outer.lowerBound..<inner.lowerBound)
      edge(inner.upperBound..<outer.upperBound)
      if inner.isEmpty { continue }
      let inside = row + inner.lowerBound * channels
      if placement.opacity == 256 {
        sample(inner, into: inside)
      } else {
        sample(inner, into: result)
        blender.put(result, share: placement.opacity, onto: inside, inner.count * channels)
      }
    }
  }

  /// In 1/2^32, kept where sums of it cannot overflow.
  private static func fixed(_ value: Double) -> Int64 { Int64((min(max(value, -1e6), 1e6) * 4_294_967_296).rounded()) }
}

extension Placement.Filter {
  /// Lanczos reaches over six samples; what is turned makes do with four.
  fileprivate var turning: reel_filter {
    switch self {
    case .nearest: REEL_FILTER_NEAREST
    case .bilinear: REEL_FILTER_BILINEAR
    case .bicubic, .lanczos: REEL_FILTER_BICUBIC
    }
  }
}

/// The four sides of a turned rectangle: how far inside it a sample lies.
struct SlantedEdges {
  /// Distance of the middle of sample (x, y) to a side, in samples, inside positive: x * across + y * down + offset.
  private struct Side {
    let across: Double
    let down: Double
    let offset: Double

    func distance(_ x: Int, _ y: Int) -> Double { Double(x) * across + Double(y) * down + offset }
  }

  // Not a list: it would be allocated for every plane of every frame.
  private let left: Side
  private let right: Side
  private let top: Side
  private let bottom: Side

  init(_ inverse: Affine, _ crop: Placement.Crop) {
    func sides(_ a: Double, _ c: Double, _ t: Double, low: Double, high: Double) -> (Side, Side) {
      let length = (a * a + c * c).squareRoot()
      let middle = (a + c) / 2 + t
      return (
        Side(across: a / length, down: c / length, offset: (middle - low) / length),
        Side(across: -a / length, down: -c / length, offset: (high - middle) / length)
      )
    }
    (left, right) = sides(inverse.a, inverse.c, inverse.tx, low: crop.left, high: crop.right)
    (top, bottom) = sides(inverse.b, inverse.d, inverse.ty, low: crop.top, high: crop.bottom)
  }

  /// 0...256
  func coverage(_ x: Int, _ y: Int) -> Int {
    let distance = min(left.distance(x, y), right.distance(x, y), top.distance(x, y), bottom.distance(x, y))
    return Int((min(max(distance + 0.5, 0), 1) * 256).rounded())
  }

  /// The samples of a row that are covered at all, and those that are covered wholly.
  func ranges(row y: Int, width: Int) -> (outer: Range<Int>, inner: Range<Int>) {
    let outer = range(y, width, beyond: -0.5)
    let inner = range(y, width, beyond: 0.5)
    return (outer, inner.isEmpty ? outer.lowerBound..<outer.lowerBound : inner.clamped(to: outer))
  }

  /// Samples whose distance to every side is at least `least`.
  private func range(_ y: Int, _ width: Int, beyond least: Double) -> Range<Int> {
    var (low, high) = (0.0, Double(width - 1))
    func cut(_ side: Side) {
      let rest = Double(y) * side.down + side.offset - least
      if side.across > 0 {
        low = max(low, -rest / side.across)
      } else if side.across < 0 {
        high = min(high, rest / -side.across)
      } else if rest < 0 {
        high = -1
      }
    }
    cut(left)
    cut(right)
    cut(top)
    cut(bottom)
    let first = Int(min(low.rounded(.up), Double(width)))
    let last = Int(max(high.rounded(.down), -1))
    return first <= last ? first..<last + 1 : first..<first
  }
}
