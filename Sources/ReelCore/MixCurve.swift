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
