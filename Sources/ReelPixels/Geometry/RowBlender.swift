import CReelKernels
import ReelCore

/// Puts rows of samples onto a target, each sample by its share of 256.
struct RowBlender {
  let kernels: Kernels
  /// Bytes of a sample.
  let channels: Int

  /// A row onto what is in the target.
  ///
  /// - Parameters:
  ///   - row: the samples of `coverage.range`.
  ///   - share: of the whole row, 0...256; a sample's own share of it is its coverage.
  func put(_ row: UnsafePointer<UInt8>, _ coverage: Coverage, share: Int, onto target: UnsafeMutablePointer<UInt8>) {
    let (range, inner) = (coverage.range, coverage.inner)
    for x in range.lowerBound..<inner.lowerBound { mix(row, x, range, coverage[x] * share, target) }
    for x in inner.upperBound..<range.upperBound { mix(row, x, range, coverage[x] * share, target) }
    if inner.isEmpty { return }
    put(
      row + (inner.lowerBound - range.lowerBound) * channels, share: share, onto: target + inner.lowerBound * channels,
      inner.count * channels)
  }

  /// Bytes that all have one share.
  func put(_ row: UnsafePointer<UInt8>, share: Int, onto target: UnsafeMutablePointer<UInt8>, _ count: Int) {
    if share == 256 {
      target.update(from: row, count: count)
    } else {
      let plane = reel_plane(base: row, stride: 0)
      kernels.table.pointee.dissolve_plane8(
        reel_target(base: target, stride: 0), reel_plane(base: target, stride: 0), plane, count, 1, UInt32(share))
    }
  }

  /// - Parameter share: in 1/65536.
  private func mix(
    _ row: UnsafePointer<UInt8>, _ x: Int, _ range: Range<Int>, _ share: Int, _ target: UnsafeMutablePointer<UInt8>
  ) {
    let (from, to) = (row + (x - range.lowerBound) * channels, target + x * channels)
    for c in 0..<channels { to[c] = UInt8((Int(to[c]) * (65536 - share) + Int(from[c]) * share + 32768) >> 16) }
  }
}
