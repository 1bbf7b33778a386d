import CReelKernels
import ReelCore

extension Kernels {
  /// A picture that is turned and shrunk is shrunk upright first, where the filter sees every sample: each side by what the map makes of
  /// it. What a crop leaves out has no part in that.
  func shrunk(_ picture: PictureView, _ placement: Placement, scratch: Scratch) -> (PictureView, Placement) {
    let map = placement.map
    let across = min(1, (map.a * map.a + map.b * map.b).squareRoot())
    let down = min(1, (map.c * map.c + map.d * map.d).squareRoot())
    guard min(across, down) < 0.95 else { return (picture, placement) }
    func side(_ length: Double, _ scale: Double) -> Int { max(2, (Int((length * scale).rounded(.up)) + 1) & ~1) }
    let part = placement.crop ?? .init(picture.size)
    let size = Size(width: side(part.width, across), height: side(part.height, down))
    let (x, y) = (Double(size.width) / part.width, Double(size.height) / part.height)
    let target = scratch.picture(.init("shrunk"), picture.format, size)
    let upright = Placement(map: Affine.translation(-part.left, -part.top).then(.scale(x, y)), crop: part, filter: placement.filter)
    if picture.format == .rgba8 {
      let map = PlaneMap(full: upright, size: picture.size)
      drawUpright(
        picture[0], 4, map, upright, Coverage(full: 0...Double(size.width), count: size.width, .init("columns"), scratch: scratch),
        Coverage(full: 0...Double(size.height), count: size.height, .init("rows"), scratch: scratch), onto: target[0], scratch: scratch)
    } else {
      // By the sizes, not by where rounding puts the crop's edges: every sample of the smaller picture is written.
      drawUpright(
        picture, upright, columns: 0...Double(size.width), rows: 0...Double(size.height), onto: target, scratch: scratch)
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
    let phases = Self.phases(placement.filter, scratch: scratch)
    let width = target.width / channels
    let result = scratch.bytes(.init("drawn row"), width * channels)
    let window = reel_window(
      plane: source.c, left: map.columns.lowerBound, right: map.columns.upperBound, top: map.rows.lowerBound, bottom: map.rows.upperBound)
    let turn = channels == 4 ? table.pointee.turn_rgba8 : table.pointee.turn_gray8
    // Places are cut to 1/256 of a sample: half of that, so that they are rounded.
    let half: Int64 = 1 << 23
    for y in 0..<target.rows {
      let (outer, inner) = edges.ranges(row: y, width: width)
      if outer.isEmpty { continue }
      let start = inverse.apply(Double(outer.lowerBound) + 0.5, Double(y) + 0.5)
      turn?(
        result, window, Self.fixed(start.x - 0.5) + half, Self.fixed(start.y - 0.5) + half, Self.fixed(inverse.a), Self.fixed(inverse.b),
        phases,
        outer.count)
      let row = target.row(y)
      for x in outer where !inner.contains(x) {
        let share = edges.coverage(x, y) * placement.opacity
        blender.put(result + (x - outer.lowerBound) * channels, share: (share + 128) >> 8, onto: row + x * channels, channels)
      }
      if inner.isEmpty { continue }
      blender.put(
        result + (inner.lowerBound - outer.lowerBound) * channels, share: placement.opacity, onto: row + inner.lowerBound * channels,
        inner.count * channels)
    }
  }

  /// In 1/2^32, kept where sums of it cannot overflow.
  private static func fixed(_ value: Double) -> Int64 { Int64((min(max(value, -1e6), 1e6) * 4_294_967_296).rounded()) }

  /// Weights of four neighbours for 256 places between the middle two.
  private static func phases(_ filter: Placement.Filter, scratch: Scratch) -> UnsafePointer<Int16> {
    let weights = scratch.array(.init("phases"), 1024, of: Int16.self)
    let values = scratch.array(.init("phase"), 4, of: Double.self)
    let filter = filter == .lanczos ? .bicubic : filter
    for phase in 0..<256 {
      let fraction = Double(phase) / 256
      for k in 0..<4 {
        let distance = Double(k - 1) - fraction
        values[k] = filter == .nearest ? ((k == 1) == (phase < 128) && (k == 1 || k == 2) ? 1 : 0) : filter.weight(distance)
      }
      SamplingTable.quantise(values, into: weights + 4 * phase, 4)
    }
    return UnsafePointer(weights)
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
