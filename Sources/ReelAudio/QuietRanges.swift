/// Where a sound stays below a level for long enough, found while it streams by.
struct QuietRanges {
  private static let block = 64

  private let channels: Int
  private let amplitude: Float
  private let minimum: Int
  private var position = 0
  private var start = 0
  private var found: [Range<Int>] = []

  /// - Parameters:
  ///   - channels: how many are interleaved.
  ///   - amplitude: all channels stay at or below this magnitude.
  ///   - minimum: samples it takes to count.
  init(channels: Int = 2, amplitude: Float, minimum: Int) {
    self.channels = channels
    self.amplitude = amplitude
    self.minimum = minimum
  }

  mutating func add(_ samples: UnsafePointer<Float>, frames: Int) {
    func isLoud(_ frame: Int) -> Bool {
      var largest: Float = 0
      for channel in 0..<channels { largest = max(largest, samples[channels * frame + channel].magnitude) }
      return largest > amplitude
    }
    let block = min(minimum, Self.block)
    for first in stride(from: 0, to: frames, by: block) {
      let frames = first..<min(first + block, frames)
      // No range that counts fits between two loud samples of a block: the last says where one may begin, the first where one ends.
      guard let last = frames.last(where: isLoud) else { continue }
      if position + frames.upperBound - start >= minimum, let loud = frames.first(where: isLoud) { close(at: position + loud) }
      start = position + last + 1
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
