package import ReelCore

/// One frame of a transition.
package struct TransitionMoment {
  /// 0 for the first frame that mixes.
  package var frame: Int
  /// Frames the transition lasts; at least 1.
  package var duration: Int
  package var values: ParameterValues
  /// Tells one use of a transition from another where it is random; equal for equal documents.
  package var seed: UInt64
  /// The picture of a parameter that is an image, as gray8 in the size of the canvas.
  package var image: PlaneView?

  package init(frame: Int, duration: Int, values: ParameterValues = ParameterValues(), seed: UInt64 = 0, image: PlaneView? = nil) {
    self.frame = frame
    self.duration = duration
    self.values = values
    self.seed = seed
    self.image = image
  }

  /// How far it has come, in 1/256: `round(256 * (2 frame + 1) / (2 duration))`.
  ///
  /// The middle of the frame counts, so the first and the last frame are as far from the shots outside as the others from each
  /// other. Halves round away from the middle's side they are on: forwards and backwards is the same, `w(k) + w(d - 1 - k) = 256`.
  package var weight: Int {
    precondition((0..<duration).contains(frame), "frame \(frame) of a transition of \(duration)")
    let steps = 2 * frame + 1
    return steps <= duration ? (256 * steps + duration) / (2 * duration) : 256 - (256 * (2 * duration - steps) + duration) / (2 * duration)
  }

  /// The same without rounding, 0...1 and never either.
  package var progress: Double { (2 * Double(frame) + 1) / (2 * Double(duration)) }
}
