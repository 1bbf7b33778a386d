package import ReelCore

/// One frame of an effect.
package struct EffectMoment: Hashable, Sendable {
  /// Counted from the start of what the effect belongs to, never from a cell's.
  package var frame: Int
  /// Frames of what it belongs to.
  package var duration: Int
  package var rate: FrameRate
  /// Tells one use of an effect from another where it is random; equal for equal documents.
  package var seed: UInt64
  package var values: ParameterValues

  package init(frame: Int, duration: Int, rate: FrameRate, seed: UInt64 = 0, values: ParameterValues) {
    self.frame = frame
    self.duration = duration
    self.rate = rate
    self.seed = seed
    self.values = values
  }
}
