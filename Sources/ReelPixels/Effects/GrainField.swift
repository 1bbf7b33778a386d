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
        (shares[i], shares[count + i], shares[2 * count + i]) = (before, 256 - before - after, after)
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
        kernels.spread(points, columns.first, columns.shares, size.width, into: lattice(ready))
        ready += 1
      }
      let shares = (rows.shares[y], rows.shares[size.height + y], rows.shares[2 * size.height + y])
      kernels.blend(lattice(first), lattice(first + 1), lattice(first + 2), shares, size.width, into: noise)
      kernels.grain(plane.row(y), noise, size.width, strength: strength, into: target.row(y))
    }
  }
}
