import ReelCore
import ReelText
import ReelTimeline

extension CaptionStyle {
  /// Changes what the document says; the rest stays.
  mutating func apply(_ captions: Captions, rate: FrameRate) {
    set(\.font, captions.font)
    set(\.weight, captions.weight.flatMap(FontWeight.value))
    set(\.italic, captions.italic)
    if let size = captions.size {
      // What follows from the size keeps its share of it.
      smallestSize *= size / self.size
      boxPadding *= size / self.size
      self.size = size
    }
    set(\.smallestSize, captions.smallestSize)
    set(\.fill, captions.color.map { TextColor($0) })
    set(\.outline, captions.outline)
    set(\.outlineColor, captions.outlineColor.map { TextColor($0) })
    set(\.shadow, captions.shadow)
    set(\.shadowColor, captions.shadowColor.map { TextColor($0, opacity: shadowColor.opacity) })
    set(\.box, captions.box.flatMap { Box(rawValue: $0.rawValue) })
    set(\.boxColor, captions.boxColor.map { TextColor($0, opacity: boxColor.opacity) })
    set(\.boxColor.opacity, captions.boxOpacity.map { UInt8(($0 * 255).rounded()) })
    set(\.boxPadding, captions.boxPadding)
    set(\.letterCase, captions.letterCase.flatMap { LetterCase(rawValue: $0.rawValue) })
    set(\.letterSpacing, captions.spacing)
    set(\.x, captions.x)
    set(\.y, captions.y)
    set(\.alignment, captions.alignment.flatMap { Alignment(rawValue: $0.rawValue) })
    set(\.anchor, captions.anchor.flatMap { Anchor(rawValue: $0.rawValue) })
    set(\.margin, captions.margin)
    set(\.maxLines, captions.lines)
    set(\.words, captions.highlight.map { .highlight(TextColor($0)) } ?? captions.words.map { .few($0) })
    set(\.enter, captions.enter.map { CaptionAnimation($0, rate: rate) })
    set(\.leave, captions.leave.map { CaptionAnimation($0, rate: rate) })
  }

  private mutating func set<Value>(_ property: WritableKeyPath<Self, Value>, _ value: Value?) {
    if let value { self[keyPath: property] = value }
  }
}

extension TextColor {
  fileprivate init(_ color: Color, opacity: UInt8 = 255) {
    self.init(UInt32(color.red) << 16 | UInt32(color.green) << 8 | UInt32(color.blue), opacity: opacity)
  }
}

extension CaptionAnimation {
  fileprivate init(_ appearance: Appearance, rate: FrameRate) {
    self.init(Kind(rawValue: appearance.type.rawValue) ?? .none, frames: max(1, appearance.duration.frames(rate)))
  }
}
