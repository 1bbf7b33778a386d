import CReelKernels

/// A row of `reel_sums` with one sample before its first, where the chroma filter begins.
struct SumsRow {
  private let base: UnsafeMutablePointer<UInt16>
  private let width: Int

  /// Lends two rows of scratch memory.
  static func withTwo(width: Int, _ body: (SumsRow, SumsRow) -> Void) {
    let count = 4 * (width + 1)
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 2 * count) { buffer in
      guard let base = buffer.baseAddress else { return }
      body(SumsRow(base: base, width: width), SumsRow(base: base + count, width: width))
    }
  }

  func clear() { base.initialize(repeating: 0, count: 4 * (width + 1)) }

  func repeatFirst() {
    for plane in 0..<4 { base[plane * (width + 1)] = base[plane * (width + 1) + 1] }
  }

  var c: reel_sums { from(0) }

  /// The sums from a column on.
  func from(_ column: Int) -> reel_sums {
    func plane(_ index: Int) -> UnsafeMutablePointer<UInt16> { base + index * (width + 1) + 1 + column }
    func signed(_ index: Int) -> UnsafeMutablePointer<Int16> {
      UnsafeMutableRawPointer(plane(index)).assumingMemoryBound(to: Int16.self)
    }
    return reel_sums(y: plane(0), cb: signed(1), cr: signed(2), a: plane(3))
  }
}
