import ReelCore
import ReelPixels
import ReelTestSupport
import Testing

/// Every code of every input against H.273's equations in doubles, rounded to nearest: equal, not near.
@Suite struct ConversionTests {
  private static let kernels = Kernels.best()

  static let colors: [ColorDescription] = {
    let matrices: [ColorDescription.Matrix] = [.bt709, .smpte170m, .bt2020]
    return matrices.flatMap { matrix in
      [ColorDescription.Range.limited, .full].map { ColorDescription(matrix: matrix, primaries: .bt709, transfer: .bt709, range: $0) }
    }
  }()

  private static func fill(_ plane: MutablePlaneView, _ value: Int) {
    for y in 0..<plane.rows { plane.row(y).update(repeating: UInt8(value), count: plane.width) }
  }

  /// All 16.7 million Y'CbCr; where luma only moves the result by whole codes, a few of them.
  @Test(arguments: colors) func everyCode(color: ColorDescription) {
    let conversion = ColorConversion(from: .yuv420p8, color)
    let reference = ReferenceConversion(color: color)
    let lumas = color.range == .full ? Array(0...255) : [0, 16, 97, 126, 235, 255]
    let (source, target) = (TestPicture(.yuv420p8, lumas.count, 2), TestPicture(.yuv420p8, lumas.count, 2))
    for (x, y) in lumas.enumerated() { for row in 0..<2 { source.planes[0][x, row] = UInt8(y) } }
    let (view, out, scratch) = (source.view, target.target, Scratch())
    // Luma is a weighted sum: its parts are summed up here, since 16.7 million conversions by way of R'G'B' take seconds.
    let zero = reference.codes(0, 128, 128)[0]
    let steps = lumas.map { reference.codes(Double($0), 128, 128)[0] - zero }
    var (wrong, example) = (0, "")
    for cb in 0..<256 {
      Self.fill(source.target[1], cb)
      for cr in 0..<256 {
        Self.fill(source.target[2], cr)
        Self.kernels.convert(view, by: conversion, into: out, scratch: scratch)
        let codes = reference.codes(0, Double(cb), Double(cr))
        let luma = out[0].row(1)
        for x in 0..<lumas.count where luma[x] != ReferenceConversion.rounded(codes[0] + steps[x]) {
          (wrong, example) = (wrong + 1, "\(lumas[x]) \(cb) \(cr) is \(luma[x])")
        }
        for plane in 1...2 where out[plane].row(0)[1] != ReferenceConversion.rounded(codes[plane]) {
          (wrong, example) = (wrong + 1, "\(cb) \(cr) is \(out[plane].row(0)[1]) in plane \(plane)")
        }
      }
    }
    #expect(wrong == 0, "such as \(example)")
  }

  /// All 16.7 million R'G'B' of 8 bits, four pixels each, of which the third has chroma of its own.
  @Test func everyRGB() {
    let conversion = ColorConversion(from: .rgba8, .sRGB)
    let (source, target) = (TestPicture(.rgba8, 1024, 1), TestPicture(.yuv420p8, 1024, 1))
    let (view, out, scratch, pixels) = (source.view, target.target, Scratch(), source.target[0].row(0))
    for x in 0..<1024 { (pixels[4 * x + 2], pixels[4 * x + 3]) = (UInt8(x / 4), UInt8(x & 255)) }
    var (wrong, example) = (0, "")
    for r in 0..<256 {
      for x in 0..<1024 { pixels[4 * x] = UInt8(r) }
      for g in 0..<256 {
        for x in 0..<1024 { pixels[4 * x + 1] = UInt8(g) }
        Self.kernels.convert(view, by: conversion, into: out, scratch: scratch)
        let (luma, cb, cr) = (out[0].row(0), out[1].row(0), out[2].row(0))
        for b in 0..<256 where !Self.isNearest(r, g, b, white: 255, luma[4 * b + 2], cb[2 * b + 1], cr[2 * b + 1]) {
          (wrong, example) = (wrong + 1, "\(r) \(g) \(b)")
        }
      }
    }
    #expect(wrong == 0, "such as \(example)")
  }

  /// The corners, and a quarter of a million of R'G'B' of 16 bits.
  @Test func deepRGB() {
    let (seed, count): (UInt64, Int) = (16, 1 << 18)
    var rng = SeededRNG(seed: seed)
    let (source, target) = (TestPicture(.gbrp16, 4 * count, 1), TestPicture(.yuv420p8, 4 * count, 1))
    let (g, b, r) = (source.target[0].deepRow(0), source.target[1].deepRow(0), source.target[2].deepRow(0))
    for i in 0..<count {
      let random = rng.next()
      let color = (0..<3).map { UInt16(truncatingIfNeeded: i < 8 ? (i >> $0 & 1) * 65535 : Int(random >> (16 * UInt64($0)) & 65535)) }
      for x in 4 * i..<4 * i + 4 { (r[x], g[x], b[x]) = (color[0], color[1], color[2]) }
    }
    Self.kernels.convert(source.view, by: ColorConversion(from: .gbrp16, .sRGB), into: target.target, scratch: Scratch())
    let (luma, cb, cr) = (target.view[0].row(0), target.view[1].row(0), target.view[2].row(0))
    let wrong = (0..<count).first { i in
      let x = 4 * i + 2
      return !Self.isNearest(Int(r[x]), Int(g[x]), Int(b[x]), white: 65535, luma[x], cb[x / 2], cr[x / 2])
    }
    #expect(wrong == nil, "seed \(seed)")
  }

  /// Whether codes are the nearest, halves up, in whole numbers: code - 1/2 <= value < code + 1/2, times the denominator.
  private static func isNearest(_ r: Int, _ g: Int, _ b: Int, white: Int, _ y: UInt8, _ cb: UInt8, _ cr: UInt8) -> Bool {
    func isNearest(_ code: UInt8, _ zero: Int, _ numerator: Int, _ denominator: Int) -> Bool {
      let distance = 2 * numerator - 2 * (Int(code) - zero) * denominator
      return distance >= -denominator && distance < denominator
    }
    let luma = 2126 * r + 7152 * g + 722 * b
    return isNearest(y, 16, 219 * luma, 10000 * white) && isNearest(cb, 128, 224 * (10000 * b - luma), 18556 * white)
      && isNearest(cr, 128, 224 * (10000 * r - luma), 15748 * white)
  }

  private static let depths: [(PixelFormat, Int)] = [
    (.yuv420p9, 9), (.yuv420p10, 10), (.yuv420p12, 12), (.yuv420p14, 14), (.yuv420p16, 16),
  ]

  private static func fill(_ picture: TestPicture, _ code: Int) {
    for plane in 0..<3 {
      let view = picture.target[plane]
      for y in 0..<view.rows { view.deepRow(y).update(repeating: UInt16(code), count: view.width / 2) }
    }
  }

  /// The mean of a code over the pattern is what it is, no place is off by a code, and what 8 bits can say stays flat.
  @Test(arguments: depths) func reductionKeepsTheMean(format: PixelFormat, depth: Int) {
    let (source, target) = (TestPicture(format, 16, 16), TestPicture(.yuv420p8, 16, 16))
    let conversion = ColorConversion(from: format, .bt709)
    let (top, unit) = (1 << depth - 1, Double(1 << (depth - 8)))
    for code in Array(stride(from: 0, through: top, by: depth > 12 ? 37 : 1)) + (0..<256).map({ $0 << (depth - 8) }) + [top] {
      Self.fill(source, code)
      Self.kernels.convert(source.view, by: conversion, into: target.target, scratch: Scratch())
      let exact = min(Double(code) / unit, 255)
      for plane in target.pixels {
        let mean = plane.reduce(0.0) { $0 + Double($1) } / Double(plane.count)
        #expect(plane.allSatisfy { abs(Double($0) - exact) < 1 } && abs(mean - exact) <= 1 / 64.0, "\(code): \(mean)")
        if exact == exact.rounded() { #expect(mean == exact, "\(code)") }
      }
    }
  }

  /// Colours of more than 8 bits that 8 bits cannot say: their mean over the pattern is the equations' result, and no place is off by a code.
  @Test(arguments: depths) func ditherKeepsTheMean(format: PixelFormat, depth: Int) {
    let (source, target) = (TestPicture(format, 16, 16), TestPicture(.yuv420p8, 16, 16))
    let (seed, scratch) = (UInt64(depth), Scratch())
    var rng = SeededRNG(seed: seed)
    // From 14 bits on they are rounded to 12 first.
    let (spare, tolerance) = (max(0, depth - 12), depth > 12 ? 0.12 : 1 / 64.0)
    for color in Self.colors where color != .bt709 {
      let conversion = ColorConversion(from: format, color)
      let reference = ReferenceConversion(color: color)
      let (top, middle) = (Double(1 << depth - 1), Double(1 << (depth - 1)))
      for index in 0..<300 {
        var codes = (0..<3).map { _ in Int(rng.next() % UInt64(1 << depth)) }
        // Odd in 12 bits: nothing that 8 bits can say.
        if color.range == .limited { codes = codes.map { ($0 >> spare | 1) << spare } }
        for plane in 0..<3 { Self.fill(source.target[plane], UInt16(codes[plane])) }
        Self.kernels.convert(source.view, by: conversion, into: target.target, scratch: scratch)
        let isFull = color.range == .full
        let luma = Double(codes[0]) * (isFull ? 255 / top : 128 / middle)
        let chroma = codes[1...].map { 128 + (Double($0) - middle) * (isFull ? 255 / top : 128 / middle) }
        for (plane, exact) in reference.codes(luma, chroma[0], chroma[1]).enumerated() where (0...255).contains(exact) {
          let pixels = target.pixels[plane]
          let mean = pixels.reduce(0.0) { $0 + Double($1) } / Double(pixels.count)
          let isNear = pixels.allSatisfy { abs(Double($0) - exact) < 1 + (depth > 12 ? tolerance : 0) }
          #expect(isNear && abs(mean - exact) <= tolerance, "seed \(seed), \(index), \(color) \(codes): \(mean), not \(exact)")
        }
      }
      guard color.range == .full else { continue }
      // Both ends, and grey, are the same at either depth.
      for (y, code) in [(0, 16), (1 << depth - 1, 235)] {
        for plane in 0..<3 { Self.fill(source.target[plane], plane == 0 ? UInt16(y) : 1 << UInt16(depth - 1)) }
        Self.kernels.convert(source.view, by: conversion, into: target.target, scratch: scratch)
        for plane in 0..<3 { #expect(target.pixels[plane].allSatisfy { $0 == (plane == 0 ? code : 128) }, "\(color) \(y)") }
      }
    }
  }

  private static func fill(_ plane: MutablePlaneView, _ code: UInt16) {
    for y in 0..<plane.rows { plane.deepRow(y).update(repeating: code, count: plane.width / 2) }
  }

  /// What 8 bits can say becomes what the 8 bits become, in every matrix: all chroma there is for 10 bits, some for the others.
  @Test(arguments: depths) func deepCodesOfEightBits(format: PixelFormat, depth: Int) {
    let lumas = [0, 16, 97, 126, 235, 255]
    let (source, deep) = (TestPicture(.yuv420p8, lumas.count, 2), TestPicture(format, lumas.count, 2))
    let (expected, target) = (TestPicture(.yuv420p8, lumas.count, 2), TestPicture(.yuv420p8, lumas.count, 2))
    for (x, y) in lumas.enumerated() {
      for row in 0..<2 {
        source.planes[0][x, row] = UInt8(y)
        deep.target[0].deepRow(row)[x] = UInt16(y) << UInt16(depth - 8)
      }
    }
    let (scratch, step) = (Scratch(), depth == 10 ? 1 : 7)
    for color in Self.colors where color.range == .limited {
      let conversions = [ColorConversion(from: .yuv420p8, color), ColorConversion(from: format, color)]
      let views = [(source.view, expected.target), (deep.view, target.target)]
      var wrong: [String] = []
      for cb in stride(from: 0, to: 256, by: step) {
        for cr in stride(from: 0, to: 256, by: step) {
          for (plane, code) in [(1, cb), (2, cr)] {
            Self.fill(source.target[plane], code)
            Self.fill(deep.target[plane], UInt16(code) << UInt16(depth - 8))
          }
          for (conversion, view) in zip(conversions, views) {
            Self.kernels.convert(view.0, by: conversion, into: view.1, scratch: scratch)
          }
          let isEqual = (0..<3).allSatisfy { plane in
            let (a, b) = (views[0].1[plane], views[1].1[plane])
            return (0..<a.rows).allSatisfy { y in (0..<a.width).allSatisfy { a.row(y)[$0] == b.row(y)[$0] } }
          }
          if !isEqual { wrong.append("\(cb) \(cr)") }
        }
      }
      #expect(wrong.isEmpty, "\(color): \(wrong.count), such as \(wrong.prefix(3))")
    }
  }

  /// Whole pictures of noise: chroma is taken from, and put, to the left column of two and between two rows.
  @Test(arguments: [Size(width: 64, height: 48), Size(width: 67, height: 33), Size(width: 1, height: 1), Size(width: 2, height: 5)])
  func picturesAreSitedLeft(size: Size) {
    let scratch = Scratch()
    for seed: UInt64 in 1...3 {
      for color in Self.colors {
        let source = TestPicture(.yuv420p8, size.width, size.height, seed: seed)
        let reference = ReferenceConversion(color: color)
        let expected = Self.reference(source, size) { y, cb, cr in reference.codes(y, cb, cr) }
        for level in KernelLevel.available {
          let target = TestPicture(.yuv420p8, size.width, size.height, seed: 9)
          let conversion = ColorConversion(from: .yuv420p8, color)
          Kernels.best(limit: level).convert(source.view, by: conversion, into: target.target, scratch: scratch)
          #expect(target.pixels == expected && target.isIntact, "seed \(seed) \(color)")
        }
      }
      for format in [PixelFormat.rgba8, .gbrp16] {
        let source = TestPicture(format, size.width, size.height, seed: seed)
        let expected = Self.reference(rgb: source, size)
        for level in KernelLevel.available {
          let target = TestPicture(.yuv420p8, size.width, size.height, seed: 9)
          Kernels.best(limit: level).convert(source.view, by: ColorConversion(from: format, .sRGB), into: target.target, scratch: scratch)
          #expect(target.pixels == expected && target.isIntact, "seed \(seed) \(format)")
        }
      }
    }
  }

  private static func reference(_ source: TestPicture, _ size: Size, _ codes: (Double, Double, Double) -> [Double]) -> [[UInt8]] {
    let (y, cb, cr) = (source.view[0], source.view[1], source.view[2])
    func sited(_ plane: PlaneView, _ x: Int, _ row: Int) -> Double {
      let (near, far) = (row / 2, min(max(row / 2 + (row % 2 == 0 ? -1 : 1), 0), plane.rows - 1))
      let (left, right) = (x / 2, min((x + 1) / 2, plane.width - 1))
      func mean(_ column: Int) -> Double { (3 * Double(plane.row(near)[column]) + Double(plane.row(far)[column])) / 4 }
      return (mean(left) + mean(right)) / 2
    }
    let luma = (0..<size.height).flatMap { row in
      (0..<size.width).map { x in ReferenceConversion.rounded(codes(Double(y.row(row)[x]), sited(cb, x, row), sited(cr, x, row))[0]) }
    }
    let chroma = (1...2).map { plane in
      (0..<cb.rows).flatMap { row in
        (0..<cb.width).map { ReferenceConversion.rounded(codes(0, Double(cb.row(row)[$0]), Double(cr.row(row)[$0]))[plane]) }
      }
    }
    return [luma] + chroma
  }

  private static func reference(rgb source: TestPicture, _ size: Size) -> [[UInt8]] {
    func pixel(_ x: Int, _ y: Int) -> [Double] {
      let (x, y) = (min(max(x, 0), size.width - 1), min(y, size.height - 1))
      if source.view.format == .rgba8 { return (0..<3).map { Double(source.view[0].row(y)[4 * x + $0]) / 255 } }
      return [2, 0, 1].map { Double(source.view[$0].deepRow(y)[x]) / 65535 }
    }
    let luma = (0..<size.height).flatMap { y in
      (0..<size.width).map { ReferenceConversion.rounded(ReferenceConversion.codes(pixel($0, y))[0]) }
    }
    let chroma = (1...2).map { plane in
      (0..<(size.height + 1) / 2).flatMap { y in
        (0..<(size.width + 1) / 2).map { x in
          let sums = (0..<3).map { channel in
            [2 * y, 2 * y + 1].reduce(0) { sum, y in
              sum + pixel(2 * x - 1, y)[channel] + 2 * pixel(2 * x, y)[channel] + pixel(2 * x + 1, y)[channel]
            }
          }
          return ReferenceConversion.rounded(ReferenceConversion.codes(sums.map { $0 / 8 })[plane])
        }
      }
    }
    return [luma] + chroma
  }
}
