import CReelKernels
import ReelCore
import ReelPixels
import ReelTestSupport
import Testing

/// Kernels of effects: every level against the scalar one and that against the formula, with bytes around that stay.
@Suite struct EffectKernelTests {
  typealias Fill = GuardedPlane.Fill

  private static let tables = [reel_kernels_get(REEL_LEVEL_SCALAR).pointee, reel_kernels_get(reel_kernels_available()).pointee]

  /// A row of 16-bit numbers with guards on both sides.
  private func row(_ count: Int, _ body: (UnsafeMutablePointer<Int16>) -> Void) -> [Int16] {
    let memory = UnsafeMutablePointer<Int16>.allocate(capacity: count + 16)
    defer { memory.deallocate() }
    memory.initialize(repeating: 12345, count: count + 16)
    body(memory + 8)
    #expect((0..<8).allSatisfy { memory[$0] == 12345 && memory[count + 8 + $0] == 12345 })
    return Array(UnsafeBufferPointer(start: memory + 8, count: count))
  }

  private func shares(_ count: Int, _ rng: inout SeededRNG) -> [Int16] {
    let first = (0..<count).map { _ in Int16.random(in: 0...128, using: &rng) }
    let last = (0..<count).map { _ in Int16.random(in: 0...128, using: &rng) }
    return first + zip(first, last).map { 256 - $0 - $1 } + last
  }

  @Test(arguments: 1...67) func spreadAndBlendAreTheFormula(count: Int) {
    var rng = SeededRNG(seed: UInt64(count))
    for limit: Int16 in [510, 32767] {
      let rows = (0..<3).map { _ in (0..<count + 2).map { _ in Int16.random(in: -limit...limit, using: &rng) } }
      let first = (0..<count).map { _ in Int32.random(in: 0..<Int32(count), using: &rng) }
      let shares = shares(count, &rng)
      func rounded(_ values: [Int16], _ weights: [Int16]) -> Int16 {
        let sum = zip(values, weights).reduce(0.0) { $0 + Double($1.0) * Double($1.1) } / 256
        return Int16((sum + 0.5).rounded(.down))
      }
      let spread = (0..<count).map { x in
        rounded(Array(rows[0][Int(first[x])..<Int(first[x]) + 3]), [shares[x], shares[count + x], shares[2 * count + x]])
      }
      let three = [shares[0], shares[count], shares[2 * count]]
      let blend = (0..<count).map { x in rounded(rows.map { $0[x] }, three) }
      for table in Self.tables {
        #expect(row(count) { table.spread_s16($0, rows[0], first, shares, count) } == spread, "seed \(count), \(table.level)")
        #expect(row(count) { table.blend_s16($0, rows[0], rows[1], rows[2], three, count) } == blend, "seed \(count), \(table.level)")
      }
    }
  }

  @Test(arguments: 1...67) func screenIsTheFormula(width: Int) {
    let fills: [(Fill, Fill, Fill)] = [(.random, .random, .random), (.extremes, .extremes, .extremes), (.ramp, .full, .ramp)]
    for (number, fills) in fills.enumerated() {
      for (zero, strength) in [(16, 256), (128, 256), (16, 77), (128, 1), (16, 0)] as [(UInt32, UInt32)] {
        var rng = SeededRNG(seed: UInt64(width))
        let a = GuardedPlane(width: width, rows: 2, &rng, fill: fills.0)
        let b = GuardedPlane(width: width, rows: 2, padding: 5, &rng, fill: fills.1)
        let light = GuardedPlane(width: width, rows: 2, padding: 11, &rng, fill: fills.2)
        let s = Double(strength) / 256
        let exact = (0..<2 * width).map { i in
          let l = min(max((Double(light.pixels[i]) - 16) / 219, 0), 1)
          let (under, over) = (Double(a.pixels[i]) - Double(zero), Double(b.pixels[i]) - Double(zero))
          return min(max(Double(zero) + under * (1 - s * l) + s * over, 0), 255)
        }
        var results: [[UInt8]] = []
        for upsideDown in [false, true] {
          for table in Self.tables {
            let out = GuardedPlane(width: width, rows: 2, padding: 3, &rng)
            let target = upsideDown ? out.cTargetUpsideDown : out.cTarget
            table.screen_plane8(target, a.cPlane, b.cPlane, light.cPlane, width, 2, zero, strength)
            #expect(out.isIntact && a.isIntact && b.isIntact && light.isIntact)
            results.append(upsideDown ? Array(out.pixels[width...] + out.pixels[..<width]) : out.pixels)
          }
        }
        #expect(results.allSatisfy { $0 == results[0] }, "seed \(width), fill \(number)")
        // Two roundings to 1/256 on the way, of a factor of up to 239.
        #expect(zip(results[0], exact).allSatisfy { abs(Double($0) - $1) <= 1.5 }, "seed \(width), fill \(number), \(zero), \(strength)")
      }
    }
  }

  private static let (redGain, blueGain) = (1.5748 * 219 / 224, 1.8556 * 219 / 224)

  @Test(arguments: 1...67) func channelsChromaIsTheFormula(width: Int) {
    for fill in [Fill.random, .extremes, .ramp] {
      var rng = SeededRNG(seed: UInt64(width))
      let planes = (0..<7).map { _ in GuardedPlane(width: width, rows: 1, &rng, fill: fill) }
      let rows = reel_channels(
        red_y: planes[0].cPlane.base, red_cr: planes[1].cPlane.base, green_y: planes[2].cPlane.base, green_cb: planes[3].cPlane.base,
        green_cr: planes[4].cPlane.base, blue_y: planes[5].cPlane.base, blue_cb: planes[6].cPlane.base)
      var results: [([UInt8], [UInt8], [Int16])] = []
      for table in Self.tables {
        let (cb, cr) = (GuardedPlane(width: width, rows: 1, &rng), GuardedPlane(width: width, rows: 1, &rng))
        let shifts = row(width) { table.channels_chroma(cb.cTarget.base, cr.cTarget.base, $0, rows, width) }
        #expect(cb.isIntact && cr.isIntact && planes.allSatisfy(\.isIntact))
        results.append((cb.pixels, cr.pixels, shifts))
      }
      #expect(results[0] == results[1], "seed \(width), \(fill)")
      for x in 0..<width {
        let v = planes.map { Double($0[x, 0]) }
        let shift = 0.2126 * Self.redGain * (v[1] - v[4]) + 0.0722 * Self.blueGain * (v[6] - v[3])
        let luma = v[2] + 0.2126 * (v[0] - v[2]) + 0.0722 * (v[5] - v[2]) + shift
        let cr = min(max(v[1] + (v[0] - luma) / Self.redGain, 0), 255)
        let cb = min(max(v[6] + (v[5] - luma) / Self.blueGain, 0), 255)
        #expect(abs(Double(results[0].1[x]) - cr) <= 0.6 && abs(Double(results[0].0[x]) - cb) <= 0.6, "seed \(width), \(x)")
        #expect(abs(Double(results[0].2[x]) / 16 - shift) <= 0.1)
      }
    }
  }

  @Test(arguments: 1...67) func channelsLumaIsTheFormula(width: Int) {
    for fill in [Fill.random, .extremes] {
      var rng = SeededRNG(seed: UInt64(width))
      let planes = (0..<3).map { _ in GuardedPlane(width: width, rows: 1, &rng, fill: fill) }
      let shifts = (0..<2).map { _ in (0...width / 2).map { _ in Int16.random(in: -1900...1900, using: &rng) } }
      let results = Self.tables.map { table in
        let out = GuardedPlane(width: width, rows: 1, &rng)
        table.channels_luma(
          out.cTarget.base, planes[0].cPlane.base, planes[1].cPlane.base, planes[2].cPlane.base, shifts[0], shifts[1], width)
        #expect(out.isIntact && planes.allSatisfy(\.isIntact))
        return out.pixels
      }
      #expect(firstDifference(results[0], results[1]) == nil, "seed \(width), \(fill)")
      for x in 0..<width {
        let v = planes.map { Double($0[x, 0]) }
        func shift(_ i: Int) -> Double { (0.75 * Double(shifts[0][i]) + 0.25 * Double(shifts[1][i])) / 16 }
        let between = x % 2 == 0 ? shift(x / 2) : (shift(x / 2) + shift(x / 2 + 1)) / 2
        let exact = v[1] + 0.2126 * (v[0] - v[1]) + 0.0722 * (v[2] - v[1]) + between
        #expect(abs(Double(results[0][x]) - min(max(exact, 0), 255)) <= 0.6, "seed \(width), \(x)")
      }
    }
  }

  /// Three times the same picture is that picture.
  @Test func channelsOfOnePictureAreTheIdentity() {
    var rng = SeededRNG(seed: 3)
    let (y, cb, cr) = (
      GuardedPlane(width: 256, rows: 1, &rng), GuardedPlane(width: 256, rows: 1, &rng), GuardedPlane(width: 256, rows: 1, &rng)
    )
    let rows = reel_channels(
      red_y: y.cPlane.base, red_cr: cr.cPlane.base, green_y: y.cPlane.base, green_cb: cb.cPlane.base, green_cr: cr.cPlane.base,
      blue_y: y.cPlane.base, blue_cb: cb.cPlane.base)
    for table in Self.tables {
      let (outBlue, outRed) = (GuardedPlane(width: 256, rows: 1, &rng), GuardedPlane(width: 256, rows: 1, &rng))
      let shifts = row(256) { table.channels_chroma(outBlue.cTarget.base, outRed.cTarget.base, $0, rows, 256) }
      #expect(outBlue.pixels == cb.pixels && outRed.pixels == cr.pixels && shifts.allSatisfy { $0 == 0 })
    }
  }
}
