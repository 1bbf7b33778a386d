import CReelKernels
import ReelCore
import ReelPixels
import ReelTestSupport
import Testing

@Suite struct ChromaKeyTests {
  private func chroma(_ rgb: [Double]) -> (cb: Double, cr: Double) {
    let luma = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]
    return ((rgb[2] - luma) / 1.8556, (rgb[0] - luma) / 1.5748)
  }

  private func length(_ a: (cb: Double, cr: Double)) -> Double { (a.cb * a.cb + a.cr * a.cr).squareRoot() }

  private func alpha(_ key: ChromaKey, _ rgb: [Double]) -> Double {
    let (color, from) = (chroma(rgb), chroma(key.color.map(Double.init)))
    let distance = length((color.cb - from.cb, color.cr - from.cr)) / length(from)
    let t = min(max((distance - key.similarity) / key.smoothness, 0), 1)
    return t * t * (3 - 2 * t)
  }

  /// What remains of a colour that is `alpha` opaque.
  private func cleaned(_ key: ChromaKey, _ rgb: [Double], alpha: Double) -> [Double] {
    let from = key.color.map(Double.init)
    let rest = (1 - alpha) / max(alpha, 32.0 / 255) * key.spill
    let restored = zip(rgb, from).map { min(max($0 + ($0 - $1) * rest, 0), 255) }
    let (hue, color) = (chroma(from), chroma(restored))
    let unit = (cb: hue.cb / length(hue), cr: hue.cr / length(hue))
    let (toward, aside) = (color.cb * unit.cb + color.cr * unit.cr, abs(color.cb * unit.cr - color.cr * unit.cb))
    let excess = max(toward - aside / 4, 0) * key.spill
    return zip(restored, from).map { min(max($0 - $1 * excess / length(hue), 0), 255) }
  }

  private static let keys = [
    ChromaKey(color: [0, 177, 64]), ChromaKey(color: [60, 150, 70], similarity: 0.3, smoothness: 0.4, spill: 0.5),
    ChromaKey(color: [20, 60, 220], similarity: 0.5, smoothness: 0.5, spill: 0),
    ChromaKey(color: [0, 255, 0], similarity: 0.1, smoothness: 0.9),
  ]

  @Test(arguments: KernelLevel.available, keys.indices) func isTheFormula(level: KernelLevel, index: Int) {
    let key = Self.keys[index]
    var rng = SeededRNG(seed: UInt64(index))
    let picture = TestPicture(120, 90) { x, y in
      // Half of the pixels are mixtures with the key.
      let share = x % 2 == 0 ? 0 : Int(rng.next() % 256)
      return key.color.map { UInt8((Int($0) * share + Int(rng.next() % 256) * (255 - share)) / 255) } + [y % 3 == 0 ? 255 : UInt8(y)]
    }
    let out = TestPicture(.rgba8, 120, 90)
    key.render(picture.view, into: out.target, kernels: Kernels.best(limit: level))
    #expect(out.isIntact && picture.isIntact)
    var (worstAlpha, worstColor) = (0.0, 0.0)
    for y in 0..<90 {
      for x in 0..<120 {
        let (before, after) = (picture.rgba(x, y), out.rgba(x, y))
        let exact = alpha(key, Array(before[..<3]))
        worstAlpha = max(worstAlpha, abs(after[3] - exact * before[3]))
        // A colour depends steeply on an alpha that is nearly 0, so it is judged by the code that came out.
        guard before[3] == 255 else { continue }
        let color = cleaned(key, Array(before[..<3]), alpha: after[3] / 255)
        worstColor = max(worstColor, zip(after, color).map { abs($0 - $1) }.max() ?? 0)
      }
    }
    // Two roundings, and a tenth of a code of distance where alpha rises most steeply.
    let slope = 1.5 * 255 / (key.smoothness * length(chroma(key.color.map(Double.init))))
    #expect(worstAlpha <= 1 + 0.1 * slope, "\(key), \(level): \(worstAlpha)")
    #expect(worstColor <= 2, "\(key), \(level): \(worstColor)")
  }

  @Test func keyGoesAndSkinAndGreyStay() {
    let kernels = Kernels.best()
    let key = ChromaKey(color: [0, 177, 64])
    let stay: [[UInt8]] = [
      [220, 170, 140], [141, 85, 36], [255, 219, 172], [90, 56, 37], [0, 0, 0], [128, 128, 128], [255, 255, 255], [200, 30, 40],
      [200, 160, 100],
    ]
    let picture = TestPicture(stay.count + 1, 1) { x, _ in (x < stay.count ? stay[x] : key.color) + [255] }
    key.render(picture.view, into: picture.target, kernels: kernels)
    for (x, color) in stay.enumerated() { #expect(picture.rgba(x, 0) == color.map(Double.init) + [255], "\(color)") }
    #expect(picture.rgba(stay.count, 0)[3] == 0)
    #expect(key.isColor && !ChromaKey(color: [100, 101, 99]).isColor)
  }

  @Test(arguments: 1...67) func levelsAreEqual(width: Int) {
    var parameters = reel_key(
      color: (10, 200, 30), cb: -1000, cr: -1240, near: 3000, width: 4000, slope: 4194, toward_cb: -2570, toward_cr: -3189,
      inverse: 40, spill: 200)
    for fill in GuardedPlane.Fill.allCases {
      for upsideDown in [false, true] {
        var rng = SeededRNG(seed: UInt64(width))
        let picture = GuardedPlane(width: 4 * width, rows: 3, padding: 5, &rng, fill: fill)
        let results = [reel_kernels_get(REEL_LEVEL_SCALAR).pointee, reel_kernels_get(reel_kernels_available()).pointee].map { table in
          let out = GuardedPlane(width: 4 * width, rows: 3, padding: 3, &rng)
          table.key_rgba8(upsideDown ? out.cTargetUpsideDown : out.cTarget, picture.cPlane, &parameters, width, 3)
          #expect(out.isIntact && picture.isIntact, "\(width), \(table.level)")
          return out.pixels
        }
        #expect(firstDifference(results[1], results[0]) == nil, "\(width), \(fill)")
      }
    }
  }
}
