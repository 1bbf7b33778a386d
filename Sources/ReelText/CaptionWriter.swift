import ReelCore

/// Writes cues as ASS events in one style.
///
/// Lines are ours: ASS only draws them, each event where `\pos` says, so that no event's place depends on another or on the time before
/// it. What changes while a caption is shown (the word that is said, a frame of an animation) is another event, not a tag with a time.
struct CaptionWriter {
  let style: CaptionStyle
  /// BCP 47.
  let language: String?
  let fonts: FontBook

  static let styleName = "Caption"
  /// The line of the header that tells ``TextRenderer`` the language. libass passes over it: its own `Language` holds two letters,
  /// which would give `zh-Hant` the forms of `zh-Hans`.
  static let languageHeader = "Text Language: "

  /// Everything of the script but its events. Encoding -1 makes libass lay a text out as a whole, in the direction of its letters.
  /// - Parameter font: one the events draw with, because libass loads the style's own font in any case.
  func header(font: String) -> [String] {
    let canvas = style.canvas
    let colors = [style.fill, style.fill, style.outlineColor, style.shadowColor].map(AssText.color).joined(separator: ",")
    return [
      "[Script Info]", "ScriptType: v4.00+", "PlayResX: \(canvas.width)", "PlayResY: \(canvas.height)", "WrapStyle: 2",
      "ScaledBorderAndShadow: yes", "Kerning: yes", "YCbCr Matrix: None",
      Self.languageHeader + (language ?? "").filter { $0.isLetter || $0.isNumber || $0 == "-" },
      "[V4+ Styles]",
      "Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, "
        + "ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding",
      "Style: \(Self.styleName),\(font),\(Self.number(style.size)),\(colors),0,0,0,0,100,100,0,0,1,\(Self.number(style.outline)),"
        + "\(Self.number(style.shadow)),2,0,0,0,-1",
    ]
  }

  /// The captions of a cue, one after another: its parts, or a few words at a time.
  /// - Parameter missing: gets what no font can draw.
  func blocks(_ cue: Cue, missing: inout [MissingCharacter]) throws -> [CaptionBlock] {
    let text = try CueText(cue, style: style, language: language, book: fonts, missing: &missing)
    guard !text.isBlank else { return [] }
    let placement = CuePlacement(cue.settings, style: style, rightToLeft: FontLanguage.isRightToLeft(language))
    let fitter = CueFitter(style: style, book: fonts)
    let maxLines = max(style.maxLines, cue.settings.region?.lines ?? 0)
    var fitted: [CueFitter.Fitted] = []
    if case .few(let count) = style.words {
      let text = CueFitter.joined(text)
      for part in try CueWords(text, cue: cue).few(count, fits: try fitter.fits(text, width: placement.width)) {
        fitted += try fitter.fit(part.cue, part.text, width: placement.width, maxLines: style.maxLines)
      }
    } else {
      fitted = try fitter.fit(cue, text, width: placement.width, maxLines: maxLines)
    }
    let font = try? fonts.font(family: style.font, weight: style.weight, italic: style.italic)
    let ascent = font.map { $0.ascent / $0.lineHeight } ?? 0.8
    let edge = style.outline + style.shadow / 2
    return try fitted.map { part in
      let shaper = LineShaper(text: part.text, size: part.size, spacing: style.letterSpacing, book: fonts)
      let lines = try shaper.lines(part.lines, marks: marks(part.text))
      return CaptionBlock(fitted: part, lines: lines, placement: placement, edge: edge, ascent: ascent)
    }
  }

  /// A line that stands in an isolate has the direction of its language, so a final full stop is at the line's end. Text of one direction
  /// in a language of that direction needs none.
  func marks(_ text: CueText) -> (open: String, close: String) {
    let rightToLeft = FontLanguage.isRightToLeft(language)
    let needed =
      rightToLeft
      || text.clusters.contains { cluster in
        cluster.text.unicodeScalars.contains { scalar in Self.rightToLeftBlocks.contains { $0.contains(scalar.value) } }
      }
    return needed ? (rightToLeft ? "\u{2067}" : "\u{2066}", "\u{2069}") : ("", "")
  }

  private static let rightToLeftBlocks: [ClosedRange<UInt32>] = [0x0590...0x08FF, 0xFB1D...0xFEFC, 0x10800...0x10FFF, 0x1E800...0x1EFFF]

  static func number(_ value: Double) -> String {
    let rounded = (value * 1000).rounded() / 1000
    return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
  }
}
