/// One filter of an equaliser: the second-order sections of R. Bristow-Johnson's "Cookbook formulae for audio EQ biquad filter
/// coefficients".
package struct EqualizerBand: Hashable, Sendable, Codable {
  package enum Shape: String, Hashable, Sendable, Codable { case highPass, lowPass, lowShelf, highShelf, peak }

  package var shape: Shape
  /// Hz: the corner, a shelf's middle, or a peak's.
  package var frequency: Double
  /// dB; without meaning for a pass.
  package var gain: Double
  /// Sharpness; 0.7071 is a pass of 12 dB an octave without a peak, and the steepest shelf without one.
  package var q: Double

  package init(_ shape: Shape, frequency: Double, gain: Double = 0, q: Double = 0.5.squareRoot()) {
    self.shape = shape
    self.frequency = frequency
    self.gain = gain
    self.q = q
  }
}
