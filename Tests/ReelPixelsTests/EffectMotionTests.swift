import ReelCore
import ReelPixels
import ReelTestSupport
import Testing

/// Effects and transitions that resample or blur, on pictures whose samples between samples are known.
@Suite struct EffectMotionTests {
  private let kernels = Kernels.best()
  private let scratch = Scratch()

  /// Y, Cb, Cr of a picture as functions of the place; chroma where chroma sits.
  private typealias Field = (_ plane: Int, _ x: Double, _ y: Double) -> Double

  private func picture(_ width: Int, _ height: Int, _ field: Field) -> TestPicture {
    let picture = TestPicture(.yuv420p8, width, height)
    for plane in 0..<3 {
      for y in 0..<picture.planes[plane].rows {
        for x in 0..<picture.planes[plane].width {
          let place = Self.place(plane, x, y)
          picture.planes[plane][x, y] = UInt8(min(max(field(plane, place.x, place.y), 0), 255).rounded())
        }
      }
    }
    return picture
  }

  private static func place(_ plane: Int, _ x: Int, _ y: Int) -> (x: Double, y: Double) {
    plane == 0 ? (Double(x) + 0.5, Double(y) + 0.5) : (2 * Double(x) + 0.5, 2 * Double(y) + 1)
  }

  private func effect(
    _ name: String, _ picture: TestPicture, frame: Int = 0, seed: UInt64 = 1, _ changes: [String: ParameterValues.Value] = [:]
  ) throws -> TestPicture {
    var values = ParameterValues(defaultsOf: try #require(pixelCatalogue.entry(.effect, name)))
    for (key, value) in changes { values[key] = value }
    let out = TestPicture(.yuv420p8, picture.size.width, picture.size.height, seed: 77)
    let moment = EffectMoment(frame: frame, duration: 40, rate: FrameRate(Rational(25)), seed: seed, values: values)
    try Effects.render(name, picture.view, at: moment, into: out.target, scratch: scratch, kernels: kernels)
    #expect(out.isIntact)
    return out
  }

  private func transition(
    _ name: String, _ from: TestPicture, _ to: TestPicture, frame: Int, of duration: Int, _ changes: [String: ParameterValues.Value] = [:]
  ) throws -> TestPicture {
    var values = ParameterValues(defaultsOf: try #require(pixelCatalogue.entry(.transition, name)))
    for (key, value) in changes { values[key] = value }
    let out = TestPicture(.yuv420p8, from.size.width, from.size.height, seed: 77)
    let moment = TransitionMoment(frame: frame, duration: duration, values: values)
    try Transitions.render(name, from: from.view, to: to.view, at: moment, into: out.target, scratch: scratch, kernels: kernels)
    #expect(out.isIntact)
    return out
  }

  /// The greatest distance from a field, away from the picture's edges by `margin`.
  private func distance(_ picture: TestPicture, margin: Int = 0, _ field: Field) -> Double {
    var greatest = 0.0
    for plane in 0..<3 {
      let (samples, edge) = (picture.planes[plane], plane == 0 ? margin : (margin + 1) / 2)
      for y in edge..<samples.rows - edge {
        for x in edge..<samples.width - edge {
          let place = Self.place(plane, x, y)
          greatest = max(greatest, abs(Double(samples[x, y]) - field(plane, place.x, place.y)))
        }
      }
    }
    return greatest
  }

  /// Slopes that no edge of a picture of 120x160 leads out of the codes.
  private static func ramp(_ plane: Int, _ x: Double, _ y: Double) -> Double {
    switch plane {
    case 0: 40 + 0.8 * x + 0.4 * y
    case 1: 90 + 0.5 * x - 0.1 * y
    default: 150 - 0.3 * x + 0.3 * y
    }
  }

  private static func waves(_ plane: Int, _ x: Double, _ y: Double) -> Double {
    let (across, down) = (Angle.sineAndCosine(degrees: 6 * x).sine, Angle.sineAndCosine(degrees: 5 * y + 30).sine)
    return 128 + (plane == 0 ? 60 : 40) * (plane == 2 ? down : across * down)
  }

  @Test func punchInEnlargesAboutItsPoint() throws {
    let before = picture(120, 160, Self.waves)
    for (frame, scale, x, y, attack) in [(0, 1.5, 0.5, 0.5, 0.0), (39, 3, 0, 1, 0), (5, 2, 0.3, 0.8, 0.5), (30, 2, 1, 0, 0.5)] {
      let after = try effect(
        "punch-in", before, frame: frame,
        ["scale": .number(scale), "x": .number(x), "y": .number(y), "attack": .number(attack)])
      let left = frame < Int(attack * 40) ? 1 - Double(frame) / (attack * 40) : 0
      let factor = 1 + (scale - 1) * (1 - left * left * left)
      let distance = distance(after, margin: 4) { plane, px, py in
        Self.waves(plane, x * 120 + (px - x * 120) / factor, y * 160 + (py - y * 160) / factor)
      }
      #expect(distance <= 2, "frame \(frame), scale \(scale): \(distance)")
    }
  }

  /// A ramp that is moved and turned is a ramp: three of its pixels tell how, and all others must agree, up to the corners.
  @Test func shakeIsARigidMoveWithoutEdges() throws {
    let (amplitude, degrees) = (6.0, 3.0)
    let before = picture(120, 160) { _, x, y in 60 + 0.5 * x + 0.3 * y }
    var seen: [Double] = []
    for frame in 0..<40 {
      let after = try effect(
        "shake", before, frame: frame, seed: 5,
        ["amplitude": .number(amplitude), "rotation": .number(degrees), "frequency": .number(2)])
      let luma = after.planes[0]
      func mean(_ x: Int, _ y: Int) -> Double {
        (0..<64).reduce(0) { $0 + Double(luma[x + $1 % 8, y + $1 / 8]) } / 64
      }
      let (a, b, c) = (mean(4, 4), mean(104, 4), mean(4, 144))
      let (slopeX, slopeY) = ((b - a) / 100, (c - a) / 140)
      var greatest = 0.0
      for y in 0..<160 {
        for x in 0..<120 {
          let exact = a + slopeX * (Double(x) - 7.5) + slopeY * (Double(y) - 7.5)
          greatest = max(greatest, abs(Double(luma[x, y]) - exact))
        }
      }
      #expect(greatest <= 2, "frame \(frame): \(greatest)")
      // How far along the slope the middle has moved, in pixels: within the limit, and never a jump.
      let middle = a + slopeX * 52.5 + slopeY * 72.5
      let moved = (middle - (60 + 0.5 * 60 + 0.3 * 80)) / (0.5 * 0.5 + 0.3 * 0.3).squareRoot()
      #expect(abs(moved) <= amplitude * 2.0.squareRoot() + 0.5, "frame \(frame): \(moved)")
      if let last = seen.last { #expect(abs(moved - last) < 2.5, "frame \(frame): from \(last) to \(moved)") }
      seen.append(moved)
    }
    let range = (seen.max() ?? 0) - (seen.min() ?? 0)
    #expect(range > amplitude / 2, "it hardly moves: \(range)")
  }

  /// A gaussian makes of a wave the same wave, weaker by exp(-(sigma w)^2 / 2).
  @Test func blurWeakensWavesAsAGaussian() throws {
    let before = picture(160, 160) { plane, x, _ in plane == 0 ? 128 + 80 * Angle.sineAndCosine(degrees: 9 * x).sine : 128 }
    for (sigma, share) in [(2.0, 0.951861), (5, 0.734646), (9, 0.368136)] {
      let after = try effect("blur", before, ["sigma": .number(sigma)])
      let distance = distance(after, margin: 40) { plane, x, _ in
        plane == 0 ? 128 + 80 * share * Angle.sineAndCosine(degrees: 9 * x).sine : 128
      }
      #expect(distance <= 2, "sigma \(sigma): \(distance)")
    }
  }

  /// Drawn out along a wave by a length of l, it is weaker by sin(l w / 2) / (l w / 2); across it, not at all.
  @Test func directionalBlurWeakensWavesAlongItself() throws {
    for (length, angle) in [(10.0, 0.0), (16, 90), (12, 45), (20, -45), (7.5, 180)] {
      let (sine, cosine) = Angle.sineAndCosine(degrees: angle)
      for along in [true, false] {
        let wave: (Double, Double) -> Double = { x, y in
          Angle.sineAndCosine(degrees: 7 * (along ? x * cosine + y * sine : x * -sine + y * cosine)).sine
        }
        let before = picture(120, 120) { plane, x, y in plane == 0 ? 128 + 80 * wave(x, y) : 128 }
        let half = 7 * length / 2
        let share = along ? Angle.sineAndCosine(degrees: half).sine / (half * Double.pi / 180) : 1
        let after = try effect("directional-blur", before, ["length": .number(length), "angle": .number(angle)])
        let distance = distance(after, margin: 24) { plane, x, y in plane == 0 ? 128 + 80 * share * wave(x, y) : 128 }
        #expect(distance <= 2.5, "\(length) px by \(angle) degrees, \(along ? "along" : "across"): \(distance)")
      }
    }
  }

  /// Without a blur it is screen with the bright places; with one, an even picture stays even.
  @Test func glowIsScreen() throws {
    let noise = TestPicture(.yuv420p8, 50, 40, seed: 6)
    let even = picture(50, 40) { plane, _, _ in [200, 100, 150][plane] }
    for (before, radius, threshold, strength) in [(noise, 0.0, 0.5, 0.7), (noise, 0, 0, 1), (even, 12, 0.7, 0.5), (even, 3, 0.95, 1)] {
      let after = try effect(
        "glow", before, ["radius": .number(radius), "threshold": .number(threshold), "strength": .number(strength)])
      func share(_ x: Int, _ y: Int) -> Double {
        let luma = Double(before.planes[0][min(max(x, 0), 49), min(y, 39)])
        let place = min(max(((luma - 16) / 219 - threshold) / 0.15, 0), 1)
        return place * place * (3 - 2 * place)
      }
      func light(_ x: Int, _ y: Int) -> Double { share(x, y) * (Double(before.planes[0][min(max(x, 0), 49), min(y, 39)]) - 16) / 219 }
      func around(_ f: (Int, Int) -> Double, _ x: Int, _ y: Int) -> Double {
        [2 * y, 2 * y + 1].reduce(0) { $0 + f(2 * x - 1, $1) + 2 * f(2 * x, $1) + f(2 * x + 1, $1) } / 8
      }
      for plane in 0..<3 {
        let zero = plane == 0 ? 16.0 : 128
        for y in 0..<before.planes[plane].rows {
          for x in 0..<before.planes[plane].width {
            let value = Double(before.planes[plane][x, y]) - zero
            let (k, l) = plane == 0 ? (share(x, y), light(x, y)) : (around(share, x, y), around(light, x, y))
            // Luma below black gives no light, but its code is kept.
            let exact = min(max(zero + value * (1 - strength * min(max(l, 0), 1)) + strength * k * value, 0), 255)
            guard abs(Double(after.planes[plane][x, y]) - exact) <= 3 else {
              Issue.record("\(radius), \(threshold), \(strength): \(plane) at \(x), \(y): \(after.planes[plane][x, y]), not \(exact)")
              return
            }
          }
        }
      }
    }
  }

  /// R', G' and B' of each pixel are those of the picture at three places.
  @Test func chromaticAberrationScalesRedAndBlue() throws {
    let (width, height, amount) = (120, 160, 5.0)
    let field: Field = { plane, x, y in 128 + (Self.waves(plane, x / 2, y / 2) - 128) * (plane == 0 ? 0.8 : 0.5) }
    let after = try effect("chromatic-aberration", picture(width, height, field), ["amount": .number(amount)])
    let share = amount / (Double(width * width + height * height).squareRoot() / 2)
    func rgb(_ x: Double, _ y: Double, _ scale: Double) -> [Double] {
      let (sx, sy) = (60 + (x - 60) / scale, 80 + (y - 80) / scale)
      return BT709.rgb((0..<3).map { field($0, sx, sy) })
    }
    let distance = distance(after, margin: 8) { plane, x, y in
      BT709.yuv([rgb(x, y, 1 + share)[0], rgb(x, y, 1)[1], rgb(x, y, 1 / (1 + share))[2]])[plane]
    }
    #expect(distance <= 2.5, "\(distance)")
  }

  @Test func zoomEnlargesBoth() throws {
    let (from, to) = (picture(120, 160, Self.waves), picture(120, 160, Self.ramp))
    for frame in 0..<7 {
      let progress = (Double(frame) + 0.5) / 7
      let after = try transition("zoom", from, to, frame: frame, of: 7, ["amount": .number(0.6), "x": .number(0.25), "y": .number(0.75)])
      let turn = min(max(2 * progress - 0.5, 0), 1)
      let weight = turn * turn * (3 - 2 * turn)
      let (outgoing, incoming) = (1 + 0.6 * progress * progress, 1 + 0.6 * (1 - progress) * (1 - progress))
      let distance = distance(after, margin: 4) { plane, x, y in
        let first = Self.waves(plane, 30 + (x - 30) / outgoing, 120 + (y - 120) / outgoing)
        let second = Self.ramp(plane, 30 + (x - 30) / incoming, 120 + (y - 120) / incoming)
        return first * (1 - weight) + second * weight
      }
      #expect(distance <= 2.5, "frame \(frame): \(distance)")
    }
  }

  /// Even pictures show where the seam is: a ramp as long as the blur, in the middle of what the push has come to.
  @Test func whipIsABlurredPush() throws {
    let (from, to) = (picture(160, 40) { plane, _, _ in plane == 0 ? 50 : 100 }, picture(160, 40) { plane, _, _ in plane == 0 ? 200 : 160 })
    for frame in 2..<9 {
      let progress = (Double(frame) + 0.5) / 11
      let after = try transition("whip", from, to, frame: frame, of: 11, ["amount": .number(0.3)])
      let eased = progress * progress * (3 - 2 * progress)
      let seam = 2 * (160 * (1 - eased * eased * (3 - 2 * eased)) / 2).rounded()
      let length = 0.3 * 160 * 16 * progress * progress * (1 - progress) * (1 - progress)
      guard seam - length / 2 > 4, seam + length / 2 < 156 else { continue }
      let distance = distance(after) { plane, x, _ in
        let share = min(max((x - seam) / length + 0.5, 0), 1)
        return plane == 0 ? 50 + 150 * share : 100 + 60 * share
      }
      // Chroma is blurred in its own pixels: half a pixel of it at most is 60 codes over the length of the ramp.
      #expect(distance <= 2 + 100 / length, "frame \(frame): \(distance), seam \(seam), length \(length)")
    }
  }
}
