import ReelCore

/// Which way pictures move across the canvas, in whole pairs of pixels: chroma moves with luma, and nothing is resampled.
enum Travel: String, CaseIterable {
  case left, right, up, down

  static func parameter(_ summary: String) -> Parameter {
    Parameter("direction", .choice(default: left.rawValue, of: allCases.map(\.rawValue)), summary)
  }

  init(of values: ParameterValues) {
    let name = values.choice("direction")
    guard let value = Travel(rawValue: name) else { preconditionFailure("no direction '\(name)'") }
    self = value
  }

  var isHorizontal: Bool { self == .left || self == .right }

  /// Where the incoming picture is once it has come `progress` of its way, and where the outgoing one is that it pushes out. In a
  /// canvas of odd length they overlap by one pixel.
  func positions(_ size: Size, progress: Double) -> (incoming: (x: Int, y: Int), outgoing: (x: Int, y: Int)) {
    let length = isHorizontal ? size.width : size.height
    let rest = min(2 * Int((Double(length) * (1 - progress) / 2).rounded()), length / 2 * 2)
    let sign = self == .left || self == .up ? 1 : -1
    let (incoming, outgoing) = (sign * rest, sign * (rest - length / 2 * 2))
    if isHorizontal { return (incoming: (x: incoming, y: 0), outgoing: (x: outgoing, y: 0)) }
    return (incoming: (x: 0, y: incoming), outgoing: (x: 0, y: outgoing))
  }
}
