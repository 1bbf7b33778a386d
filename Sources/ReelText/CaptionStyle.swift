package import ReelCore

/// How captions look that bring no style of their own. Measures are canvas pixels.
package struct CaptionStyle: Hashable, Sendable {
  package enum LetterCase: String, Hashable, Sendable, CaseIterable {
    case asWritten = "as-written"
    case upper, lower
  }

  package enum Box: String, Hashable, Sendable, CaseIterable {
    case none
    /// One behind all lines.
    case block
    /// One behind each line, as wide as the line.
    case lines
  }

  /// What happens to the words while they are said.
  package enum Words: Hashable, Sendable {
    case still
    /// The word that is said has another colour, and a box of its own if `box` is not `nil`.
    case highlight(TextColor, box: TextColor? = nil)
    /// So many words at a time are shown, and no others.
    case few(Int)
  }

  /// Which part of the block of lines stands at ``CaptionStyle/y``.
  package enum Anchor: String, Hashable, Sendable, CaseIterable { case top, middle, bottom }
  package enum Alignment: String, Hashable, Sendable, CaseIterable { case left, center, right }

  /// The family asked for first.
  package var font: String
  /// As OpenType counts it: 400 is regular, 700 bold.
  package var weight: Int
  package var italic = false
  /// Ascent and descent together, as ASS measures a font.
  package var size: Double
  /// A cue with too many lines is made smaller down to this, and only then split in time. Not above ``size``.
  package var smallestSize: Double
  package var fill = TextColor.white
  package var outlineColor = TextColor.black
  package var outline: Double
  package var shadowColor = TextColor(0x000000, opacity: 160)
  /// How far the shadow falls to the right and down; 0 for none.
  package var shadow = 0.0
  /// How soft the edges of outline and shadow are, as `\\blur` counts; 0 is sharp.
  package var softness = 0.0
  package var box = Box.none
  package var boxColor = TextColor(0x000000, opacity: 175)
  /// Between the letters' box and the edge of the caption's.
  package var boxPadding: Double
  /// More than the fonts' own advance, in scripts whose letters do not join.
  package var letterSpacing = 0.0
  package var letterCase = LetterCase.asWritten
  /// Where the block's ``anchor`` stands, as shares of the canvas: across its middle, or the edge it is aligned to.
  package var x: Double?
  package var y: Double
  package var anchor = Anchor.bottom
  package var alignment = Alignment.center
  /// Kept free on each side, as a share of the width: a tenth is what the players' own buttons need.
  package var margin = 0.1
  package var maxLines = 2
  package var words = Words.still
  package var enter = CaptionAnimation.none
  package var leave = CaptionAnimation.none
  package var canvas: Size

  package init(
    font: String = "Noto Sans", weight: Int = 400, size: Double = 64, outline: Double = 4, y: Double = 0.78, boxed: Bool = false,
    canvas: Size
  ) {
    self.font = font
    self.weight = weight
    self.size = size
    self.smallestSize = size
    self.outline = boxed ? 0 : outline
    self.y = y
    self.box = boxed ? .block : .none
    self.boxPadding = size * 0.2
    self.canvas = canvas
  }

  var sideMargin: Int { Int((margin * Double(canvas.width)).rounded()) }
  /// From the picture's bottom to the place of the text.
  var bottomMargin: Int { Int(((1 - y) * Double(canvas.height)).rounded()) }
}

/// The usual names of font weights.
package enum FontWeight {
  package static let names: [(name: String, value: Int)] = [
    ("thin", 100), ("extralight", 200), ("light", 300), ("regular", 400), ("medium", 500), ("semibold", 600), ("bold", 700),
    ("extrabold", 800), ("black", 900),
  ]

  /// Reads a name, with or without hyphens, or a number from 100 to 900; `nil` for anything else.
  package static func value(_ text: String) -> Int? {
    let name = text.lowercased().filter { $0 != "-" && $0 != " " && $0 != "_" }
    if let number = Int(name) { return (100...900).contains(number) ? number : nil }
    return name == "normal" ? 400 : names.first { $0.name == name }?.value
  }
}
