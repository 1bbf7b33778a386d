/// A map of the plane: `(x, y)` to `(a x + c y + tx, b x + d y + ty)`. Coordinates are continuous, in pixels: the first pixel reaches
/// from 0 to 1, and its centre is at 0.5.
package struct Affine: Hashable, Sendable, Codable {
  package var a: Double
  package var b: Double
  package var c: Double
  package var d: Double
  package var tx: Double
  package var ty: Double

  package init(a: Double, b: Double, c: Double, d: Double, tx: Double, ty: Double) {
    (self.a, self.b, self.c, self.d, self.tx, self.ty) = (a, b, c, d, tx, ty)
  }

  package static let identity = Affine(a: 1, b: 0, c: 0, d: 1, tx: 0, ty: 0)

  package static func translation(_ x: Double, _ y: Double) -> Affine { Affine(a: 1, b: 0, c: 0, d: 1, tx: x, ty: y) }
  package static func scale(_ x: Double, _ y: Double) -> Affine { Affine(a: x, b: 0, c: 0, d: y, tx: 0, ty: 0) }

  /// Clockwise, where y grows downwards.
  package static func rotation(degrees: Double) -> Affine {
    let (sine, cosine) = Angle.sineAndCosine(degrees: degrees)
    return Affine(a: cosine, b: sine, c: -sine, d: cosine, tx: 0, ty: 0)
  }

  /// This map, and then `next`.
  package func then(_ next: Affine) -> Affine {
    Affine(
      a: next.a * a + next.c * b, b: next.b * a + next.d * b, c: next.a * c + next.c * d, d: next.b * c + next.d * d,
      tx: next.a * tx + next.c * ty + next.tx, ty: next.b * tx + next.d * ty + next.ty)
  }

  package func apply(_ x: Double, _ y: Double) -> (x: Double, y: Double) { (a * x + c * y + tx, b * x + d * y + ty) }

  /// How many pixels one pixel becomes.
  package var determinant: Double { a * d - b * c }

  /// `nil` when it flattens the plane.
  package var inverse: Affine? {
    let det = determinant
    guard det != 0, det.isFinite else { return nil }
    let (ia, ib, ic, id) = (d / det, -b / det, -c / det, a / det)
    return Affine(a: ia, b: ib, c: ic, d: id, tx: -(ia * tx + ic * ty), ty: -(ib * tx + id * ty))
  }

  /// True when rows stay rows: nothing is turned or sheared.
  package var isUpright: Bool { b == 0 && c == 0 }
}

/// Sine and cosine by plain arithmetic alone: a C library chooses its code by the processor, and its last bits with it.
package enum Angle {
  package static func sineAndCosine(degrees: Double) -> (sine: Double, cosine: Double) {
    let turns = (degrees / 90).rounded()
    // What is left is within 45 degrees, where the series converge to the last bit in nine terms.
    let x = (degrees - turns * 90) * (Double.pi / 180)
    let (s, c) = (series(x, from: 1), series(x, from: 0))
    return switch Int(turns.truncatingRemainder(dividingBy: 4) + 4) & 3 {
    case 0: (s, c)
    case 1: (c, -s)
    case 2: (-s, -c)
    default: (-c, s)
    }
  }

  /// The Taylor series of sine (`first` 1) or cosine (0).
  private static func series(_ x: Double, from first: Int) -> Double {
    var term = first == 1 ? x : 1
    var sum = term
    var n = first
    for _ in 0..<10 {
      term = -term * x * x / Double((n + 1) * (n + 2))
      sum += term
      n += 2
    }
    return sum
  }
}
