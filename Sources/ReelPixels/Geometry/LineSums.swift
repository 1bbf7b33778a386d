import CReelKernels
import ReelCore

/// One sum for each line y = r + slope * x, with r in steps of 1 / `parts`, over a window of rows x of a plane whose samples are y.
///
/// Samples count in 1/64. What a row adds it takes away again by the same numbers, so nothing is left over, and rows add only to lines
/// that are needed while they are in the window.
struct LineSums {
  private let plane: PlaneView
  private let slope: Double
  private let reach: Int
  private let share: Int
  private let parts: Int
  private let kernels: Kernels
  private let sums: UnsafeMutablePointer<Int32>
  private let weights: UnsafeMutablePointer<Int8>
  /// The first line in whole steps of r, and how many of them.
  private let first: Int
  private let count: Int
  private let shift: UInt32
  private let unit: Int

  init(
    plane: PlaneView, slope: Double, reach: Int, share: Int, parts: Int, kernels: Kernels, scratch: Scratch
  ) {
    (self.plane, self.slope, self.reach, self.share, self.parts, self.kernels) = (plane, slope, reach, share, parts, kernels)
    let end = -slope * Double(plane.rows - 1)
    first = Int(min(0, end).rounded(.down)) - 2
    count = Int(max(0, end).rounded(.up)) + plane.width + 3 - first
    sums = scratch.array(.init("line sums"), count * parts, of: Int32.self)
    sums.update(repeating: 0, count: count * parts)
    weights = scratch.array(.init("line ends"), 2, of: Int8.self)
    // All weights of a sum are as many 64ths. Shifted, the greatest sum has 15 bits.
    let total = 64 * (2 * reach + 1) + 2 * share
    var shift = 0
    while (255 * total) >> shift > 32767 { shift += 1 }
    self.shift = UInt32(shift)
    unit = Int((Double(1 << (21 + shift)) / Double(total)).rounded())
  }

  /// Lines that a row in the window of x needs, in whole steps from the first.
  private func lines(_ x: Int) -> Range<Int> {
    let (low, high) = (Double(min(max(x - reach - 1, 0), plane.rows - 1)), Double(min(max(x + reach + 1, 0), plane.rows - 1)))
    let (a, b) = (-slope * low, -slope * high)
    return Int(min(a, b).rounded(.down)) - 1 - first..<Int(max(a, b).rounded(.up)) + plane.width + 1 - first
  }

  /// Adds a row, which may lie beyond the plane, or takes it away.
  ///
  /// - Parameter isEnd: that share of it that counts at the ends of a line; else the rest.
  func add(_ x: Int, isEnd: Bool, sign: Int) {
    if isEnd, share == 0 { return }
    let samples = plane.row(min(max(x, 0), plane.rows - 1))
    let lines = lines(x)
    for part in 0..<parts {
      let place = Double(part) / Double(parts) + slope * Double(x)
      var offset = Int(place.rounded(.down))
      var next = Int(((place - Double(offset)) * 64).rounded())
      if next == 64 { (offset, next) = (offset + 1, 0) }
      let end = (next * share + 32) >> 6
      let (here, there) = isEnd ? (share - end, end) : (64 - next - (share - end), next - end)
      (weights[0], weights[1]) = (Int8(sign * here), Int8(sign * there))
      kernels.table.pointee.add_line_s32(
        sums + part * count + lines.lowerBound, samples + first + lines.lowerBound + offset, weights, lines.count)
    }
  }

  /// The means of lines through the samples of a row.
  func mean(_ x: Int, into row: UnsafeMutablePointer<UInt8>) {
    let place = -slope * Double(x) * Double(parts)
    let line = Int(place.rounded(.down))
    let far = (unit * Int(((place - Double(line)) * 256).rounded()) + 128) >> 8
    func at(_ line: Int) -> UnsafePointer<Int32> {
      let whole = Int((Double(line) / Double(parts)).rounded(.down))
      return UnsafePointer(sums + (line - whole * parts) * count + whole - first)
    }
    kernels.table.pointee.mean_lines_gray8(
      row, at(line), at(line + 1), reel_mean(shift: shift, near_weight: Int16(unit - far), far_weight: Int16(far)), plane.width)
  }
}
