import ReelCore

extension CaptionStyle {
  /// Two styles for two languages on one picture, changed so that their captions do not meet where the styles place them: those of `first` grow upwards and those of
  /// `second` downwards from a line between them. The line lies where as many lines as `second` may have end at the place of `first`.
  /// - Parameter gap: canvas pixels between the blocks, boxes included.
  package static func stacked(_ first: CaptionStyle, _ second: CaptionStyle, gap: Double) -> (first: CaptionStyle, second: CaptionStyle) {
    var (upper, lower) = (first, second)
    let height = Double(first.canvas.height)
    func padding(_ style: CaptionStyle) -> Double { style.box == .none ? 0 : style.boxPadding }
    let bottom: Double
    switch first.anchor {
    case .bottom: bottom = first.y * height
    case .middle: bottom = first.y * height + (Double(first.maxLines) * first.size + gap + Double(second.maxLines) * second.size) / 2
    case .top: bottom = first.y * height + Double(first.maxLines) * first.size + gap + Double(second.maxLines) * second.size
    }
    let top = bottom - Double(second.maxLines) * second.size - padding(second)
    (upper.anchor, lower.anchor) = (.bottom, .top)
    lower.y = top / height
    upper.y = (top - padding(second) - gap - padding(first)) / height
    return (upper, lower)
  }
}
