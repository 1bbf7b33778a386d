import ReelCore

/// Writes a block as events: its box, the box of the word that is said, and its letters.
struct CaptionEvents {
  /// A `Dialogue` and the frames it is shown, from the caption's first.
  struct Event: Hashable {
    var frames: Range<Int>
    var dialogue: String
  }

  let block: CaptionBlock
  let writer: CaptionWriter
  /// The words and the frames each is said, from the caption's first.
  let words: [(word: CueWords.Word, frames: Range<Int>)]
  let count: Int
  var motion = TextMotion()

  private var style: CaptionStyle { writer.style }

  /// How a caption looks at a frame.
  private struct State: Hashable {
    var moment = CaptionAnimation.Moment()
    var motion = TextMotion.Moment()
    var word: Int?

    var opacity: Double { moment.opacity * motion.opacity }
    var scale: Double { moment.scale * motion.scale }
  }

  /// What is the same in neighbouring frames is one event.
  func events() -> [Event] {
    var open: [[Event]] = []
    var frame = 0
    while frame < count {
      let state = state(at: frame)
      let end = (frame + 1..<count).first { self.state(at: $0) != state } ?? count
      for (slot, dialogue) in dialogues(state).enumerated() {
        if slot == open.count { open.append([]) }
        guard let dialogue else { continue }
        if let last = open[slot].last, last.frames.upperBound == frame, last.dialogue == dialogue {
          open[slot][open[slot].count - 1].frames = last.frames.lowerBound..<end
        } else {
          open[slot].append(Event(frames: frame..<end, dialogue: dialogue))
        }
      }
      frame = end
    }
    return open.flatMap { $0 }
  }

  private func state(at frame: Int) -> State {
    let (enter, leave) = lengths
    var state = State(motion: motion.moment(at: frame, place: place), word: words.firstIndex { $0.frames.contains(frame) })
    if frame < enter {
      state.moment = style.enter.moment(frame, of: enter)
    } else if frame >= count - leave {
      state.moment = style.leave.moment(count - 1 - frame, of: leave)
    }
    return state
  }

  private var lengths: (enter: Int, leave: Int) {
    let enter = style.enter.kind == .none ? 0 : max(0, style.enter.frames)
    let leave = style.leave.kind == .none ? 0 : max(0, style.leave.frames)
    return enter + leave <= count ? (enter, leave) : (min(enter, count / 2), min(leave, count / 2))
  }

  private func dialogues(_ state: State) -> [String?] {
    let (boxes, parts) = (block.boxes(style), block.parts)
    let box = boxes.isEmpty ? nil : drawing(boxes, style.boxColor, state, layer: 0)
    guard case .highlight(let color, let behind) = style.words, let index = state.word else {
      return [box, nil] + soft(state) + parts.map { letters($0, state, clip: "", fill: nil) } + parts.map { _ in nil }
    }
    let places = words[index].word.places(in: block, canvas: style.canvas)
    let clip = Self.clip(places.map { moved($0, state) })
    let wordBox = behind.map { drawing(places.map { pad($0) }, $0, state, layer: 1) }
    // The whole block is laid out both times, so that no glyph moves or changes its shape, and each pixel belongs to one of the two.
    return [box, wordBox] + soft(state) + parts.map { letters($0, state, clip: "\\i" + clip, fill: nil) }
      + parts.map { letters($0, state, clip: "\\" + clip, fill: color) }
  }

  /// Not the clip's edges, which lie in the middle of spaces, but those of the letters.
  private func pad(_ place: CueWords.Place) -> LineShaper.Box {
    let padding = style.boxPadding / 2
    return LineShaper.Box(
      left: (place.letters.left - padding).rounded(), right: (place.letters.right + padding).rounded(), top: place.letters.top.rounded(),
      bottom: place.letters.bottom.rounded())
  }

  private func moved(_ place: CueWords.Place, _ state: State) -> LineShaper.Box {
    let (first, last) = (point(place.clip.left, place.clip.top, state), point(place.clip.right, place.clip.bottom, state))
    return LineShaper.Box(left: first.x.rounded(), right: last.x.rounded(), top: first.y.rounded(), bottom: last.y.rounded())
  }

  /// Where alignment and anchor stand while nothing moves.
  private var place: (x: Double, y: Double) {
    let y: [CaptionStyle.Anchor: Double] = [.top: block.top, .middle: block.middle, .bottom: block.bottom]
    return (block.placement.x, y[block.placement.row] ?? block.middle)
  }

  /// Where a point of the block is at a moment, before it is turned.
  private func point(_ x: Double, _ y: Double, _ state: State) -> (x: Double, y: Double) {
    let (center, moment, motion) = ((x: block.placement.x, y: block.middle), state.moment, state.motion)
    let line = block.lines.first?.height ?? 0
    let animated = (
      x: center.x + (x - center.x) * moment.scale, y: center.y + (y - center.y) * moment.scale + moment.offset * line
    )
    return (
      place.x + (animated.x - place.x) * motion.scale + motion.x, place.y + (animated.y - place.y) * motion.scale + motion.y
    )
  }

  /// ASS turns against the clock.
  private func turning(_ state: State) -> String {
    guard state.motion.rotate != 0 else { return "" }
    let (x, y) = (CaptionWriter.number(place.x + state.motion.x), CaptionWriter.number(place.y + state.motion.y))
    return "\\org(\(x),\(y))\\frz\(CaptionWriter.number(-state.motion.rotate))"
  }

  private static func clip(_ boxes: [LineShaper.Box]) -> String {
    func whole(_ value: Double) -> Int { Int(value) }
    if boxes.count == 1 {
      return "clip(\(whole(boxes[0].left)),\(whole(boxes[0].top)),\(whole(boxes[0].right)),\(whole(boxes[0].bottom)))"
    }
    return "clip(\(path(boxes)))"
  }

  private static func path(_ boxes: [LineShaper.Box]) -> String {
    boxes.map { box in
      let (left, right, top, bottom) = (
        CaptionWriter.number(box.left), CaptionWriter.number(box.right), CaptionWriter.number(box.top), CaptionWriter.number(box.bottom)
      )
      return "m \(left) \(top) l \(right) \(top) \(right) \(bottom) \(left) \(bottom)"
    }.joined(separator: " ")
  }

  private func drawing(_ boxes: [LineShaper.Box], _ color: TextColor, _ state: State, layer: Int) -> String {
    let moved = boxes.map { box -> LineShaper.Box in
      let (first, last) = (point(box.left, box.top, state), point(box.right, box.bottom, state))
      return LineShaper.Box(left: first.x, right: last.x, top: first.y, bottom: last.y)
    }
    let tags = "{\\an7\\pos(0,0)\\bord0\\shad0\\1c\(AssText.color(color.rgb))\\1a\(alpha(color, state))\(turning(state))\\p1}"
    return AssScript.dialogue(layer: "\(layer)", style: CaptionWriter.styleName, text: tags + Self.path(moved))
  }

  private func alpha(_ color: TextColor, _ state: State) -> String {
    AssText.alpha(255 - Int((Double(color.opacity) * state.opacity).rounded()))
  }

  /// Shadow and outline by themselves where they are soft: libass would soften letters without an outline too.
  private func soft(_ state: State) -> [String?] {
    guard style.softness > 0 else { return [] }
    let blur = "\\shad0\\blur\(CaptionWriter.number(style.softness * state.scale))"
    func border(_ width: Double) -> String { "\\bord\(CaptionWriter.number(width * state.scale))" }
    func layer(_ part: CaptionBlock.Part, _ color: TextColor, offset: Double) -> String {
      let alphas = "\\3c\(AssText.color(color.rgb))\\1a\(alpha(color, state))\\3a\(alpha(color, state))"
      return letters(part, state, tags: blur + border(style.outline) + alphas, fill: color, offset: offset)
    }
    return block.parts.map { style.shadow > 0 ? layer($0, style.shadowColor, offset: style.shadow * state.scale) : nil }
      + block.parts.map { style.outline > 0 ? layer($0, style.outlineColor, offset: 0) : nil }
  }

  /// - Parameter fill: for all letters; `nil` for the colours of style and cue.
  private func letters(_ part: CaptionBlock.Part, _ state: State, clip: String, fill: TextColor?) -> String {
    var tags = clip
    if style.softness > 0 { tags += "\\bord0\\shad0" }
    if state.opacity < 1 || fill != nil { tags += "\\1a\(alpha(fill ?? style.fill, state))" }
    if state.opacity < 1 { tags += "\\3a\(alpha(style.outlineColor, state))\\4a\(alpha(style.shadowColor, state))" }
    if state.scale != 1, style.softness == 0 {
      tags += "\\bord\(CaptionWriter.number(style.outline * state.scale))"
      if style.shadow > 0 { tags += "\\shad\(CaptionWriter.number(style.shadow * state.scale))" }
    }
    return letters(part, state, tags: tags, fill: fill, offset: 0)
  }

  private func letters(
    _ part: CaptionBlock.Part, _ state: State, tags: String, fill: TextColor?, offset: Double
  ) -> String {
    let place = point(part.x, part.y, state)
    let (x, y) = (CaptionWriter.number(place.x + offset), CaptionWriter.number(place.y + offset))
    var tags = "\\an\(part.keypad)\\pos(\(x),\(y))" + turning(state) + tags
    if state.scale != 1 {
      let percent = CaptionWriter.number(state.scale * 100)
      tags += "\\fscx\(percent)\\fscy\(percent)"
    }
    let lines = block.fitted.lines[part.lines].map { line($0, fill: fill) }.joined(separator: "\\N")
    return AssScript.dialogue(layer: "2", style: CaptionWriter.styleName, text: "{\(tags)}" + lines)
  }

  private func line(_ range: Range<Int>, fill: TextColor?) -> String {
    var (open, close) = writer.marks(block.text)
    var out = ""
    var last: (font: Int, style: Int)?
    var isSpaced = false
    for index in range {
      let cluster = block.text.clusters[index]
      if last?.font != cluster.font || last?.style != cluster.style {
        out += "{\(tags(block.text.fonts[cluster.font], block.text.styles[cluster.style], fill))}"
        last = (cluster.font, cluster.style)
      }
      out += open
      open = ""
      if style.letterSpacing != 0, cluster.isSpaced != isSpaced {
        out += "{\\fsp\(CaptionWriter.number(cluster.isSpaced ? style.letterSpacing : 0))}"
        isSpaced = cluster.isSpaced
      }
      let endsBrokenWord = index == range.upperBound - 1 && range != block.fitted.lines.last
      out += AssText.escaped(AssText.shown(cluster.text, endsBrokenWord: endsBrokenWord))
    }
    if isSpaced { close = "{\\fsp0}" + close }
    return out + close
  }

  private func tags(_ font: CueText.Font, _ run: TextRun, _ fill: TextColor?) -> String {
    let color = fill?.rgb ?? run.color ?? style.fill.rgb
    var tags = AssText.fontTag(font.file, weight: font.weight, italic: font.italic)
    tags += "\\fs\(CaptionWriter.number(block.fitted.size * font.scale))\\u\(run.underline ? 1 : 0)\\1c\(AssText.color(color))"
    return tags
  }
}
