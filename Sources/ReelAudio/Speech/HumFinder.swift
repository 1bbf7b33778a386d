import ReelCore

/// Finds the hum of the mains: tones of 50 or 60 Hz and twice and three times that which never stop. Voices do.
///
/// Windows of 200 ms, 100 ms apart, of the sound with fewer samples. A tone is there when three quarters of the windows have it, by 10 dB
/// above what is 15 Hz beside it, at -66 dBFS or more. It is hum when two of the three tones are there, or the lowest by 20 dB.
struct HumFinder {
  private static let mains = [50, 60]
  private static let harmonics = 3
  private static let windows = 8
  /// The power of a sine at -66 dBFS: half its amplitude squared.
  private static let least = 1.26e-7

  private let reduction: Int
  private let window: [Double]
  /// For each tone: it, below it, above it; as 2 cos of the angle between samples.
  private let turns: [Double]
  private var sum: Float = 0
  private var summed = 0
  private var held: [Double] = []
  /// For each of `turns`, its power in every window.
  private var powers: [[Double]]

  init(rate: Int) {
    reduction = max(1, rate / 3000)
    let slow = Double(rate) / Double(reduction)
    let length = max(4, Int((slow / 5).rounded()))
    window = (0..<length).map { index -> Double in 0.5 - 0.5 * Angle.sineAndCosine(degrees: 360 * Double(index) / Double(length)).cosine }
    var frequencies: [Int] = []
    for main in Self.mains {
      for harmonic in 1...Self.harmonics { frequencies += [main * harmonic, main * harmonic - 15, main * harmonic + 15] }
    }
    turns = frequencies.map { frequency -> Double in 2 * Angle.sineAndCosine(degrees: 360 * Double(frequency) / slow).cosine }
    powers = turns.map { _ in [] }
  }

  mutating func add(_ samples: UnsafeBufferPointer<Float>) {
    for sample in samples {
      sum += sample
      summed += 1
      guard summed == reduction else { continue }
      held.append(Double(sum) / Double(reduction))
      sum = 0
      summed = 0
      guard held.count == window.count else { continue }
      measure()
      held.removeFirst(window.count / 2)
    }
  }

  /// The power of every tone in the window, by Goertzel's recurrence, all tones side by side. A Hann window's sum is half its length.
  private mutating func measure() {
    let scale = 2 / (Double(window.count) / 2) / (Double(window.count) / 2)
    let count = turns.count
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * count) { state in
      guard let one = state.baseAddress else { return }
      let two = one + count
      one.initialize(repeating: 0, count: 2 * count)
      turns.withUnsafeBufferPointer { turns in
        for (sample, weight) in zip(held, window) {
          let weighted = sample * weight
          for tone in 0..<count {
            let next = weighted + turns[tone] * one[tone] - two[tone]
            two[tone] = one[tone]
            one[tone] = next
          }
        }
        for tone in 0..<count {
          powers[tone].append((one[tone] * one[tone] + two[tone] * two[tone] - turns[tone] * one[tone] * two[tone]) * scale)
        }
      }
    }
  }

  /// 50 or 60 where that hums.
  var found: Int? {
    guard let count = powers.first?.count, count >= Self.windows else { return nil }
    let steady = powers.map { $0.sorted()[count / 4] }
    var strongest: (main: Int, power: Double)?
    for (number, main) in Self.mains.enumerated() {
      let tones = (0..<Self.harmonics).map { harmonic in
        let index = 3 * (number * Self.harmonics + harmonic)
        return (power: steady[index], beside: max(steady[index + 1], steady[index + 2]))
      }
      let there = tones.filter { $0.power >= Self.least && $0.power > 10 * $0.beside }
      guard there.count >= 2 || there.count == 1 && tones[0].power >= Self.least && tones[0].power > 100 * tones[0].beside else { continue }
      let power = there.reduce(0) { $0 + $1.power }
      if power > strongest?.power ?? 0 { strongest = (main, power) }
    }
    return strongest?.main
  }
}
