/// True peaks of a sound that arrives in any pieces: one for each block of 16 samples, and the largest.
///
/// Before the first and after the last sample there is silence, so a sound that begins with a jump reads as it will play.
struct TruePeakMeter {
  /// Samples a block.
  static let block = PeakInterpolator.block
  /// Blocks looked at together first.
  private static let group = 8

  private let interpolator = PeakInterpolator()
  private let channels: Int
  private let threshold: Float?
  /// Of each pair of channels the frames not yet measured, with the frames before them that the interpolator reads.
  private var pending: [[Float]]
  private var blocks: [Float] = []
  private var largest: Float = 0

  /// - Parameters:
  ///   - channels: how many are interleaved.
  ///   - threshold: keeps a figure for each block: the peak itself where it may be above this, else something between the peak and this.
  ///     `nil` keeps only the largest of all.
  init(channels: Int = 2, blocksAbove threshold: Float? = nil) {
    self.channels = channels
    self.threshold = threshold
    pending = Array(repeating: [Float](repeating: 0, count: 2 * PeakInterpolator.before), count: (channels + 1) / 2)
  }

  mutating func add(_ samples: UnsafePointer<Float>, frames: Int) {
    if channels == 2 {
      pending[0].append(contentsOf: UnsafeBufferPointer(start: samples, count: 2 * frames))
    } else {
      for pair in pending.indices {
        let right = 2 * pair + 1 < channels
        for i in 0..<frames {
          pending[pair].append(samples[i * channels + 2 * pair])
          pending[pair].append(right ? samples[i * channels + 2 * pair + 1] : 0)
        }
      }
    }
    measure()
  }

  /// The largest peak, when nothing follows.
  var finished: Float {
    var copy = self
    copy.finish()
    return copy.largest
  }

  /// A figure for each block, when nothing follows; the last block may be part of one.
  consuming func finishedBlocks() -> [Float] {
    finish()
    return blocks
  }

  private mutating func finish() {
    for pair in pending.indices {
      pending[pair].append(contentsOf: repeatElement(0, count: 2 * (PeakInterpolator.after + Self.block - 1)))
    }
    measure()
  }

  private mutating func measure() {
    let count = max(0, pending[0].count / 2 - PeakInterpolator.before - PeakInterpolator.after) / Self.block
    let base = blocks.count
    if threshold != nil { blocks.append(contentsOf: repeatElement(0, count: count)) }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: PeakInterpolator.scratch) { scratch in
      guard let scratch = scratch.baseAddress else { return }
      for pair in pending.indices {
        pending[pair].withUnsafeBufferPointer { pending in
          guard let first = pending.baseAddress.map({ $0 + 2 * PeakInterpolator.before }) else { return }
          for index in stride(from: 0, to: count, by: Self.group) {
            measure(first + 2 * index * Self.block, blocks: min(Self.group, count - index), at: base + index, scratch: scratch)
          }
        }
        pending[pair].removeFirst(2 * count * Self.block)
      }
    }
  }

  /// Most sound is low enough to be known well by a bound for many blocks at once.
  private mutating func measure(
    _ frames: UnsafePointer<Float>, blocks count: Int, at index: Int, scratch: UnsafeMutablePointer<Float>
  ) {
    let bound = interpolator.bound(frames, blocks: count)
    for block in 0..<count {
      if bound > threshold ?? largest {
        measure(block: frames + 2 * block * Self.block, at: index + block, scratch: scratch)
      } else if threshold != nil {
        blocks[index + block] = max(blocks[index + block], bound)
      }
    }
  }

  private mutating func measure(block frames: UnsafePointer<Float>, at index: Int, scratch: UnsafeMutablePointer<Float>) {
    var peak = interpolator.bound(frames)
    if peak > threshold ?? largest {
      peak = interpolator.peak(frames, scratch: scratch)
      largest = max(largest, peak)
    }
    if threshold != nil { blocks[index] = max(blocks[index], peak) }
  }
}
