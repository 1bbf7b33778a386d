import CReelKernels
import ReelCore

/// The mean along rows or columns, by sums that are carried from sample to sample. Edges are repeated.
struct BoxBlur {
  private let box: reel_box
  private var radius: Int { box.radius }

  /// - Returns: `nil` for less than a sample, and for so many that the inverse of their number would be coarse.
  init?(length: Double) {
    guard length >= 1, length < 8000 else { return nil }
    let radius = Int((length - 1) / 2)
    let share = Int(((length - 1) / 2 - Double(radius)) * 256)
    let weights = 256 * (2 * radius + 1) + 2 * share
    box = reel_box(radius: radius, share: UInt32(share), inverse: UInt32(((1 << 32) + weights / 2) / weights))
  }

  func across(_ source: PlaneView, into target: MutablePlaneView, scratch: Scratch, kernels: Kernels) {
    let (margin, width) = (radius + 1, source.width)
    let padded = scratch.bytes(Scratch.Name("box row"), width + 2 * margin)
    let sums = scratch.array(Scratch.Name("box sums"), width + 2 * margin, of: UInt32.self)
    for y in 0..<source.rows {
      let row = source.row(y)
      padded.update(repeating: row[0], count: margin)
      (padded + margin).update(from: row, count: width)
      (padded + margin + width).update(repeating: row[width - 1], count: margin)
      kernels.table.pointee.box_across_gray8(target.row(y), padded, sums, width, box)
    }
  }

  func down(_ source: PlaneView, into target: MutablePlaneView, scratch: Scratch, kernels: Kernels) {
    func row(_ y: Int) -> UnsafePointer<UInt8> { source.row(min(max(y, 0), source.rows - 1)) }
    let sums = scratch.array(Scratch.Name("box sums"), source.width, of: UInt32.self)
    // Rows above the first one are all the first.
    for x in 0..<source.width { sums[x] = UInt32(radius + 1) * UInt32(row(0)[x]) }
    for y in stride(from: 1, through: radius, by: 1) {
      let next = row(y)
      for x in 0..<source.width { sums[x] &+= UInt32(next[x]) }
    }
    for y in 0..<source.rows {
      kernels.table.pointee.box_down_gray8(
        target.row(y), sums, row(y - radius - 1), row(y - radius), row(y + radius + 1), source.width, box)
    }
  }
}
