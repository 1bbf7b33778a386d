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

  /// Samples for which the limiter takes away 0.1 dB or more, to a block.
  package var limitedSamples: Int {
    let least = Float(Decibel.amplitude(-0.1))
    return TruePeakMeter.block * (points?.dropLast().count { $0 <= least } ?? 0)
  }

  /// What the energy of a block is multiplied by, without the gain that is the same for all; `nil` where it is 1 for every block.
  ///
  /// The gain moves over milliseconds, so that weighting before it or after it is the same, nearly.
  var weights: [Float]? {
    points.map { points in
      (0..<points.count - 1).map { index in
        let middle = (points[index] + points[index + 1]) / 2
        return middle * middle
      }
    }
  }

  /// Applies the gain to `frames` samples of each channel, interleaved, the first of which is number `start` of the sound.
  ///
  /// Between the points the gain is a straight line; every sample's is a function of its number.
  package func apply(to samples: UnsafeMutablePointer<Float>, start: Int, frames: Int, channels: Int = 2) {
    guard let points else {
      if gain == 0 { return }
      for i in 0..<channels * frames { samples[i] *= amplitude }
      return
    }
    let size = TruePeakMeter.block
    var done = 0
    while done < frames {
      let (block, first) = (start + done).quotientAndRemainder(dividingBy: size)
      let count = min(size - first, frames - done)
      let from = points[block]
      let step = (points[block + 1] - from) / Float(size)
      let out = samples + channels * done
      if step == 0 {
        let factor = amplitude * from
        for i in 0..<channels * count { out[i] *= factor }
      } else {
        for i in 0..<count {
          let factor = amplitude * (from + step * Float(first + i))
          for channel in 0..<channels { out[i * channels + channel] *= factor }
        }
      }
      done += count
    }
  }
}
