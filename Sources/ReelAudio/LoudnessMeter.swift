package import ReelCore

/// Loudness after ITU-R BS.1770-4 and EBU R 128 (Tech 3341), the range after Tech 3342, and the true peak.
///
/// Figures are the same to the bit on every machine and for any pieces the sound arrives in.
///
/// Thread-safety: one thread at a time.
package struct LoudnessMeter {
  /// Samples in a step: what momentary and short-term loudness move by. Tech 3341 asks that a tone of 400 ms be read within 0.1 LU
  /// wherever it begins, which steps of 100 ms would miss by half an LU.
  private static let step = mixRate / 100
  private static let stepsInTenth = Gating.step / step

  private let channels: Int
  private let weights: [SIMD2<Double>]
  private var filters: [KWeighting]
  private var sums: [SIMD2<Double>]
  private var filled = 0
  /// Of each step, the sum of squares of all channels.
  private var steps: [Double] = []
  private var peak: TruePeakMeter?

  /// - Parameters:
  ///   - channels: 1, 2 (L R), 4 (L R Ls Rs), 5 (L R C Ls Rs) or 6 (L R C LFE Ls Rs).
  ///   - truePeak: whether to measure it too, which costs more than all the rest.
  package init(channels: Int = 2, truePeak: Bool = true) {
    self.channels = channels
    weights = Self.weights(channels)
    filters = weights.map { _ in KWeighting() }
    sums = weights.map { _ in .zero }
    peak = truePeak ? TruePeakMeter(channels: channels) : nil
  }

  /// What each channel counts, two and two; a channel that is not there counts nothing.
  static func weights(_ channels: Int) -> [SIMD2<Double>] {
    switch channels {
    case 1: [SIMD2(1, 0)]
    case 2: [SIMD2(1, 1)]
    case 4: [SIMD2(1, 1), SIMD2(1.41, 1.41)]
    case 5: [SIMD2(1, 1), SIMD2(1, 1.41), SIMD2(1.41, 0)]
    case 6: [SIMD2(1, 1), SIMD2(1, 0), SIMD2(1.41, 1.41)]
    default: preconditionFailure("no layout of \(channels) channels has a loudness")
    }
  }

  /// Measures `frames` more samples of each channel, interleaved.
  package mutating func add(_ samples: UnsafePointer<Float>, frames: Int) {
    peak?.add(samples, frames: frames)
    var done = 0
    while done < frames {
      let count = min(Self.step - filled, frames - done)
      for pair in filters.indices { weigh(pair, samples + done * channels + 2 * pair, count) }
      filled += count
      done += count
      if filled == Self.step { close() }
    }
  }

  private mutating func weigh(_ pair: Int, _ first: UnsafePointer<Float>, _ count: Int) {
    var (filter, sum) = (filters[pair], sums[pair])
    if 2 * pair + 1 < channels {
      for i in 0..<count {
        let y = filter.next(SIMD2(Double(first[i * channels]), Double(first[i * channels + 1])))
        sum += y * y
      }
    } else {
      for i in 0..<count {
        let y = filter.next(SIMD2(Double(first[i * channels]), 0))
        sum += y * y
      }
    }
    (filters[pair], sums[pair]) = (filter, sum)
  }

  private mutating func close() {
    var energy = 0.0
    for pair in sums.indices {
      energy += (sums[pair] * weights[pair]).sum()
      sums[pair] = .zero
      _ = filters[pair].settles()
    }
    steps.append(energy)
    filled = 0
  }

  /// LUFS of everything so far; `nil` when no 400 ms block passes the gate of -70 LUFS.
  package var integrated: Double? { Gating.integrated(tenths) }

  /// LU; `nil` for less than the 3 s that one short-term value takes.
  package var range: Double? { Gating.range(tenths) }

  /// LUFS of the last 400 ms, ungated, to the last full hundredth of a second; `nil` in silence. Before the sound there is silence.
  package var momentary: Double? { last(40) }

  /// LUFS of the last 3 s, ungated, to the last full hundredth of a second; `nil` in silence. Before the sound there is silence.
  package var shortTerm: Double? { last(300) }

  /// The highest momentary loudness so far.
  package var maxMomentary: Double? { highest(40) }

  /// The highest short-term loudness so far.
  package var maxShortTerm: Double? { highest(300) }

  /// Everything so far.
  package var facts: LoudnessFacts {
    let level = peak.map { Decibel.level(Double($0.finished)) } ?? -.infinity
    let (tenths, integrated) = (tenths, integrated)
    return LoudnessFacts(
      integrated: integrated, truePeak: level.isFinite ? level : nil, range: integrated == nil ? nil : Gating.range(tenths))
  }

  private var tenths: [Double] {
    (0..<steps.count / Self.stepsInTenth).map { steps[$0 * Self.stepsInTenth..<($0 + 1) * Self.stepsInTenth].reduce(0, +) }
  }

  private func last(_ count: Int) -> Double? {
    let energy = steps.suffix(count).reduce(0, +) / Double(count * Self.step)
    return energy > 0 ? Gating.loudness(energy) : nil
  }

  private func highest(_ count: Int) -> Double? {
    var highest = 0.0
    for end in 1..<max(1, steps.count + 1) { highest = max(highest, steps[max(0, end - count)..<end].reduce(0, +)) }
    return highest > 0 ? Gating.loudness(highest / Double(count * Self.step)) : nil
  }
}
