/// What a `.cube` file holds: a one-dimensional table, a three-dimensional one, or the first and then the second.
///
/// Values are R'G'B' in 0...1, and may lie outside.
package struct CubeTable: Hashable, Sendable {
  /// Equally spaced values over a domain, which may differ by channel.
  package struct Table: Hashable, Sendable {
    /// Points along an axis.
    package var size: Int
    /// The input at the first point, for R, G, B.
    package var low: [Double]
    /// The input at the last point.
    package var high: [Double]
    /// R, G, B of every point; in three dimensions red changes fastest.
    package var values: [Float]

    package init(size: Int, low: [Double] = [0, 0, 0], high: [Double] = [1, 1, 1], values: [Float]) {
      (self.size, self.low, self.high, self.values) = (size, low, high, values)
    }

    /// Where an input lies between the first point and the last, 0...size - 1, clamped.
    func position(_ input: Double, channel: Int) -> Double {
      let last = Double(size - 1)
      return min(max((input - low[channel]) / (high[channel] - low[channel]) * last, 0), last)
    }

    /// The input at a point.
    func input(at position: Double, channel: Int) -> Double {
      low[channel] + (high[channel] - low[channel]) * position / Double(size - 1)
    }

    /// A channel of a one-dimensional table, interpolated linearly; inputs outside the domain are clamped.
    func curve(_ input: Double, channel: Int) -> Double {
      let position = position(input, channel: channel)
      let index = min(Int(position), size - 2)
      let (a, b) = (Double(values[3 * index + channel]), Double(values[3 * index + 3 + channel]))
      return a + (b - a) * (position - Double(index))
    }
  }

  package var title: String?
  /// Applied first; a shaper where there is a ``lattice``.
  package var curve: Table?
  package var lattice: Table?

  package init(title: String? = nil, curve: Table? = nil, lattice: Table? = nil) {
    (self.title, self.curve, self.lattice) = (title, curve, lattice)
  }

  /// True when nothing from 0 to 1 changes.
  package var isIdentity: Bool {
    if let curve {
      guard curve.coversUnit else { return false }
      for i in 0..<curve.size where !curve.isIdentity(at: (i, i, i), index: i) { return false }
    }
    guard let lattice else { return true }
    guard lattice.coversUnit else { return false }
    let size = lattice.size
    for b in 0..<size {
      for g in 0..<size {
        for r in 0..<size where !lattice.isIdentity(at: (r, g, b), index: (b * size + g) * size + r) { return false }
      }
    }
    return true
  }
}

extension CubeTable.Table {
  fileprivate var coversUnit: Bool { low.allSatisfy { $0 <= 0 } && high.allSatisfy { $0 >= 1 } }

  /// Within half a code of fourteen bits: what is left of an identity that was written with five decimals.
  fileprivate func isIdentity(at point: (Int, Int, Int), index: Int) -> Bool {
    func isNear(_ position: Int, _ channel: Int) -> Bool {
      abs(Double(values[3 * index + channel]) - input(at: Double(position), channel: channel)) <= 1.0 / 32768
    }
    return isNear(point.0, 0) && isNear(point.1, 1) && isNear(point.2, 2)
  }
}
