package import ReelCore

extension TextLayout {
  /// Words that belong to the picture, as one group.
  ///
  /// Unlike a caption they are never split in time: what does not fit, in as many lines and as small as the style allows, is an error.
  /// - Parameters:
  ///   - origin: where the document says them, for problems.
  ///   - language: BCP 47; `nil` for words of no language.
  ///   - frames: on the episode's grid; not empty.
  package static func screenText(
    _ text: String, style: CaptionStyle, motion: TextMotion, language: String?, origin: (file: String, line: Int, path: String),
    frames: Range<Int>, rate: FrameRate, fonts: FontBook
  ) -> Result {
    var builder = GroupBuilder(file: origin.file, rate: rate, length: frames.upperBound)
    let writer = CaptionWriter(style: style, language: language, fonts: fonts)
    let cue = Cue(start: rate.start(ofFrame: frames.lowerBound), end: rate.start(ofFrame: frames.upperBound), text: text, line: origin.line)
    var result = Result()
    builder.attempt(line: origin.line) {
      var missing: [MissingCharacter] = []
      let blocks = try writer.blocks(cue, missing: &missing)
      for character in missing { $0.missing(character, line: origin.line, at: cue.start) }
      guard let block = blocks.first else { return }
      guard blocks.count == 1, !block.fitted.overflows else {
        throw ReelError(
          .invalid, "the text does not fit into \(style.maxLines) lines\(language.map { " in '\($0)'" } ?? "")",
          hint: "shorten it, or give style a smaller size or more lines")
      }
      let written = CaptionEvents(block: block, writer: writer, words: [], count: frames.count, motion: motion).events()
      let start = frames.lowerBound
      $0.group(
        written.map {
          PlacedEvent(
            frames: start + $0.frames.lowerBound..<start + $0.frames.upperBound, dialogue: $0.dialogue, fonts: block.fonts,
            line: origin.line, span: frames)
        }
      ) { members in writer.header(font: members.first?.fonts.first?.name ?? style.font) }
    }
    result.groups = builder.groups
    result.fonts = builder.paths
    result.problems = builder.problems.map {
      var problem = $0
      problem.path = origin.path
      return problem
    }
    return result
  }
}
