import CReelKernels
import ReelCore

/// The straight colour of a layer in full resolution, for blend modes: R', G', B', A in planes of their own, and the columns of each
/// row that are not transparent.
struct LayerColor: Sendable {
  /// Where its first pixel lies on the target; any number.
  let x: Int
  let y: Int
  let size: Size
  private let samples: [UInt8]
  private let spans: [Span]

  private struct Span: Sendable {
    /// From the first pixel that is not transparent to the last.
    let columns: Range<Int>
    let isOpaque: Bool

    init(_ alpha: Slice<UnsafeBufferPointer<UInt8>>) {
      let first = alpha.firstIndex { $0 > 0 } ?? alpha.endIndex
      let last = alpha.lastIndex { $0 > 0 } ?? first - 1
      columns = first - alpha.startIndex..<last + 1 - alpha.startIndex
      isOpaque = alpha[first..<last + 1].allSatisfy { $0 == 255 }
    }
  }

  /// - Parameter view: rgba8.
  init(_ view: PictureView, premultiplied: Bool, x: Int, y: Int, kernels: Kernels) {
    precondition(view.format == .rgba8, "a layer is made from rgba8, not from \(view.format)")
    (self.x, self.y, size) = (x, y, view.size)
    let (width, area) = (view.size.width, view.size.area)
    samples = [UInt8](unsafeUninitializedCapacity: 4 * area) { buffer, count in
      count = 4 * area
      guard let base = buffer.baseAddress else { return }
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4 * width) { straight in
        for row in 0..<view.size.height {
          var pixels = view[0].row(row)
          if premultiplied, let line = straight.baseAddress {
            let stride = view[0].stride
            kernels.table.pointee.unpremultiply_rgba8(
              reel_target(base: line, stride: stride), reel_plane(base: pixels, stride: stride), width, 1)
            pixels = UnsafePointer(line)
          }
          for component in 0..<4 {
            let out = base + component * area + row * width
            for i in 0..<width { out[i] = pixels[4 &* i &+ component] }
          }
        }
      }
    }
    spans = samples.withUnsafeBufferPointer { samples in
      (0..<view.size.height).map { row in Span(samples[3 * area + row * width..<3 * area + (row + 1) * width]) }
    }
  }

  var byteCount: Int { samples.count + spans.count * MemoryLayout<Span>.stride }

  /// The columns of the target that row `row` of the target has colour in; none where the layer is not.
  func span(_ row: Int) -> Range<Int> {
    guard spans.indices.contains(row - y) else { return 0..<0 }
    let span = spans[row - y].columns
    return span.isEmpty ? 0..<0 : span.lowerBound + x..<span.upperBound + x
  }

  /// Whether all of that is opaque.
  func isOpaque(_ row: Int) -> Bool { spans[row - y].isOpaque }

  /// Lends R', G', B', A of a row of the target, from a column of it on. The layer must be there.
  func withRow(_ row: Int, from column: Int, _ body: (_ component: (Int) -> UnsafePointer<UInt8>) -> Void) {
    samples.withUnsafeBufferPointer { samples in
      guard let base = samples.baseAddress else { return }
      let first = base + (row - y) * size.width + column - x
      body { first + $0 * size.area }
    }
  }
}
