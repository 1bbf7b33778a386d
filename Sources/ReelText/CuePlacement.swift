import ReelCore

/// Where a cue's settings put it, in ASS's terms: alignment, margins, and a position where margins cannot say it.
struct CuePlacement {
  /// Override tags in braces; empty for the style's own place.
  private(set) var tags = ""
  /// Left, right and vertical; `0` is the style's own.
  private(set) var margins = ["0", "0", "0"]

  init(_ written: CueSettings, style: CaptionStyle, rightToLeft: Bool) {
    let settings = written.placed
    let column = Self.column(settings.alignment, rightToLeft: rightToLeft)
    let box = Self.box(settings, column: column, style: style)
    var keypad = 2 + column
    switch settings.line {
    case nil: break
    case .number(let number):
      // Lines are counted from the style's own margin, at the bottom as at the top.
      if number >= 0 { keypad += 6 }
      margins[2] = "\(style.bottomMargin + Int(Double(number >= 0 ? number : -1 - number) * style.size))"
    case .percent(let percent, .start):
      keypad += 6
      margins[2] = "\(max(1, Int(percent / 100 * Double(style.canvas.height))))"
    case .percent(let percent, .end): margins[2] = "\(max(1, Int((1 - percent / 100) * Double(style.canvas.height))))"
    case .percent(let percent, .center):
      keypad += 3
      let x = column < 0 ? box.left : column > 0 ? style.canvas.width - box.right : (box.left + style.canvas.width - box.right) / 2
      tags = "{\\pos(\(x),\(Int(percent / 100 * Double(style.canvas.height))))}"
    }
    if keypad != 2 { tags = "{\\an\(keypad)}" + tags }
    if box.left != style.sideMargin || box.right != style.sideMargin {
      margins.replaceSubrange(0...1, with: ["\(box.left)", "\(box.right)"])
    }
  }

  /// -1, 0 or 1: left, centred or right.
  private static func column(_ alignment: CueSettings.Alignment, rightToLeft: Bool) -> Int {
    switch alignment {
    case .center: 0
    case .left: -1
    case .right: 1
    case .start: rightToLeft ? 1 : -1
    case .end: rightToLeft ? -1 : 1
    }
  }

  /// The margins of the cue's box; never less than the style's own unless the cue says where it wants to stand.
  private static func box(_ settings: CueSettings, column: Int, style: CaptionStyle) -> (left: Int, right: Int) {
    let side = style.sideMargin
    let edges: [CueSettings.Anchor: Int] = [.start: -1, .center: 0, .end: 1]
    let column = settings.positionAnchor.flatMap { edges[$0] } ?? column
    guard let position = settings.position ?? (settings.size < 100 ? [0, 50, 100][column + 1] : nil) else { return (side, side) }
    let width = Double(style.canvas.width)
    let room = column < 0 ? 100 - position : column > 0 ? position : 2 * min(position, 100 - position)
    let size = min(settings.size, room)
    let left = column < 0 ? position : column > 0 ? position - size : position - size / 2
    return (max(1, Int(left / 100 * width)), max(1, Int((100 - left - size) / 100 * width)))
  }
}
