/// A colour of text, as thick as it is laid on.
package struct TextColor: Hashable, Sendable {
  /// `0xRRGGBB`
  package var rgb: UInt32
  /// 255 hides what is below.
  package var opacity: UInt8

  package init(_ rgb: UInt32, opacity: UInt8 = 255) {
    self.rgb = rgb
    self.opacity = opacity
  }

  package static let white = TextColor(0xFFFFFF)
  package static let black = TextColor(0x000000)
}
