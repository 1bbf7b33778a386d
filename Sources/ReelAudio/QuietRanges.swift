/// Where a sound stays below a level for long enough, found while it streams by.
struct QuietRanges {
  private let amplitude: Float
  private let minimum: Int
  private var position = 0
  private var start = 0
  private var found: [Range<Int>] = []

  /// - Parameters:
  ///   - amplitude: both channels stay at or below this magnitude.
  ///   - minimum: samples it takes to count.
  init(amplitude: Float, minimum: Int) {
    self.amplitude = amplitude
    self.minimum = minimum
  }

  mutating func add(_ samples: UnsafePointer<Float>, frames: Int) {
    for i in 0..<frames where max(samples[2 * i].magnitude, samples[2 * i + 1].magnitude) > amplitude {
      close(at: position + i)
      start = position + i + 1
    }
    position += frames
  }

  /// All ranges, when nothing follows.
  consuming func finished() -> [Range<Int>] {
    close(at: position)
    return found
  }

  private mutating func close(at end: Int) {
    if end - start >= minimum { found.append(start..<end) }
  }
}
