import CReelKernels
import ReelCore

/// The mean of one plane along a line through every sample.
///
/// The line takes whole steps along its longer axis, and the samples at its ends count by what the line covers of them. Between steps
/// along the other axis it lies between two samples, which share in a straight line. A short line is weighed sample by sample. A long one
/// is summed up once and carried along: with y = r + slope * x, one sum for each r, to which a sample comes at the one end while another
/// leaves at the other. Samples lie between such lines, so there are several for each of them, and the mean is taken in a straight line
/// between two.
struct LineBlur {
  /// From one end to the other along the longer axis, in samples.
  private let length: Double
  /// Samples along the shorter axis for one along the longer, from -1 to 1.
  private let slope: Double
  /// The longer axis is that down.
  private let isSteep: Bool
  private let kernels: Kernels
  private let scratch: Scratch

  /// The whole steps from the middle, and what is covered of the next, in 1/64.
  private let reach: Int
  private let share: Int

  /// The longest line that is weighed sample by sample.
  private static let longest = 16.0

  /// - Parameters:
  ///   - x: from one end to the other, in samples.
  ///   - y: the same.
  init(x: Double, y: Double, kernels: Kernels, scratch: Scratch) {
    isSteep = abs(y) > abs(x)
    length = max(abs(x), abs(y))
    slope = length > 0 ? (isSteep ? x / y : y / x) : 0
    self.kernels = kernels
    self.scratch = scratch
    let half = max(0, (length - 1) / 2)
    reach = Int(half)
    share = Int(((half - Double(reach)) * 64).rounded())
  }

  func run(_ source: PlaneView, into target: MutablePlaneView) {
    if length <= 1 {
      for y in 0..<target.rows { target.row(y).update(from: source.row(y), count: target.width) }
    } else if length <= Self.longest {
      weigh(source, into: target)
    } else if isSteep {
      let plane = padded(rows: source.rows, length: source.width)
      for y in 0..<source.rows { plane.row(y).update(from: source.row(y), count: source.width) }
      carry(plane, into: target)
    } else {
      let plane = padded(rows: source.width, length: source.rows)
      kernels.table.pointee.transpose_gray8(reel_target(base: plane.base, stride: plane.stride), source.c, source.width, source.rows)
      let turned = scratch.picture(.init("line turned"), .gray8, Size(width: source.rows, height: source.width))[0]
      carry(plane, into: turned)
      kernels.table.pointee.transpose_gray8(target.c, turned.reading.c, source.rows, source.width)
    }
  }

  // MARK: Sample by sample

  private func weigh(_ source: PlaneView, into target: MutablePlaneView) {
    let capacity = 4 * reach + 8
    let values = scratch.array(.init("line values"), capacity, of: Double.self)
    let places = scratch.array(.init("line places"), capacity, of: (x: Int, y: Int).self)
    var taps = 0
    func add(_ along: Int, _ across: Int, _ value: Double) {
      if value == 0 { return }
      values[taps] = value
      places[taps] = isSteep ? (across, along) : (along, across)
      taps += 1
    }
    for k in -reach - 1...reach + 1 {
      let weight = abs(k) <= reach ? 1 : (length - 1) / 2 - Double(reach)
      let place = Double(k) * slope
      let whole = place.rounded(.down)
      add(k, Int(whole), weight * (1 - (place - whole)))
      add(k, Int(whole) + 1, weight * (place - whole))
    }
    if taps % 2 == 1 {
      (values[taps], places[taps]) = (0, places[taps - 1])
      taps += 1
    }
    let weights = scratch.array(.init("line weights"), taps, of: Int16.self)
    SamplingTable.quantise(values, into: weights, taps)

    let (width, margin) = (source.width, reach + 2)
    let stride = width + 2 * margin
    let wide = scratch.bytes(.init("line plane"), stride * source.rows)
    for y in 0..<source.rows { Self.pad(source.row(y), width, margin, into: wide + y * stride) }
    let rows = scratch.array(.init("row pointers"), taps, of: UnsafePointer<UInt8>?.self)
    let weighed = scratch.array(.init("weighed row"), width, of: Int16.self)
    let once = scratch.array(.init("column pointers"), 2, of: UnsafePointer<Int16>?.self)
    (once[0], once[1]) = (UnsafePointer(weighed), UnsafePointer(weighed))
    let one = scratch.array(.init("line one"), 2, of: Int16.self)
    (one[0], one[1]) = (Int16(SamplingTable.one), 0)
    for y in 0..<target.rows {
      for k in 0..<taps {
        rows[k] = UnsafePointer(wide + min(max(y + places[k].y, 0), source.rows - 1) * stride + margin + places[k].x)
      }
      kernels.table.pointee.weigh_rows8(weighed, rows, weights, taps, width)
      kernels.table.pointee.settle_rows_gray8(target.row(y), once, one, 2, width)
    }
  }

  private static func pad(_ row: UnsafePointer<UInt8>, _ width: Int, _ margin: Int, into padded: UnsafeMutablePointer<UInt8>) {
    padded.update(repeating: row[0], count: margin)
    (padded + margin).update(from: row, count: width)
    (padded + margin + width).update(repeating: row[width - 1], count: margin)
  }

  // MARK: Sums that are carried along

  /// How far lines that end at a sample of a row reach beyond the row's ends.
  private var margin: Int { Int(abs(slope) * Double(reach + 2)) + 5 }

  /// A plane in whose rows lines advance by less than a sample, with room for a margin.
  private func padded(rows: Int, length: Int) -> MutablePlaneView {
    let stride = length + 2 * margin
    return MutablePlaneView(
      base: scratch.bytes(.init("line plane"), stride * rows + 64) + margin, stride: stride, width: length, rows: rows)
  }

  private func carry(_ plane: MutablePlaneView, into target: MutablePlaneView) {
    let (length, count, margin) = (plane.width, plane.rows, margin)
    for y in 0..<count {
      let row = plane.row(y)
      (row - margin).update(repeating: row[0], count: margin)
      (row + length).update(repeating: row[length - 1], count: margin)
    }
    let sums = LineSums(
      plane: plane.reading, slope: slope, reach: reach, share: share,
      // An upright line needs none between, a short one more than a long one: a straight line is further from fewer bends.
      parts: slope == 0 ? 1 : self.length < 32 ? 8 : 4, kernels: kernels, scratch: scratch)
    for x in -reach - 1...reach + 1 {
      sums.add(x, isEnd: true, sign: 1)
      if abs(x) <= reach { sums.add(x, isEnd: false, sign: 1) }
    }
    for x in 0..<count {
      sums.mean(x, into: target.row(x))
      sums.add(x + reach + 2, isEnd: true, sign: 1)
      sums.add(x + reach + 1, isEnd: false, sign: 1)
      sums.add(x - reach, isEnd: false, sign: -1)
      sums.add(x - reach - 1, isEnd: true, sign: -1)
    }
  }
}
