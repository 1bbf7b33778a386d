/// Finds waves that are cut off: three samples or more at one level, to the last of 16 bits, with an edge on both sides, again and again
/// at the highest level there is. A round crest that is flat for three samples falls by 3 steps then; an edge is 16.
struct ClippingFinder {
  private static let step: Float = 1 / 32768
  private static let edge = 16 * step
  private static let least: Float = 1 / 32
  private static let repeats = 3

  /// How often, and where first, by level in steps of 16 and by sign.
  private var plateaus: [Int: (count: Int, first: Int)] = [:]
  private var highest: Float = 0
  private var lowest: Float = 0
  private var run: (first: Int, start: Float, rise: Float, length: Int) = (0, 0, 0, 0)
  private var before: Float = 0

  mutating func add(_ samples: UnsafeBufferPointer<Float>, channel: Int, at first: Int) {
    for i in 0..<samples.count / 2 {
      let sample = SpeechMeter.sane(samples[2 * i + channel])
      highest = max(highest, sample)
      lowest = min(lowest, sample)
      if run.length > 0, abs(sample - run.start) <= Self.step * 1.01 {
        run.length += 1
        continue
      }
      close(sample)
      run = (first + i, sample, abs(sample) - abs(before), 1)
    }
  }

  /// Ends the run with the sample that is no longer in it.
  private mutating func close(_ next: Float) {
    defer { before = run.start }
    guard run.length >= 3, abs(run.start) >= Self.least, run.rise > Self.edge, abs(run.start) - abs(next) > Self.edge else { return }
    let level = Int((run.start * 2048).rounded())
    plateaus[level, default: (0, run.first)].count += 1
  }

  var found: (count: Int, first: Int)? {
    let levels = [highest, lowest].map { Int(($0 * 2048).rounded()) }
    let found = levels.compactMap { level in (level - 1...level + 1).compactMap { plateaus[$0] }.max { $0.count < $1.count } }
    let count = found.reduce(0) { $0 + $1.count }
    guard let first = found.map(\.first).min(), count >= Self.repeats else { return nil }
    return (count, first)
  }
}
