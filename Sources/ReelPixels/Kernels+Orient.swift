import CReelKernels
package import ReelCore

extension Kernels {
  /// A picture as its rotation metadata wants it shown: mirrored left to right first, then turned clockwise.
  ///
  /// For yuv420p8, rgba8 and gray8. Samples move, none is computed: so the chroma of an even-sized picture, which sits on the left
  /// column of each pair and between its rows, sits on the right column after a mirroring, and on one of the rows after a quarter
  /// turn. That is half a chroma sample, what every player does that turns decoded pictures, and not worth a blur.
  /// - Parameters:
  ///   - quarterTurns: any number; only its remainder by 4 counts.
  ///   - target: the size of `view`, transposed for an odd number of turns; other memory than `view`.
  package func orient(_ view: PictureView, mirrored: Bool, quarterTurns: Int, into target: MutablePictureView) {
    let turns = quarterTurns & 3
    let transposed = turns % 2 == 1
    precondition(
      view.format == target.format && target.size == (transposed ? view.size.transposed : view.size),
      "\(view.format) \(view.size) into \(target.format) \(target.size), turned \(turns)")
    precondition(view.format != .yuva420p8 && view.format.depth == 8, "cannot turn \(view.format)")
    let rgba = view.format == .rgba8
    for plane in 0..<view.format.planeCount {
      let (from, to) = (view[plane], target[plane])
      let width = rgba ? view.size.width : from.width
      if transposed {
        // out(x, y) = in(y, x), with the rows of either taken from the last to the first.
        let source = turns == 1 ? from.upsideDown : from
        let result = (turns == 1) == mirrored ? to.upsideDown : to
        let kernel = rgba ? table.pointee.transpose_rgba8 : table.pointee.transpose_gray8
        kernel?(result.c, source.c, width, from.rows)
      } else if mirrored != (turns == 2) {
        let kernel = rgba ? table.pointee.mirror_rgba8 : table.pointee.mirror_gray8
        kernel?((turns == 2 ? to.upsideDown : to).c, from.c, width, from.rows)
      } else {
        let result = turns == 2 ? to.upsideDown : to
        for row in 0..<from.rows { result.row(row).update(from: from.row(row), count: from.width) }
      }
    }
  }
}

extension PlaneView {
  fileprivate var upsideDown: PlaneView { PlaneView(base: row(rows - 1), stride: -stride, width: width, rows: rows) }
}

extension MutablePlaneView {
  fileprivate var upsideDown: MutablePlaneView {
    MutablePlaneView(base: row(rows - 1), stride: -stride, width: width, rows: rows)
  }
}
