import CReelKernels
import ReelCore
import ReelPixels
import ReelTestSupport
import Testing

/// The kernels of colour tables at every level against the scalar ones, byte for byte, with tables of every shape.
@Suite struct ColorKernelTests {
  private static let scalar = reel_kernels_get(REEL_LEVEL_SCALAR).pointee
  private static let best = reel_kernels_get(reel_kernels_available()).pointee

  /// Random entries and factors, in memory that ends where the kernels may read last.
  private final class Table {
    private let curves: UnsafeMutablePointer<Int16>
    private let lattice: UnsafeMutablePointer<Int16>
    private(set) var c = reel_color_table()

    init(size: Int, curved: Bool, wide: Bool, extreme: Bool, _ rng: inout SeededRNG) {
      var rng = rng
      func entry() -> Int16 {
        let bits = rng.next()
        return extreme ? (bits & 1 == 0 ? -32767 : 32767) : Int16(truncatingIfNeeded: bits)
      }
      let (curveCount, plane) = (3 * Int(REEL_COLOR_CURVE), size * size * size + 1)
      curves = .allocate(capacity: curveCount)
      lattice = .allocate(capacity: 3 * plane)
      for i in 0..<curveCount { curves[i] = entry() }
      for i in 0..<(3 * plane) { lattice[i] = entry() }
      func factor() -> Int16 { entry() / (extreme ? 1 : 4) }
      c.from_y = (factor(), factor(), factor())
      c.from_y8 = (factor() / 8, factor() / 8, factor() / 8)
      c.from_cb = (factor(), factor(), factor())
      c.from_cr = (factor(), factor(), factor())
      c.offset = (Int32(entry()) * 100, Int32(entry()) * 10, Int32(entry()))
      c.shift = Int32(rng.next() % 9)
      let cells = max(size, 2) - 1
      var bits: Int32 = 15
      while cells << (bits - 7) > 65535 { bits -= 1 }
      c.cell_bits = bits + Int32(rng.next() % 3)
      c.last = Int32(cells) << c.cell_bits - 1
      c.limit = curved ? 4096 * 128 : c.last
      if curved { c.curves = UnsafePointer(curves) }
      c.size = size
      if size > 0 {
        c.lattice = (UnsafePointer(lattice), UnsafePointer(lattice + plane), UnsafePointer(lattice + 2 * plane))
      }
      c.weights = (
        (factor(), factor(), factor()), (factor(), factor(), factor()), (factor(), factor(), factor())
      )
      c.constant = (Int32(entry()) * 1000, Int32(entry()), Int32(entry()))
      c.settle = Int32(16 + rng.next() % 6)
      (c.wide, c.mix) = (wide ? 1 : 0, Int32(wide ? 8 + rng.next() % 8 : 16 + rng.next() % 6))
    }

    deinit {
      curves.deallocate()
      lattice.deallocate()
    }
  }

  @Test(arguments: 1...67) func tables(width: Int) {
    let seed = UInt64(width)
    var rng = SeededRNG(seed: seed)
    for (size, wide) in [(0, false), (2, false), (3, true), (33, false), (33, true)] {
      for curved in [false, true] {
        for fill in [GuardedPlane.Fill.random, .extremes, .ramp] {
          let table = Table(size: size, curved: curved, wide: wide, extreme: fill == .extremes, &rng)
          _ = rng.next()
          let (y, cb, cr) = (
            GuardedPlane(width: width, rows: 1, &rng, fill: fill), GuardedPlane(width: width, rows: 1, &rng, fill: fill),
            GuardedPlane(width: width, rows: 1, &rng, fill: fill)
          )
          func sixteen(_ range: ClosedRange<Int16>) -> [Int16] {
            (0..<width).map { _ in
              fill == .extremes ? (rng.next() & 1 == 0 ? range.lowerBound : range.upperBound) : .random(in: range, using: &rng)
            }
          }
          let (wideCb, wideCr, y8) = (sixteen(-1024...1016), sixteen(-1024...1016), sixteen(0...2040))
          let note = "seed \(seed), \(size) points, wide \(wide), curves \(curved), \(fill)"
          let results = [Self.scalar, Self.best].map { kernels in
            var out = SeededRNG(seed: 9)
            let planes = (0..<3).map { _ in GuardedPlane(width: width, rows: 1, &out) }
            withUnsafePointer(to: table.c) { c in
              kernels.color_luma8(c, planes[0].target.base, y.view.base, wideCb, wideCr, width)
              kernels.color_chroma8(c, planes[1].target.base, planes[2].target.base, y8, cb.view.base, cr.view.base, width)
            }
            #expect(planes.allSatisfy { $0.isIntact }, "\(note)")
            return planes.map { $0.pixels }
          }
          #expect(results[0] == results[1], "\(note)")
        }
      }
    }
  }

  @Test(arguments: 1...67) func rows(width: Int) {
    var rng = SeededRNG(seed: UInt64(width))
    for fill in [GuardedPlane.Fill.random, .extremes, .full, .zeros] {
      let (a, b) = (GuardedPlane(width: width, rows: 1, &rng, fill: fill), GuardedPlane(width: width, rows: 1, &rng, fill: fill))
      let half = (width + 1) / 2
      func at(_ plane: GuardedPlane, _ x: Int) -> Int { Int(plane[min(max(x, 0), width - 1), 0]) }
      for kernels in [Self.scalar, Self.best] {
        var spread = [Int16](repeating: 77, count: width + 16)
        var sites = [Int16](repeating: 77, count: half + 16)
        let narrow = GuardedPlane(width: half, rows: 1, &rng, fill: fill)
        let other = GuardedPlane(width: half, rows: 1, &rng, fill: fill)
        kernels.spread_chroma8(&spread, narrow.view.base, other.view.base, width)
        kernels.site_luma8(&sites, a.view.base, b.view.base, width)
        let expected = (0..<width).map { x in
          [x / 2, min((x + 1) / 2, half - 1)].reduce(-1024) { $0 + 3 * Int(narrow[$1, 0]) + Int(other[$1, 0]) }
        }
        #expect(spread.prefix(width).map(Int.init) == expected && spread.suffix(16).allSatisfy { $0 == 77 })
        let filtered = (0..<half).map { i in
          [a, b].reduce(0) { $0 + at($1, 2 * i - 1) + 2 * at($1, 2 * i) + at($1, 2 * i + 1) }
        }
        #expect(sites.prefix(half).map(Int.init) == filtered && sites.suffix(16).allSatisfy { $0 == 77 })
      }
    }
  }
}
