import CReelKernels
import ReelCore
import ReelPixels
import ReelTestSupport
import Testing

/// The kernels of colour conversion at every level against the scalar ones, byte for byte.
@Suite struct ConversionKernelTests {
  private static let scalar = reel_kernels_get(REEL_LEVEL_SCALAR).pointee
  private static let best = reel_kernels_get(reel_kernels_available()).pointee

  /// Runs both on targets with guards.
  private func compare(_ count: Int, _ note: String, _ kernel: (reel_kernels, UnsafeMutablePointer<UInt8>) -> Void) {
    let results = [Self.scalar, Self.best].map { kernels in
      var rng = SeededRNG(seed: 9)
      let out = GuardedPlane(width: count, rows: 1, &rng)
      kernel(kernels, out.target.base)
      #expect(out.isIntact, "\(note)")
      return out.pixels
    }
    #expect(results[0] == results[1], "\(note)")
  }

  private func words(_ count: Int, _ range: ClosedRange<Int16>, _ isExtreme: Bool, _ rng: inout SeededRNG) -> [Int16] {
    (0..<count).map { _ in
      isExtreme ? (rng.next() & 1 == 0 ? range.lowerBound : range.upperBound) : .random(in: range, using: &rng)
    }
  }

  private func equation(_ isExtreme: Bool, _ rng: inout SeededRNG) -> reel_equation {
    let high = words(3, -32768...32767, isExtreme, &rng), low = words(3, 0...32767, isExtreme, &rng)
    return reel_equation(
      high: (high[0], high[1], high[2]), low: (low[0], low[1], low[2]), constant_high: Int32(high[0]) * 4096,
      constant_low: Int32(low[1]), shift: Int32(rng.next() % 20))
  }

  @Test(arguments: 1...67) func equations(width: Int) {
    let seed = UInt64(width)
    var rng = SeededRNG(seed: seed)
    for fill in [GuardedPlane.Fill.random, .extremes, .ramp, .full, .zeros] {
      let isExtreme = fill == .extremes
      let e = equation(isExtreme, &rng)
      let note = "seed \(seed), \(fill)"
      let planes = (0..<3).map { _ in GuardedPlane(width: width, rows: 1, &rng, fill: fill) }
      let chroma = (0..<2).map { _ in words(width, -1024...1016, isExtreme, &rng) }
      let inputs = (0..<3).map { _ in words(width, -2040...2040, isExtreme, &rng) }
      withUnsafePointer(to: e) { e in
        compare(width, "luma, " + note) { $0.convert_luma8(e, $1, planes[0].view.base, chroma[0], chroma[1], width) }
        compare(width, "chroma, " + note) { $0.convert_chroma8(e, $1, planes[1].view.base, planes[2].view.base, width) }
        compare(width, "words, " + note) { $0.convert_s16(e, $1, inputs[0], inputs[1], inputs[2], width) }
        for mask in [Int32(-1), 15, 31] {
          let coarse = inputs.map { row in row.enumerated().map { $0.offset % 3 == 0 ? $0.element & ~31 : $0.element } }
          let thresholds = (0..<16).map { _ in Int32(truncatingIfNeeded: rng.next() % UInt64(1 << e.pointee.shift)) }
          compare(width, "dithered by \(mask), " + note) {
            $0.convert_dithered_s16(e, $1, coarse[0], coarse[1], coarse[2], thresholds, mask, width)
          }
        }
      }
    }
  }

  @Test(arguments: 1...67) func rows(width: Int) {
    let seed = UInt64(width)
    var rng = SeededRNG(seed: seed)
    for fill in [GuardedPlane.Fill.random, .extremes, .ramp] {
      let note = "seed \(seed), \(fill)"
      let plane = GuardedPlane(width: width, rows: 1, &rng, fill: fill)
      let ranges = [
        reel_range(factor: 73, addend: 1402, reciprocal: 49345, shift: 6),
        reel_range(factor: 224, addend: 4095, reciprocal: 32897, shift: 7),
      ]
      for range in ranges {
        compare(width, "range, " + note) { $0.range_row8($1, plane.view.base, range, width) }
      }
      for depth in [9, 10, 12, 14, 16] {
        let samples = words(width, -32768...32767, fill == .extremes, &rng).map { UInt16(bitPattern: $0) >> UInt16(16 - depth) }
        let thresholds = (0..<16).map { _ in UInt32(truncatingIfNeeded: rng.next()) >> 9 }
        compare(width, "\(depth) bits, " + note) { $0.reduce_u16($1, samples, thresholds, 1 << UInt32(31 - depth), width) }
      }
      let half = (width + 1) / 2
      let deep = (0..<2).map { _ in words(width, 0...4095, fill == .extremes, &rng).map { UInt16($0) } }
      for kernels in [Self.scalar, Self.best] {
        var (eighths, spread) = ([Int16](repeating: 77, count: width + 8), [Int16](repeating: 77, count: width + 8))
        kernels.eighths_u16(&eighths, deep[0], 2048, width)
        kernels.spread_chroma16(&spread, deep[0], deep[1], 2048, width)
        #expect(eighths == deep[0].map { 8 * (Int16($0) - 2048) } + [Int16](repeating: 77, count: 8), "\(note)")
        let expected = (0..<width).map { x in
          [x / 2, min((x + 1) / 2, half - 1)].reduce(-16384) { $0 + 3 * Int(deep[0][$1]) + Int(deep[1][$1]) }
        }
        #expect(spread.map(Int.init) == expected + [Int](repeating: 77, count: 8), "\(note)")
      }
      let pixels = GuardedPlane(width: 4 * width, rows: 1, &rng, fill: fill)
      let results = [Self.scalar, Self.best].map { kernels in
        let planes = (0..<3).map { _ in UnsafeMutablePointer<Int16>.allocate(capacity: width + 8) }
        for plane in planes { plane.initialize(repeating: 77, count: width + 8) }
        defer { for plane in planes { plane.deallocate() } }
        kernels.split_rgba8(reel_rgb_s16(r: planes[0], g: planes[1], b: planes[2]), pixels.view.base, width)
        return planes.map { plane in (0..<width + 8).map { plane[$0] } }
      }
      #expect(results[0] == results[1], "\(note)")
      for c in 0..<3 {
        #expect(results[0][c] == (0..<width).map { Int16(pixels[4 * $0 + c, 0]) } + [Int16](repeating: 77, count: 8), "\(note)")
      }
      let (upper, lower) = (words(width, 0...255, fill == .extremes, &rng), words(width, 0...255, fill == .extremes, &rng))
      for kernels in [Self.scalar, Self.best] {
        var sites = [Int16](repeating: 77, count: half + 16)
        kernels.site_s16(&sites, upper, lower, width)
        let expected = (0..<half).map { i in
          [upper, lower].reduce(Int16(0)) { sum, row in
            sum + row[max(2 * i - 1, 0)] + 2 * row[2 * i] + row[min(2 * i + 1, width - 1)]
          }
        }
        #expect(sites.prefix(half) == expected[...] && sites.suffix(16).allSatisfy { $0 == 77 }, "\(note)")
      }
    }
  }
}
