package import ReelCore

extension Kernels {
  /// A blur along a line: every sample becomes the mean of those on a line through it. Edges are repeated.
  ///
  /// The mean of 2^n samples is n means of two: each halving of the distance doubles what has been gathered. Between the steps samples
  /// have 7 bits of fraction. Across and down sums are carried along instead, which takes the same time for any length.
  /// - Parameters:
  ///   - length: of the line in pixels; at 0 the picture is copied bit for bit.
  ///   - angle: degrees clockwise from pointing right.
  ///   - target: other memory than `picture`.
  package func directionalBlur(
    _ picture: PictureView, length: Double, angle: Double, into target: MutablePictureView, scratch: Scratch
  ) {
    expect(.yuv420p8, picture, target)
    let (sine, cosine) = Angle.sineAndCosine(degrees: angle)
    for plane in 0..<3 {
      let scale = plane == 0 ? 1.0 : 0.5
      let (x, y) = (cosine * length * scale, sine * length * scale)
      if y == 0, let box = BoxBlur(length: abs(x)) {
        box.across(picture[plane], into: target[plane], scratch: scratch, kernels: self)
      } else if x == 0, let box = BoxBlur(length: abs(y)) {
        box.down(picture[plane], into: target[plane], scratch: scratch, kernels: self)
      } else {
        LineBlur(x: x, y: y).run(picture[plane], into: target[plane], scratch: scratch)
      }
    }
  }
}

/// The mean along a line of one plane.
private struct LineBlur {
  /// From one end to the other, in samples.
  var x: Double
  var y: Double

  func run(_ source: PlaneView, into target: MutablePlaneView, scratch: Scratch) {
    // Samples at most one apart, so that the line has no gaps.
    let length = max(abs(x), abs(y))
    var steps = 0
    while Double(1 << steps) < length { steps += 1 }
    guard length > 0.05 else {
      for row in 0..<target.rows { target.row(row).update(from: source.row(row), count: target.width) }
      return
    }
    steps = max(steps, 1)
    let count = source.width * source.rows
    var from = scratch.array(.init("line", 0), count, of: UInt16.self)
    var to = scratch.array(.init("line", 1), count, of: UInt16.self)
    for row in 0..<source.rows {
      let (samples, wide) = (source.row(row), from + row * source.width)
      for column in 0..<source.width { wide[column] = UInt16(samples[column]) << 7 }
    }
    // The two halves of a line of 2^n samples lie half its length apart, and each is centred on the middle of its own.
    for step in 0..<steps {
      let apart = Double(1 << step) / Double(1 << steps)
      average(from, to, source.width, source.rows, x: x * apart / 2, y: y * apart / 2)
      swap(&from, &to)
    }
    for row in 0..<target.rows {
      let (wide, samples) = (from + row * source.width, target.row(row))
      for column in 0..<source.width { samples[column] = UInt8((wide[column] &+ 64) >> 7) }
    }
  }

  /// The mean of a plane moved by (x, y) and by (-x, -y).
  private func average(
    _ from: UnsafePointer<UInt16>, _ to: UnsafeMutablePointer<UInt16>, _ width: Int, _ rows: Int, x: Double, y: Double
  ) {
    let (forth, back) = (Shift(x, y), Shift(-x, -y))
    for row in 0..<rows {
      let out = to + row * width
      forth.add(from, width, rows, row, out, isFirst: true)
      back.add(from, width, rows, row, out, isFirst: false)
    }
  }
}

/// A plane moved by a part of a sample, linearly between four neighbours, in 1/64.
private struct Shift {
  let columns: Int
  let rows: Int
  private let across: UInt32
  private let down: UInt32

  init(_ x: Double, _ y: Double) {
    columns = Int(x.rounded(.down))
    rows = Int(y.rounded(.down))
    across = UInt32(((x - x.rounded(.down)) * 64).rounded())
    down = UInt32(((y - y.rounded(.down)) * 64).rounded())
  }

  /// Half of the moved row is put into, or added to, a row.
  func add(
    _ from: UnsafePointer<UInt16>, _ width: Int, _ count: Int, _ row: Int, _ out: UnsafeMutablePointer<UInt16>, isFirst: Bool
  ) {
    let upper = from + min(max(row + rows, 0), count - 1) * width
    let lower = from + min(max(row + rows + 1, 0), count - 1) * width
    let weights = ((64 - across) * (64 - down), across * (64 - down), (64 - across) * down, across * down)
    // Two means that each round down, and one that rounds up: together the mean of the mean.
    let round: UInt32 = isFirst ? 4095 : 4096
    @inline(__always) func put(_ x: Int, _ left: Int, _ right: Int) {
      let sum =
        UInt32(upper[left]) &* weights.0 &+ UInt32(upper[right]) &* weights.1 &+ UInt32(lower[left]) &* weights.2
        &+ UInt32(lower[right]) &* weights.3
      let half = UInt16(truncatingIfNeeded: (sum &+ round) >> 13)
      out[x] = isFirst ? half : out[x] &+ half
    }
    // Columns whose neighbours are all inside.
    let inside = max(0, -columns)..<max(max(0, -columns), min(width, width - columns - 1))
    for x in 0..<min(inside.lowerBound, width) { put(x, min(max(x + columns, 0), width - 1), min(max(x + columns + 1, 0), width - 1)) }
    for x in inside { put(x, x &+ columns, x &+ columns &+ 1) }
    for x in inside.upperBound..<max(width, inside.upperBound) {
      put(x, min(max(x + columns, 0), width - 1), min(max(x + columns + 1, 0), width - 1))
    }
  }
}
