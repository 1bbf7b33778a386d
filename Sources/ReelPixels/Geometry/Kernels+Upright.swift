import CReelKernels
import ReelCore

extension Kernels {
  /// One plane, scaled and moved.
  ///
  /// - Parameter squeeze: what the filter is widened for, where that is less than the map's own scale.
  func drawUpright(
    _ source: PlaneView, _ channels: Int, _ map: PlaneMap, _ placement: Placement, _ across: Coverage, _ down: Coverage,
    squeeze: (x: Double, y: Double) = (1, 1), onto target: MutablePlaneView, scratch: Scratch
  ) {
    guard !across.range.isEmpty, !down.range.isEmpty else { return }
    let blender = RowBlender(kernels: self, channels: channels)
    let m = map.map
    if squeeze == (1, 1), m.a == 1, m.d == 1, m.tx == m.tx.rounded(), m.ty == m.ty.rounded(),
      placesWholeSamples(map, m, across.range, down.range)
    {
      for y in down.range {
        let row = source.row(y - Int(m.ty)) + (across.range.lowerBound - Int(m.tx)) * channels
        blender.put(row, across, share: (down[y] * placement.opacity + 128) >> 8, onto: target.row(y))
      }
      return
    }
    let columns = SamplingTable(
      across.range, scale: m.a, offset: m.tx, window: map.columns, filter: placement.filter, squeeze: squeeze.x,
      "column table", scratch: scratch)
    let rows = SamplingTable(
      down.range, scale: m.d, offset: m.ty, window: map.rows, filter: placement.filter, squeeze: squeeze.y, "row table",
      scratch: scratch)
    let source = PlaneView(
      base: source.row(map.rows.lowerBound) + map.columns.lowerBound * channels, stride: source.stride,
      width: map.columns.count * channels, rows: map.rows.count)
    func put(_ row: UnsafePointer<UInt8>, _ y: Int) {
      blender.put(row, across, share: (down[y] * placement.opacity + 128) >> 8, onto: target.row(y))
    }
    if channels == 1, abs(m.d) >= 2 {
      weighColumnsFirst(source, columns, rows, across.range, down.range, scratch: scratch, put)
    } else {
      weighRowsFirst(source, channels, columns, rows, across.range, down.range, scratch: scratch, put)
    }
  }

  private func weighRowsFirst(
    _ source: PlaneView, _ channels: Int, _ columns: SamplingTable, _ rows: SamplingTable, _ across: Range<Int>, _ down: Range<Int>,
    scratch: Scratch, _ put: (UnsafePointer<UInt8>, Int) -> Void
  ) {
    let weighed = weighedRow(source.width, columns.taps * channels, scratch)
    let result = scratch.bytes(.init("drawn row"), across.count * channels)
    let pointers = scratch.array(.init("row pointers"), rows.taps, of: UnsafePointer<UInt8>?.self)
    let weighColumns = channels == 4 ? table.pointee.weigh_columns_rgba8 : table.pointee.weigh_columns_gray8
    for (index, y) in down.enumerated() {
      for k in 0..<rows.taps { pointers[k] = source.row(min(Int(rows.starts[index]) + k, source.rows - 1)) }
      table.pointee.weigh_rows8(weighed, pointers, rows.weights + index * rows.taps, rows.taps, source.width)
      weighColumns?(result, weighed, columns.starts, columns.weights, columns.taps, across.count)
      put(result, y)
    }
  }

  /// Where pictures are enlarged there are fewer rows to begin with, and weighing columns is what takes long.
  private func weighColumnsFirst(
    _ source: PlaneView, _ columns: SamplingTable, _ rows: SamplingTable, _ across: Range<Int>, _ down: Range<Int>, scratch: Scratch,
    _ put: (UnsafePointer<UInt8>, Int) -> Void
  ) {
    // Starts rise, or fall where the picture is mirrored.
    let ends = (Int(rows.starts[0]), Int(rows.starts[down.count - 1]))
    let used = min(ends.0, ends.1)..<min(max(ends.0, ends.1) + rows.taps, source.rows)
    let weighed = weighedRow(source.width, columns.taps, scratch)
    let wide = scratch.array(.init("enlarged rows"), used.count * across.count, of: Int16.self)
    let alone = scratch.array(.init("row pointers"), 2, of: UnsafePointer<UInt8>?.self)
    let whole = scratch.array(.init("whole weight"), 2, of: Int16.self)
    (whole[0], whole[1]) = (Int16(SamplingTable.one), 0)
    for y in used {
      (alone[0], alone[1]) = (source.row(y), source.row(y))
      table.pointee.weigh_rows8(weighed, alone, whole, 2, source.width)
      table.pointee.weigh_columns_s16(
        wide + (y - used.lowerBound) * across.count, weighed, columns.starts, columns.weights, columns.taps, across.count)
    }
    let result = scratch.bytes(.init("drawn row"), across.count)
    let pointers = scratch.array(.init("column pointers"), rows.taps, of: UnsafePointer<Int16>?.self)
    for (index, y) in down.enumerated() {
      for k in 0..<rows.taps {
        pointers[k] = UnsafePointer(wide + (min(Int(rows.starts[index]) + k, source.rows - 1) - used.lowerBound) * across.count)
      }
      table.pointee.settle_rows_gray8(result, pointers, rows.weights + index * rows.taps, rows.taps, across.count)
      put(result, y)
    }
  }

  /// A row of sums, with zeros behind it for taps that no sample has.
  private func weighedRow(_ width: Int, _ spare: Int, _ scratch: Scratch) -> UnsafeMutablePointer<Int16> {
    let row = scratch.array(.init("weighed row"), width + spare + 32, of: Int16.self)
    for i in width..<width + spare { row[i] = 0 }
    return row
  }

  /// Whether every target sample that is covered has a sample of the source right under it.
  private func placesWholeSamples(_ map: PlaneMap, _ m: Affine, _ columns: Range<Int>, _ rows: Range<Int>) -> Bool {
    columns.lowerBound - Int(m.tx) >= map.columns.lowerBound && columns.upperBound - 1 - Int(m.tx) <= map.columns.upperBound
      && rows.lowerBound - Int(m.ty) >= map.rows.lowerBound && rows.upperBound - 1 - Int(m.ty) <= map.rows.upperBound
  }
}
