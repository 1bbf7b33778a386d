/// How a caption comes or goes.
package struct CaptionAnimation: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// It is there at once.
    case none
    /// Its opacity grows.
    case fade
    /// It grows from half its size a little beyond it, and settles.
    case pop
    /// It comes up from half a line below.
    case slide
  }

  package var kind: Kind
  /// How long, in frames of the output. A caption that is shorter than both of its animations gives each half of itself.
  package var frames: Int

  package init(_ kind: Kind, frames: Int) {
    self.kind = kind
    self.frames = frames
  }

  package static let none = CaptionAnimation(.none, frames: 0)

  /// What a moment of an animation does to a caption.
  struct Moment: Hashable {
    var opacity = 1.0
    /// Around the middle of its lines.
    var scale = 1.0
    /// Downwards, in heights of a line.
    var offset = 0.0
  }

  /// At `frame` of `count` frames of coming; leaving runs backwards. Plain arithmetic, so that it is the same on any machine.
  func moment(_ frame: Int, of count: Int) -> Moment {
    let t = Double(2 * frame + 1) / Double(2 * count)
    let rest = 1 - t
    switch kind {
    case .none: return Moment()
    case .fade: return Moment(opacity: t)
    // Penner's "back" curve, which goes a tenth beyond its end.
    case .pop: return Moment(opacity: min(1, 2 * t), scale: 0.5 + 0.5 * (1 - 2.70158 * rest * rest * rest + 1.70158 * rest * rest))
    case .slide: return Moment(opacity: t, offset: 0.5 * rest * rest * rest)
    }
  }
}
