/// The largest magnitude of stereo sound between and at its samples, 16 frames at a time.
///
/// Two interpolators look at each sample, and the larger result counts. One is 8 times oversampled with 24 taps a phase (Kaiser
/// window): within 0.1 dB of the true value for what has nothing above 20 kHz. The other is that of libebur128, 4 times with 12 taps a
/// phase (Hann window), so that its reading is never above ours.
struct PeakInterpolator {
  /// Frames in a block.
  static let block = 16
  /// Frames read before the first of a block, and after its last.
  static let before = 11
  static let after = 12
  /// Floats that `peak` needs to work in.
  static let scratch = (2 * taps + 1) * width

  private static let width = 2 * block
  /// Taps on each side of the point between two samples.
  private static let taps = 12
  private static let shortTaps = 6

  /// 24 taps at 1/8, 2/8, 3/8 and 4/8, and 12 at 1/4 and 2/4, folded.
  private let long: [Float]
  private let short: [Float]
  private let limits: Limits

  init() {
    let long = Self.coefficients(taps: Self.taps, phases: 8) { x in
      Self.bessel(6 * max(0, 1 - x * x).squareRoot()) / Self.bessel(6)
    }
    let short = Self.coefficients(taps: Self.shortTaps, phases: 4) { x in
      let sine = Decibel.quarterSine(max(0, 1 - x))
      return sine * sine
    }
    self.long = Self.folded(long)
    self.short = Self.folded(short)
    limits = Limits(long + short)
  }

  /// What no point of `blocks` blocks from `frames` on is higher than: a tenth of the work of `peak` for one, half of that for each of
  /// several.
  ///
  /// Between two samples a sound is no higher than they are, but for what it bends; and how much it bends is in the second differences
  /// of the samples around. What changes slowly, as most sound does, is known well by this.
  func bound(_ frames: UnsafePointer<Float>, blocks: Int = 1) -> Float {
    // Magnitudes order as their bits do, and only integers make a vector of these loops.
    let first = frames - 2 * Self.before
    let count = 2 * (Self.before + blocks * Self.block + Self.after)
    var (near, all, bend): (Int32, Int32, Int32) = (0, 0, 0)
    for i in 0..<2 * (blocks * Self.block + 1) { near = max(near, Int32(bitPattern: frames[i].magnitude.bitPattern)) }
    for i in 0..<count { all = max(all, Int32(bitPattern: first[i].magnitude.bitPattern)) }
    for i in 2..<count - 2 {
      let difference = (first[i - 2] + first[i + 2]) - (first[i] + first[i])
      bend = max(bend, Int32(bitPattern: difference.magnitude.bitPattern))
    }
    func value(_ bits: Int32) -> Float { Float(bitPattern: UInt32(bitPattern: bits)) }
    let straight = value(near) + value(bend) * limits.bend + value(all) * limits.rest
    return min(value(all) * limits.any, straight) * 1.00001
  }

  /// How far a point can be above the samples around it.
  private struct Limits {
    /// Times the largest sample that is read.
    let any: Float
    /// Times the largest second difference, ...
    let bend: Float
    /// ... and times the largest sample again, for what the taps' sum and centre are off by.
    let rest: Float

    /// - Parameter phases: of each the taps up to the middle between two samples; the other half is their mirror image.
    init(_ phases: [[Double]]) {
      var (any, bend, rest) = (0.0, 0.0, 0.0)
      for (h, fraction) in phases.flatMap({ [($0, Self.centre($0)), ($0.reversed(), 1 - Self.centre($0))] }) {
        any = max(any, h.reduce(0) { $0 + abs($1) })
        // What is left of the taps without the straight line between the two samples in the middle, as weights of second differences:
        // summed up twice.
        var left = h
        left[h.count / 2 - 1] -= 1 - fraction
        left[h.count / 2] -= fraction
        var weights = [0.0, left[0]]
        for k in 1..<h.count - 2 { weights.append(left[k] + 2 * weights[k] - weights[k - 1]) }
        let n = h.count
        let ends = abs(left[n - 2] + 2 * weights[n - 2] - weights[n - 3]) + abs(left[n - 1] - weights[n - 2])
        bend = max(bend, weights.reduce(0) { $0 + abs($1) })
        rest = max(rest, ends)
      }
      (self.any, self.bend, self.rest) = (Float(any), Float(bend), Float(rest))
    }

    /// Where between the two middle samples the taps' centre of gravity lies.
    private static func centre(_ h: [Double]) -> Double {
      let first = 1 - h.count / 2
      return h.indices.reduce(0.0) { $0 + Double(first + $1) * h[$1] }
    }
  }

  /// The peak of the block that begins at `frames`, which has `before` frames before it and `after` behind it.
  func peak(_ frames: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>) -> Float {
    let (sums, differences) = (scratch, scratch + Self.taps * Self.width)
    let peaks = scratch + 2 * Self.taps * Self.width
    for k in 0..<Self.taps {
      let (near, far) = (frames - 2 * k, frames + 2 * (k + 1))
      let (sum, difference) = (sums + k * Self.width, differences + k * Self.width)
      for i in 0..<Self.width {
        sum[i] = far[i] + near[i]
        difference[i] = far[i] - near[i]
      }
    }
    for i in 0..<Self.width { peaks[i] = frames[i].magnitude }
    long.withUnsafeBufferPointer { h in
      for phase in 0..<4 { raiseLong(peaks, sums, differences, h, at: 2 * phase * Self.taps) }
    }
    short.withUnsafeBufferPointer { h in
      for phase in 0..<2 { raiseShort(peaks, sums, differences, h, at: 2 * phase * Self.shortTaps) }
    }
    // Magnitudes order as their bits do, and only integers make a vector of this loop.
    var highest: Int32 = 0
    for i in 0..<Self.width { highest = max(highest, Int32(bitPattern: peaks[i].bitPattern)) }
    return Float(bitPattern: UInt32(bitPattern: highest))
  }

  // The two bodies differ in their constant alone: as one, with a variable, the compiler would not unroll the taps, and not vectorise.

  private func raiseLong(
    _ peaks: UnsafeMutablePointer<Float>, _ sums: UnsafePointer<Float>, _ differences: UnsafePointer<Float>,
    _ h: UnsafeBufferPointer<Float>, at first: Int
  ) {
    guard let h = h.baseAddress.map({ $0 + first }) else { return }
    for i in 0..<Self.width {
      var (a, b) = (Float(0), Float(0))
      for k in 0..<Self.taps {
        a += sums[k * Self.width + i] * h[k]
        b += differences[k * Self.width + i] * h[Self.taps + k]
      }
      peaks[i] = max(peaks[i], a.magnitude + b.magnitude)
    }
  }

  private func raiseShort(
    _ peaks: UnsafeMutablePointer<Float>, _ sums: UnsafePointer<Float>, _ differences: UnsafePointer<Float>,
    _ h: UnsafeBufferPointer<Float>, at first: Int
  ) {
    guard let h = h.baseAddress.map({ $0 + first }) else { return }
    for i in 0..<Self.width {
      var (a, b) = (Float(0), Float(0))
      for k in 0..<Self.shortTaps {
        a += sums[k * Self.width + i] * h[k]
        b += differences[k * Self.width + i] * h[Self.shortTaps + k]
      }
      peaks[i] = max(peaks[i], a.magnitude + b.magnitude)
    }
  }

  /// Windowed sinc at the phases 1...`phases / 2` of `phases` between two samples: for each, the weights of the `2 * taps` samples
  /// around it.
  ///
  /// - Parameter window: of the distance from its centre, in half widths.
  private static func coefficients(taps: Int, phases: Int, window: (Double) -> Double) -> [[Double]] {
    (1...phases / 2).map { phase in
      let fraction = Double(phase) / Double(phases)
      // sin(pi (k - f)) is sin(pi f) but for its sign, and sin(pi f) = 2 sin(pi/2 f) cos(pi/2 f)
      let sine = 2 * Decibel.quarterSine(fraction) * Decibel.quarterSine(1 - fraction)
      return (1 - taps...taps).map { k in
        let distance = Double(k) - fraction
        let sinc = (k % 2 == 0 ? -sine : sine) / (Double.pi * distance)
        return sinc * window(abs(distance) / Double(taps))
      }
    }
  }

  /// Phase f reads sample k as phase 1 - f reads sample 1 - k. So with s and d, sum and difference of the samples k and 1 - k, the two
  /// are a s + b d and a s - b d, and the larger of their magnitudes is |a s| + |b d|: half the multiplications. For each phase all a,
  /// then all b; in the middle b is 0.
  private static func folded(_ phases: [[Double]]) -> [Float] {
    var result: [Float] = []
    for h in phases {
      let taps = h.count / 2
      for k in 0..<taps { result.append(Float((h[taps + k] + h[taps - 1 - k]) / 2)) }
      for k in 0..<taps { result.append(Float((h[taps + k] - h[taps - 1 - k]) / 2)) }
    }
    return result
  }

  /// The modified Bessel function of the first kind, order 0, by its series.
  private static func bessel(_ x: Double) -> Double {
    var (sum, term) = (1.0, 1.0)
    for n in 1...40 {
      term *= x * x / Double(4 * n * n)
      sum += term
    }
    return sum
  }
}
