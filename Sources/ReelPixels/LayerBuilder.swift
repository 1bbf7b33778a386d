import CReelKernels
package import ReelCore

/// Makes one layer of many coverage bitmaps: glyphs, outlines, shadows, each in one colour, each over those before it.
package struct LayerBuilder {
  private struct Piece {
    var columns: Range<Int>
    var rows: Range<Int>
    /// Of its first byte in `coverage`.
    var offset: Int
    var color: ColorSums
    var opacity: UInt32
  }

  private let target: Size
  private let kernels: Kernels
  private var pieces: [Piece] = []
  private var coverage: [UInt8] = []

  /// - Parameter size: of the target: what lies outside is dropped.
  package init(size: Size, kernels: Kernels) {
    target = size
    self.kernels = kernels
  }

  /// Adds a bitmap; its bytes are copied.
  ///
  /// - Parameters:
  ///   - coverage: one byte a pixel, 0 (nothing) to 255 (all of it).
  ///   - stride: bytes from one row to the next.
  ///   - x: of its left edge on the target; any number. So is `y`.
  ///   - color: R, G, B in its lower 24 bits, `0xRRGGBB`.
  ///   - opacity: 0...255, times coverage.
  package mutating func add(
    coverage bitmap: UnsafePointer<UInt8>, stride: Int, width: Int, height: Int, x: Int, y: Int, color: UInt32, opacity: UInt8
  ) {
    let columns = (x..<x + width).clamped(to: 0..<target.width)
    let rows = (y..<y + height).clamped(to: 0..<target.height)
    guard !columns.isEmpty, !rows.isEmpty, opacity > 0 else { return }
    let sums = ColorSums(r: Int(color >> 16 & 255), g: Int(color >> 8 & 255), b: Int(color & 255))
    pieces.append(Piece(columns: columns, rows: rows, offset: coverage.count, color: sums, opacity: UInt32(opacity)))
    for row in rows {
      coverage.append(contentsOf: UnsafeBufferPointer(start: bitmap + (row - y) * stride + columns.lowerBound - x, count: columns.count))
    }
  }

  /// All that was added; `nil` when none of it is on the target.
  package func build() -> Layer? {
    guard let left = pieces.map(\.columns.lowerBound).min(), let right = pieces.map(\.columns.upperBound).max(),
      let top = pieces.map(\.rows.lowerBound).min(), let bottom = pieces.map(\.rows.upperBound).max()
    else { return nil }
    let bounds = LayerBounds(x: left..<right, y: top..<bottom)
    return coverage.withUnsafeBufferPointer { coverage in
      Layer(bounds, kernels: kernels) { row, sums in
        for piece in pieces where piece.rows.contains(row) {
          guard let first = coverage.baseAddress.map({ $0 + piece.offset }) else { continue }
          kernels.table.pointee.cover_gray8(
            sums.from(piece.columns.lowerBound - bounds.x), first + (row - piece.rows.lowerBound) * piece.columns.count,
            piece.columns.count, piece.opacity, piece.color.y, piece.color.cb, piece.color.cr)
        }
      }
    }
  }
}
