package import ReelCore

extension CaptionStyle {
  /// Styles to begin with; every part of them can be changed afterwards.
  package enum Look: String, Hashable, Sendable, CaseIterable {
    /// White with a black outline.
    case clean
    /// White on a dark box.
    case boxed
    /// Bold, and the word that is said is yellow.
    case karaoke
    /// One to three words at a time, large and in capitals, that jump into the picture.
    case pop
    /// Small and wide, low in the picture, with a soft shadow; fades in and out.
    case cinematic
  }

  /// - Parameter canvas: measures are chosen for a picture 1080 pixels wide and scaled to its shorter side.
  package init(_ look: Look, canvas: Size) {
    let unit = Double(min(canvas.width, canvas.height)) / 1080
    self.init(size: 64 * unit, outline: 4 * unit, boxed: look == .boxed, canvas: canvas)
    switch look {
    case .clean, .boxed: break
    case .karaoke:
      weight = 700
      size = 72 * unit
      outline = 5 * unit
      y = 0.72
      words = .highlight(TextColor(0xFFD400))
    case .pop:
      weight = 800
      size = 96 * unit
      outline = 7 * unit
      y = 0.62
      anchor = .middle
      letterCase = .upper
      maxLines = 1
      words = .few(3)
      enter = CaptionAnimation(.pop, frames: 5)
    case .cinematic:
      size = 52 * unit
      outline = 0
      shadow = 2 * unit
      shadowColor = TextColor(0x000000, opacity: 220)
      softness = 2 * unit
      letterSpacing = 1.5 * unit
      y = 0.84
      enter = CaptionAnimation(.fade, frames: 8)
      leave = CaptionAnimation(.fade, frames: 8)
    }
    smallestSize = size * 0.85
    boxPadding = size * 0.2
  }
}
