package import ReelCore

/// Subtitles to the text groups of an episode.
package enum TextLayout {
  package typealias Result = (groups: [TextGroup], fonts: [Digest: String], problems: [Problem])

  /// Puts every cue on the frame grid, finds its fonts and joins cues that overlap into groups.
  ///
  /// Cues begin and end at their nearest frames. What is not shown as written (past the end, shorter than half a frame, empty, over
  /// another cue) is a warning; a missing font or character is an error of kind `missing`, and the groups are not fit to be drawn.
  /// - Parameters:
  ///   - style: for cues; ASS scripts bring their own.
  ///   - language: BCP 47; chooses fallback fonts and the direction of lines.
  ///   - length: the episode's frames.
  /// - Returns: the groups in order, the files of their fonts, and the problems, those of `subtitles` not repeated.
  package static func groups(
    _ subtitles: Subtitles, style: CaptionStyle, language: String?, rate: FrameRate, fonts: FontBook, length: Int
  ) -> Result {
    var builder = GroupBuilder(file: subtitles.file, rate: rate, length: length)
    switch subtitles.content {
    case .cues(let cues): captions(cues, CaptionWriter(style: style, language: language, fonts: fonts), &builder)
    case .ass(let script): events(script, AssFonts(script: script, language: language, fonts: fonts), &builder)
    }
    return (builder.groups, builder.paths, builder.problems)
  }

  private static func captions(_ cues: [Cue], _ writer: CaptionWriter, _ builder: inout GroupBuilder) {
    builder.checkFamily(of: writer.style, writer.fonts)
    var placed: [PlacedEvent] = []
    for cue in cues {
      guard let frames = builder.frames(cue.start, cue.end, line: cue.line) else { continue }
      guard cue.plain.contains(where: { !$0.isWhitespace }) else {
        builder.warn("the cue has no text", line: cue.line, hint: "remove it or write its text")
        continue
      }
      builder.attempt(line: cue.line) {
        let event = try writer.event(cue)
        for character in event.missing { $0.missing(character, line: cue.line, at: cue.start) }
        placed.append(PlacedEvent(frames: frames, dialogue: event.dialogue, fonts: event.fonts, line: cue.line))
      }
    }
    placed = placed.enumerated().sorted { ($0.element.frames.lowerBound, $0.offset) < ($1.element.frames.lowerBound, $1.offset) }.map(
      \.element)
    builder.warnOverlaps(placed)
    builder.group(placed) { members in writer.header(font: members.first?.fonts.first?.name ?? writer.style.font) }
  }

  private static func events(_ script: AssScript, _ finder: AssFonts, _ builder: inout GroupBuilder) {
    var placed: [PlacedEvent] = []
    for source in script.events {
      guard let frames = builder.frames(source.start, source.end, line: source.line) else { continue }
      builder.attempt(line: source.line) {
        let event = try finder.event(source)
        for request in event.families { $0.checkFamily(request, finder.fonts, line: source.line) }
        for character in event.missing { $0.missing(character, line: source.line, at: source.start) }
        let dialogue = AssScript.dialogue(
          layer: source.layer, style: source.style, name: source.name, margins: source.margins, effect: source.effect, text: event.text)
        placed.append(PlacedEvent(frames: frames, dialogue: dialogue, fonts: event.fonts, line: source.line, style: source.style))
      }
    }
    builder.group(placed) { members in
      let used = script.styles.filter { style in
        members.contains { $0.style == style.name || $0.dialogue.contains("\\r\(style.name)") }
      }
      return ["[Script Info]"] + script.header + [script.stylesSection] + (script.stylesFormat.map { [$0] } ?? []) + used.map(\.source)
    }
  }
}

/// An event on the frame grid.
struct PlacedEvent {
  /// On the episode's grid; not empty.
  var frames: Range<Int>
  var dialogue: String
  var fonts: [FontFile]
  var line: Int
  var style = ""
}
