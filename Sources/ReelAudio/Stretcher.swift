import CStretch
package import ReelCore

/// Plays a piece of sound faster or slower at the same pitch (SoundTouch: overlap-add of pieces where the wave is most alike).
///
/// The first sample of the piece is the first of the result, and the result has exactly as many samples as were asked for. What lies
/// between is where its time falls within half the search range and what a piece runs ahead, below 10 ms. Equal samples give equal
/// samples, whatever the blocks: SoundTouch takes one path on every processor of an architecture, and no C library's sine.
package enum Stretcher {
  /// Rising with every change of what comes out.
  package static let version = 1

  /// Milliseconds. Found by measuring: of the settings whose search holds a period of a 67 Hz voice, the one with the least distance
  /// between the spectra of speech, and of speech stretched there and back, at 0.8 to 1.25 times the pace.
  private static let (piece, search, overlap) = (Int32(30), Int32(15), Int32(6))
  private static let block = 4096

  /// - Parameters:
  ///   - sound: what `stretch` cuts its piece from.
  ///   - emit: takes the result, block by block, left and right in turn.
  /// - Throws: what `sound` and `emit` throw; `invalid` for a piece that is not in the sound.
  package static func run(_ stretch: Stretch, of sound: any SoundReading, _ emit: (UnsafeBufferPointer<Float>) throws -> Void) throws {
    guard stretch.offset >= 0, stretch.count > 0, stretch.length > 0, stretch.offset + stretch.count <= sound.length else {
      let piece = "\(stretch.offset)...\(stretch.offset + stretch.count)"
      throw ReelError(.invalid, "samples \(piece) of \(sound.length) cannot be stretched to \(stretch.length)")
    }
    let pace = Double(stretch.count) / Double(stretch.length)
    guard let stretcher = reel_stretcher_make(Int32(mixRate), 2, pace, piece, search, overlap) else { throw noMemory }
    defer { reel_stretcher_free(stretcher) }
    try withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * block) { samples in
      guard let base = samples.baseAddress else { return }
      var left = stretch.length
      func drain() throws {
        while left > 0 {
          let count = Int(reel_stretcher_take(stretcher, base, UInt32(min(block, left))))
          if count == 0 { return }
          left -= count
          try emit(UnsafeBufferPointer(start: base, count: 2 * count))
        }
      }
      var position = 0
      while position < stretch.count {
        let count = min(block, stretch.count - position)
        try sound.read(from: stretch.offset + position, count: count, into: base)
        guard reel_stretcher_put(stretcher, base, UInt32(count)) == 0 else { throw noMemory }
        position += count
        try drain()
      }
      guard reel_stretcher_end(stretcher) == 0 else { throw noMemory }
      try drain()
      // The library counts what is due in floating point: a sample may be missing at the very end.
      guard left <= 1 else { throw ReelError(.failed, "the stretcher kept \(left) samples of \(stretch.length)") }
      if left == 1 {
        base.update(repeating: 0, count: 2)
        try emit(UnsafeBufferPointer(start: base, count: 2))
      }
    }
  }

  private static var noMemory: ReelError { ReelError(.failed, "no memory to stretch a sound") }
}
