package import ReelCore

/// How a text moves, frame by frame from its first: as keyframes have it, evaluated by whoever knows the times.
package struct TextMotion: Hashable, Sendable {
  /// Where the text's alignment and anchor stand, in canvas pixels; `nil` is the style's place.
  package var x: Course?
  package var y: Course?
  /// Around the place.
  package var scale: Course
  /// Degrees clockwise, around the place.
  package var rotate: Course
  /// 0...1
  package var opacity: Course

  package init(
    x: Course? = nil, y: Course? = nil, scale: Course = .constant(1), rotate: Course = .constant(0), opacity: Course = .constant(1)
  ) {
    (self.x, self.y, self.scale, self.rotate, self.opacity) = (x, y, scale, rotate, opacity)
  }

  /// What it does to a text that stands at a place.
  struct Moment: Hashable {
    var scale = 1.0
    var rotate = 0.0
    var opacity = 1.0
    /// From the place, in canvas pixels.
    var x = 0.0
    var y = 0.0
  }

  func moment(at frame: Int, place: (x: Double, y: Double)) -> Moment {
    Moment(
      scale: scale[frame], rotate: rotate[frame], opacity: opacity[frame], x: x.map { $0[frame] - place.x } ?? 0,
      y: y.map { $0[frame] - place.y } ?? 0)
  }
}
