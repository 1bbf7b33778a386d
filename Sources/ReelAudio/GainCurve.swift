/// The gain of every sample of a sound: one for all, times what the limiter takes away.
package struct GainCurve {
  /// dB, the same for all samples.
  package let gain: Double
  private let amplitude: Float
  /// The limiter's gain at the start of each block and at the end of the last, in 0...1; `nil` when it has nothing to do.
  private let points: [Float]?

  init(gain: Double, points: [Float]?) {
    self.gain = gain
    self.points = points
    amplitude = Float(Decibel.amplitude(gain))
  }

  /// The most the limiter takes away, dB above 0; 0 when it does nothing.
  package var reduction: Double { points?.min().map { -Decibel.level(Double($0)) } ?? 0 }

  /// Applies the gain to `frames` samples, left and right in turn, the first of which is number `start` of the sound.
  ///
  /// Between the points the gain is a straight line; every sample's is a function of its number.
  package func apply(to samples: UnsafeMutablePointer<Float>, start: Int, frames: Int) {
    guard let points else {
      if gain == 0 { return }
      for i in 0..<2 * frames { samples[i] *= amplitude }
      return
    }
    let size = TruePeakMeter.block
    var done = 0
    while done < frames {
      let (block, first) = (start + done).quotientAndRemainder(dividingBy: size)
      let count = min(size - first, frames - done)
      let from = points[block]
      let step = (points[block + 1] - from) / Float(size)
      for i in 0..<count {
        let factor = amplitude * (from + step * Float(first + i))
        samples[2 * (done + i)] *= factor
        samples[2 * (done + i) + 1] *= factor
      }
      done += count
    }
  }
}
