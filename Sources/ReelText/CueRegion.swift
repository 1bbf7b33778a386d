/// An area of the picture that cues share, in the terms of WebVTT. Measures are percent of the picture.
package struct CueRegion: Hashable, Sendable {
  package struct Point: Hashable, Sendable {
    package var x: Double
    package var y: Double

    package init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  package var id: String
  package var width: Double
  package var lines: Int
  /// The point of the region, in percent of itself, that stands on ``viewportAnchor``.
  package var regionAnchor: Point
  package var viewportAnchor: Point
  /// A new cue pushes the others up.
  package var scrolls: Bool

  package init(
    id: String, width: Double = 100, lines: Int = 3, regionAnchor: Point = Point(x: 0, y: 100),
    viewportAnchor: Point = Point(x: 0, y: 100), scrolls: Bool = false
  ) {
    self.id = id
    self.width = width
    self.lines = lines
    self.regionAnchor = regionAnchor
    self.viewportAnchor = viewportAnchor
    self.scrolls = scrolls
  }

  /// A line of a region is 6 % of the picture's height: WebVTT section 7.2.
  static let lineHeight = 6.0
  var left: Double { viewportAnchor.x - regionAnchor.x / 100 * width }
  var bottom: Double { viewportAnchor.y + (100 - regionAnchor.y) / 100 * Double(lines) * Self.lineHeight }
}
