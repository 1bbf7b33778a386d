import ReelCore

/// Writes cues as ASS events in one style.
struct CaptionWriter {
  let style: CaptionStyle
  /// BCP 47.
  let language: String?
  let fonts: FontBook

  /// An event and what drawing it needs.
  struct Event {
    var dialogue: String
    var fonts: [FontFile] = []
    var missing: [MissingCharacter] = []
  }

  private static let styleName = "Caption"
  /// The line of the header that tells ``TextRenderer`` the language. libass passes over it: its own `Language` holds two letters,
  /// which would give `zh-Hant` the forms of `zh-Hans`.
  static let languageHeader = "Text Language: "

  /// Everything of the script but its events. Encoding -1 makes libass lay a text out as a whole, in the direction of its letters.
  /// - Parameter font: one the events draw with, because libass loads the style's own font in any case.
  func header(font: String) -> [String] {
    let (canvas, side) = (style.canvas, style.sideMargin)
    let border = style.boxed ? "4,0,\(Self.number(style.size * 0.2))" : "1,\(Self.number(style.outline)),0"
    return [
      "[Script Info]", "ScriptType: v4.00+", "PlayResX: \(canvas.width)", "PlayResY: \(canvas.height)", "WrapStyle: 0",
      "ScaledBorderAndShadow: yes", "YCbCr Matrix: None",
      Self.languageHeader + (language ?? "").filter { $0.isLetter || $0.isNumber || $0 == "-" },
      "[V4+ Styles]",
      "Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, "
        + "ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding",
      "Style: \(Self.styleName),\(font),\(Self.number(style.size)),&H00FFFFFF,&H00FFFFFF,&H00000000,&H50000000,"
        + "0,0,0,0,100,100,0,0,\(border),2,\(side),\(side),\(style.bottomMargin),-1",
    ]
  }

  func event(_ cue: Cue) throws -> Event {
    let isolates = needsIsolates(cue)
    let rightToLeft = FontLanguage.isRightToLeft(language)
    // A line that stands in an isolate has the direction of its language, so a final full stop is at the line's end.
    let (open, close) = isolates ? (rightToLeft ? "\u{2067}" : "\u{2066}", "\u{2069}") : ("", "")
    var event = Event(dialogue: "")
    var text = open
    for run in cue.text {
      let weight = run.bold ? max(700, style.weight) : style.weight
      let request = FontRequest(family: style.font, weight: weight, italic: run.italic)
      let found = try fonts.runs(Self.visible(run.inline), request, language: language)
      event.missing += found.missing
      for part in found.runs {
        event.fonts.append(part.file)
        let font = AssText.fontTag(part.file, weight: weight, italic: run.italic) + "\\fs\(Self.number(style.size * part.scale))"
        text += "{\(font)\\u\(run.underline ? 1 : 0)\\1c\(run.color.map(AssText.color) ?? "")}"
        text += AssText.escaped(part.text).replacing("\\N", with: close + "\\N" + open)
      }
    }
    let place = CuePlacement(cue.settings, style: style, rightToLeft: rightToLeft)
    event.dialogue = AssScript.dialogue(style: Self.styleName, margins: place.margins, text: place.tags + text + close)
    return event
  }

  /// Without control characters, which no font has.
  private static func visible(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 == "\n" || $0 == "\t" || $0.properties.generalCategory != .control }))
  }

  /// Text of one direction in a language of that direction needs none.
  private func needsIsolates(_ cue: Cue) -> Bool {
    FontLanguage.isRightToLeft(language)
      || cue.plain.unicodeScalars.contains { scalar in
        Self.rightToLeftBlocks.contains { $0.contains(scalar.value) }
      }
  }

  private static let rightToLeftBlocks: [ClosedRange<UInt32>] = [0x0590...0x08FF, 0xFB1D...0xFEFC, 0x10800...0x10FFF, 0x1E800...0x1EFFF]

  static func number(_ value: Double) -> String {
    let rounded = (value * 1000).rounded() / 1000
    return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
  }
}
