/// One frame of a transition.
package struct TransitionMoment: Hashable, Sendable {
  /// 0 for the first frame that mixes.
  package var frame: Int
  /// Frames the transition lasts; at least 1.
  package var duration: Int
  /// As the document has them, in the words of the entry's descriptor.
  package var parameters: [String: String]

  package init(frame: Int, duration: Int, parameters: [String: String] = [:]) {
    self.frame = frame
    self.duration = duration
    self.parameters = parameters
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
}
