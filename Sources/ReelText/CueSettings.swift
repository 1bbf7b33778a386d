/// Where a cue wants to stand, in the terms of WebVTT; the default is the caption style's own place.
package struct CueSettings: Hashable, Sendable {
  package enum Alignment: String, Hashable, Sendable { case start, center, end, left, right }
  /// Which edge of the text a percentage places.
  package enum Anchor: String, Hashable, Sendable { case start, center, end }
  /// The way lines of vertical text follow each other.
  package enum Vertical: String, Hashable, Sendable {
    case rightToLeft = "rl"
    case leftToRight = "lr"
  }
  package enum Line: Hashable, Sendable {
    /// Whole lines: from 0 down from the top, from -1 up from the bottom.
    case number(Int)
    /// Percent of the picture's height.
    case percent(Double, Anchor)
  }

  package var alignment: Alignment
  package var line: Line?
  /// Percent of the picture's width at which the text's box is anchored: its middle, or its left or right edge as aligned.
  package var position: Double?
  /// The greatest width of the text's box in percent of the picture's.
  package var size: Double
  /// Which edge of the box ``position`` places; `nil` as the text is aligned.
  package var positionAnchor: Anchor?
  package var vertical: Vertical?
  /// What places the cue instead of ``line`` and ``size``; see ``placed``.
  package var region: CueRegion?

  package init(
    alignment: Alignment = .center, line: Line? = nil, position: Double? = nil, size: Double = 100, positionAnchor: Anchor? = nil,
    vertical: Vertical? = nil, region: CueRegion? = nil
  ) {
    self.alignment = alignment
    self.line = line
    self.position = position
    self.size = size
    self.positionAnchor = positionAnchor
    self.vertical = vertical
    self.region = region
  }

  /// Without a region: its box as a line, a position and a size. Text stands at the bottom of its region.
  var placed: Self {
    guard let region else { return self }
    var placed = self
    placed.region = nil
    placed.line = .percent(min(max(region.bottom, 0), 100), .end)
    let share = size / 100
    let columns: [Alignment: Double] = [.start: 0, .left: 0, .end: 100, .right: 100]
    let inner = position ?? columns[alignment] ?? 50
    placed.position = min(max(region.left + inner / 100 * region.width, 0), 100)
    placed.size = min(max(region.width * share, 1), 100)
    return placed
  }

  /// As `\an` places, with the digits of a numeric keypad.
  /// - Precondition: `keypad` is 1...9.
  init(keypad: Int) {
    let columns: [Alignment] = [.left, .center, .right]
    let rows: [Line?] = [nil, .percent(50, .center), .number(0)]
    self.init(alignment: columns[(keypad - 1) % 3], line: rows[(keypad - 1) / 3])
  }
}
