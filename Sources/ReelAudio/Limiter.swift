/// A look-ahead limiter of the true peak, all channels alike.
///
/// It works in two steps, each in blocks of any size: `add` measures the sound, then `curve` gives the gain for every sample of it.
/// So there is no latency, the same measurement serves every gain that is tried, and any part can be limited by itself.
///
/// The gain falls over 5 ms before a peak, is down 0.7 ms before it, stays for 10 ms and comes back with a time constant of
/// 60 ms; a Hann window smooths it, so there are no clicks. The hold keeps tones from 50 Hz up from being modulated by
/// their own waveform.
package struct Limiter {
  private static let block = TruePeakMeter.block
  private static let ahead = mixRate * 5 / 1000 / block
  private static let hold = mixRate * 10 / 1000 / block
  /// Blocks by which the gain is down before the peak: further than an interpolator reaches, so that its whole reach has one gain.
  private static let guardBlocks = 2
  private static let recovery = Float(Decibel.exp2(-Double(block) / (0.060 * Double(mixRate)) / 0.693147180559945309417))
  /// dB below the ceiling that is aimed for: what an interpolation finer than ours may find above it.
  package static let margin = 0.1

  private var meter: TruePeakMeter
  private let lowest: Double

  /// - Parameters:
  ///   - channels: how many are interleaved.
  ///   - lowest: the lowest ceiling, less the gain, that `curve` will be asked for, dB: what stays below need not be known well.
  package init(channels: Int = 2, lowest: Double = -.infinity) {
    meter = TruePeakMeter(channels: channels, blocksAbove: Float(Decibel.amplitude(lowest - Self.margin)))
    self.lowest = lowest
  }

  /// Measures `frames` more samples of each channel, interleaved.
  package mutating func add(_ samples: UnsafePointer<Float>, frames: Int) { meter.add(samples, frames: frames) }

  /// What is left to do once everything is measured.
  package consuming func finish() -> Peaks {
    let lowest = lowest
    return Peaks(blocks: meter.finishedBlocks(), lowest: lowest)
  }

  /// The true peaks of a whole sound.
  package struct Peaks {
    /// The largest in each block of 16 samples.
    let blocks: [Float]
    /// What `curve` can be asked for, dB.
    let lowest: Double

    /// The gain that, after `gain` dB, keeps the sound `margin` below `ceiling` dBTP.
    ///
    /// - Precondition: `ceiling - gain` is not below what the limiter was made for.
    package func curve(gain: Double, ceiling: Double) -> GainCurve {
      precondition(ceiling - gain >= lowest, "a ceiling of \(ceiling - gain) dB for peaks known above \(lowest)")
      let limit = Float(Decibel.amplitude(ceiling - Limiter.margin - gain))
      guard let largest = blocks.max(), largest > limit else { return GainCurve(gain: gain, points: nil) }
      let depths = Limiter.smoothed(Limiter.released(Limiter.held(blocks.map { $0 > limit ? 1 - limit / $0 : 0 })))
      return GainCurve(gain: gain, points: depths.map { 1 - $0 })
    }
  }

  /// The largest depth from `hold` blocks before to `ahead + guardBlocks` after each block.
  ///
  /// It begins `ahead` blocks before the sound, so that the gain is already down for a peak at the start, and ends one block behind it:
  /// the curve has a point at both ends of every block.
  private static func held(_ depths: [Float]) -> [Float] {
    let window = hold + ahead + guardBlocks + 1
    var work = [Float](repeating: 0, count: hold + ahead) + depths + [Float](repeating: 0, count: window)
    // The maximum over 1, 2, 4 ... blocks, and at last over the window, from two that overlap.
    var width = 1
    while width < window {
      let step = min(width, window - width)
      for i in 0..<work.count - step { work[i] = max(work[i], work[i + step]) }
      width += step
    }
    return Array(work.prefix(ahead + depths.count + 1))
  }

  /// The depth, falling no faster than the recovery.
  private static func released(_ depths: [Float]) -> [Float] {
    var depth: Float = 0
    return depths.map {
      depth = max($0, depth * recovery)
      if depth < 1e-6 { depth = 0 }
      return depth
    }
  }

  /// Averaged over a block and the `ahead` before it, all of which are held beyond it.
  private static func smoothed(_ depths: [Float]) -> [Float] {
    let weights = hann(ahead + 1)
    // Most of a sound is not limited, and the average of nothing is nothing.
    var nothing = depths.prefix(ahead).reversed().prefix { $0 == 0 }.count
    return (0..<depths.count - ahead).map { i in
      nothing = depths[i + ahead] == 0 ? nothing + 1 : 0
      if nothing > ahead { return 0 }
      var sum: Float = 0
      for j in 0...ahead { sum += weights[j] * depths[i + j] }
      return sum
    }
  }

  /// A Hann window without its zeros, of sum 1.
  private static func hann(_ count: Int) -> [Float] {
    let shape = (1...count).map { index in
      let x = Double(index) / Double(count + 1)
      let sine = 2 * Decibel.quarterSine(x) * Decibel.quarterSine(1 - x)
      return sine * sine
    }
    let sum = shape.reduce(0, +)
    return shape.map { Float($0 / sum) }
  }
}
