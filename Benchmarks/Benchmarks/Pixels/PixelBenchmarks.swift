import Benchmark
import ReelCore
import ReelPixels

/// Each stage of the compositor on a picture of 1080x1920, at every level of instructions: `swift package benchmark`.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = Benchmark.Configuration(
    metrics: [.cpuTotal, .wallClock], timeUnits: .microseconds, warmupIterations: 3, maxDuration: .seconds(1))
  for level in KernelLevel.available { stages(Kernels.best(limit: level)) }
}

private let canvas = Size(width: 1080, height: 1920)

private func stage(_ kernels: Kernels, _ name: String, _ body: @escaping () -> Void) {
  Benchmark("\(name) \(kernels.level)") { benchmark in
    for _ in benchmark.scaledIterations { body() }
  }
}

private func stages(_ kernels: Kernels) {
  let (a, b, out) = (Picture(.yuv420p8, canvas, seed: 1), Picture(.yuv420p8, canvas, seed: 2), Picture(.yuv420p8, canvas))
  let (rgba, premultiplied) = (Picture(.rgba8, canvas), Picture(.rgba8, canvas))
  let turned = Picture(.yuv420p8, canvas.transposed)
  let logo = Picture(.rgba8, Size(width: 300, height: 300))
  let whole = Layer(straight: rgba.view, x: 0, y: 0, kernels: kernels)
  let corner = Layer(straight: logo.view, x: 741, y: 80, kernels: kernels)

  stage(kernels, "dissolve") { kernels.dissolve(a.view, b.view, weight: 99, into: out.target) }
  stage(kernels, "over, whole picture") { kernels.over(whole, opacity: 256, onto: out.target) }
  stage(kernels, "over, whole picture, half opacity") { kernels.over(whole, opacity: 128, onto: out.target) }
  stage(kernels, "over, 300x300") { kernels.over(corner, opacity: 256, onto: out.target) }
  stage(kernels, "statistics") { blackHole(kernels.statistics(a.view[0])) }
  stage(kernels, "difference") { blackHole(kernels.difference(a.view[0], b.view[0])) }
  stage(kernels, "copy") { kernels.copy(a.view, into: out.target) }
  stage(kernels, "quarter turn") { kernels.orient(a.view, mirrored: false, quarterTurns: 1, into: turned.target) }
  stage(kernels, "half turn") { kernels.orient(a.view, mirrored: false, quarterTurns: 2, into: out.target) }
  stage(kernels, "premultiply") { kernels.premultiply(rgba.view, into: premultiplied.target) }
  stage(kernels, "layer, whole picture") { blackHole(Layer(straight: rgba.view, x: 0, y: 0, kernels: kernels)) }
  stage(kernels, "layer, 300x300") { blackHole(Layer(straight: logo.view, x: 741, y: 80, kernels: kernels)) }
  stage(kernels, "layer, caption of 3 bitmaps of 900x150") { blackHole(caption(kernels)) }
  stage(kernels, "thumbnail") { blackHole(kernels.thumbnail(a.view)) }
  colors(kernels, a, into: out)
  stage(kernels, "rgb") { kernels.rgb(from: a.view, into: rgba.target) }
  catalogue(kernels, a, b, into: out)
}

/// Every transition in its middle, and every effect, as the catalogue has them by default.
private func catalogue(_ kernels: Kernels, _ a: Picture, _ b: Picture, into out: Picture) {
  let (scratch, image) = (Scratch(), Picture(.gray8, canvas, seed: 3))
  for entry in pixelCatalogue.entries {
    let values = ParameterValues(defaultsOf: entry)
    switch entry.kind {
    case .transition:
      let moment = TransitionMoment(frame: 13, duration: 30, values: values, seed: 1, image: image.view[0])
      stage(kernels, "transition \(entry.name)") {
        try? Transitions.render(
          entry.name, from: a.view, to: b.view, at: moment, into: out.target, scratch: scratch, kernels: kernels)
        // The moment holds a view of its memory.
        withExtendedLifetime(image) {}
      }
    case .effect:
      let moment = EffectMoment(frame: 3, duration: 60, rate: FrameRate(Rational(30)), seed: 1, values: values)
      stage(kernels, "effect \(entry.name)") {
        try? Effects.render(entry.name, a.view, at: moment, into: out.target, scratch: scratch, kernels: kernels)
      }
    case .blend: continue
    }
  }
}

/// A shadow, an outline and letters, mostly empty.
private func caption(_ kernels: Kernels) -> Layer? {
  var builder = LayerBuilder(size: canvas, kernels: kernels)
  let coverage = (0..<900 * 150).map { $0 / 20 % 4 == 0 ? UInt8(truncatingIfNeeded: $0) : 0 }
  for (color, opacity): (UInt32, UInt8) in [(0, 128), (0, 255), (0xFFFFFF, 255)] {
    coverage.withUnsafeBufferPointer { bitmap in
      guard let first = bitmap.baseAddress else { return }
      builder.add(
        coverage: first, stride: 900, width: 900, height: 150, x: 90, y: 1400, color: color, opacity: opacity)
    }
  }
  return builder.build()
}

/// One stage for each shape of a table. Noise is the worst that its memory can be asked.
private func colors(_ kernels: Kernels, _ picture: Picture, into out: Picture) {
  var straight = GradeSpec()
  (straight.exposure, straight.saturation) = (0.2, 1.2)
  var curved = straight
  curved.gamma = PerChannel(1.2)
  let values = (0..<33 * 33 * 33).flatMap { index -> [Float] in
    let (r, g, b) = (Float(index % 33) / 32, Float(index / 33 % 33) / 32, Float(index / 33 / 33) / 32)
    return [r * r * 0.9 + g * 0.1, g, b * 0.8 + 0.1]
  }
  let cube = CubeTable(lattice: CubeTable.Table(size: 33, values: values))
  let scratch = Scratch()
  let tables = [
    ("colours, straight", ColorTable(grade: straight)), ("colours, curves", ColorTable(grade: curved)),
    ("colours, 33 points", ColorTable(cube: cube)), ("colours, curves and 33 points", ColorTable(grade: curved, cube: cube)),
  ]
  for (name, table) in tables {
    stage(kernels, name) { kernels.apply(table, picture.view, into: out.target, scratch: scratch) }
  }
  stage(kernels, "colours, table of 33 points baked") { blackHole(ColorTable(grade: curved, cube: cube)) }
  let conversions: [(String, PixelFormat, ColorDescription.Matrix, ColorDescription.Range)] = [
    ("BT.709 in full range", .yuv420p8, .bt709, .full), ("BT.601", .yuv420p8, .smpte170m, .limited),
    ("BT.601 in full range", .yuv420p8, .smpte170m, .full), ("BT.709 in 10 bits", .yuv420p10, .bt709, .limited),
    ("BT.601 in 10 bits", .yuv420p10, .smpte170m, .limited), ("R'G'B'", .rgba8, .rgb, .full), ("R'G'B' in 16 bits", .gbrp16, .rgb, .full),
  ]
  for (name, format, matrix, range) in conversions {
    let source = Picture(format, canvas)
    let color = ColorDescription(matrix: matrix, primaries: .bt709, transfer: .bt709, range: range)
    let conversion = ColorConversion(from: format, color)
    stage(kernels, "from " + name) { kernels.convert(source.view, by: conversion, into: out.target, scratch: scratch) }
  }
  stage(kernels, "colours, histogram") { blackHole(kernels.colorHistogram(picture.view)) }
}
