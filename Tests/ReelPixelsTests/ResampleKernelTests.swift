import CReelKernels
import ReelCore
import ReelPixels
import ReelTestSupport
import Testing

/// The kernels of scaling and turning, every level against the scalar one, byte for byte.
@Suite struct ResampleKernelTests {
  private static let scalar = reel_kernels_get(REEL_LEVEL_SCALAR).pointee
  private static let best = reel_kernels_get(reel_kernels_available()).pointee

  /// Weights with a sum of 1 and absolutes below 2.
  private func weights(_ count: Int, taps: Int, _ rng: inout SeededRNG) -> [Int16] {
    (0..<count).flatMap { _ in
      var values = (0..<taps).map { _ in Int16.random(in: -2000...3000, using: &rng) / Int16(max(1, taps / 4)) }
      values[taps / 2] += Int16(16384 - values.reduce(0) { $0 + Int($1) })
      return values
    }
  }

  @Test(arguments: 1...67) func weighRows(width: Int) {
    var rng = SeededRNG(seed: UInt64(width))
    for (taps, fill) in [(4, GuardedPlane.Fill.random), (8, .extremes), (12, .full), (2, .ramp)] {
      let plane = GuardedPlane(width: width, rows: taps, &rng, fill: fill)
      let rows = (0..<taps).map { Optional(plane.view.row($0)) }
      let weights = weights(1, taps: taps, &rng)
      var expected = [Int16](repeating: 7, count: width + 1)
      var actual = expected
      Self.scalar.weigh_rows8(&expected, rows, weights, taps, width)
      Self.best.weigh_rows8(&actual, rows, weights, taps, width)
      #expect(firstDifference(actual, expected) == nil && expected[width] == 7, "seed \(rng.seed), \(taps) taps")
      let exact = (0..<taps).reduce(0) { $0 + Int(plane[width - 1, $1]) * Int(weights[$1]) }
      #expect(Int(expected[width - 1]) == (exact + 128) >> 8)
    }
  }

  @Test(arguments: 1...67) func weighColumns(width: Int) {
    var rng = SeededRNG(seed: UInt64(100 + width))
    for (taps, channels) in [(4, 1), (8, 1), (16, 1), (4, 4), (8, 4)] {
      let length = width + taps + 5
      let input = (0..<length * channels).map { _ in Int16.random(in: -2000...18000, using: &rng) } + [0, 0, 0, 0, 0, 0, 0, 0]
      let starts = (0..<width).map { _ in Int32.random(in: 0...Int32(length - taps), using: &rng) }
      let weights = weights(width, taps: taps, &rng)
      var expected = [UInt8](repeating: 9, count: width * channels + 1)
      var actual = expected
      if channels == 1 {
        var (first, second) = ([Int16](repeating: 7, count: width + 1), [Int16](repeating: 7, count: width + 1))
        Self.scalar.weigh_columns_s16(&first, input, starts, weights, taps, width)
        Self.best.weigh_columns_s16(&second, input, starts, weights, taps, width)
        #expect(firstDifference(second, first) == nil && first[width] == 7, "seed \(rng.seed), \(taps) taps")
        Self.scalar.weigh_columns_gray8(&expected, input, starts, weights, taps, width)
        Self.best.weigh_columns_gray8(&actual, input, starts, weights, taps, width)
      } else {
        Self.scalar.weigh_columns_rgba8(&expected, input, starts, weights, taps, width)
        Self.best.weigh_columns_rgba8(&actual, input, starts, weights, taps, width)
      }
      #expect(firstDifference(actual, expected) == nil && expected.last == 9, "seed \(rng.seed), \(taps) taps, \(channels) channels")
    }
  }

  @Test(arguments: 1...67) func weighWords(width: Int) {
    var rng = SeededRNG(seed: UInt64(500 + width))
    for taps in [2, 4, 8, 22] {
      let extreme = taps == 8
      let words = (0..<width + taps).map { _ in extreme ? Int16.max : Int16.random(in: -2000...18000, using: &rng) }
      let weights = extreme ? [Int16](repeating: 4095, count: taps) : weights(1, taps: taps, &rng)
      words.withUnsafeBufferPointer { words in
        let rows = (0..<taps).map { k in words.baseAddress.map { $0 + k } }
        var (first, second) = ([Int16](repeating: 7, count: width + 1), [Int16](repeating: 7, count: width + 1))
        Self.scalar.weigh_rows_s16(&first, rows, weights, taps, width)
        Self.best.weigh_rows_s16(&second, rows, weights, taps, width)
        #expect(firstDifference(second, first) == nil && first[width] == 7, "seed \(rng.seed), \(taps) taps")
        let exact = (0..<taps).reduce(0) { $0 + Int(words[width - 1 + $1]) * Int(weights[$1]) }
        #expect(Int(first[width - 1]) == min(max((exact + 8192) >> 14, -32768), 32767))
        var (third, fourth) = ([UInt8](repeating: 7, count: width + 1), [UInt8](repeating: 7, count: width + 1))
        Self.scalar.settle_rows_gray8(&third, rows, weights, taps, width)
        Self.best.settle_rows_gray8(&fourth, rows, weights, taps, width)
        #expect(firstDifference(fourth, third) == nil && third[width] == 7, "seed \(rng.seed), \(taps) taps")
        #expect(Int(third[width - 1]) == min(max((exact + (1 << 19)) >> 20, 0), 255))
      }
    }
  }

  @Test(arguments: 1...67) func sumsOfLines(count: Int) {
    var rng = SeededRNG(seed: UInt64(700 + count))
    for fill in [GuardedPlane.Fill.random, .extremes, .full] {
      for next in [0, 1, 33, 64] {
        for sign in [1, -1] {
          let samples = GuardedPlane(width: count + 1, rows: 1, &rng, fill: fill)
          let weights = [Int8(sign * (64 - next)), Int8(sign * next)]
          let before = (0..<count + 1).map { _ in Int32.random(in: -1_000_000...16_000_000, using: &rng) }
          var (expected, actual) = (before, before)
          Self.scalar.add_line_s32(&expected, samples.view.row(0), weights, count)
          Self.best.add_line_s32(&actual, samples.view.row(0), weights, count)
          #expect(firstDifference(actual, expected) == nil && expected[count] == before[count] && samples.isIntact, "seed \(rng.seed)")
          let last = Int(samples[count - 1, 0]) * (64 - next) + Int(samples[count, 0]) * next
          #expect(Int(expected[count - 1]) == Int(before[count - 1]) + sign * last)
        }
      }
    }
    for (shift, unit) in [(UInt32(0), 32640), (3, 16321), (9, 25000)] {
      let far = Int.random(in: 0...unit, using: &rng)
      let mean = reel_mean(shift: shift, near_weight: Int16(unit - far), far_weight: Int16(far))
      let near = (0..<count).map { _ in Int32.random(in: 0...32767 << Int32(shift), using: &rng) }
      let beside = (0..<count).map { _ in Int32.random(in: 0...32767 << Int32(shift), using: &rng) }
      var (expected, actual) = ([UInt8](repeating: 9, count: count + 1), [UInt8](repeating: 9, count: count + 1))
      Self.scalar.mean_lines_gray8(&expected, near, beside, mean, count)
      Self.best.mean_lines_gray8(&actual, near, beside, mean, count)
      #expect(firstDifference(actual, expected) == nil && expected[count] == 9, "seed \(rng.seed), shift \(shift)")
      let exact = Double(near[0]) * Double(unit - far) + Double(beside[0]) * Double(far)
      #expect(abs(Double(expected[0]) - min(exact / Double(1 << (21 + Int(shift))), 255)) < 0.52)
    }
  }

  /// Lines through the picture and past it, of all lengths and directions, near and far.
  @Test(arguments: 1...67) func turn(count: Int) {
    var rng = SeededRNG(seed: UInt64(300 + count))
    for channels in [1, 4] {
      let fill: GuardedPlane.Fill = count % 3 == 0 ? .extremes : .random
      let plane = GuardedPlane(width: 90 * channels, rows: 70, padding: 5, &rng, fill: fill)
      let window = reel_window(plane: plane.cPlane, left: 2, right: 86, top: 1, bottom: 67)
      for filter in [REEL_FILTER_NEAREST, REEL_FILTER_BILINEAR, REEL_FILTER_BICUBIC] {
        for _ in 0..<6 {
          let (x, y) = (Int64.random(in: -20 << 32...100 << 32, using: &rng), Int64.random(in: -20 << 32...80 << 32, using: &rng))
          let reach: Int64 = Bool.random(using: &rng) ? 5_000_000_000 : 1_000_000_000
          let (dx, dy) = (Int64.random(in: -reach...reach, using: &rng), Int64.random(in: -reach...reach, using: &rng))
          var expected = [UInt8](repeating: 9, count: count * channels + 1)
          var actual = expected
          let scalar = channels == 1 ? Self.scalar.turn_gray8 : Self.scalar.turn_rgba8
          let best = channels == 1 ? Self.best.turn_gray8 : Self.best.turn_rgba8
          scalar?(&expected, window, x, y, dx, dy, filter, count)
          best?(&actual, window, x, y, dx, dy, filter, count)
          #expect(firstDifference(actual, expected) == nil && expected.last == 9, "seed \(rng.seed), \(channels) channels, \(filter)")
        }
      }
      #expect(plane.isIntact)
    }
  }
}
