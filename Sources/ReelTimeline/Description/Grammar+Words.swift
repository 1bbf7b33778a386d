import ReelCore

extension Grammar {
  static let subtitleEndings = ["srt", "vtt", "ass", "ssa", "ttml", "dfxp", "xml", "json"]

  var captions: Kind<Captions> {
    .map(
      "captions", "How subtitles look where no ASS file says it. What is not said is as the look has it.",
      blank: { Captions(origin: $0) },
      [Field("look", \.look, Kind<Captions.Look>.choice, looks)] + letters + place + movement)
  }

  private var looks: String {
    "What to begin with: clean (the default: white with a black outline, 64 px), boxed (on a dark box), karaoke (72 px, bold, the word that "
      + "is said is yellow), pop (up to three words at a time, 96 px, capitals), cinematic (52 px, a soft shadow, fades)."
  }

  private var letters: [Field<Captions>] {
    [
      Field("font", \.font, .text, "The font's family, by default Noto Sans. A folder fonts beside the document comes first."),
      Field("weight", \.weight, .choice(["thin", "light", "regular", "medium", "semibold", "bold", "extrabold", "black"]), "How bold."),
      Field("italic", \.italic, .boolean, "Slanted."),
      Field("size", \.size, .number(8...1000, "px"), "Ascent and descent together, on the canvas."),
      Field("smallest_size", \.smallestSize, .number(8...1000, "px"), "A text with too many lines is made smaller, but not below this."),
      Field("color", \.color, .color, "Of the letters."),
      Field("outline", \.outline, .number(0...100, "px"), "The width of the edge around the letters."),
      Field("outline_color", \.outlineColor, .color, "Of that edge."),
      Field("shadow", \.shadow, .number(0...100, "px"), "How far it falls to the right and down; 0 is none."),
      Field("shadow_color", \.shadowColor, .color, "Of the shadow."),
      Field("box", \.box, Kind<Captions.Box>.choice, "Behind the letters: none, one block, or one for each line."),
      Field("box_color", \.boxColor, .color, "Of the box."),
      Field("box_opacity", \.boxOpacity, .number(0...1), "Of the box."),
      Field("box_padding", \.boxPadding, .number(0...1000, "px"), "From the letters to the edge of the box."),
      Field("case", \.letterCase, Kind<Captions.LetterCase>.choice, "Capitals, small letters, or as written."),
      Field("spacing", \.spacing, .number(-100...100, "px"), "Added between letters, in scripts whose letters do not join."),
    ]
  }

  private var place: [Field<Captions>] {
    [
      Field("x", \.x, .number(0...1), "Where the text's alignment stands, in widths of the canvas."),
      Field("y", \.y, .number(0...1), "Where the text's anchor stands, in heights of the canvas: 1 - bottom margin / height."),
      Field("align", \.alignment, Kind<Captions.Alignment>.choice, "How lines stand to each other and to x."),
      Field("anchor", \.anchor, Kind<Captions.Anchor>.choice, "Which part of the lines stands at y."),
      Field("margin", \.margin, .number(0...0.45), "Kept free at each side, in widths of the canvas."),
      Field("lines", \.lines, .integer(1...6), "The most at a time. A longer text is made smaller, then split in time."),
    ]
  }

  private var movement: [Field<Captions>] {
    [
      Field("highlight", \.highlight, .color, "Of the word that is said."),
      Field("words", \.words, .integer(1...20), "So many are shown at a time."),
      Field("in", \.enter, appearance, "How the text comes."),
      Field("out", \.leave, appearance, "How it goes."),
    ]
  }

  private var appearance: Kind<Appearance> {
    .map(
      "appearance", "How a text comes or goes.", blank: { _ in Appearance() },
      [
        Field("type", \.type, Kind<Appearance.Kind>.choice, "At once, or how."),
        Field("duration", \.duration, .time(above: true), "How long it takes."),
      ])
  }

  var screenText: Kind<ScreenText> {
    .map(
      "text", "Words that belong to the picture. Numbers may be keyframes from its start where that is said.",
      blank: { ScreenText(origin: $0) },
      [
        Field("text", \.texts, localised, required: true, "The words, or those of each language. \\n begins a line."),
        Field(
          "look", \.look, Kind<ScreenText.Look>.choice,
          "What to begin with: a title in the upper middle, a lower-third, a message as a phone shows it, or a card of many lines."),
        Field("start", \.start, .time(), "When it appears."),
        Field("end", \.end, .time(above: true), "When it is gone. By default the episode's end."),
        Field("x", \.x, .keyframed(-16384...16384, "px"), "Where its alignment stands. By default the look's place."),
        Field("y", \.y, .keyframed(-16384...16384, "px"), "Where its anchor stands. By default the look's place."),
        Field("scale", \.scale, .keyframed(0...100, "times"), "Around its place."),
        Field("rotate", \.rotate, .keyframed(-36000...36000, "degrees"), "Clockwise, around its place."),
        Field("opacity", \.opacity, .keyframed(0...1), "0 is not seen at all."),
        Field("style", \.style, captions, "Changes of the look; x, y and look itself are the text's own fields."),
      ]
    ) { text, node, reader in
      checkOrder(text.start, text.end, node, reader)
      for field in ["x", "y", "look", "words", "highlight"] {
        guard let said = node["style"]?[field] else { continue }
        reader.report("style.\(field) is not for a text of the picture", at: said, hint: "remove it, or say it beside style")
      }
      guard text.texts[""] == nil, let words = node["text"] else { return }
      for tag in reader.languages where text.texts[tag] == nil {
        reader.report("there are no words for the language '\(tag)'", at: words, hint: "add \(tag): ...")
      }
      for tag in text.texts.keys.sorted() where !reader.languages.contains(tag) {
        reader.report(
          "language '\(tag)' is not one of the document's", at: words[tag] ?? words, hint: Spelling.hint(for: tag, among: reader.languages))
      }
    }
  }

  /// One text, or one for each language.
  var localised: Kind<[String: String]> {
    let one = Kind<String>.text
    return .either(
      one.byKey("a language tag", pattern: LanguageTag.pattern, isKey: LanguageTag.isValid)
        .map(show: { _ in .object([]) }) { texts, _, _ in Dictionary(texts.map { ($0.key, $0.value) }) { $1 } },
      one.map(show: { _ in "" }) { text, _, _ in ["": text] }, isFirst: \.isMap)
  }
}
