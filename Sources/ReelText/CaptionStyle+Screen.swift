package import ReelCore

extension CaptionStyle {
  /// Styles for words that belong to the picture.
  package enum ScreenLook: String, Hashable, Sendable, CaseIterable {
    /// Large, in the upper middle.
    case title
    /// Who or where, on a dark box at the lower corner where reading begins.
    case lowerThird = "lower-third"
    /// As a phone shows it: dark on a light box.
    case message
    /// In the middle of the picture, in as many lines as it takes.
    case card
  }

  /// - Parameters:
  ///   - canvas: measures are chosen for a picture 1080 pixels wide and scaled to its shorter side.
  ///   - language: BCP 47; a lower third of one that is written from right to left stands at the right.
  package init(_ look: ScreenLook, canvas: Size, language: String? = nil) {
    let unit = Double(min(canvas.width, canvas.height)) / 1080
    self.init(canvas: canvas)
    func set(weight: Int, size: Double, y: Double, _ anchor: Anchor, _ enter: CaptionAnimation.Kind) {
      (self.weight, self.size, self.y, self.anchor) = (weight, size * unit, y, anchor)
      self.enter = CaptionAnimation(enter, frames: 8)
      leave = CaptionAnimation(.fade, frames: 8)
      smallestSize = self.size * 0.7
      boxPadding = self.size * 0.35
    }
    outline = 0
    shadow = 3 * unit
    softness = 2 * unit
    switch look {
    case .title:
      set(weight: 700, size: 104, y: 0.36, .middle, .fade)
      maxLines = 3
    case .lowerThird:
      set(weight: 600, size: 54, y: 0.66, .bottom, .slide)
      (box, boxColor, shadow, softness) = (.block, TextColor(0x101418, opacity: 200), 0, 0)
      alignment = FontLanguage.isRightToLeft(language) ? .right : .left
      maxLines = 2
    case .message:
      set(weight: 400, size: 52, y: 0.2, .top, .pop)
      (box, boxColor, fill, shadow, softness) = (.block, TextColor(0xF4F4F6, opacity: 245), TextColor(0x15161A), 0, 0)
      maxLines = 8
    case .card:
      set(weight: 700, size: 80, y: 0.5, .middle, .fade)
      maxLines = 10
    }
  }
}
