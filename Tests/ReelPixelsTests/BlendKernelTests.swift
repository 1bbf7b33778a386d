import CReelKernels
import ReelCore
import ReelPixels
import ReelTestSupport
import Testing

/// The kernels of blend modes: every level against the scalar one, with bytes around that must stay.
@Suite struct BlendKernelTests {
  private static let tables = [reel_kernels_get(REEL_LEVEL_SCALAR).pointee, reel_kernels_get(reel_kernels_available()).pointee]
  private typealias Fill = GuardedPlane.Fill

  /// Elements of another type in a guarded row.
  private func elements<T>(_ plane: GuardedPlane, of: T.Type) -> UnsafeMutablePointer<T> {
    UnsafeMutableRawPointer(plane.target.base).assumingMemoryBound(to: T.self)
  }

  private func values(_ plane: GuardedPlane) -> [UInt16] {
    let from = elements(plane, of: UInt16.self)
    return (0..<plane.width / 2).map { from[$0] }
  }

  private struct Rows {
    let planes: [GuardedPlane]

    init(_ widths: [Int], seed: UInt64, fill: Fill) {
      var rng = SeededRNG(seed: seed)
      // Strides are even, so that elements of 16 bits are where they may be.
      planes = widths.map { GuardedPlane(width: $0, rows: 1, padding: $0 % 2 == 0 ? 12 : 13, &rng, fill: fill) }
    }
  }

  /// Runs `kernel` with both tables on equal rows.
  private func compare(_ widths: [Int], _ note: String, _ kernel: (reel_kernels, [GuardedPlane]) -> Void) {
    for fill in Fill.allCases {
      let results = Self.tables.map { table in
        let rows = Rows(widths, seed: UInt64(widths[0]), fill: fill)
        kernel(table, rows.planes)
        #expect(rows.planes.allSatisfy { $0.isIntact }, "\(note), \(table.level), \(fill)")
        return rows.planes.map(\.pixels)
      }
      #expect(firstDifference(results[1], results[0]) == nil, "\(note), \(fill)")
    }
  }

  private func rgb(_ planes: [GuardedPlane]) -> reel_rgb16 {
    reel_rgb16(r: elements(planes[0], of: UInt16.self), g: elements(planes[1], of: UInt16.self), b: elements(planes[2], of: UInt16.self))
  }

  @Test(arguments: 1...67) func levelsAreEqual(width: Int) {
    let wide = 2 * width
    compare([wide, wide, wide, width, 2 * (width / 2 + 1), 2 * (width / 2 + 1)], "open \(width)") { table, planes in
      // Chroma comes times 4.
      for plane in planes[4...] {
        let samples = elements(plane, of: Int16.self)
        for i in 0..<plane.width / 2 { samples[i] = samples[i] & 1023 }
      }
      table.open_yuv8(
        rgb(planes), planes[3].target.base, elements(planes[4], of: Int16.self), elements(planes[5], of: Int16.self), width)
    }
    let formulas: [(String, KeyPath<reel_kernels, (@convention(c) (UnsafeMutablePointer<UInt16>?, UnsafePointer<UInt8>?, Int) -> Void)?>)] =
      [("dodge", \.color_dodge16), ("burn", \.color_burn16), ("soft light", \.soft_light16)]
    for (name, formula) in formulas {
      compare([wide, width], "\(name) \(width)") { table, planes in
        table[keyPath: formula]?(elements(planes[0], of: UInt16.self), planes[1].view.base, width)
      }
    }
    compare([wide, wide, wide, wide], "premultiply \(width)") { table, planes in
      table.premultiply_rgb16(rgb(planes), elements(planes[3], of: UInt16.self), width)
    }
    compare([wide, wide, wide, wide, width, wide, wide], "close \(width)") { table, planes in
      table.close_yuv8(
        planes[4].target.base, elements(planes[5], of: Int16.self), elements(planes[6], of: Int16.self), rgb(planes),
        elements(planes[3], of: UInt16.self), width)
    }
    compare([width, width] + Array(repeating: 2 * (wide + 1), count: 6), "chroma \(width)") { table, planes in
      func row(_ first: Int) -> reel_differences {
        reel_differences(
          cb: elements(planes[first], of: Int16.self) + 1, cr: elements(planes[first + 1], of: Int16.self) + 1,
          alpha: elements(planes[first + 2], of: UInt16.self) + 1)
      }
      for plane in [planes[2], planes[3], planes[5], planes[6]] {
        let samples = elements(plane, of: Int16.self)
        for i in 0..<plane.width / 2 { samples[i] = max(min(samples[i], 28672), -28672) }
      }
      table.close_chroma8(planes[0].target.base, planes[1].target.base, row(2), row(5), width)
    }
  }

  @Test(arguments: 1...67) func unpremultiplyIsEqual(width: Int) {
    for upsideDown in [false, true] {
      var rng = SeededRNG(seed: UInt64(width))
      let picture = GuardedPlane(width: 4 * width, rows: 3, padding: 5, &rng)
      let results = Self.tables.map { table in
        let out = GuardedPlane(width: 4 * width, rows: 3, padding: 3, &rng)
        table.unpremultiply_rgba8(upsideDown ? out.cTargetUpsideDown : out.cTarget, picture.cPlane, width, 3)
        #expect(out.isIntact && picture.isIntact, "\(width), \(table.level)")
        return out.pixels
      }
      #expect(firstDifference(results[1], results[0]) == nil, "\(width), upside down \(upsideDown)")
    }
  }

  /// Correctly rounded, for all products of a coarse grid and its neighbours.
  @Test func premultiplyIsRounded() {
    let values: [UInt16] = stride(from: 0, through: 65535, by: 257).flatMap { [UInt16($0), UInt16($0) &+ 1, UInt16($0) &- 1] }
    for alpha in [0, 1, 255, 32767, 32768, 40000, 65534, 65535] as [UInt16] {
      for table in Self.tables {
        var (r, g, b) = (values, values, values)
        let alphas = [UInt16](repeating: alpha, count: values.count)
        r.withUnsafeMutableBufferPointer { r in
          g.withUnsafeMutableBufferPointer { g in
            b.withUnsafeMutableBufferPointer { b in
              table.premultiply_rgb16(reel_rgb16(r: r.baseAddress, g: g.baseAddress, b: b.baseAddress), alphas, alphas.count)
            }
          }
        }
        let expected = values.map { UInt16((Double($0) * Double(alpha) / 65535).rounded()) }
        #expect(firstDifference(r, expected) == nil && firstDifference(g, expected) == nil && firstDifference(b, expected) == nil)
      }
    }
  }
}
