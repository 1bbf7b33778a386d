import CReelKernels
import ReelCore
import ReelTestSupport
import Testing

/// The kernels that make layers: every level against the scalar one, and the scalar one against doubles.
@Suite struct SumsKernelTests {
  private static let scalar = reel_kernels_get(REEL_LEVEL_SCALAR).pointee
  private static let best = reel_kernels_get(reel_kernels_available()).pointee

  /// Four planes of sums with guards; index 0 is the sample before the first.
  final class Sums {
    static let guardValue: UInt16 = 0xA5C3
    private let memory: UnsafeMutablePointer<UInt16>
    private let count: Int
    private let planeStride: Int

    init(count: Int, _ rng: inout SeededRNG) {
      self.count = count
      planeStride = count + 1 + 8
      memory = .allocate(capacity: 4 * planeStride)
      memory.initialize(repeating: Self.guardValue, count: 4 * planeStride)
      for i in 0...count {
        let a = UInt16(rng.next() % 256) * 256
        memory[i] = UInt16(rng.next() % 60161)
        for plane in [1, 2] { memory[plane * planeStride + i] = UInt16(bitPattern: Int16(Int(rng.next() % 57345) - 28672)) }
        memory[3 * planeStride + i] = a
      }
    }

    deinit { memory.deallocate() }

    var c: reel_sums {
      func signed(_ plane: Int) -> UnsafeMutablePointer<Int16> {
        UnsafeMutableRawPointer(memory + plane * planeStride + 1).assumingMemoryBound(to: Int16.self)
      }
      return reel_sums(y: memory + 1, cb: signed(1), cr: signed(2), a: memory + 3 * planeStride + 1)
    }

    var values: [UInt16] { Array(UnsafeBufferPointer(start: memory, count: 4 * planeStride)) }
    var isIntact: Bool {
      (0..<4).allSatisfy { plane in (count + 1..<planeStride).allSatisfy { memory[plane * planeStride + $0] == Self.guardValue } }
    }
  }

  private func pair(_ count: Int, _ seed: UInt64) -> (Sums, Sums) {
    var (a, b) = (SeededRNG(seed: seed), SeededRNG(seed: seed))
    return (Sums(count: count, &a), Sums(count: count, &b))
  }

  @Test(arguments: 1...67) func gatherAndCover(width: Int) {
    for (seed, fill) in zip(UInt64(width)..., GuardedPlane.Fill.allCases) {
      var rng = SeededRNG(seed: seed)
      let rgba = GuardedPlane(width: 4 * width, rows: 1, &rng, fill: fill)
      for premultiplied: Int32 in [0, 1] {
        let (expected, actual) = pair(width, seed)
        Self.scalar.gather_rgba8(expected.c, rgba.view.base, width, premultiplied)
        Self.best.gather_rgba8(actual.c, rgba.view.base, width, premultiplied)
        #expect(firstDifference(actual.values, expected.values) == nil, "seed \(seed)")
        #expect(actual.isIntact)
      }
      for opacity: UInt32 in [1, 100, 254, 255] {
        let (expected, actual) = pair(width, seed)
        Self.scalar.cover_gray8(expected.c, rgba.view.base, width, opacity, 60160, -28672, 28672)
        Self.best.cover_gray8(actual.c, rgba.view.base, width, opacity, 60160, -28672, 28672)
        #expect(firstDifference(actual.values, expected.values) == nil, "seed \(seed)")
        #expect(actual.isIntact)
      }
    }
  }

  @Test(arguments: 1...67) func settle(pairs: Int) {
    let (upper, lower) = (pair(2 * pairs, 2).0, pair(2 * pairs, 3).0)
    func settled(_ kernels: reel_kernels) -> [[UInt8]] {
      var rng = SeededRNG(seed: 1)
      let full = (0..<4).map { _ in GuardedPlane(width: 2 * pairs, rows: 1, &rng) }
      let half = (0..<3).map { _ in GuardedPlane(width: pairs, rows: 1, &rng) }
      let rows = reel_layer_rows(
        y: (full[0].target.base, full[1].target.base), a: (full[2].target.base, full[3].target.base), cb: half[0].target.base,
        cr: half[1].target.base, half_a: half[2].target.base)
      kernels.settle_sums(rows, upper.c, lower.c, pairs)
      #expect((full + half).allSatisfy { $0.isIntact })
      return (full + half).map(\.pixels)
    }
    #expect(zip(settled(Self.best), settled(Self.scalar)).allSatisfy { firstDifference($0, $1) == nil })
  }

  /// Luma as rounded once from the exact value, at every alpha, for colours all over the cube.
  @Test func lumaIsCorrectlyRounded() {
    var rng = SeededRNG(seed: 7)
    let corners: [[UInt8]] = (0..<8).map { [255 * ($0 & 1), 255 * ($0 >> 1 & 1), 255 * ($0 >> 2)] }
    let colours = corners + (0..<120).map { _ in rng.bytes(3) }
    for rgb in colours {
      let row = (0...255).flatMap { rgb + [UInt8($0)] }
      let sums = Sums(count: 256, &rng)
      Self.scalar.gather_rgba8(sums.c, row, 256, 0)
      // Exact, in integers: 16 + 219 * (2126 R + 7152 G + 722 B) / 2550000, times alpha / 255.
      let luma = 2126 * Int(rgb[0]) + 7152 * Int(rgb[1]) + 722 * Int(rgb[2])
      for alpha in 0...255 {
        let (n, d) = ((16 * 2_550_000 + 219 * luma) * alpha, 2_550_000 * 255)
        #expect((Int(sums.c.y[alpha]) + 128) >> 8 == (2 * n + d) / (2 * d), "\(rgb) at \(alpha)")
        let yuv = BT709.yuv(rgb.map(Double.init))
        #expect(abs(Double(sums.c.cb[alpha]) / 256 - (yuv[1] - 128) * Double(alpha) / 255) <= 2.0 / 256)
        #expect(abs(Double(sums.c.cr[alpha]) / 256 - (yuv[2] - 128) * Double(alpha) / 255) <= 2.0 / 256)
      }
    }
  }
}
