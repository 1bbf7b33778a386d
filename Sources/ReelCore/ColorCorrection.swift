/// What brings a shot to the colours of its scene: a gain and an offset for each of R', G', B', in whole steps, so that a small change
/// of what it was computed from is most often none of it.
package struct ColorCorrection: Hashable, Sendable, Codable {
  package struct Channel: Hashable, Sendable, Codable {
    /// In 1/64.
    package var gain: Int
    /// In half codes of limited range: 438 is white.
    package var offset: Int

    package init(gain: Int = 64, offset: Int = 0) { (self.gain, self.offset) = (gain, offset) }

    /// What becomes of R', G' or B' in 0...1.
    package func apply(_ value: Double) -> Double { factor * value + shift }

    package var factor: Double { Double(gain) / 64 }
    /// In 0...1.
    package var shift: Double { Double(offset) / 438 }
  }

  package var red: Channel
  package var green: Channel
  package var blue: Channel

  package init(red: Channel = Channel(), green: Channel = Channel(), blue: Channel = Channel()) {
    (self.red, self.green, self.blue) = (red, green, blue)
  }

  package static let identity = ColorCorrection()
  package var isIdentity: Bool { self == .identity }

  package subscript(channel: Int) -> Channel { channel == 0 ? red : channel == 1 ? green : blue }
}
