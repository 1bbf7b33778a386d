/// Finds jumps, as pieces make that were joined without a fade: a difference between two neighbours of at least -26 dBFS that is six
/// times any other within 48 samples. What is next to it does not count, for a jump that was resampled is spread over some samples;
/// a hard consonant goes on for longer.
struct ClickFinder {
  private static let (near, far) = (6, 48)
  private static let least: Float = 0.05
  private static let ratio: Float = 6

  private(set) var count = 0
  private(set) var first: Int?
  /// The last samples, and the number of the first of them; at most what a look to both sides needs.
  private var kept: [Float] = []
  private var keptAt = 0
  /// Differences before this sample are looked at.
  private var looked = 1

  mutating func add(_ samples: UnsafeBufferPointer<Float>, at start: Int) {
    if kept.isEmpty { keptAt = start }
    kept += samples
    look(upTo: keptAt + kept.count - Self.far - 1)
    let unneeded = looked - Self.far - 2 - keptAt
    if unneeded > 0 {
      kept.removeFirst(unneeded)
      keptAt += unneeded
    }
  }

  /// Looks at the last samples too, as if silence followed.
  mutating func finish(at end: Int) { look(upTo: end) }

  private mutating func look(upTo end: Int) {
    guard end > looked else { return }
    kept.withUnsafeBufferPointer { kept in
      func step(_ sample: Int) -> Float {
        let index = sample - keptAt
        return index >= 1 && index < kept.count ? abs(kept[index] - kept[index - 1]) : 0
      }
      var sample = looked
      while sample < end {
        let size = step(sample)
        if size >= Self.least, isAlone(size, at: sample, step) {
          count += 1
          if first == nil { first = sample }
          sample += Self.far
        } else {
          sample += 1
        }
      }
      looked = sample
    }
  }

  private func isAlone(_ size: Float, at sample: Int, _ step: (Int) -> Float) -> Bool {
    for distance in Self.near...Self.far where step(sample + distance) * Self.ratio > size || step(sample - distance) * Self.ratio > size {
      return false
    }
    // Of the steps of one jump the largest is it.
    return (1..<Self.near).allSatisfy { step(sample + $0) < size && step(sample - $0) <= size }
  }
}
