import ReelCore
import ReelPixels
import ReelTestSupport
import Testing

@Suite struct EffectTests {
  private let kernels = Kernels.best()
  private let scratch = Scratch()
  private static let seed: UInt64 = 21

  private func render(
    _ name: String, _ picture: TestPicture, frame: Int = 3, seed: UInt64 = 1, _ changes: [String: ParameterValues.Value] = [:]
  ) throws -> TestPicture {
    var values = ParameterValues(defaultsOf: try #require(pixelCatalogue.entry(.effect, name)))
    for (key, value) in changes { values[key] = value }
    var rng = SeededRNG(seed: Self.seed)
    let out = TestPicture(.yuv420p8, picture.size, &rng)
    let moment = EffectMoment(frame: frame, duration: 30, rate: FrameRate(Rational(25)), seed: seed, values: values)
    try Effects.render(name, picture.view, at: moment, into: out.target, scratch: scratch, kernels: kernels)
    #expect(out.isIntact && picture.isIntact, "\(name), \(picture.size)")
    return out
  }

  /// Where an effect does nothing.
  private static let neutral: [(String, [String: ParameterValues.Value])] = [
    ("vignette", ["amount": .number(0)]), ("grain", ["amount": .number(0)]), ("flash", ["strength": .number(0)]),
    ("letterbox", ["amount": .number(0)]), ("letterbox", ["aspect": .number(0.25)]), ("blur", ["sigma": .number(0)]),
    ("directional-blur", ["length": .number(0)]), ("glow", ["strength": .number(0)]),
    ("shake", ["amplitude": .number(0), "rotation": .number(0)]), ("punch-in", ["scale": .number(1)]),
    ("chromatic-aberration", ["amount": .number(0)]),
  ]

  @Test func neutralIsTheIdentity() throws {
    #expect(Set(Self.neutral.map(\.0)) == Set(pixelCatalogue.names(.effect)))
    for (width, height) in [(64, 96), (33, 47), (2, 2)] {
      let picture = TestPicture(.yuv420p8, width, height, seed: Self.seed)
      for (name, values) in Self.neutral {
        #expect(try firstDifference(render(name, picture, values).pixels, picture.pixels) == nil, "\(name), \(width)x\(height)")
      }
    }
  }

  @Test(arguments: pixelCatalogue.names(.effect)) func guards(name: String) throws {
    for (width, height) in [(33, 47), (2, 2), (1, 1), (66, 31)] {
      let picture = TestPicture(.yuv420p8, width, height, seed: Self.seed)
      for frame in [0, 7] { _ = try render(name, picture, frame: frame) }
    }
  }

  @Test(arguments: pixelCatalogue.names(.effect)) func equalMomentsAreEqual(name: String) throws {
    let picture = TestPicture(.yuv420p8, 66, 50, seed: Self.seed)
    let first = try render(name, picture, frame: 5, seed: 9)
    _ = try render(name, TestPicture(.yuv420p8, 90, 40, seed: 3), frame: 2)
    #expect(try firstDifference(render(name, picture, frame: 5, seed: 9).pixels, first.pixels) == nil)
    guard ["grain", "shake"].contains(name) else { return }
    #expect(try firstDifference(render(name, picture, frame: 6, seed: 9).pixels, first.pixels) != nil)
    #expect(try firstDifference(render(name, picture, frame: 5, seed: 10).pixels, first.pixels) != nil)
  }

  /// Luma and chroma of black, to which light is lost.
  private static let black = [16.0, 128, 128]

  @Test func vignetteLosesLight() throws {
    let (width, height) = (80, 120)
    let picture = TestPicture(.yuv420p8, width, height, seed: Self.seed)
    for (amount, radius, softness) in [(0.4, 0.4, 0.6), (1, 0, 1), (0.7, 0.9, 0.01), (0.5, 0.2, 2)] {
      let out = try render(
        "vignette", picture, ["amount": .number(amount), "radius": .number(radius), "softness": .number(softness)])
      func loss(_ x: Double, _ y: Double) -> Double {
        let (u, v) = (2 * x / Double(width) - 1, 2 * y / Double(height) - 1)
        let place = min(max((((u * u + v * v) / 2).squareRoot() - radius) / softness, 0), 1)
        return amount * place * place * (3 - 2 * place)
      }
      // A steep edge is a few codes wide in the table of squared distances.
      let tolerance = softness < 0.1 ? 3.5 : 1.5
      for plane in 0..<3 {
        for y in stride(from: 0, to: out.planes[plane].rows, by: 3) {
          for x in 0..<out.planes[plane].width {
            func at(_ x: Int, _ y: Int) -> Double { loss(Double(min(max(x, 0), width - 1)) + 0.5, Double(min(y, height - 1)) + 0.5) }
            func around(_ y: Int) -> Double { (at(2 * x - 1, y) + 2 * at(2 * x, y) + at(2 * x + 1, y)) / 8 }
            let share = plane == 0 ? at(x, y) : around(2 * y) + around(2 * y + 1)
            let exact = Double(picture.planes[plane][x, y]) * (1 - share) + Self.black[plane] * share
            guard abs(Double(out.planes[plane][x, y]) - exact) <= tolerance else {
              Issue.record("\(amount), \(radius), \(softness): plane \(plane) at \(x), \(y): \(out.planes[plane][x, y]), not \(exact)")
              return
            }
          }
        }
      }
    }
  }

  @Test func flashIsAColourThatDies() throws {
    let picture = TestPicture(.yuv420p8, 33, 20, seed: Self.seed)
    for (frame, strength, decay) in [(0, 1.0, 0.4), (4, 1, 0.4), (9, 0.5, 0.4), (10, 1, 0.4), (25, 0.3, 0)] {
      let out = try render(
        "flash", picture, frame: frame, ["color": .color([255, 240, 10]), "strength": .number(strength), "decay": .number(decay)])
      let left = decay > 0 ? max(1 - Double(frame) / 25 / decay, 0) : 1
      let color = BT709.yuv([255, 240, 10])
      for plane in 0..<3 {
        for (value, before) in zip(out.planes[plane].pixels, picture.planes[plane].pixels) {
          let exact = Double(before) + (color[plane] - Double(before)) * strength * left * left
          guard abs(Double(value) - exact) <= 1.5 else { Issue.record("frame \(frame): \(value), not \(exact)"); return }
        }
      }
    }
  }

  @Test func letterboxTouchesItsBarsAlone() throws {
    let picture = TestPicture(.yuv420p8, 60, 100, seed: Self.seed)
    for (aspect, amount) in [(1.0, 1.0), (2, 1), (4, 0.5), (1, 0.1)] {
      let out = try render(
        "letterbox", picture, ["aspect": .number(aspect), "amount": .number(amount), "color": .color([255, 0, 0])])
      let bar = Int(((100 - 60 / aspect) * amount / 4).rounded()) * 2
      #expect(bar > 0)
      for (plane, code) in [UInt8(63), 102, 240].enumerated() {
        let rows = plane == 0 ? bar..<100 - bar : bar / 2..<(100 - bar) / 2
        for y in 0..<out.planes[plane].rows {
          for x in 0..<out.planes[plane].width {
            #expect(out.planes[plane][x, y] == (rows.contains(y) ? picture.planes[plane][x, y] : code), "\(aspect): \(plane), \(x), \(y)")
          }
        }
      }
    }
  }

  /// Deviation, mean and likeness of neighbours of what grain adds to a grey.
  private func grain(_ luma: UInt8, amount: Double, size: Double, frame: Int) throws -> (noise: [Double], width: Int) {
    let picture = TestPicture(.yuv420p8, 256, 256, fill: .zeros)
    for y in 0..<256 { for x in 0..<256 { picture.planes[0][x, y] = luma } }
    let out = try render("grain", picture, frame: frame, ["amount": .number(amount), "size": .number(size)])
    #expect(firstDifference(Array(out.pixels[1...]), Array(picture.pixels[1...])) == nil)
    return (out.planes[0].pixels.map { Double($0) - Double(luma) }, 256)
  }

  @Test(arguments: [1.0, 1.5, 2, 3.7, 8]) func grainHasItsDeviation(size: Double) throws {
    for (luma, share) in [(UInt8(125), 1.0), (70, 0.25 + 3 * 54 * 165 / (219 * 219)), (16, 0.25), (235, 0.25)] {
      let noise = try grain(luma, amount: 8, size: size, frame: 2).noise
      let mean = noise.reduce(0, +) / Double(noise.count)
      let deviation = (noise.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(noise.count)).squareRoot()
      // Rounding to codes adds 1/12 to the variance; large grains are few.
      let exact = (64 * share * share + 1.0 / 12).squareRoot()
      #expect(abs(deviation / exact - 1) < (size > 2 ? 0.08 : 0.03), "\(luma): \(deviation), not \(exact)")
      #expect(abs(mean) < 0.1 + 8 * size / 256 * 3, "\(luma): mean \(mean)")
    }
  }

  @Test func grainIsIndependentInTimeAndAsLargeAsItSays() throws {
    func likeness(_ a: [Double], _ b: [Double]) -> Double {
      let (products, squares) = zip(a, b).reduce((0.0, 0.0)) { ($0.0 + $1.0 * $1.1, $0.1 + ($1.0 * $1.0 + $1.1 * $1.1) / 2) }
      return products / squares
    }
    for size in [1.0, 2, 4] {
      let (first, width) = try grain(125, amount: 10, size: size, frame: 0)
      for frame in [1, 2, 25] {
        let other = try grain(125, amount: 10, size: size, frame: frame).noise
        #expect(abs(likeness(first, other)) < 0.01 * size + 0.01)
      }
      let (aside, below) = (likeness(first, Array(first.dropFirst())), likeness(first, Array(first.dropFirst(width))))
      let far = likeness(first, Array(first.dropFirst(Int(3 * size) + 1)))
      if size == 1 { #expect(abs(aside) < 0.02 && abs(below) < 0.02) } else { #expect(aside > 0.5 && below > 0.5) }
      #expect(abs(far) < 0.02 * size)
    }
  }
}
