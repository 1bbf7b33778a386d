/// True peaks of stereo sound that arrives in any pieces: one for each block of 16 samples, and the largest.
///
/// Before the first and after the last sample there is silence, so a sound that begins with a jump reads as it will play.
struct TruePeakMeter {
  /// Samples a block.
  static let block = PeakInterpolator.block
  /// Of the largest peak so far: a block that cannot be higher than this is not worth exact figures to a limiter. It matters where
  /// the limiter takes away more than 12 dB, and then makes it take up to 7 dB more of what is 12 dB below the loudest.
  private static let relevance: Float = 0.25

  private let interpolator = PeakInterpolator()
  private let keepsBlocks: Bool
  /// Frames not yet measured, with the frames before them that the interpolator reads.
  private var pending = [Float](repeating: 0, count: 2 * PeakInterpolator.before)
  private var blocks: [Float] = []
  private var largest: Float = 0

  /// - Parameter keepsBlocks: whether every block's peak is kept, or only the largest.
  init(keepsBlocks: Bool = false) { self.keepsBlocks = keepsBlocks }

  mutating func add(_ samples: UnsafePointer<Float>, frames: Int) {
    pending.append(contentsOf: UnsafeBufferPointer(start: samples, count: 2 * frames))
    measure()
  }

  /// The largest peak, when nothing follows.
  var finished: Float {
    var copy = self
    copy.finish()
    return copy.largest
  }

  /// A peak for each block, not below the true one, when nothing follows; the last block may be part of one.
  consuming func finishedBlocks() -> [Float] {
    finish()
    return blocks
  }

  private mutating func finish() {
    pending.append(contentsOf: repeatElement(0, count: 2 * (PeakInterpolator.after + Self.block - 1)))
    measure()
  }

  private mutating func measure() {
    let count = max(0, pending.count / 2 - PeakInterpolator.before - PeakInterpolator.after) / Self.block
    withUnsafeTemporaryAllocation(of: Float.self, capacity: PeakInterpolator.scratch) { scratch in
      pending.withUnsafeBufferPointer { pending in
        guard let first = pending.baseAddress, let scratch = scratch.baseAddress else { return }
        for index in 0..<count { measure(block: first + 2 * index * Self.block, scratch: scratch) }
      }
    }
    pending.removeFirst(2 * count * Self.block)
  }

  /// - Parameter frames: the first frame the interpolator reads for the block.
  private mutating func measure(block frames: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>) {
    // Magnitudes order as their bits do, and only integers make a vector of this loop.
    var highest: Int32 = 0
    for i in 0..<2 * (PeakInterpolator.before + Self.block + PeakInterpolator.after) {
      highest = max(highest, Int32(bitPattern: frames[i].magnitude.bitPattern))
    }
    var peak = Float(bitPattern: UInt32(bitPattern: highest)) * interpolator.bound
    if peak > (keepsBlocks ? largest * Self.relevance : largest) {
      peak = interpolator.peak(frames + 2 * PeakInterpolator.before, scratch: scratch)
      largest = max(largest, peak)
    }
    if keepsBlocks { blocks.append(peak) }
  }
}
