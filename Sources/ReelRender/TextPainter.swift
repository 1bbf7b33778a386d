import ReelCore
import ReelMedia
import ReelPixels
import ReelPlan
import ReelText

/// Writes a cell's texts on scaled pictures of one size. Not thread-safe.
final class TextPainter {
  private let renderer: TextRenderer
  private let kernels: Kernels
  private let size: Size
  /// What each slice showed last: most captions stand still.
  private var layers: [Int: Layer] = [:]
  private var slices: [TextSlice] = []

  init(size: Size, canvas: Size, rate: FrameRate, fonts: [Digest: String], kernels: Kernels) throws {
    renderer = try TextRenderer(size: size, canvas: canvas, rate: rate, fonts: fonts)
    self.kernels = kernels
    self.size = size
  }

  func begin(_ slices: [TextSlice]) {
    self.slices = slices
    layers = [:]
  }

  func hasText(at index: Int) -> Bool { slices.contains { $0.span.contains(index) } }

  func paint(_ target: MutablePictureView, at index: Int) throws {
    for (number, slice) in slices.enumerated() where slice.span.contains(index) {
      var builder = LayerBuilder(size: size, kernels: kernels)
      let changed = try renderer.render(slice.group, frame: slice.first + index - slice.span.lowerBound) { bitmaps in
        for bitmap in bitmaps {
          builder.add(
            coverage: bitmap.coverage, stride: bitmap.stride, width: bitmap.width, height: bitmap.height, x: bitmap.x, y: bitmap.y,
            color: bitmap.color, opacity: bitmap.opacity)
        }
      }
      if changed || layers[number] == nil { layers[number] = builder.build() }
      if let layer = layers[number] { kernels.over(layer, opacity: 256, onto: target) }
    }
  }
}
