import Foundation
import ReelCore
import ReelPixels
import ReelTestSupport
import Testing

@Suite struct ColorTableTests {
  private let kernels = Kernels.best()

  /// Flat areas of many colours, each as one 4x4 picture of a long strip, against the chain in doubles.
  ///
  /// - Parameter source: the codes' meaning where they are not the canvas's.
  private func check(
    _ table: ColorTable, _ reference: ReferenceGrade, from source: ReferenceConversion? = nil, within tolerance: Double = 1, _ note: String
  ) {
    var rng = SeededRNG(seed: 11)
    var colors: [[UInt8]] = []
    for y in stride(from: 0, through: 255, by: 5) { colors.append([UInt8(y), 128, 128]) }
    // Colours that R'G'B' from 0 to 1 has, and everything.
    for _ in 0..<1500 {
      let rgb = (0..<3).map { _ in Double.random(in: 0...255, using: &rng) }
      colors.append(BT709.yuv(rgb).map { UInt8($0.rounded()) })
    }
    for _ in 0..<500 { colors.append(rng.bytes(3)) }
    let (worst, color) = worstError(table, reference, source, colors)
    #expect(worst <= tolerance, "\(note): off by \(worst) at \(color)")
  }

  private func worstError(
    _ table: ColorTable, _ reference: ReferenceGrade, _ source: ReferenceConversion?, _ colors: [[UInt8]]
  ) -> (Double, [UInt8]) {
    // Each colour is a block of 4x4, apart from what others blend into: its inner samples are flat.
    let picture = TestPicture(.yuv420p8, 6 * colors.count, 6, seed: 1)
    let target = TestPicture(.yuv420p8, 6 * colors.count, 6, seed: 2)
    for (index, color) in colors.enumerated() {
      for y in 0..<6 { for x in 0..<6 { picture.planes[0][6 * index + x, y] = color[0] } }
      for y in 0..<3 { for x in 0..<3 { for c in 1...2 { picture.planes[c][3 * index + x, y] = color[c] } } }
    }
    kernels.apply(table, picture.view, into: target.target, scratch: Scratch())
    #expect(target.isIntact && picture.isIntact)
    var worst = (0.0, colors[0])
    for (index, color) in colors.enumerated() {
      let codes = color.map(Double.init)
      guard let exact = reference.apply(source?.codes(codes[0], codes[1], codes[2]) ?? codes) else { continue }
      let result = [target.planes[0][6 * index + 2, 2], target.planes[1][3 * index + 1, 1], target.planes[2][3 * index + 1, 1]]
      for (value, code) in zip(exact, result) where abs(value - Double(code)) > worst.0 { worst = (abs(value - Double(code)), color) }
    }
    return worst
  }

  /// The matrix and the range of a source are in the table: its codes are converted once, with everything else.
  @Test(arguments: ConversionTests.colors.filter { $0 != .bt709 }) func fromOtherColors(color: ColorDescription) {
    let source = ReferenceConversion(color: color)
    var straight = GradeSpec()
    (straight.exposure, straight.saturation) = (0.2, 1.2)
    var curved = straight
    (curved.gamma, curved.contrast) = (PerChannel(1.2, 1, 0.9), 1.1)
    for grade in [GradeSpec.neutral, straight, curved] {
      check(ColorTable(from: color, grade: grade), ReferenceGrade(grade: grade), from: source, "\(color) \(grade)")
    }
    #expect(!ColorTable(from: color).isIdentity)
  }

  @Test(.enabled(if: ReferenceCubes.folder != nil), arguments: ReferenceCubes.names)
  func cubeIsTheFormula(name: String) throws {
    let cube = try CubeTable(cube: ReferenceCubes.bytes(name), file: name)
    // One that changes nothing is not there, and so clamps nothing.
    let reference = cube.isIdentity ? nil : try ReferenceCube(name)
    #expect(ColorTable(cube: cube).isIdentity == cube.isIdentity)
    if !cube.isIdentity {
      for strength in [1, 0.4] {
        // Two pictures that are mixed are each rounded before.
        let rounding = strength < 1 && cube.curve != nil && cube.lattice != nil ? 0.05 : 0
        check(
          ColorTable(cube: cube, strength: strength), ReferenceGrade(cube: reference, strength: strength), within: 1 + rounding,
          "\(name) at \(strength)")
      }
    }
    var grade = GradeSpec()
    (grade.exposure, grade.saturation, grade.contrast, grade.gamma) = (0.5, 1.3, 1.1, PerChannel(1.2, 1, 0.9))
    check(ColorTable(grade: grade, cube: cube), ReferenceGrade(grade: grade, cube: reference), "\(name) after a grade")
  }

  /// A look as they are sold: smooth, a little outside 0...1.
  private static func look(_ size: Int, seed: UInt64 = 4) -> (reference: ReferenceCube, cube: CubeTable) {
    var rng = SeededRNG(seed: seed)
    let mix = (0..<9).map { _ in Double.random(in: -0.15...0.15, using: &rng) }
    let axis = (0..<size).map { Double($0) / Double(size - 1) }
    let curve = axis.map { $0 + 0.12 * sin(2 * .pi * $0) }
    let rows = (0..<size * size * size).map { index in
      let point = [index % size, index / size % size, index / size / size]
      return (0..<3).map { c in
        let crossed = mix[3 * c] * axis[point[0]] + mix[3 * c + 1] * axis[point[1]] + mix[3 * c + 2] * axis[point[2]]
        return Double(Float(curve[point[c]] + crossed * (1 - axis[point[c]])))
      }
    }
    let table = CubeTable.Table(size: size, values: rows.flatMap { $0.map { Float($0) } })
    return (ReferenceCube(size: size, rows: rows), CubeTable(lattice: table))
  }

  @Test(arguments: [2, 17, 33, 64, 65, 129]) func sizes(size: Int) {
    let (reference, cube) = Self.look(size)
    check(ColorTable(cube: cube, strength: 0.8), ReferenceGrade(cube: reference, strength: 0.8), "\(size) points")
    var grade = GradeSpec()
    (grade.gamma, grade.temperature) = (PerChannel(1.5), 30)
    check(ColorTable(grade: grade, cube: cube), ReferenceGrade(grade: grade, cube: reference), "\(size) points, gamma")
  }

  /// A shaper over more than 0...1 before a lattice of its own domain, and each of the two alone.
  @Test(arguments: [(16, 0), (0, 5), (4096, 9), (3, 2)]) func shapers(sizes: (Int, Int)) throws {
    var rng = SeededRNG(seed: 12)
    var text = "TITLE \"made\"\n"
    if sizes.0 > 0 { text += "LUT_1D_SIZE \(sizes.0)\nLUT_1D_INPUT_RANGE -0.125 1.5\n" }
    if sizes.1 > 0 { text += "LUT_3D_SIZE \(sizes.1)\nLUT_3D_INPUT_RANGE -0.25 1.25\n" }
    for index in 0..<sizes.0 {
      let x = -0.125 + 1.625 * Double(index) / Double(sizes.0 - 1)
      text += [0.9, 1, 1.1].map { "\(x < 0 ? x : $0 * x.squareRoot())" }.joined(separator: " ") + "\n"
    }
    for index in 0..<sizes.1 * sizes.1 * sizes.1 {
      let point = [index % sizes.1, index / sizes.1 % sizes.1, index / sizes.1 / sizes.1]
      let rgb = point.map { -0.25 + 1.5 * Double($0) / Double(sizes.1 - 1) }
      text += rgb.map { "\($0 * abs($0) + Double.random(in: -0.05...0.05, using: &rng))" }.joined(separator: " ") + "\n"
    }
    let cube = try CubeTable(cube: Array(text.utf8), file: "made")
    let reference = ReferenceCube(text: text)
    for strength in [1, 0.75, 0.1] {
      let isMixed = strength < 1 && sizes.0 > 0 && sizes.1 > 0
      check(
        ColorTable(cube: cube, strength: strength), ReferenceGrade(cube: reference, strength: strength), within: isMixed ? 1.05 : 1,
        "\(sizes) at \(strength)")
    }
    var grade = GradeSpec()
    (grade.gamma, grade.tint) = (PerChannel(0.8), -20)
    check(ColorTable(grade: grade, cube: cube), ReferenceGrade(grade: grade, cube: reference), "\(sizes) after a gamma")
  }

  @Test func randomGrades() {
    for seed in UInt64(0)..<60 {
      var rng = SeededRNG(seed: seed)
      func number(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &rng) }
      func channels(_ range: ClosedRange<Double>) -> PerChannel {
        seed % 3 == 0 ? PerChannel(number(range)) : PerChannel(number(range), number(range), number(range))
      }
      var grade = GradeSpec()
      grade.exposure = number(-2...2)
      grade.contrast = number(0.5...1.8)
      grade.saturation = number(0...2)
      grade.temperature = number(GradeSpec.Limits.temperature)
      grade.tint = number(GradeSpec.Limits.tint)
      if seed % 2 == 0 { (grade.lift, grade.gain) = (channels(-0.2...0.2), channels(0.5...1.5)) }
      if seed % 4 < 2 { grade.gamma = channels(0.5...2) }
      func channel() -> ColorCorrection.Channel {
        ColorCorrection.Channel(gain: 50 + Int(rng.next() % 30), offset: Int(rng.next() % 20) - 10)
      }
      let correction = seed % 5 == 0 ? ColorCorrection(red: channel(), green: channel(), blue: channel()) : .identity
      check(
        ColorTable(correction: correction, grade: grade), ReferenceGrade(correction: correction, grade: grade), "seed \(seed), \(grade)")
    }
  }

  @Test func limitsOfTheGrade() {
    var cases: [GradeSpec] = []
    func add(_ change: (inout GradeSpec) -> Void) {
      var grade = GradeSpec()
      change(&grade)
      cases.append(grade)
    }
    for sign in [-1.0, 1] {
      add { $0.exposure = 4 * sign }
      add { $0.temperature = 100 * sign }
      add { $0.tint = 100 * sign }
      add { $0.lift = PerChannel(0.5 * sign) }
    }
    for value in [0.0, 4] {
      add { $0.contrast = value }
      add { $0.saturation = value }
      add { $0.gain = PerChannel(value) }
    }
    for value in [0.25, 4] { add { $0.gamma = PerChannel(value) } }
    for grade in cases { check(ColorTable(grade: grade), ReferenceGrade(grade: grade), "\(grade)") }
  }

  @Test func identityIsBitForBit() throws {
    let picture = TestPicture(.yuv420p8, 67, 35, seed: 5)
    let cube = Self.look(9).cube
    let unit = "LUT_3D_SIZE 2\n" + (0..<8).map { "\($0 & 1) \($0 >> 1 & 1) \($0 >> 2)\n" }.joined()
    let tables = [
      ColorTable(), ColorTable(cube: cube, strength: 0), ColorTable(cube: try CubeTable(cube: Array(unit.utf8), file: "unit")),
    ]
    for table in tables {
      let target = TestPicture(.yuv420p8, 67, 35, seed: 6)
      kernels.apply(table, picture.view, into: target.target, scratch: Scratch())
      #expect(table.isIdentity && target.pixels == picture.pixels && target.isIntact)
    }
    var grade = GradeSpec()
    grade.exposure = 0.01
    #expect(!ColorTable(grade: grade).isIdentity && !ColorTable(cube: cube).isIdentity)
  }

  /// All that treats channels alike leaves greys grey, exactly.
  @Test func grayStaysGray() throws {
    var straight = GradeSpec()
    (straight.exposure, straight.contrast, straight.saturation, straight.lift) = (0.7, 1.2, 1.7, PerChannel(0.05))
    var curved = straight
    curved.gamma = PerChannel(1.4)
    let neutral =
      "LUT_3D_SIZE 3\n"
      + (0..<27).map { index in
        let rgb = [index % 3, index / 3 % 3, index / 9].map { Double($0) / 2 }
        let same = rgb[0] == rgb[1] && rgb[1] == rgb[2]
        return rgb.map { "\(same ? $0 * $0 : 0.9 * $0)" }.joined(separator: " ") + "\n"
      }.joined()
    let cube = try CubeTable(cube: Array(neutral.utf8), file: "neutral")
    for table in [straight, curved].flatMap({ [ColorTable(grade: $0), ColorTable(grade: $0, cube: cube, strength: 0.7)] }) {
      let picture = TestPicture(.yuv420p8, 256, 4, seed: 1, fill: .ramp)
      for y in 0..<2 { for x in 0..<128 { for c in 1...2 { picture.planes[c][x, y] = 128 } } }
      let target = TestPicture(.yuv420p8, 256, 4, seed: 2)
      kernels.apply(table, picture.view, into: target.target, scratch: Scratch())
      #expect(target.planes[1].pixels.allSatisfy { $0 == 128 } && target.planes[2].pixels.allSatisfy { $0 == 128 })
      let luma = target.planes[0].pixels.prefix(256)
      #expect(zip(luma, luma.dropFirst()).allSatisfy { $0 <= $1 })
    }
  }

  /// Every pixel of a picture of noise: chroma interpolated for luma, luma filtered for chroma.
  @Test(arguments: [(1, 1), (2, 2), (7, 5), (33, 19), (64, 6)]) func sites(shape: (Int, Int)) {
    var rng = SeededRNG(seed: 3)
    let picture = TestPicture(.yuv420p8, shape.0, shape.1, seed: 7)
    for plane in picture.planes {
      for y in 0..<plane.rows { for x in 0..<plane.width { plane[x, y] = UInt8(90 + rng.next() % 76) } }
    }
    var grade = GradeSpec()
    (grade.saturation, grade.gamma, grade.temperature) = (1.5, PerChannel(1.3), 20)
    let target = TestPicture(.yuv420p8, shape.0, shape.1, seed: 8)
    kernels.apply(ColorTable(grade: grade), picture.view, into: target.target, scratch: Scratch())
    let reference = ReferenceGrade(grade: grade)
    func at(_ plane: Int, _ x: Int, _ y: Int) -> Double {
      let samples = picture.planes[plane]
      return Double(samples[min(max(x, 0), samples.width - 1), min(max(y, 0), samples.rows - 1)])
    }
    for y in 0..<shape.1 {
      for x in 0..<shape.0 {
        let (near, far) = (y / 2, y % 2 == 0 ? y / 2 - 1 : y / 2 + 1)
        func chroma(_ plane: Int) -> Double {
          [x / 2, (x + 1) / 2].map { 0.75 * at(plane, $0, near) + 0.25 * at(plane, $0, far) }.reduce(0, +) / 2
        }
        guard let exact = reference.apply([at(0, x, y), chroma(1), chroma(2)]) else { continue }
        #expect(abs(exact[0] - Double(target.planes[0][x, y])) <= 0.55, "\(x), \(y)")
      }
    }
    for y in 0..<(shape.1 + 1) / 2 {
      for x in 0..<(shape.0 + 1) / 2 {
        let luma = [2 * y, 2 * y + 1].map { at(0, 2 * x - 1, $0) + 2 * at(0, 2 * x, $0) + at(0, 2 * x + 1, $0) }.reduce(0, +) / 8
        guard let exact = reference.apply([luma, at(1, x, y), at(2, x, y)]) else { continue }
        for c in 1...2 { #expect(abs(exact[c] - Double(target.planes[c][x, y])) <= 0.55, "\(x), \(y)") }
      }
    }
    #expect(target.isIntact)
  }
}
