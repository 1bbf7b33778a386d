import Foundation
import ReelPixels

/// A plane of doubles, and what filters make of it: the formulas, without steps and without rounding.
struct FloatPlane {
  let width: Int
  let rows: Int
  var values: [Double]

  init(width: Int, rows: Int, _ value: (Int, Int) -> Double) {
    (self.width, self.rows) = (width, rows)
    values = (0..<rows).flatMap { y in (0..<width).map { value($0, y) } }
  }

  /// One channel of interleaved ones.
  init(_ plane: GuardedPlane, channel: Int = 0, of channels: Int = 1) {
    self.init(width: plane.width / channels, rows: plane.rows) { Double(plane[$0 * channels + channel, $1]) }
  }

  /// Beyond its edges a plane repeats them.
  subscript(x: Int, y: Int) -> Double { values[min(max(y, 0), rows - 1) * width + min(max(x, 0), width - 1)] }

  private static func weight(_ filter: Placement.Filter, _ x: Double) -> Double {
    let x = abs(x)
    switch filter {
    case .nearest: return x < 0.5 ? 1 : 0
    case .bilinear: return max(0, 1 - x)
    case .bicubic:
      if x < 1 { return 1.5 * pow(x, 3) - 2.5 * pow(x, 2) + 1 }
      return x < 2 ? -0.5 * pow(x, 3) + 2.5 * pow(x, 2) - 4 * x + 2 : 0
    case .lanczos:
      if x >= 3 { return 0 }
      return x == 0 ? 1 : 3 * sin(.pi * x) * sin(.pi * x / 3) / (.pi * .pi * x * x)
    }
  }

  /// The samples about a continuous place on a line, and their shares.
  private static func taps(_ place: Double, _ filter: Placement.Filter, wide: Double) -> [(index: Int, share: Double)] {
    let center = place - 0.5
    let radius = 3 * wide + 1
    let all = (Int((center - radius).rounded(.down))...Int((center + radius).rounded(.up))).map {
      (index: $0, share: weight(filter, (Double($0) - center) / wide))
    }
    let sum = all.reduce(0) { $0 + $1.share }
    return all.filter { $0.share != 0 }.map { ($0.index, $0.share / sum) }
  }

  /// A sample at a continuous place (edges are at whole numbers), the filter widened by `wide`.
  func sample(_ x: Double, _ y: Double, _ filter: Placement.Filter, wide: (x: Double, y: Double) = (1, 1)) -> Double {
    let columns = Self.taps(x, filter, wide: wide.x)
    return Self.taps(y, filter, wide: wide.y).reduce(0) { sum, row in
      sum + row.share * columns.reduce(0) { $0 + $1.share * self[$1.index, row.index] }
    }
  }

  /// Another raster of the same picture, at places of its own; codes end at 0 and 255.
  func resampled(
    width: Int, rows: Int, x: (Int) -> Double, y: (Int) -> Double, _ filter: Placement.Filter, wide: (x: Double, y: Double)
  ) -> FloatPlane {
    let columns = (0..<width).map { Self.taps(x($0), filter, wide: wide.x) }
    let across = FloatPlane(width: width, rows: self.rows) { column, row in
      columns[column].reduce(0) { $0 + $1.share * self[$1.index, row] }
    }
    let lines = (0..<rows).map { Self.taps(y($0), filter, wide: wide.y) }
    return FloatPlane(width: width, rows: rows) { column, row in
      min(max(lines[row].reduce(0) { $0 + $1.share * across[column, $1.index] }, 0), 255)
    }
  }

  /// A Gaussian over everything, edges repeated without end.
  func gaussian(_ sigma: Double) -> FloatPlane {
    let reach = Int(6 * sigma) + 1
    let weights = (-reach...reach).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
    let sum = weights.reduce(0, +)
    let across = FloatPlane(width: width, rows: rows) { x, y in
      (-reach...reach).reduce(0) { $0 + weights[$1 + reach] / sum * self[x + $1, y] }
    }
    return FloatPlane(width: width, rows: rows) { x, y in
      (-reach...reach).reduce(0) { $0 + weights[$1 + reach] / sum * across[x, y + $1] }
    }
  }

  /// The mean along a line through every sample: of whole steps of its longer side, those at its ends by what it covers of them; between
  /// the two samples across from a place, in a straight line.
  func mean(alongX x: Double, y: Double) -> FloatPlane {
    let length = max(abs(x), abs(y))
    if length <= 1 { return self }
    let (dx, dy) = (x / length, y / length)
    let reach = Int((length + 1) / 2)
    let shares = (-reach...reach).map { max(0, min(Double($0) + 0.5, length / 2) - max(Double($0) - 0.5, -length / 2)) / length }
    return FloatPlane(width: width, rows: rows) { column, row in
      (-reach...reach).reduce(0) { sum, k in
        let (u, v) = (Double(column) + Double(k) * dx, Double(row) + Double(k) * dy)
        let (i, j) = (Int(u.rounded(.down)), Int(v.rounded(.down)))
        let (a, b) = (u - Double(i), v - Double(j))
        let upper = self[i, j] * (1 - a) + (a > 0 ? self[i + 1, j] * a : 0)
        let lower = b > 0 ? self[i, j + 1] * (1 - a) + (a > 0 ? self[i + 1, j + 1] * a : 0) : 0
        return sum + shares[k + reach] * (upper * (1 - b) + lower * b)
      }
    }
  }

  /// How near a plane of codes is, by its peak and the mean square of the errors.
  func decibels(_ actual: GuardedPlane) -> Double {
    decibels { Double(actual[$0, $1]) }
  }

  func decibels(_ actual: (Int, Int) -> Double) -> Double {
    var error = 0.0
    for y in 0..<rows { for x in 0..<width { error += pow(actual(x, y) - self[x, y], 2) } }
    return Self.decibels(error, width * rows)
  }

  static func decibels(_ squares: Double, _ count: Int) -> Double { 10 * log10(255 * 255 * Double(count) / max(squares, 1e-9)) }
}
