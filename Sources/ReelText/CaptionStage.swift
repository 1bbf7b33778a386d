import ReelCore

/// Places the captions of one file on the picture and in time.
struct CaptionStage {
  let writer: CaptionWriter
  let rate: FrameRate
  let avoiding: [LaidCaption]
  private(set) var captions: [LaidCaption] = []

  private struct Placed {
    var cue: Int
    var line: Int
    var frames: Range<Int>
    var block: CaptionBlock
  }

  private var style: CaptionStyle { writer.style }

  init(writer: CaptionWriter, rate: FrameRate, avoiding: [LaidCaption]) {
    (self.writer, self.rate, self.avoiding) = (writer, rate, avoiding)
  }

  mutating func place(_ cues: [Cue], _ builder: inout GroupBuilder) {
    builder.checkFamily(of: style, writer.fonts)
    var placed: [Placed] = []
    var shown: [(frames: Range<Int>, line: Int)] = []
    for (number, cue) in cues.enumerated() {
      guard let frames = builder.frames(cue.start, cue.end, line: cue.line) else { continue }
      guard cue.plain.contains(where: { !$0.isWhitespace }) else {
        builder.warn("the cue has no text", line: cue.line, hint: "remove it or write its text")
        continue
      }
      if cue.settings.vertical != nil {
        builder.warn("the cue is vertical and is drawn in horizontal lines", line: cue.line, hint: "use an ASS script for vertical text")
      }
      shown.append((frames, cue.line))
      builder.attempt(line: cue.line) {
        var missing: [MissingCharacter] = []
        let blocks = try writer.blocks(cue, missing: &missing)
        for character in missing { $0.missing(character, line: cue.line, at: cue.start) }
        if blocks.contains(where: \.fitted.overflows) {
          let error = "the cue at \(cue.start) does not fit into \(style.maxLines == 1 ? "one line" : "\(style.maxLines) lines")"
          $0.warn(error, line: cue.line, hint: "shorten it, or make captions.size smaller")
        }
        for block in blocks {
          let first = max(frames.lowerBound, block.fitted.start.frames(rate))
          let last = min(frames.upperBound, block.fitted.end.frames(rate))
          guard first < last else {
            let hint = "let the cue last longer, or show fewer words"
            $0.warn("a part of the cue at \(block.fitted.start) is shorter than half a frame and is not shown", line: cue.line, hint: hint)
            continue
          }
          placed.append(Placed(cue: number, line: cue.line, frames: first..<last, block: block))
        }
      }
    }
    builder.warnOverlaps(Self.inOrder(shown) { $0.frames })
    placed = Self.inOrder(placed) { $0.frames }
    stack(&placed)
    captions = placed.map(laid)
    write(placed, cues, &builder)
  }

  private static func inOrder<T>(_ items: [T], _ frames: (T) -> Range<Int>) -> [T] {
    items.enumerated().sorted { (frames($0.element).lowerBound, $0.offset) < (frames($1.element).lowerBound, $1.offset) }.map(\.element)
  }

  /// Moves captions off those that are on the picture when they come, away from the edge they stand at. Where a caption was put it stays.
  private func stack(_ placed: inout [Placed]) {
    let padding = style.box == .none ? 0 : style.boxPadding
    for i in placed.indices {
      let frames = placed[i].frames
      let others = placed[..<i].filter { $0.frames.overlaps(frames) }.map { ($0.block.top - padding, $0.block.bottom + padding) }
      let foreign = avoiding.filter { $0.frames.overlaps(frames) }.map { ($0.rows.lowerBound, $0.rows.upperBound) }
      let falls = placed[i].block.placement.row == .top
      var moved = true
      while moved {
        moved = false
        for (top, bottom) in others + foreign
        where placed[i].block.top - padding < bottom - 0.01 && top < placed[i].block.bottom + padding - 0.01 {
          placed[i].block.move(
            down: falls ? bottom - (placed[i].block.top - padding) : top - (placed[i].block.bottom + padding))
          moved = true
        }
      }
    }
  }

  private func laid(_ placed: Placed) -> LaidCaption {
    let block = placed.block
    let padding = style.box == .none ? 0 : style.boxPadding
    return LaidCaption(
      cue: placed.cue, line: placed.line, frames: placed.frames,
      lines: block.fitted.lines.map { block.text.clusters[$0].map(\.text).joined() },
      baselines: block.lines.indices.map { block.baseline(of: $0) }, size: block.fitted.size,
      box: block.bounds(style).map { CanvasBox(left: $0.left, right: $0.right, top: $0.top, bottom: $0.bottom) },
      rows: block.top - padding...block.bottom + padding, overflows: block.fitted.overflows)
  }

  private func write(_ placed: [Placed], _ cues: [Cue], _ builder: inout GroupBuilder) {
    var events: [PlacedEvent] = []
    for caption in placed {
      builder.attempt(line: caption.line) { _ in
        let words = try words(caption, cues[caption.cue])
        let written = CaptionEvents(block: caption.block, writer: writer, words: words, count: caption.frames.count).events()
        let fonts = caption.block.fonts
        let start = caption.frames.lowerBound
        for event in written {
          events.append(
            PlacedEvent(
              frames: start + event.frames.lowerBound..<start + event.frames.upperBound, dialogue: event.dialogue, fonts: fonts,
              line: caption.line, span: caption.frames))
        }
      }
    }
    builder.group(events) { members in writer.header(font: members.first?.fonts.first?.name ?? style.font) }
  }

  /// The words of a caption in frames from its start. A pause too short to be one is the word's before it.
  private func words(_ caption: Placed, _ cue: Cue) throws -> [(word: CueWords.Word, frames: Range<Int>)] {
    guard case .highlight = style.words else { return [] }
    let lines = caption.block.fitted.lines
    let words = try CueWords(caption.block.text, cue: cue).words.filter { word in lines.contains { $0.overlaps(word.range) } }
    return words.enumerated().compactMap { number, word in
      let next = number + 1 < words.count ? words[number + 1].start : cue.end
      let end = next - word.end < Self.pause ? max(next, word.end) : word.end
      let origin = caption.frames.lowerBound
      let (first, last) = (word.start.frames(rate) - origin, end.frames(rate) - origin)
      let frames = max(0, first)..<max(0, first, min(last, caption.frames.count))
      return frames.isEmpty ? nil : (word, frames)
    }
  }

  private static let pause = Time(Rational(1, 5))
}
