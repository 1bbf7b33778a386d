package import ReelCore

/// How captions look that bring no style of their own: white with a black outline, or on a dark box. Measures are canvas pixels.
package struct CaptionStyle: Hashable, Sendable {
  /// The family asked for first.
  package var font: String
  /// As OpenType counts it: 400 is regular, 700 bold.
  package var weight: Int
  /// Ascent and descent together, as ASS measures a font.
  package var size: Double
  package var outline: Double
  /// 1 less the bottom margin over the height of the canvas.
  package var y: Double
  /// On a box instead of with an outline.
  package var boxed: Bool
  package var canvas: Size

  package init(
    font: String = "Noto Sans", weight: Int = 400, size: Double = 64, outline: Double = 4, y: Double = 0.78, boxed: Bool = false,
    canvas: Size
  ) {
    self.font = font
    self.weight = weight
    self.size = size
    self.outline = outline
    self.y = y
    self.boxed = boxed
    self.canvas = canvas
  }

  /// Kept free on each side: a tenth of the width, what the players' own buttons need.
  var sideMargin: Int { canvas.width / 10 }
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
