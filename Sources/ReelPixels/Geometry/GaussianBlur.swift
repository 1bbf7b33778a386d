import CReelKernels
import ReelCore

/// A Gaussian blur of one plane, edges repeated without end.
///
/// A narrow one is weighed sample by sample. A wide one leaves nothing fine, so it is made of Gaussians alone on fewer and fewer samples:
/// the plane is filtered and every second or fourth sample kept, until the deviation is one or two of what is left, and then the places
/// between are filled by a Gaussian again. Variances add up to that of the whole. Each filter before samples are left out, and the one
/// that fills them in, has a deviation of at least 0.66 of the step, which lets less than a thousandth of finer waves through. Between the
/// passes samples have 6 bits of fraction.
struct GaussianBlur {
  /// The greatest deviation that is weighed sample by sample.
  private static let finest = 2.2
  /// Deviation of the filters between grids, in steps of the coarser one.
  private static let step = 0.75

  let sigma: Double
  let kernels: Kernels
  let scratch: Scratch

  func run(_ source: PlaneView, into target: MutablePlaneView) {
    guard sigma > 0.05 else {
      for y in 0..<target.rows { target.row(y).update(from: source.row(y), count: target.width) }
      return
    }
    var factor = 1
    while sigma / Double(factor) >= Self.finest { factor *= 2 }
    if factor == 1 { return weigh(source, into: target) }
    enlarge(shrink(source, by: factor), by: factor, into: target)
  }

  /// exp(-x^2 / 2 sigma^2) at multiples of 1 / `parts`.
  private func bell(_ sigma: Double, radius: Double, parts: Int) -> UnsafePointer<Double> {
    let count = Int(radius * Double(parts)) + 2
    let values = scratch.array(.init("bell"), count, of: Double.self)
    for i in 0..<count {
      let x = Double(i) / Double(parts) / sigma
      values[i] = Exponential.exp2(-x * x * 0.72134752044448170)
    }
    return UnsafePointer(values)
  }

  // MARK: Sample by sample

  private func weigh(_ source: PlaneView, into target: MutablePlaneView) {
    // Beyond, a weight rounds to nothing.
    let reach = Int(4 * sigma) + 1
    let taps = 2 * reach + 2
    let bell = bell(sigma, radius: Double(reach), parts: 1)
    let values = scratch.array(.init("blur values"), taps, of: Double.self)
    for k in 0..<taps { values[k] = k <= 2 * reach ? bell[abs(k - reach)] : 0 }
    let weights = scratch.array(.init("blur weights"), taps, of: Int16.self)
    SamplingTable.quantise(values, into: weights, taps)
    let width = source.width
    let padded = scratch.array(.init("weighed row"), width + taps + 32, of: Int16.self)
    let rows = scratch.array(.init("row pointers"), taps, of: UnsafePointer<UInt8>?.self)
    let columns = scratch.array(.init("column pointers"), taps, of: UnsafePointer<Int16>?.self)
    for k in 0..<taps { columns[k] = UnsafePointer(padded + k) }
    for y in 0..<target.rows {
      for k in 0..<taps { rows[k] = source.row(min(max(y + k - reach, 0), source.rows - 1)) }
      kernels.table.pointee.weigh_rows8(padded + reach, rows, weights, taps, width)
      padded.update(repeating: padded[reach], count: reach)
      (padded + reach + width).update(repeating: padded[reach + width - 1], count: reach + 1)
      kernels.table.pointee.settle_rows_gray8(target.row(y), columns, weights, taps, width)
    }
  }

  // MARK: On fewer samples

  /// A plane of 64ths of codes, with more samples around it: as many as there are before what is repeated beyond the edge is all that is
  /// left.
  private struct Grid {
    var base: UnsafePointer<Int16>
    /// Samples and rows, the margin with them.
    var width: Int
    var rows: Int
    var margin: Int

    func row(_ y: Int) -> UnsafePointer<Int16> { base + y * width }
  }

  private func shrink(_ source: PlaneView, by factor: Int) -> Grid {
    let last = Self.step * Double(factor)
    var variance = sigma * sigma - last * last
    var (grid, done): (Grid?, Int) = (nil, 1)
    while done < factor {
      let step = min(4, factor / done)
      var part = variance
      if done * step < factor {
        part = Self.step * Double(step * done) * Self.step * Double(step * done)
        variance -= part
      }
      grid = shrink(source, grid, by: step, sigma: part.squareRoot() / Double(done), level: done)
      done *= step
    }
    guard let grid else { preconditionFailure("a factor of 1") }
    return grid
  }

  /// - Parameters:
  ///   - grid: what is shrunk, or `nil` for the source itself.
  ///   - sigma: in its samples.
  private func shrink(_ source: PlaneView, _ grid: Grid?, by step: Int, sigma: Double, level: Int) -> Grid {
    let (width, rows, margin) = grid.map { ($0.width, $0.rows, $0.margin) } ?? (source.width, source.rows, 0)
    let radius = 4 * sigma
    let bell = bell(sigma, radius: radius, parts: 2)
    let outside = Int(((Double(margin) + radius) / Double(step)).rounded(.up)) + 1
    func table(_ count: Int, _ name: StaticString) -> (SamplingTable, Int) {
      let inside = (count - 2 * margin + step - 1) / step
      let table = SamplingTable(
        -outside..<inside + outside, scale: 1 / Double(step), offset: -Double(margin) / Double(step), window: 0...count - 1,
        radius: radius, name, scratch: scratch
      ) { bell[Int(2 * abs($0))] }
      return (table, inside + 2 * outside)
    }
    let (columns, resultWidth) = table(width, "column table")
    let (lines, resultRows) = table(rows, "row table")
    let result = scratch.array(.init("blur grid", level), resultWidth * resultRows, of: Int16.self)
    let weighed = scratch.array(.init("weighed row"), width + columns.taps + 32, of: Int16.self)
    for i in width..<width + columns.taps { weighed[i] = 0 }
    let codes = scratch.array(.init("row pointers"), lines.taps, of: UnsafePointer<UInt8>?.self)
    let words = scratch.array(.init("column pointers"), lines.taps, of: UnsafePointer<Int16>?.self)
    for y in 0..<resultRows {
      let (first, weights) = (Int(lines.starts[y]), lines.weights + y * lines.taps)
      if let grid {
        for k in 0..<lines.taps { words[k] = grid.row(min(first + k, rows - 1)) }
        kernels.table.pointee.weigh_rows_s16(weighed, words, weights, lines.taps, width)
      } else {
        for k in 0..<lines.taps { codes[k] = source.row(min(first + k, rows - 1)) }
        kernels.table.pointee.weigh_rows8(weighed, codes, weights, lines.taps, width)
      }
      kernels.table.pointee.weigh_columns_s16(
        result + y * resultWidth, weighed, columns.starts, columns.weights, columns.taps, resultWidth)
    }
    return Grid(base: UnsafePointer(result), width: resultWidth, rows: resultRows, margin: outside)
  }

  private func enlarge(_ grid: Grid, by factor: Int, into target: MutablePlaneView) {
    let radius = 4 * Self.step
    let parts = 2 * factor
    let bell = bell(Self.step, radius: radius, parts: parts)
    func table(_ targets: Int, _ count: Int, _ name: StaticString) -> SamplingTable {
      SamplingTable(
        0..<targets, scale: Double(factor), offset: -Double(grid.margin * factor), window: 0...count - 1, radius: radius, name,
        scratch: scratch
      ) { bell[Int(Double(parts) * abs($0))] }
    }
    let columns = table(target.width, grid.width, "column table")
    let lines = table(target.rows, grid.rows, "row table")
    let wide = scratch.array(.init("blur rows"), grid.rows * target.width, of: Int16.self)
    let row = scratch.array(.init("weighed row"), grid.width + columns.taps, of: Int16.self)
    for i in grid.width..<grid.width + columns.taps { row[i] = 0 }
    for y in 0..<grid.rows {
      row.update(from: grid.row(y), count: grid.width)
      kernels.table.pointee.weigh_columns_s16(
        wide + y * target.width, row, columns.starts, columns.weights, columns.taps, target.width)
    }
    let pointers = scratch.array(.init("column pointers"), lines.taps, of: UnsafePointer<Int16>?.self)
    for y in 0..<target.rows {
      let first = Int(lines.starts[y])
      for k in 0..<lines.taps { pointers[k] = UnsafePointer(wide + min(first + k, grid.rows - 1) * target.width) }
      kernels.table.pointee.settle_rows_gray8(target.row(y), pointers, lines.weights + y * lines.taps, lines.taps, target.width)
    }
  }
}
