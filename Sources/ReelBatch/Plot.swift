import Foundation
import ReelCore

/// A drawing of one figure over the rows of a batch, as SVG.
///
/// Each place across is a row, or several neighbours where there are too many to be told apart; what stands above it is a line from the
/// least to the most, and a dot on the median.
struct Plot {
  var values: [[Double]]
  /// Words for a row, where it is pointed at.
  var names: [String]
  var unit: String
  /// What is on the axis in any case: none of it where only differences matter.
  var shown: ClosedRange<Double>?
  /// The least that the axis spans: what is smaller is no difference worth a look.
  var span = 0.0

  private static let (width, height) = (640.0, 180.0)
  private static let (left, right, top, bottom) = (54.0, 8.0, 8.0, 20.0)
  private static let places = 320

  var svg: String {
    let all = values.flatMap(\.self)
    guard let least = all.min(), let most = all.max() else { return "<p class=\"soft\">nothing was measured</p>" }
    let scale = Scale(from: min(least, shown?.lowerBound ?? least), to: max(most, shown?.upperBound ?? most), span: span)
    var parts = scale.ticks.map { tick in
      let y = place(tick, scale)
      return "<line class=\"grid\" x1=\"\(Self.left)\" x2=\"\(Self.width - Self.right)\" y1=\"\(y)\" y2=\"\(y)\"/>"
        + "<text x=\"\(Self.left - 6)\" y=\"\(y + 4)\" text-anchor=\"end\">\(scale.text(tick))</text>"
    }
    parts += marks(scale)
    parts.append(Self.axis(values.count))
    return Self.drawing(Self.height, "\(unit) of \(values.count) rows", parts)
  }

  private static func drawing(_ height: Double, _ label: String, _ parts: [String]) -> String {
    "<svg viewBox=\"0 0 \(Int(width)) \(Int(height))\" role=\"img\" aria-label=\"\(label)\">" + parts.joined() + "</svg>"
  }

  /// First and last row.
  private static func axis(_ count: Int) -> String {
    "<text x=\"\(left)\" y=\"\(height - 4)\">1</text>"
      + "<text x=\"\(width - right)\" y=\"\(height - 4)\" text-anchor=\"end\">\(count)</text>"
  }

  private func place(_ value: Double, _ scale: Scale) -> Double {
    let share = (value - scale.bottom) / (scale.top - scale.bottom)
    return Self.round(Self.height - Self.bottom - share * (Self.height - Self.bottom - Self.top))
  }

  private static func round(_ value: Double) -> Double { (value * 10).rounded() / 10 }

  /// Rows that share a place.
  private static func groups(_ count: Int) -> [Range<Int>] {
    let places = min(count, places)
    return (0..<places).map { $0 * count / places..<($0 + 1) * count / places }
  }

  private static func across(_ index: Int, of count: Int) -> Double {
    round(left + (Double(index) + 0.5) * (width - left - right) / Double(max(1, count)))
  }

  private func marks(_ scale: Scale) -> [String] {
    let groups = Self.groups(values.count)
    let radius = groups.count > 120 ? 1.5 : 3
    return groups.enumerated().compactMap { index, rows in
      let found = rows.flatMap { values[$0] }.sorted()
      guard let least = found.first, let most = found.last else { return nil }
      let x = Self.across(index, of: groups.count)
      let (low, middle, high) = (place(least, scale), place(found[found.count / 2], scale), place(most, scale))
      let name = names[rows.lowerBound].html + (rows.count > 1 ? " and \(rows.count - 1) more" : "")
      let title = least == most ? scale.text(least) : "\(scale.text(least)) to \(scale.text(most))"
      return "<g><title>\(name): \(title) \(unit)</title><line class=\"range\" x1=\"\(x)\" x2=\"\(x)\" y1=\"\(low)\" y2=\"\(high)\"/>"
        + "<circle class=\"mark\" cx=\"\(x)\" cy=\"\(middle)\" r=\"\(radius)\"/></g>"
    }
  }

  /// A strip with a field for each place, in the colour of the worst of its rows.
  static func strip(_ states: [String], names: [String], order: [String]) -> String {
    let groups = groups(states.count)
    let wide = round((width - left - right) / Double(max(1, groups.count)))
    let fields = groups.enumerated().map { index, rows in
      let worst = rows.map { states[$0] }.max { (order.firstIndex(of: $0) ?? 0) < (order.firstIndex(of: $1) ?? 0) } ?? ""
      let x = round(left + Double(index) * (width - left - right) / Double(groups.count))
      let name = names[rows.lowerBound].html + (rows.count > 1 ? " and \(rows.count - 1) more" : "")
      return "<rect class=\"\(worst)\" x=\"\(x)\" y=\"\(top)\" width=\"\(max(0.8, wide - (wide > 4 ? 1 : 0)))\" "
        + "height=\"\(height - top - bottom)\"><title>\(name): \(worst)</title></rect>"
    }
    return drawing(height, "verdicts of \(states.count) rows", fields + [axis(states.count)])
  }
}

/// Round numbers along an axis.
struct Scale {
  let bottom: Double
  let top: Double
  private let step: Double

  /// About five steps of 1, 2 or 5 times a power of ten.
  init(from least: Double, to most: Double, span: Double) {
    let middle = (least + most) / 2
    let (least, most) = (min(least, middle - span / 2), max(most, middle + span / 2))
    let span = most > least ? most - least : max(abs(most) * 0.1, 1)
    let power = pow(10, floor(log10(span / 5)))
    step = ([1, 2, 5, 10].first { $0 * power * 5 >= span } ?? 10) * power
    bottom = floor(least / step) * step
    top = max(ceil(most / step) * step, bottom + step)
  }

  var ticks: [Double] { (0...Int(((top - bottom) / step).rounded())).map { bottom + Double($0) * step } }

  func text(_ value: Double) -> String { String(format: "%.\(max(0, Int(-floor(log10(step)))))f", value) }
}

extension String {
  /// As text of a page.
  var html: String {
    visible().replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
  }
}
