/// A caption as it will be drawn, for whoever looks at the words before any frame is rendered.
package struct LaidCaption: Hashable, Sendable {
  /// The cue it is all or a part of, by its place in the file's order.
  package var cue: Int
  /// The line of the file; 0 for none.
  package var line: Int
  /// On the episode's grid.
  package var frames: Range<Int>
  /// From top to bottom, as drawn.
  package var lines: [String]
  /// Of the lines, in canvas pixels from the top.
  package var baselines: [Double]
  /// Ascent and descent together, in canvas pixels: less than the style's where the cue was made smaller.
  package var size: Double
  /// Around letters, outline, shadow and box, in canvas pixels; `nil` if nothing is drawn. It may leave the canvas.
  package var box: CanvasBox?
  /// From the top of its lines to their bottom with the padding of their box, in canvas pixels: what other captions stay out of.
  package var rows: ClosedRange<Double>
  /// Nothing helped: a line is wider than it may be, or there are too many.
  package var overflows: Bool
}

/// A rectangle on the canvas, in its pixels.
package struct CanvasBox: Hashable, Sendable {
  package var left: Double
  package var right: Double
  package var top: Double
  package var bottom: Double

  package init(left: Double, right: Double, top: Double, bottom: Double) {
    (self.left, self.right, self.top, self.bottom) = (left, right, top, bottom)
  }

  package func intersects(_ other: CanvasBox) -> Bool {
    left < other.right && other.left < right && top < other.bottom && other.top < bottom
  }
}
