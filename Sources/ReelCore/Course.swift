/// A number over the frames of a span: what is left of keyframes once they meet the grid.
///
/// A value that does not change is a constant whatever it was written as, so two ways of saying the same have one key.
package enum Course: Hashable, Sendable, Codable {
  case constant(Double)
  /// One for each frame of the span.
  case frames([Double])

  package init(_ values: [Double]) {
    if let first = values.first, values.allSatisfy({ $0 == first }) { self = .constant(first) } else { self = .frames(values) }
  }

  /// - Parameter index: counted from the span's first frame.
  package subscript(index: Int) -> Double {
    switch self {
    case .constant(let value): value
    case .frames(let values): values[index]
    }
  }

  package func isAlways(_ value: Double) -> Bool { self == .constant(value) }
}
