import CReelKernels
import ReelCore

extension Kernels {
  /// One plane, scaled and moved: rows are weighed first, then columns.
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
    let width = map.columns.count * channels
    let weighed = scratch.array(.init("weighed row"), width + columns.taps * channels + 32, of: Int16.self)
    for i in width..<width + columns.taps * channels { weighed[i] = 0 }
    let result = scratch.bytes(.init("drawn row"), across.range.count * channels)
    let pointers = scratch.array(.init("row pointers"), rows.taps, of: UnsafePointer<UInt8>?.self)
    let weighColumns = channels == 4 ? table.pointee.weigh_columns_rgba8 : table.pointee.weigh_columns_gray8
    for (index, y) in down.range.enumerated() {
      let first = map.rows.lowerBound + Int(rows.starts[index])
      for k in 0..<rows.taps {
        pointers[k] = source.row(min(first + k, map.rows.upperBound)) + map.columns.lowerBound * channels
      }
      table.pointee.weigh_rows8(weighed, pointers, rows.weights + index * rows.taps, rows.taps, width)
      weighColumns?(result, weighed, columns.starts, columns.weights, columns.taps, across.range.count)
      blender.put(result, across, share: (down[y] * placement.opacity + 128) >> 8, onto: target.row(y))
    }
  }

  /// Whether every target sample that is covered has a sample of the source right under it.
  private func placesWholeSamples(_ map: PlaneMap, _ m: Affine, _ columns: Range<Int>, _ rows: Range<Int>) -> Bool {
    columns.lowerBound - Int(m.tx) >= map.columns.lowerBound && columns.upperBound - 1 - Int(m.tx) <= map.columns.upperBound
      && rows.lowerBound - Int(m.ty) >= map.rows.lowerBound && rows.upperBound - 1 - Int(m.ty) <= map.rows.upperBound
  }
}
