/// A change of colours by numbers. What each does, in R'G'B' from 0 to 1, in this order:
///
/// 1. ``temperature`` and ``tint``, each -100...100: R' times `1 + 0.2 t`, B' times `1 - 0.2 t`, G' times `1 - 0.2 i`, all divided by
///    what luma became of white, so that the luma of greys stays. Warmer and more magenta are positive.
/// 2. ``saturation`` s: `L + s (c - L)`, with BT.709's L = 0.2126 R' + 0.7152 G' + 0.0722 B'.
/// 3. ``exposure`` in stops: times `2^(stops / 2.4)`. On a display of BT.1886, whose light is the code to the power of 2.4, one stop is
///    twice the light, and black stays black.
/// 4. ``lift``, ``gain``, ``gamma``: `x = gain (c + lift (1 - c))`, then `x^(1 / gamma)`; below x = 1/64 a straight line from there
///    through 0, or a gamma above 1 would tear blacks apart.
/// 5. ``contrast`` k: `0.435 + k (c - 0.435)`, around middle grey.
package struct GradeSpec: Hashable, Sendable, Codable {
  package var exposure = 0.0
  package var contrast = 1.0
  package var saturation = 1.0
  package var temperature = 0.0
  package var tint = 0.0
  package var lift = PerChannel(0)
  package var gamma = PerChannel(1)
  package var gain = PerChannel(1)

  package init() {}

  package static let neutral = GradeSpec()
  package var isNeutral: Bool { self == .neutral }

  /// What is supported; beyond it tables lose precision.
  package enum Limits {
    package static let exposure = -4.0...4.0
    package static let contrast = 0.0...4.0
    package static let saturation = 0.0...4.0
    package static let temperature = -100.0...100.0
    package static let tint = -100.0...100.0
    package static let lift = -0.5...0.5
    package static let gamma = 0.25...4.0
    package static let gain = 0.0...4.0
  }
}

/// A number for each of R', G', B'.
package struct PerChannel: Hashable, Sendable, Codable {
  package var red: Double
  package var green: Double
  package var blue: Double

  package init(_ red: Double, _ green: Double, _ blue: Double) { (self.red, self.green, self.blue) = (red, green, blue) }
  package init(_ all: Double) { self.init(all, all, all) }

  package subscript(channel: Int) -> Double { channel == 0 ? red : channel == 1 ? green : blue }
}
