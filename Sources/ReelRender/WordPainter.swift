import ReelCore
import ReelMedia
import ReelPlan

/// Writes texts on pictures of any size. Not thread-safe.
final class WordPainter {
  private let context: RunRenderer.Context
  private let tools: DrawingTools
  private var painters: [Size: TextPainter] = [:]
  private var texts: [TextSlice] = []
  private var size: Size?

  init(_ context: RunRenderer.Context) {
    self.context = context
    tools = DrawingTools(context)
  }

  /// The picture itself where nothing is written, else a copy.
  ///
  /// - Parameter index: on the clock of the texts' spans.
  func painted(_ frame: Frame, _ texts: [TextSlice], at index: Int) throws -> Frame {
    guard let canvas = texts.first?.canvas else { return frame }
    let painter = try painter(frame.size, canvas)
    if self.texts != texts || size != frame.size {
      painter.begin(texts)
      (self.texts, size) = (texts, frame.size)
    }
    guard painter.hasText(at: index) else { return frame }
    return try tools.edited(frame) { try painter.paint($0, at: index) }
  }

  private func painter(_ size: Size, _ canvas: Size) throws -> TextPainter {
    if let painter = painters[size] { return painter }
    let painter = try TextPainter(size: size, canvas: canvas, rate: context.rate, fonts: context.fonts, kernels: context.kernels)
    painters[size] = painter
    return painter
  }
}
