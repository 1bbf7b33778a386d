import CReelKernels

extension Kernels {
  /// The standard deviation of ``noise(_:_:_:)``: that of four bytes, `sqrt(4 (256^2 - 1) / 12)`.
  static let noiseDeviation = (65535.0 / 3).squareRoot()

  /// What ``grain(_:_:_:strength:into:)`` calls a standard deviation of `codes`, from noise that has `noiseDeviation` times `gain`.
  static func grainStrength(_ codes: Double, gain: Double = 1) -> Int { Int((codes / (noiseDeviation * gain) * 32768).rounded()) }

  /// Numbers of a bell-shaped distribution about 0, the same for the same `random` whatever their count.
  func noise(_ out: UnsafeMutablePointer<Int16>, _ count: Int, _ random: CounterHash) {
    table.pointee.noise_s16(out, count, random.bits32)
  }

  /// Noise at the places of pixels from noise at the points of a lattice.
  func spread(
    _ points: UnsafePointer<Int16>, _ first: UnsafePointer<Int32>, _ shares: UnsafePointer<Int16>, _ width: Int,
    into row: UnsafeMutablePointer<Int16>
  ) {
    table.pointee.spread_s16(row, points, first, shares, width)
  }

  /// Three rows by shares of 256.
  func blend(
    _ a: UnsafePointer<Int16>, _ b: UnsafePointer<Int16>, _ c: UnsafePointer<Int16>, _ shares: (Int16, Int16, Int16), _ width: Int,
    into row: UnsafeMutablePointer<Int16>
  ) {
    withUnsafeBytes(of: shares) { bytes in
      table.pointee.blend_s16(row, a, b, c, bytes.baseAddress?.assumingMemoryBound(to: Int16.self), width)
    }
  }

  /// A row of luma with noise.
  func grain(
    _ row: UnsafePointer<UInt8>, _ noise: UnsafePointer<Int16>, _ width: Int, strength: Int, into target: UnsafeMutablePointer<UInt8>
  ) {
    table.pointee.grain_gray8(target, row, noise, width, UInt32(strength))
  }
}
