/// What loudness is made of: sums of squared, K-weighted samples over 100 ms, all channels weighted and added.
///
/// The formulas of ITU-R BS.1770-4 (integrated) and EBU Tech 3342 (range), in plain arithmetic.
enum Gating {
  /// Samples a step.
  static let step = mixRate / 10
  /// Steps in a block of the integrated loudness: 400 ms, a new one every 100 ms.
  static let block = 4
  /// Steps in a short-term block.
  static let shortTerm = 30
  /// LUFS below which nothing is measured.
  static let absolute = -70.0
  /// dB below the level of active speech at which speech is taken to pause (ITU-T P.56, method B: 15.9).
  static let pause = 15.9

  /// LUFS of a mean square.
  static func loudness(_ energy: Double) -> Double { Decibel.level(energy) / 2 - 0.691 }

  /// The mean square of LUFS.
  static func energy(_ loudness: Double) -> Double { Decibel.amplitude(2 * (loudness + 0.691)) }

  /// LUFS of all of it; `nil` when no block passes the gate of -70 LUFS.
  static func integrated(_ steps: [Double]) -> Double? {
    let blocks = means(steps, block)
    guard let audible = mean(blocks, above: energy(absolute)) else { return nil }
    return mean(blocks, above: max(energy(absolute), audible / 10)).map(loudness)
  }

  /// LU between the 10th and the 95th percentile of what is within 20 LU of the mean, on windows of 3 s, a new one every 100 ms.
  static func range(_ steps: [Double]) -> Double? {
    let windows = means(steps, shortTerm)
    guard let audible = mean(windows, above: energy(absolute)) else { return nil }
    let gate = max(energy(absolute), audible / 100)
    let levels = windows.filter { $0 > gate }.sorted()
    guard !levels.isEmpty else { return nil }
    func percentile(_ share: Double) -> Double { levels[Int((Double(levels.count - 1) * share).rounded())] }
    return loudness(percentile(0.95)) - loudness(percentile(0.10))
  }

  /// The blocks in which someone speaks: those half of whose steps are within `pause` of the level of active speech. No relative gate
  /// of the loudness is in it, so soft speech counts, and a gain changes nothing.
  static func speech(_ steps: [Double]) -> [Int] {
    let scale = 1 / Double(step)
    func activeLevel(above threshold: Double) -> Double? { mean(steps.lazy.map { $0 * scale }, above: threshold) }
    let margin = Decibel.amplitude(-2 * pause)
    guard let level = activeLevel(above: energy(absolute)) else { return [] }
    let threshold = max(energy(absolute), (activeLevel(above: level * margin) ?? level) * margin)
    let active = steps.map { $0 * scale > threshold ? 1 : 0 }
    guard active.count >= block else { return [] }
    let blocks = 0...active.count - block
    let spoken = blocks.filter { active[$0..<$0 + block].reduce(0, +) * 2 >= block }
    // A cry shorter than half a block is all there is to measure.
    return spoken.isEmpty ? blocks.filter { active[$0..<$0 + block].reduce(0, +) > 0 } : spoken
  }

  /// LUFS over chosen blocks, without a relative gate.
  static func loudness(_ steps: [Double], over blocks: [Int]) -> Double? {
    guard !blocks.isEmpty else { return nil }
    let sum = blocks.reduce(0.0) { $0 + steps[$1..<$1 + block].reduce(0, +) }
    let mean = sum / Double(blocks.count * block * step)
    return mean > 0 ? loudness(mean) : nil
  }

  /// Means over `count` steps each, a new one with every step.
  private static func means(_ steps: [Double], _ count: Int) -> [Double] {
    guard steps.count >= count else { return [] }
    let scale = 1 / Double(count * step)
    return (0...steps.count - count).map { steps[$0..<$0 + count].reduce(0, +) * scale }
  }

  private static func mean(_ values: some Sequence<Double>, above threshold: Double) -> Double? {
    var (sum, count) = (0.0, 0)
    for value in values where value > threshold {
      sum += value
      count += 1
    }
    return count > 0 ? sum / Double(count) : nil
  }
}
