package import ReelCore

/// Subtitles to the text groups of an episode.
package enum TextLayout {
  package struct Result: Hashable, Sendable {
    /// In order.
    package var groups: [TextGroup] = []
    /// The files of their fonts.
    package var fonts: [Digest: String] = [:]
    package var problems: [Problem] = []
    /// What of the groups are captions of ours, in the order of their starts; none for ASS scripts.
    package var captions: [LaidCaption] = []

    package init() {}
  }

  /// Puts every cue on the frame grid, breaks it into lines, finds its fonts and joins cues that overlap into groups.
  ///
  /// Cues begin and end at their nearest frames. What is not shown as written (past the end, shorter than half a frame, empty, over
  /// another cue) is a warning; a missing font or character is an error of kind `missing`, and the groups are not fit to be drawn.
  /// - Parameters:
  ///   - style: for cues; ASS scripts bring their own.
  ///   - language: BCP 47; chooses fallback fonts, where lines break and their direction.
  ///   - length: the episode's frames.
  ///   - avoiding: captions that are on the picture already, of another language: where cues of either place themselves, those
  ///     laid out here are moved out of their way.
  /// - Returns: the problems, those of `subtitles` not repeated, with the rest.
  package static func groups(
    _ subtitles: Subtitles, style: CaptionStyle, language: String?, rate: FrameRate, fonts: FontBook, length: Int,
    avoiding: [LaidCaption] = []
  ) -> Result {
    var builder = GroupBuilder(file: subtitles.file, rate: rate, length: length)
    var captions: [LaidCaption] = []
    switch subtitles.content {
    case .cues(let cues):
      var stage = CaptionStage(writer: CaptionWriter(style: style, language: language, fonts: fonts), rate: rate, avoiding: avoiding)
      stage.place(cues, &builder)
      captions = stage.captions
    case .ass(let script): events(script, AssFonts(script: script, language: language, fonts: fonts), &builder)
    }
    var result = Result()
    (result.groups, result.fonts, result.problems, result.captions) = (builder.groups, builder.paths, builder.problems, captions)
    return result
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
  /// What it is a part of; its own frames for an event that stands alone.
  var span: Range<Int>?

  var whole: Range<Int> { span ?? frames }
}
