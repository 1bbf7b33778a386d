/// K-weighted energies of dialogue and of the bed (all that is not dialogue), and what the two have in common, in blocks of 16 samples.
///
/// They give the loudness of the mix for any gain of either, and near enough under a limiter, without the sound being looked at again:
/// the square of a D + b B is a^2 D^2 + 2 a b D B + b^2 B^2. 12 bytes for 16 samples; 4 when there is only one stem.
struct StemEnergies {
  /// Samples of each channel in a block.
  static let block = TruePeakMeter.block

  private let channels: Int
  private let weights: [SIMD2<Double>]
  private var dialogueFilters: [KWeighting]
  private var bedFilters: [KWeighting]
  /// Whether dialogue has faded to nothing in the filters.
  private var isQuiet = true
  private(set) var dialogue: [Float] = []
  private(set) var bed: [Float] = []
  private(set) var cross: [Float] = []

  init(channels: Int) {
    self.channels = channels
    weights = LoudnessMeter.weights(channels)
    dialogueFilters = weights.map { _ in KWeighting() }
    bedFilters = dialogueFilters
  }

  /// Adds the next samples of both stems; `nil` is a stem the mix does not have.
  ///
  /// - Precondition: `frames` is a multiple of 16 but in the last call, and the same stems come in every call.
  mutating func add(dialogue: UnsafePointer<Float>?, bed: UnsafePointer<Float>?, frames: Int) {
    for start in stride(from: 0, to: frames, by: Self.block) {
      let count = min(Self.block, frames - start)
      let (d, b) = (dialogue.map { $0 + channels * start }, bed.map { $0 + channels * start })
      switch (d, b) {
      case (let d?, let b?):
        if isQuiet, isSilent(d, count) {
          self.dialogue.append(0)
          cross.append(0)
          self.bed.append(Self.energy(b, count, channels, &bedFilters, weights))
        } else {
          addBoth(d, b, count)
        }
      case (let d?, nil): self.dialogue.append(Self.energy(d, count, channels, &dialogueFilters, weights))
      case (nil, let b?): self.bed.append(Self.energy(b, count, channels, &bedFilters, weights))
      case (nil, nil): break
      }
    }
  }

  private func isSilent(_ samples: UnsafePointer<Float>, _ count: Int) -> Bool {
    for i in 0..<channels * count where samples[i] != 0 { return false }
    return true
  }

  private mutating func addBoth(_ d: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) {
    var (dd, bb, db) = (0.0, 0.0, 0.0)
    isQuiet = true
    for pair in weights.indices {
      var (df, bf) = (dialogueFilters[pair], bedFilters[pair])
      var (ds, bs, cs): (SIMD2<Double>, SIMD2<Double>, SIMD2<Double>) = (.zero, .zero, .zero)
      for i in 0..<count {
        let x = df.next(Self.sample(d, i, pair, channels))
        let y = bf.next(Self.sample(b, i, pair, channels))
        ds += x * x
        bs += y * y
        cs += x * y
      }
      isQuiet = df.settles() && isQuiet
      _ = bf.settles()
      (dialogueFilters[pair], bedFilters[pair]) = (df, bf)
      dd += (ds * weights[pair]).sum()
      bb += (bs * weights[pair]).sum()
      db += (cs * weights[pair]).sum()
    }
    dialogue.append(Float(dd))
    bed.append(Float(bb))
    cross.append(Float(db))
  }

  private static func energy(
    _ samples: UnsafePointer<Float>, _ count: Int, _ channels: Int, _ filters: inout [KWeighting], _ weights: [SIMD2<Double>]
  ) -> Float {
    var energy = 0.0
    for pair in weights.indices {
      var (filter, sum) = (filters[pair], SIMD2<Double>.zero)
      for i in 0..<count {
        let y = filter.next(sample(samples, i, pair, channels))
        sum += y * y
      }
      _ = filter.settles()
      filters[pair] = filter
      energy += (sum * weights[pair]).sum()
    }
    return Float(energy)
  }

  @inline(__always)
  private static func sample(_ samples: UnsafePointer<Float>, _ i: Int, _ pair: Int, _ channels: Int) -> SIMD2<Double> {
    let at = samples + i * channels + 2 * pair
    return SIMD2(Double(at[0]), 2 * pair + 1 < channels ? Double(at[1]) : 0)
  }

  /// Sums over 100 ms, for `Gating`. What is left over at the end is left out, as in every loudness meter.
  ///
  /// - Parameter weights: of each block; `nil` is 1.
  func steps(_ energies: [Float], weights: [Float]? = nil) -> [Double] {
    let size = Gating.step / Self.block
    return (0..<energies.count / size).map { step in
      var sum = 0.0
      if let weights {
        for i in step * size..<(step + 1) * size { sum += Double(energies[i] * weights[i]) }
      } else {
        for i in step * size..<(step + 1) * size { sum += Double(energies[i]) }
      }
      return sum
    }
  }
}
