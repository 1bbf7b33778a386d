import CReelKernels
import ReelCore
import ReelPixels
import ReelTestSupport
import Testing

/// Kernels of masks and grain: every level against the scalar one and that against the formula, with bytes around that stay.
@Suite struct MaskKernelTests {
  typealias Fill = GuardedPlane.Fill

  private static let tables = [reel_kernels_get(REEL_LEVEL_SCALAR).pointee, reel_kernels_get(reel_kernels_available()).pointee]

  @Test(arguments: 1...67) func mixIsTheFormula(width: Int) {
    let fills: [(Fill, Fill, Fill)] = [
      (.random, .random, .random), (.random, .ramp, .extremes), (.extremes, .extremes, .random), (.random, .random, .zeros),
      (.random, .random, .full),
    ]
    for (number, fills) in fills.enumerated() {
      for upsideDown in [false, true] {
        var rng = SeededRNG(seed: UInt64(width))
        let a = GuardedPlane(width: width, rows: 3, &rng, fill: fills.0)
        let b = GuardedPlane(width: width, rows: 3, padding: 5, &rng, fill: fills.1)
        let mask = GuardedPlane(width: width, rows: 3, padding: 11, &rng, fill: fills.2)
        let (outgoing, incoming) = (a.pixels.map(Double.init), b.pixels.map(Double.init))
        let weights = mask.pixels.map { Double($0) + ($0 >= 128 ? 1 : 0) }
        var expected: [UInt8] = weights.indices.map { i in
          let mixed = outgoing[i] + (incoming[i] - outgoing[i]) * weights[i] / 256
          return UInt8((mixed + 0.5).rounded(.down))
        }
        if upsideDown { expected = [2, 1, 0].flatMap { (y: Int) -> ArraySlice<UInt8> in expected[y * width..<(y + 1) * width] } }
        for table in Self.tables {
          let out = GuardedPlane(width: width, rows: 3, padding: 3, &rng)
          table.mix_plane8(upsideDown ? out.cTargetUpsideDown : out.cTarget, a.cPlane, b.cPlane, mask.cPlane, width, 3)
          #expect(firstDifference(out.pixels, expected) == nil, "seed \(width), fill \(number), \(table.level)")
          #expect(out.isIntact && a.isIntact && b.isIntact && mask.isIntact)
        }
      }
    }
  }

  @Test func mixMayWriteOverItsInputsAndRepeatARow() {
    let width = 131
    var rng = SeededRNG(seed: 5)
    let b = GuardedPlane(width: width, rows: 4, &rng)
    let mask = GuardedPlane(width: width, rows: 4, &rng, fill: .ramp)
    let row = GuardedPlane(width: width, rows: 1, &rng)
    for table in Self.tables {
      let (out, same) = (GuardedPlane(width: width, rows: 4, &rng), GuardedPlane(width: width, rows: 4, &rng))
      for y in 0..<4 { for x in 0..<width { same[x, y] = row[x, 0] } }
      table.mix_plane8(out.cTarget, reel_plane(base: row.cPlane.base, stride: 0), b.cPlane, mask.cPlane, width, 4)
      table.mix_plane8(same.cTarget, same.cPlane, b.cPlane, mask.cPlane, width, 4)
      #expect(firstDifference(out.pixels, same.pixels) == nil)
    }
  }

  @Test(arguments: 1...67) func halveIsLeftSited(width: Int) {
    for rows in [1, 2, 5] {
      for fill in Fill.allCases {
        var rng = SeededRNG(seed: UInt64(width))
        let plane = GuardedPlane(width: width, rows: rows, padding: 7, &rng, fill: fill)
        let (halfWidth, halfRows) = ((width + 1) / 2, (rows + 1) / 2)
        func sample(_ x: Int, _ y: Int) -> Double { Double(plane[min(max(x, 0), width - 1), min(y, rows - 1)]) }
        let expected = (0..<halfRows * halfWidth).map { i in
          let (x, y) = (i % halfWidth * 2, i / halfWidth * 2)
          let sum = [y, y + 1].reduce(0) { $0 + sample(x - 1, $1) + 2 * sample(x, $1) + sample(x + 1, $1) }
          return UInt8((sum / 8 + 0.5).rounded(.down))
        }
        for table in Self.tables {
          let out = GuardedPlane(width: halfWidth, rows: halfRows, padding: 3, &rng)
          table.halve_gray8(out.cTarget, plane.cPlane, width, rows)
          #expect(firstDifference(out.pixels, expected) == nil, "seed \(width), \(rows) rows, \(fill), \(table.level)")
          #expect(out.isIntact && plane.isIntact)
        }
      }
    }
  }

  @Test(arguments: 1...67) func grainAddsNoiseByLuma(width: Int) {
    let seed = UInt64(width)
    for fill in Fill.allCases {
      var rng = SeededRNG(seed: seed)
      let plane = GuardedPlane(width: width, rows: 1, &rng, fill: fill)
      var noise = (0..<width).map { _ in Int16.random(in: -1530...1530, using: &rng) }
      (noise[0], noise[width - 1]) = (1530, -1530)
      for strength: UInt32 in [0, 1, 777, 12900] {
        for table in Self.tables {
          let out = GuardedPlane(width: width, rows: 1, padding: 3, &rng)
          table.grain_gray8(out.cTarget.base, plane.cPlane.base, noise, width, strength)
          #expect(out.isIntact && plane.isIntact)
          for x in 0..<width {
            let t = min(max((Double(plane[x, 0]) - 16) / 219, 0), 1)
            let exact = Double(plane[x, 0]) + Double(noise[x]) * Double(strength) / 32768 * (0.25 + 3 * t * (1 - t))
            // The weight is a whole number of 1/256.
            let tolerance = 0.51 + abs(Double(noise[x])) * (Double(strength) / 256 + 1) / 32768
            #expect(abs(Double(out[x, 0]) - min(max(exact, 0), 255)) <= tolerance, "seed \(seed), \(table.level), \(strength)")
          }
        }
      }
      let scalar = GuardedPlane(width: width, rows: 1, &rng)
      Self.tables[0].grain_gray8(scalar.cTarget.base, plane.cPlane.base, noise, width, 12900)
      Self.tables[1].grain_gray8(plane.cTarget.base, plane.cPlane.base, noise, width, 12900)
      #expect(firstDifference(scalar.pixels, plane.pixels) == nil, "in place, seed \(seed)")
    }
  }

  @Test func noiseIsEqualAtEveryLevelAndNearlyNormal() {
    for count in 1...67 {
      let rows = Self.tables.map { table in
        var row = [Int16](repeating: 9999, count: count + 2)
        row.withUnsafeMutableBufferPointer { table.noise_s16($0.baseAddress.map { $0 + 1 }, count, UInt32(count) &* 0x9E37_79B9) }
        return row
      }
      #expect(rows[0] == rows[1])
      #expect(rows[0][0] == 9999 && rows[0][count + 1] == 9999)
    }
    let count = 1 << 18
    for key: UInt32 in [0, 1, 0xFFFF_FFFF] {
      var row = [Int16](repeating: 0, count: count)
      Self.tables[1].noise_s16(&row, count, key)
      let values = row.map(Double.init)
      func mean(_ f: (Double) -> Double) -> Double { values.reduce(0) { $0 + f($1) } / Double(count) }
      let deviation = mean { $0 * $0 }.squareRoot()
      #expect(abs(mean { $0 }) < 1.5)
      #expect(abs(deviation - (65535.0 / 3).squareRoot()) < 1)
      // Four uniform numbers: 3 - 6 / (5 * 4).
      #expect(abs(mean { $0 * $0 * $0 * $0 } / (deviation * deviation * deviation * deviation) - 2.7) < 0.05)
      for lag in [1, 2, 3, 64, 1080] {
        let product = zip(values, values.dropFirst(lag)).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
        #expect(abs(product) < 0.01 * deviation * deviation, "key \(key), lag \(lag)")
      }
    }
  }

  /// Rows near and far, through the middle as well; every level gives the same codes. What they are is for the tests of masks.
  @Test(arguments: 1...67) func ellipses(width: Int) {
    var rng = SeededRNG(seed: UInt64(width))
    for (a, b, feather) in [(30.0, 20.0, 12.0), (20, 45, 1), (1.5, 300, 80), (0.02, 40, 3)] {
      for inverts: Int32 in [0, 1] {
        var edge = reel_ellipse(
          center: Double(width) / 2, inverse_a: 1 / a, inverse_b: 1 / b, shorter: min(a, b), slope: 1 / feather, softness: 1,
          inverts: inverts)
        for y in [0, 0.5, -19.75, 300] {
          let rows = [REEL_LEVEL_SCALAR, reel_kernels_available()].map { level in
            let plane = GuardedPlane(width: width, rows: 1, &rng)
            reel_kernels_get(level).pointee.ellipse_gray8(plane.target.base, &edge, y, 0, width)
            #expect(plane.isIntact)
            return plane.pixels
          }
          #expect(firstDifference(rows[1], rows[0]) == nil, "\(width) samples, \(a) x \(b) at \(y)")
        }
      }
    }
  }
}
