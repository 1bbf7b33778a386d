import CReelKernels
import ReelPixels
import ReelTestSupport
import Testing

/// Every kernel of every level against the scalar one, byte for byte, with bytes around that must stay as they are.
@Suite struct KernelTableTests {
  typealias Fill = GuardedPlane.Fill

  private static let scalar = reel_kernels_get(REEL_LEVEL_SCALAR).pointee
  private static let best = reel_kernels_get(reel_kernels_available()).pointee
  private static let fills: [(Fill, Fill, Fill)] = [
    (.random, .random, .random), (.extremes, .extremes, .extremes), (.ramp, .zeros, .full), (.random, .full, .zeros),
    (.full, .random, .ramp), (.zeros, .zeros, .zeros), (.full, .full, .full),
  ]

  /// Runs `kernel` with both tables on equal planes, forwards and upside down.
  private func compare(
    _ inputs: [GuardedPlane], _ output: (inout SeededRNG) -> GuardedPlane, seed: UInt64, _ note: String,
    _ kernel: (reel_kernels, reel_target) -> Void
  ) {
    for upsideDown in [false, true] {
      var (first, second) = (SeededRNG(seed: seed), SeededRNG(seed: seed))
      let (expected, actual) = (output(&first), output(&second))
      kernel(Self.scalar, upsideDown ? expected.cTargetUpsideDown : expected.cTarget)
      kernel(Self.best, upsideDown ? actual.cTargetUpsideDown : actual.cTarget)
      #expect(firstDifference(actual.pixels, expected.pixels) == nil, "seed \(seed), \(note)")
      #expect(actual.isIntact && expected.isIntact && inputs.allSatisfy(\.isIntact), "seed \(seed), \(note)")
    }
  }

  @Test(arguments: 1...67) func dissolveAndOver(width: Int) {
    let seed = UInt64(width)
    for rows in [1, 3] {
      for (number, fill) in Self.fills.enumerated() {
        var rng = SeededRNG(seed: seed)
        let a = GuardedPlane(width: width, rows: rows, &rng, fill: fill.0)
        let b = GuardedPlane(width: width, rows: rows, padding: 5, &rng, fill: fill.1)
        for weight: UInt32 in [0, 1, 77, 128, 255, 256, UInt32(rng.next() % 257)] {
          let note = "\(width)x\(rows), fill \(number), weight \(weight)"
          compare([a, b], { GuardedPlane(width: width, rows: rows, padding: 3, &$0) }, seed: seed, "dissolve " + note) {
            $0.dissolve_plane8($1, a.cPlane, b.cPlane, width, rows, weight)
          }
          compare([a, b], { GuardedPlane(width: width, rows: rows, padding: 3, &$0, fill: fill.2) }, seed: seed, "over " + note) {
            $0.over_plane8($1, a.cPlane, b.cPlane, width, rows, weight)
          }
        }
      }
    }
  }

  @Test(arguments: 1...67) func statisticsAndDifference(width: Int) {
    for rows in [1, 2, 5] {
      for fill in Self.fills {
        var rng = SeededRNG(seed: UInt64(width))
        let a = GuardedPlane(width: width, rows: rows, &rng, fill: fill.0)
        let b = GuardedPlane(width: width, rows: rows, padding: 9, &rng, fill: fill.1)
        let (expected, actual) = (Self.scalar.statistics_plane8(a.cPlane, width, rows), Self.best.statistics_plane8(a.cPlane, width, rows))
        #expect(actual.minimum == expected.minimum && actual.maximum == expected.maximum && actual.sum == expected.sum)
        #expect(expected.minimum == a.pixels.min() && expected.maximum == a.pixels.max())
        #expect(expected.sum == a.pixels.reduce(0) { $0 + UInt64($1) })
        let distance = Self.scalar.difference_plane8(a.cPlane, b.cPlane, width, rows)
        #expect(Self.best.difference_plane8(a.cPlane, b.cPlane, width, rows) == distance)
        #expect(distance == zip(a.pixels, b.pixels).reduce(0) { $0 + UInt64(abs(Int($1.0) - Int($1.1))) })
      }
    }
  }

  @Test(arguments: 1...67) func mirrorTransposePremultiply(width: Int) {
    let seed = UInt64(width)
    for rows in [1, 3, 8, 15, 16, 17, 32, 33, 65] {
      var rng = SeededRNG(seed: seed)
      let gray = GuardedPlane(width: width, rows: rows, &rng)
      let rgba = GuardedPlane(width: 4 * width, rows: rows, &rng, fill: rows == 3 ? .extremes : .random)
      let note = "\(width)x\(rows)"
      compare([gray], { GuardedPlane(width: width, rows: rows, padding: 3, &$0) }, seed: seed, "mirror " + note) {
        $0.mirror_gray8($1, gray.cPlane, width, rows)
      }
      compare([rgba], { GuardedPlane(width: 4 * width, rows: rows, padding: 3, &$0) }, seed: seed, "mirror rgba " + note) {
        $0.mirror_rgba8($1, rgba.cPlane, width, rows)
      }
      compare([gray], { GuardedPlane(width: rows, rows: width, padding: 3, &$0) }, seed: seed, "transpose " + note) {
        $0.transpose_gray8($1, gray.cPlane, width, rows)
      }
      compare([rgba], { GuardedPlane(width: 4 * rows, rows: width, padding: 3, &$0) }, seed: seed, "transpose rgba " + note) {
        $0.transpose_rgba8($1, rgba.cPlane, width, rows)
      }
      compare([rgba], { GuardedPlane(width: 4 * width, rows: rows, padding: 3, &$0) }, seed: seed, "premultiply " + note) {
        $0.premultiply_rgba8($1, rgba.cPlane, width, rows)
      }
    }
  }

  @Test func levelsAreCounted() {
    #expect(KernelLevel.available.first == .scalar)
    #expect(Kernels.best(limit: .scalar).level == .scalar)
    #expect(Kernels.best().level == KernelLevel.available.last)
    for level in KernelLevel.allCases {
      #expect(Kernels.best(limit: level).level == (KernelLevel.available.contains(level) ? level : .scalar))
    }
  }
}
