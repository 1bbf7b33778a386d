import ReelCore

/// Where a cue's block of lines stands, from its settings and the style: canvas pixels.
struct CuePlacement: Hashable {
  /// Which edge of the block, or its middle, stands at ``x``.
  var column: CaptionStyle.Alignment
  var row: CaptionStyle.Anchor
  var x: Double
  var y: Double
  /// What a line may have.
  var width: Double

  init(_ written: CueSettings, style: CaptionStyle, rightToLeft: Bool) {
    let settings = written.placed
    column = Self.column(settings.alignment, style: style, rightToLeft: rightToLeft)
    row = style.anchor
    y = (style.y * Double(style.canvas.height)).rounded()
    let height = Double(style.canvas.height)
    switch settings.line {
    case nil: break
    case .number(let number):
      // Lines are counted from the style's own margin, at the bottom as at the top.
      row = number >= 0 ? .top : .bottom
      let away = Double(style.bottomMargin) + Double(number >= 0 ? number : -1 - number) * style.size
      y = number >= 0 ? away : height - away
    case .percent(let percent, let anchor):
      row = [.start: .top, .center: .middle, .end: .bottom][anchor] ?? .middle
      y = (percent / 100 * height).rounded()
    }
    (x, width) = Self.across(settings, column, style)
  }

  private static func column(
    _ alignment: CueSettings.Alignment, style: CaptionStyle, rightToLeft: Bool
  ) -> CaptionStyle.Alignment {
    switch alignment {
    case .center: style.alignment
    case .left: .left
    case .right: .right
    case .start: rightToLeft ? .right : .left
    case .end: rightToLeft ? .left : .right
    }
  }

  /// Never nearer to the sides than the style's own margin unless the cue says where it wants to stand.
  private static func across(
    _ settings: CueSettings, _ column: CaptionStyle.Alignment, _ style: CaptionStyle
  ) -> (x: Double, width: Double) {
    let (canvas, side) = (Double(style.canvas.width), Double(style.sideMargin))
    let edges: [CueSettings.Anchor: CaptionStyle.Alignment] = [.start: .left, .center: .center, .end: .right]
    let edge = settings.positionAnchor.flatMap { edges[$0] } ?? column
    let own: [CaptionStyle.Alignment: Double] = [.left: 0, .center: 50, .right: 100]
    var (left, right) = (side, canvas - side)
    if let position = settings.position ?? (settings.size < 100 ? own[edge] : nil) {
      let room = edge == .left ? 100 - position : edge == .right ? position : 2 * min(position, 100 - position)
      let size = min(settings.size, room)
      let start = edge == .left ? position : edge == .right ? position - size : position - size / 2
      left = (start / 100 * canvas).rounded()
      right = ((start + size) / 100 * canvas).rounded()
    } else if let share = style.x {
      let x = (share * canvas).rounded()
      switch column {
      case .left: left = x
      case .right: right = x
      case .center: (left, right) = (x - min(x, canvas - x) + side, x + min(x, canvas - x) - side)
      }
    }
    return (column == .left ? left : column == .right ? right : (left + right) / 2, max(1, right - left))
  }
}
