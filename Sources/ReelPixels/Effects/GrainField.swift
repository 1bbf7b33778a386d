import ReelCore

/// Grain larger than a pixel: a lattice of noise, a grain apart, under quadratic B-splines.
///
/// Splines of the second degree keep the deviation within a tenth of itself wherever a pixel lies between the points of the
/// lattice; straight lines would let it drop to half, and the lattice would be seen.
struct GrainField {
  /// Which three points of the lattice a pixel takes, from the first on, and their shares of 256.
  private struct Taps {
    let first: UnsafeMutablePointer<Int32>
    let shares: UnsafeMutablePointer<Int16>
    /// Points of the lattice in use.
    let points: Int

    init(_ count: Int, grain: Double, _ name: Int, _ scratch: Scratch) {
      first = scratch.array(Scratch.Name("grain taps", name), count, of: Int32.self)
      shares = scratch.array(Scratch.Name("grain shares", name), 3 * count, of: Int16.self)
      for i in 0..<count {
        let place = (Double(i) + 0.5) / grain
        let cell = place.rounded(.down)
        let t = place - cell
        // The spline at distances 1 + t - 1/2, t - 1/2 and 1 - t + 1/2 from the points before, at and after the cell.
        let (before, after) = (Int16((128 * (1 - t) * (1 - t)).rounded()), Int16((128 * t * t).rounded()))
        first[i] = Int32(cell)
        (shares[3 * i], shares[3 * i + 1], shares[3 * i + 2]) = (before, 256 - before - after, after)
      }
      points = Int(first[count - 1]) + 3
    }
  }

  /// The mean of the sums of the squares of both directions' shares is the spline of degree 5 at 0, squared: (66 / 120)^2.
  private static let gain = 66.0 / 120

  private let size: Size
  private let columns: Taps
  private let rows: Taps

  init(_ size: Size, grain: Double, _ scratch: Scratch) {
    self.size = size
    columns = Taps(size.width, grain: grain, 0, scratch)
    rows = Taps(size.height, grain: grain, 1, scratch)
  }

  func add(
    _ amount: Double, to plane: PlaneView, _ random: CounterHash, into target: MutablePlaneView, _ scratch: Scratch, _ kernels: Kernels
  ) {
    let points = scratch.array(Scratch.Name("grain"), columns.points, of: Int16.self)
    // The three rows of the lattice that are in use, each at the columns of the picture.
    let spread = scratch.array(Scratch.Name("grain spread"), 3 * size.width, of: Int16.self)
    func lattice(_ row: Int) -> UnsafeMutablePointer<Int16> { spread + row % 3 * size.width }
    let noise = scratch.array(Scratch.Name("grain noise"), size.width, of: Int16.self)
    let strength = Kernels.grainStrength(amount, gain: Self.gain)
    var ready = 0
    for y in 0..<size.height {
      let first = Int(rows.first[y])
      while ready < first + 3 {
        kernels.noise(points, columns.points, random[ready])
        spreadOut(points, into: lattice(ready))
        ready += 1
      }
      blend(lattice(first), lattice(first + 1), lattice(first + 2), rows.shares + 3 * y, into: noise)
      kernels.grain(plane.row(y), noise, size.width, strength: strength, into: target.row(y))
    }
  }

  private func spreadOut(_ points: UnsafePointer<Int16>, into row: UnsafeMutablePointer<Int16>) {
    let (first, shares) = (columns.first, columns.shares)
    for x in 0..<size.width {
      let (point, share) = (points + Int(first[x]), shares + 3 * x)
      let sum = Int32(point[0]) &* Int32(share[0]) &+ Int32(point[1]) &* Int32(share[1]) &+ Int32(point[2]) &* Int32(share[2])
      row[x] = Int16(truncatingIfNeeded: (sum &+ 128) >> 8)
    }
  }

  private func blend(
    _ a: UnsafePointer<Int16>, _ b: UnsafePointer<Int16>, _ c: UnsafePointer<Int16>, _ shares: UnsafePointer<Int16>,
    into row: UnsafeMutablePointer<Int16>
  ) {
    let (first, second, third) = (Int32(shares[0]), Int32(shares[1]), Int32(shares[2]))
    for x in 0..<size.width {
      let sum = Int32(a[x]) &* first &+ Int32(b[x]) &* second &+ Int32(c[x]) &* third
      row[x] = Int16(truncatingIfNeeded: (sum &+ 128) >> 8)
    }
  }
}
