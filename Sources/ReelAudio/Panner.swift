import ReelCore

/// Moves a clip between left and right.
///
/// What has one channel moves as a point of equal power: sin and cos of a quarter circle, at the centre as loud as without, at a side
/// 3 dB louder there. What has two is folded to one side as the Web Audio API's `StereoPannerNode` does it (webaudio, section 1.31):
/// one channel stays, the other comes over to it with equal power.
struct Panner {
  private let position: Envelope
  private let isMono: Bool

  init(_ pan: MixPan) {
    position = Envelope(pan.position)
    isMono = pan.isMono
  }

  /// Left from left, left from right, right from left, right from right.
  func matrix(_ position: Double) -> SIMD4<Float> {
    if isMono {
      let root = 2.0.squareRoot()
      return SIMD4(
        Float(root * Decibel.quarterSine((1 - position) / 2)), 0, 0, Float(root * Decibel.quarterSine((1 + position) / 2)))
    }
    if position <= 0 { return SIMD4(1, Float(Decibel.quarterSine(-position)), 0, Float(Decibel.quarterSine(1 + position))) }
    return SIMD4(Float(Decibel.quarterSine(1 - position)), 0, Float(Decibel.quarterSine(position)), 1)
  }

  /// Moves `samples`, left and right in turn, the first of which is number `range.lowerBound` of the clip.
  func apply(to samples: UnsafeMutablePointer<Float>, range: Range<Int>) {
    position.forEach(range, factors: matrix) { i, matrix in
      let (left, right) = (samples[2 * i], samples[2 * i + 1])
      samples[2 * i] = left * matrix.x + right * matrix.y
      samples[2 * i + 1] = left * matrix.z + right * matrix.w
    }
  }
}
