/// A value that moves in straight lines from point to point. Before the first and after the last point it stays.
package struct MixCurve: Hashable, Sendable, Codable {
  package struct Point: Hashable, Sendable, Codable {
    /// Samples at 48 kHz from the start of what the curve belongs to; may lie outside it.
    package var at: Int
    package var value: Double

    package init(at: Int, value: Double) {
      self.at = at
      self.value = value
    }
  }

  /// At least one, in strict order of time.
  package var points: [Point]

  package init(_ points: [Point]) { self.points = points }

  package static func constant(_ value: Double) -> MixCurve { MixCurve([Point(at: 0, value: value)]) }

  /// The value at a sample from the start of what the curve belongs to.
  package func value(at sample: Int) -> Double {
    // The first point after the sample.
    var (low, high) = (0, points.count)
    while low < high {
      let middle = (low + high) / 2
      if points[middle].at <= sample { low = middle + 1 } else { high = middle }
    }
    if low == 0 { return points[0].value }
    if low == points.count { return points[low - 1].value }
    let (from, to) = (points[low - 1], points[low])
    return from.value + (to.value - from.value) * (Double(sample - from.at) / Double(to.at - from.at))
  }

  /// The sum, which bends wherever one of both does.
  package static func + (a: MixCurve, b: MixCurve?) -> MixCurve {
    guard let b else { return a }
    return MixCurve(Set((a.points + b.points).map(\.at)).sorted().map { Point(at: $0, value: a.value(at: $0) + b.value(at: $0)) })
  }
}

/// Where a clip stands between left and right.
package struct MixPan: Hashable, Sendable, Codable {
  /// -1 is left, 0 where it is without, 1 right.
  package var position: MixCurve
  /// Whether both channels are one and the same sound, which then moves as a point with equal power. What has two channels of its own
  /// is brought to one side with both of them.
  package var isMono: Bool

  package init(position: MixCurve, isMono: Bool) {
    self.position = position
    self.isMono = isMono
  }
}
