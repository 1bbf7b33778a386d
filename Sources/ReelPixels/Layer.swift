import CReelKernels
package import ReelCore

/// A picture with alpha, ready to be put over a yuv420p8 picture: Y', Cb', Cr' of BT.709 in limited range, premultiplied
/// together with their offsets (`round(code * alpha / 255)`), so that compositing needs no division; alpha in full size and,
/// filtered like chroma, in half size.
///
/// Chroma is left-sited and averaged from premultiplied colour, so what is invisible lends no colour to an edge. Blend modes need the
/// straight R'G'B' of every pixel instead, and a layer holds one or the other. Immutable.
package final class Layer: Sendable {
  /// Where it lies on the target. Planes are even, because chroma is: a picture at an odd position has a transparent first row or
  /// column there.
  package let x: Int
  package let y: Int
  package let size: Size
  /// Y', alpha, Cb', Cr', half-size alpha, one after another without padding.
  private let samples: [UInt8]
  let color: LayerColor?

  /// A layer from rgba8 with straight alpha, its top-left corner at `x`, `y` of the target, which may be outside.
  ///
  /// - Parameter keepsColor: holds R'G'B' for a blend mode that ``Blends/needsColor(_:)``, instead of planes.
  package convenience init(straight view: PictureView, x: Int, y: Int, keepsColor: Bool = false, kernels: Kernels) {
    self.init(view, premultiplied: false, x: x, y: y, keepsColor: keepsColor, kernels: kernels)
  }

  /// A layer from rgba8 with premultiplied alpha. Prefer straight pixels where they exist: premultiplied ones are rounded already.
  package convenience init(premultiplied view: PictureView, x: Int, y: Int, keepsColor: Bool = false, kernels: Kernels) {
    self.init(view, premultiplied: true, x: x, y: y, keepsColor: keepsColor, kernels: kernels)
  }

  private convenience init(_ view: PictureView, premultiplied: Bool, x: Int, y: Int, keepsColor: Bool, kernels: Kernels) {
    if keepsColor {
      self.init(LayerColor(view, premultiplied: premultiplied, x: x, y: y, kernels: kernels))
    } else {
      self.init(view, premultiplied: premultiplied, x: x, y: y, kernels: kernels)
    }
  }

  private init(_ color: LayerColor) {
    (x, y, size, samples, self.color) = (color.x, color.y, color.size, [], color)
  }

  private convenience init(_ view: PictureView, premultiplied: Bool, x: Int, y: Int, kernels: Kernels) {
    precondition(view.format == .rgba8, "a layer is made from rgba8, not from \(view.format)")
    let pixels = view[0]
    let bounds = LayerBounds(x: x..<x + view.size.width, y: y..<y + view.size.height)
    self.init(bounds, kernels: kernels) { row, sums in
      guard (0..<pixels.rows).contains(row - y) else { return }
      kernels.table.pointee.gather_rgba8(sums.from(x - bounds.x), pixels.row(row - y), view.size.width, premultiplied ? 1 : 0)
    }
  }

  /// Draws two rows at a time, so that the sums stay in the processor's cache.
  ///
  /// - Parameter draw: adds a row of the target to sums, which are transparent before and begin at `bounds.x`.
  init(_ bounds: LayerBounds, kernels: Kernels, draw: (_ row: Int, _ sums: SumsRow) -> Void) {
    (x, y, size, color) = (bounds.x, bounds.y, bounds.size, nil)
    let layout = LayerLayout(size: bounds.size)
    samples = [UInt8](unsafeUninitializedCapacity: layout.byteCount) { buffer, count in
      count = layout.byteCount
      guard let base = buffer.baseAddress else { return }
      SumsRow.withTwo(width: bounds.size.width) { upper, lower in
        for pair in 0..<bounds.size.height / 2 {
          for (row, sums) in [(2 * pair, upper), (2 * pair + 1, lower)] {
            sums.clear()
            draw(bounds.y + row, sums)
            // Left of the target there is nothing; its first pixel is repeated there, as when any picture is filtered.
            if bounds.x == 0 { sums.repeatFirst() }
          }
          kernels.table.pointee.settle_sums(layout.rows(pair, at: base), upper.c, lower.c, bounds.size.width / 2)
        }
      }
    }
  }

  /// Bytes it holds in memory.
  package var byteCount: Int { samples.count + (color?.byteCount ?? 0) }

  /// Lends each of Y', Cb', Cr' with the alpha that belongs to it.
  func withPlanes(_ body: (_ plane: Int, _ color: PlaneView, _ alpha: PlaneView) -> Void) {
    precondition(color == nil, "the layer was made for a blend mode")
    let layout = LayerLayout(size: size)
    samples.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for plane in 0..<3 {
        body(plane, layout.view(of: [.y, .cb, .cr][plane], at: base), layout.view(of: plane == 0 ? .alpha : .halfAlpha, at: base))
      }
    }
  }
}
