import ReelCore

/// The lines of a caption on the canvas, before they are written as events.
struct CaptionBlock {
  /// What a line takes of the block's height, above its baseline and below.
  struct Row: Hashable {
    var ascent: Double
    var descent: Double

    var height: Double { ascent + descent }
  }

  /// Lines that are one event.
  struct Part: Hashable {
    var lines: Range<Int>
    /// As `\an` counts.
    var keypad: Int
    var x: Double
    var y: Double
  }

  let fitted: CueFitter.Fitted
  let lines: [LineShaper.Line]
  let placement: CuePlacement
  private let heights: [Row]
  /// Lines stand nearer to each other than libass would put them.
  private let isTight: Bool
  /// Of the first line.
  private(set) var top: Double

  var text: CueText { fitted.text }
  var height: Double { heights.reduce(0) { $0 + $1.height } }
  var bottom: Double { top + height }
  var middle: Double { top + height / 2 }

  /// Lines are as high as their fonts, as libass has it, unless a font is far higher than the style's: Arabic ones leave room for
  /// vowel signs on several floors, and lines would fall apart. Those take the style's height, or what their ink needs.
  /// - Parameters:
  ///   - edge: what outline and shadow add to the ink.
  ///   - ascent: the part of the style's size that is above the baseline.
  init(fitted: CueFitter.Fitted, lines: [LineShaper.Line], placement: CuePlacement, edge: Double, ascent: Double) {
    (self.fitted, self.lines, self.placement) = (fitted, lines, placement)
    isTight = lines.contains { $0.height > fitted.size * Self.tall }
    let isTight = isTight
    heights = lines.map { line in
      guard isTight else { return Row(ascent: line.ascent, descent: line.descent) }
      return Row(
        ascent: max(fitted.size * ascent, edge - (line.ink?.top ?? 0)),
        descent: max(fitted.size * (1 - ascent), edge + (line.ink?.bottom ?? 0)))
    }
    let height = heights.reduce(0) { $0 + $1.height }
    switch placement.row {
    case .top: top = placement.y
    case .middle: top = placement.y - height / 2
    case .bottom: top = placement.y - height
    }
  }

  private static let tall = 1.25

  /// Those that draw something, in the order of the text.
  var fonts: [FontFile] {
    var seen: Set<Int> = []
    return fitted.lines.joined().map { text.clusters[$0].font }.filter { seen.insert($0).inserted }.map { text.fonts[$0].file }
  }

  mutating func move(down distance: Double) { top += distance }

  /// Top and bottom of a line's letters.
  func rows(of line: Int) -> (top: Double, bottom: Double) {
    let start = top + heights[..<line].reduce(0) { $0 + $1.height }
    return (start, start + heights[line].height)
  }

  func baseline(of line: Int) -> Double { rows(of: line).top + heights[line].ascent }

  func left(of line: Int) -> Double {
    switch placement.column {
    case .left: placement.x
    case .center: placement.x - lines[line].width / 2
    case .right: placement.x - lines[line].width
    }
  }

  /// What ASS places with `\an` and `\pos`: whole pixels where the place is one, as it would be with margins.
  var parts: [Part] {
    let column = placement.column == .left ? 1 : placement.column == .center ? 2 : 3
    guard isTight else {
      let (keypad, y) = placement.row == .top ? (column + 6, top) : (column, bottom)
      return [Part(lines: lines.indices, keypad: keypad, x: placement.x, y: y)]
    }
    return lines.indices.map { Part(lines: $0..<$0 + 1, keypad: column, x: placement.x, y: baseline(of: $0) + lines[$0].descent) }
  }

  /// The smallest rectangle around letters, outline, shadow and box.
  func bounds(_ style: CaptionStyle) -> LineShaper.Box? {
    var bounds: LineShaper.Box?
    func add(_ box: LineShaper.Box) {
      bounds =
        bounds.map {
          LineShaper.Box(
            left: min($0.left, box.left), right: max($0.right, box.right), top: min($0.top, box.top), bottom: max($0.bottom, box.bottom))
        } ?? box
    }
    for (number, line) in lines.enumerated() {
      let (left, baseline) = (left(of: number), baseline(of: number))
      if let ink = line.ink {
        let edge = style.outline + style.softness * 2
        add(
          LineShaper.Box(
            left: left + ink.left - edge, right: left + ink.right + edge + style.shadow, top: baseline + ink.top - edge,
            bottom: baseline + ink.bottom + edge + style.shadow))
      }
    }
    for box in boxes(style) { add(box) }
    return bounds
  }

  /// The boxes behind the lines, on whole pixels. Those of lines that follow each other touch and do not overlap.
  func boxes(_ style: CaptionStyle) -> [LineShaper.Box] {
    guard style.box != .none, !lines.isEmpty else { return [] }
    let padding = style.boxPadding
    let all = lines.indices.map { number -> LineShaper.Box in
      let rows = rows(of: number)
      return LineShaper.Box(
        left: (left(of: number) - padding).rounded(), right: (left(of: number) + lines[number].width + padding).rounded(),
        top: (rows.top - (number == 0 ? padding : 0)).rounded(),
        bottom: (rows.bottom + (number == lines.count - 1 ? padding : 0)).rounded())
    }
    guard style.box == .block else { return all }
    return [
      LineShaper.Box(
        left: all.map(\.left).min() ?? 0, right: all.map(\.right).max() ?? 0, top: all[0].top, bottom: all[all.count - 1].bottom)
    ]
  }
}
