import ReelCore
import ReelPixels
import ReelTestSupport
import Testing

/// Transitions against formulas in doubles, and at their ends against the plain shots.
@Suite struct TransitionFormulaTests {
  private let kernels = Kernels.best()
  private let scratch = Scratch()
  private static let seed: UInt64 = 11

  private struct Shots {
    let from: TestPicture
    let to: TestPicture
    let out: TestPicture
    let image: GuardedPlane

    init(_ width: Int, _ height: Int) {
      var rng = SeededRNG(seed: TransitionFormulaTests.seed)
      let size = Size(width: width, height: height)
      (from, to) = (TestPicture(.yuv420p8, size, &rng), TestPicture(.yuv420p8, size, &rng))
      out = TestPicture(.yuv420p8, size, &rng)
      image = GuardedPlane(width: width, rows: height, &rng, fill: .ramp)
    }
  }

  private func values(_ name: String, _ changes: [String: ParameterValues.Value] = [:]) throws -> ParameterValues {
    var values = ParameterValues(defaultsOf: try #require(pixelCatalogue.entry(.transition, name)))
    for (key, value) in changes { values[key] = value }
    return values
  }

  private func render(
    _ name: String, _ shots: Shots, frame: Int, of duration: Int, _ changes: [String: ParameterValues.Value] = [:], seed: UInt64 = 1
  ) throws {
    let moment = TransitionMoment(
      frame: frame, duration: duration, values: try values(name, changes), seed: seed, image: shots.image.view)
    try Transitions.render(
      name, from: shots.from.view, to: shots.to.view, at: moment, into: shots.out.target, scratch: scratch, kernels: kernels)
    #expect(shots.out.isIntact && shots.from.isIntact && shots.to.isIntact && shots.image.isIntact, "\(name), frame \(frame)")
  }

  /// A share of the incoming shot in 0...1 at each pixel, at some pixels of each plane; chroma averages it where it sits.
  private func expectShares(_ shots: Shots, _ note: String, within tolerance: Double, _ share: (_ x: Double, _ y: Double) -> Double) {
    let size = shots.out.size
    func at(_ x: Int, _ y: Int) -> Double {
      share(Double(min(max(x, 0), size.width - 1)) + 0.5, Double(min(y, size.height - 1)) + 0.5)
    }
    for plane in 0..<3 {
      let out = shots.out.planes[plane]
      for y in stride(from: 0, to: out.rows, by: 3) {
        for x in 0..<out.width {
          let weight =
            plane == 0
            ? at(x, y)
            : [2 * y, 2 * y + 1].reduce(0) { $0 + at(2 * x - 1, $1) + 2 * at(2 * x, $1) + at(2 * x + 1, $1) } / 8
          let (a, b) = (Double(shots.from.planes[plane][x, y]), Double(shots.to.planes[plane][x, y]))
          let exact = a + (b - a) * weight
          guard abs(Double(out[x, y]) - exact) <= tolerance else {
            Issue.record("\(note): plane \(plane) at \(x), \(y) is \(out[x, y]) and not \(exact), seed \(Self.seed)")
            return
          }
        }
      }
    }
  }

  /// Every transition begins next to the outgoing shot and ends next to the incoming one.
  @Test(arguments: pixelCatalogue.names(.transition)) func ends(name: String) throws {
    for (width, height) in [(64, 96), (65, 97)] {
      let shots = Shots(width, height)
      let duration = 1_000_000
      try render(name, shots, frame: 0, of: duration)
      let before = zip(shots.out.pixels.joined(), shots.from.pixels.joined()).filter { $0 != $1 }.count
      try render(name, shots, frame: duration - 1, of: duration)
      let after = zip(shots.out.pixels.joined(), shots.to.pixels.joined()).filter { $0 != $1 }.count
      // A canvas of odd length has no pair for its last pixel.
      let allowed = width % 2 == 0 ? 0 : 3 * (width + height)
      #expect(before <= allowed && after <= allowed, "\(name) \(width)x\(height): \(before) and \(after) samples differ")
    }
  }

  /// Every transition with its defaults, all the way, touches nothing but its picture.
  @Test(arguments: pixelCatalogue.names(.transition)) func guards(name: String) throws {
    for (width, height) in [(33, 47), (2, 2), (66, 31)] {
      let shots = Shots(width, height)
      for frame in 0..<7 { try render(name, shots, frame: frame, of: 7) }
    }
  }

  @Test func fadeGoesThroughItsColour() throws {
    let shots = Shots(33, 20)
    let duration = 9
    for frame in 0..<duration {
      try render("fade", shots, frame: frame, of: duration, ["color": .color([200, 30, 90])])
      let color = BT709.yuv([200, 30, 90])
      let progress = (2 * Double(frame) + 1) / (2 * Double(duration))
      for plane in 0..<3 {
        for i in stride(from: 0, to: shots.out.planes[plane].pixels.count, by: 7) {
          let (a, b) = (Double(shots.from.planes[plane].pixels[i]), Double(shots.to.planes[plane].pixels[i]))
          let exact = progress < 0.5 ? a + (color[plane] - a) * 2 * progress : color[plane] + (b - color[plane]) * (2 * progress - 1)
          #expect(abs(Double(shots.out.planes[plane].pixels[i]) - exact) <= 1.5, "frame \(frame), plane \(plane), \(i)")
        }
      }
    }
  }

  @Test(arguments: [0.0, 30, 90, 135, 180, -60, 270]) func wipeIsARamp(angle: Double) throws {
    for (feather, size) in [(0.0, (65, 43)), (25, (64, 96)), (300, (40, 30))] {
      let shots = Shots(size.0, size.1)
      for frame in 0..<5 {
        try render("wipe", shots, frame: frame, of: 5, ["angle": .number(angle), "feather": .number(feather)])
        let (sine, cosine) = Angle.sineAndCosine(degrees: angle)
        let corners = [(0, 0), (size.0, 0), (0, size.1), size].map { Double($0.0) * cosine + Double($0.1) * sine }
        let (near, far, width) = (corners.min() ?? 0, corners.max() ?? 0, max(feather, 1))
        let edge = near - width / 2 + (Double(frame) + 0.5) / 5 * (far - near + width)
        expectShares(shots, "wipe by \(angle), feather \(feather), frame \(frame)", within: 1.6) { x, y in
          min(max((edge - x * cosine - y * sine) / width + 0.5, 0), 1)
        }
      }
    }
  }

  @Test func irisIsACircle() throws {
    for (mode, feather, x, y) in [("open", 0.0, 0.5, 0.5), ("open", 30, 0.2, 0.9), ("close", 12, 1, 0), ("close", 200, 0.4, 0.4)] {
      let shots = Shots(81, 60)
      for frame in 0..<5 {
        let changes: [String: ParameterValues.Value] = [
          "x": .number(x), "y": .number(y), "feather": .number(feather), "mode": .choice(mode),
        ]
        try render("iris", shots, frame: frame, of: 5, changes)
        let (centerX, centerY, width) = (81 * x, 60 * y, max(feather, 1))
        func distance(_ px: Double, _ py: Double) -> Double {
          ((px - centerX) * (px - centerX) + (py - centerY) * (py - centerY)).squareRoot()
        }
        let farthest = [(0, 0), (81, 0), (0, 60), (81, 60)].map { distance($0.0, $0.1) }.max() ?? 0
        let progress = (Double(frame) + 0.5) / 5
        let outer = (mode == "open" ? progress : 1 - progress) * (farthest + width)
        // Distances are measured in sixteenths of a pixel, and a narrow edge turns each into as many codes.
        expectShares(shots, "iris \(mode), feather \(feather), frame \(frame)", within: 1.6 + 255 * 0.07 / width) { px, py in
          let inside = min(max((outer - distance(px, py)) / width, 0), 1)
          return mode == "open" ? inside : 1 - inside
        }
      }
    }
  }

  @Test func lumaFollowsItsImage() throws {
    let shots = Shots(65, 43)
    for (softness, order) in [(0.0, "dark-first"), (0.3, "dark-first"), (1, "bright-first")] {
      for frame in 0..<5 {
        try render("luma", shots, frame: frame, of: 5, ["softness": .number(softness), "order": .choice(order)])
        let soft = max(softness, 1.0 / 255)
        expectShares(shots, "luma, softness \(softness), frame \(frame)", within: 1.6) { x, y in
          let gray = Double(shots.image[Int(x), Int(y)]) / 255
          let late = order == "dark-first" ? gray : 1 - gray
          return min(max(((Double(frame) + 0.5) / 5 * (1 + soft) - late) / soft, 0), 1)
        }
      }
    }
    let moment = TransitionMoment(frame: 0, duration: 1, values: try values("luma"))
    #expect(throws: ReelError(.invalid, "the transition 'luma' has no image")) {
      try Transitions.render(
        "luma", from: shots.from.view, to: shots.to.view, at: moment, into: shots.out.target, scratch: scratch, kernels: kernels)
    }
  }

  /// Pictures move as wholes: every pixel is one of the outgoing or of the incoming picture at a place the formula gives.
  @Test(arguments: ["slide", "push"], ["left", "right", "up", "down"]) func slideAndPushMove(name: String, direction: String) throws {
    let shots = Shots(64, 48)
    let horizontal = direction == "left" || direction == "right"
    let sign = direction == "left" || direction == "up" ? 1 : -1
    for (ease, frame) in [("linear", 0), ("linear", 3), ("in-out", 1), ("in-out", 2), ("in-out", 4)] {
      try render(name, shots, frame: frame, of: 5, ["direction": .choice(direction), "ease": .choice(ease)])
      let progress = (Double(frame) + 0.5) / 5
      let eased = ease == "linear" ? progress : progress * progress * (3 - 2 * progress)
      let length = horizontal ? 64 : 48
      let rest = Int((Double(length) * (1 - eased) / 2).rounded()) * 2
      for plane in 0..<3 {
        let (out, scale) = (shots.out.planes[plane], plane == 0 ? 1 : 2)
        for y in 0..<out.rows {
          for x in 0..<out.width {
            func source(_ picture: TestPicture, _ offset: Int) -> UInt8? {
              let (sx, sy) = (x - (horizontal ? offset / scale : 0), y - (horizontal ? 0 : offset / scale))
              return (0..<out.width).contains(sx) && (0..<out.rows).contains(sy) ? picture.planes[plane][sx, sy] : nil
            }
            let under = source(shots.from, name == "push" ? sign * (rest - length) : 0)
            guard out[x, y] == source(shots.to, sign * rest) ?? under else {
              Issue.record("\(name) \(direction) \(ease), frame \(frame): plane \(plane) at \(x), \(y)")
              return
            }
          }
        }
      }
    }
  }

  @Test func glitchIsAFunctionOfSeedAndFrame() throws {
    let shots = Shots(96, 128)
    func pixels(frame: Int, seed: UInt64) throws -> [[UInt8]] {
      try render("glitch", shots, frame: frame, of: 20, seed: seed)
      return shots.out.pixels
    }
    let first = try pixels(frame: 9, seed: 4)
    #expect(try firstDifference(pixels(frame: 9, seed: 4), first) == nil)
    #expect(try firstDifference(pixels(frame: 10, seed: 4), first) != nil)
    #expect(try firstDifference(pixels(frame: 9, seed: 5), first) != nil)
    // Samples are moved, never changed.
    let known = Set(shots.from.pixels.joined()).union(shots.to.pixels.joined())
    #expect(first.joined().allSatisfy(known.contains))
  }
}
