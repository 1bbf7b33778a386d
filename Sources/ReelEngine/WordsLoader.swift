import ReelCore
import ReelPlan
import ReelText
import ReelTimeline

/// Lays out all the words of an episode and looks at them before any frame is rendered. Problems are collected, not thrown.
struct WordsLoader {
  let episode: Episode
  /// Frames of the episode.
  let length: Int
  let fonts: FontBook
  /// By ``Planner/mediaKey(_:rate:)``: how long dialogue is heard.
  let media: [String: MediaFacts]

  private(set) var problems: [Problem] = []
  /// Path of every font that is drawn with.
  private(set) var paths: [Digest: String] = [:]
  /// What is read on screen, by language tag.
  private(set) var cues: [String: [ScreenCue]] = [:]

  private var rate: FrameRate { episode.canvas.rate }

  init(episode: Episode, length: Int, fonts: FontBook, media: [String: MediaFacts]) {
    (self.episode, self.length, self.fonts, self.media) = (episode, length, fonts, media)
  }

  /// By language tag; "" for an episode without languages.
  mutating func load() -> [String: PlannedText] {
    let delivered = Set(episode.deliveries.flatMap { $0.languages.isEmpty ? [""] : $0.languages })
    var read: [String: Subtitles] = [:]
    for language in episode.languages where needsCaptions(language.tag) {
      read[language.tag] = subtitles(of: language)
      cues[language.tag] = read[language.tag].map(screenCues)
    }
    var result: [String: PlannedText] = [:]
    for tag in delivered.sorted() {
      let language = episode.languages.first { $0.tag == tag }
      var texts = PlannedText()
      let screen = screenTexts(tag)
      texts.screen = screen.flatMap(\.groups)
      for (delivery, title) in CoverTitle.layOut(episode, tag, fonts: fonts) {
        texts.titles[delivery] = title.groups
        problems += title.problems
        paths.merge(title.fonts) { first, _ in first }
      }
      if let language {
        let (captions, own) = layOutCaptions(language, read)
        texts.captions = captions.groups
        texts.sidecars = sidecars(language, read[tag])
        texts.forced = forced(language, read[tag])
        lookAtTimes(of: own, language, read[tag])
        texts.offScreen = look(at: captions, of: language, read[tag], screen)
      }
      result[tag] = texts
    }
    return result
  }

  private func deliveries(of tag: String) -> [Delivery] { episode.deliveries.filter { $0.languages.contains(tag) } }

  /// Whether a delivery shows them or has them as files, or they stand under another language's.
  private func needsCaptions(_ tag: String) -> Bool {
    episode.deliveries.contains { delivery in
      delivery.subtitles != .none
        && delivery.languages.contains { $0 == tag || second(of: $0) == tag }
    } || deliveries(of: tag).contains { $0.subtitles == .none }
  }

  private func second(of tag: String) -> String? { episode.languages.first { $0.tag == tag }?.second }

  // MARK: Reading

  /// From the language's file, else from the text of its dialogue and where that is heard.
  private mutating func subtitles(of language: Language) -> Subtitles? {
    if let file = language.subtitles { return read(file, language) }
    let cues = language.dialogue.compactMap { line -> Cue? in
      guard let text = line.text, !text.isEmpty else { return nil }
      let heard = media[line.source.path]?.audio.map { line.start + $0.duration }
      guard let end = line.end ?? heard else { return nil }
      return Cue(start: line.start, end: end, text: text, line: line.origin.line)
    }
    return cues.isEmpty ? nil : Subtitles(content: .cues(cues), file: language.origin.file)
  }

  private mutating func read(_ file: FileReference, _ language: Language) -> Subtitles? {
    do {
      let subtitles = try SubtitleFile.read(path: file.path, encoding: language.encoding, language: language.tag)
      problems += subtitles.problems
      return subtitles
    } catch {
      problems.append(Problem(error, at: file))
      return nil
    }
  }

  private func screenCues(_ subtitles: Subtitles) -> [ScreenCue] {
    let cues =
      switch subtitles.content {
      case .cues(let cues): cues
      case .ass(let script): script.dialogue()
      }
    return cues.map { cue in
      ScreenCue(
        frames: min(cue.start.frames(rate), length)..<min(max(cue.start.frames(rate), cue.end.frames(rate)), length), text: cue.plain,
        line: cue.line)
    }.filter { !$0.frames.isEmpty }
  }

  // MARK: Captions

  /// - Returns: those of the language and of the one that stands under it, and its own alone.
  private mutating func layOutCaptions(
    _ language: Language, _ read: [String: Subtitles]
  ) -> (all: TextLayout.Result, own: [LaidCaption]) {
    guard deliveries(of: language.tag).contains(where: \.subtitles.burns) else { return (TextLayout.Result(), []) }
    let own = style(of: language)
    guard let second = episode.languages.first(where: { $0.tag == language.second }) else {
      let result = read[language.tag].map { layOut($0, language, own) } ?? TextLayout.Result()
      return (result, result.captions)
    }
    let (upper, lower) = CaptionStyle.stacked(own, style(of: second), gap: own.size / 8)
    var result = read[language.tag].map { layOut($0, language, upper) } ?? TextLayout.Result()
    let under = read[second.tag].map { layOut($0, second, lower, avoiding: result.captions) } ?? TextLayout.Result()
    let captions = result.captions
    result.groups = (result.groups + under.groups).sorted { $0.start < $1.start }
    result.captions += under.captions
    return (result, captions)
  }

  private mutating func layOut(
    _ subtitles: Subtitles, _ language: Language, _ style: CaptionStyle, avoiding: [LaidCaption] = []
  ) -> TextLayout.Result {
    let layout = TextLayout.groups(
      subtitles, style: style, language: language.tag, rate: rate, fonts: fonts, length: length, avoiding: avoiding)
    problems += layout.problems
    paths.merge(layout.fonts) { first, _ in first }
    return layout
  }

  private func style(of language: Language) -> CaptionStyle {
    let captions = [episode.captions, language.captions].compactMap { $0 }
    let look = captions.compactMap(\.look).last ?? .clean
    var style = CaptionStyle(CaptionStyle.Look(rawValue: look.rawValue) ?? .clean, canvas: episode.canvas.size)
    for change in captions { style.apply(change, rate: rate) }
    return style
  }

  /// What a delivery without any captions still draws: the language's own file, and cues that say so of themselves.
  private mutating func forced(_ language: Language, _ subtitles: Subtitles?) -> [TextGroup] {
    guard deliveries(of: language.tag).contains(where: { $0.subtitles == .none }) else { return [] }
    var groups: [TextGroup] = []
    if let file = language.forced, let forced = read(file, language) { groups += layOut(forced, language, style(of: language)).groups }
    if case .cues(let cues) = subtitles?.content {
      let forced = cues.filter(\.forced)
      if !forced.isEmpty {
        groups += layOut(Subtitles(content: .cues(forced), file: subtitles?.file), language, style(of: language)).groups
      }
    }
    return groups
  }

  /// File name ending to text.
  private mutating func sidecars(_ language: Language, _ subtitles: Subtitles?) -> [String: String] {
    guard deliveries(of: language.tag).contains(where: { $0.subtitles == .sidecar || $0.subtitles == .both }) else { return [:] }
    var files = subtitles.map { SubtitleWriter.sidecars($0, language: language.tag) } ?? [:]
    guard let file = language.forced, let forced = read(file, language) else { return files }
    for (ending, text) in SubtitleWriter.sidecars(forced, language: language.tag) where !ending.hasPrefix("forced.") {
      files["forced." + ending] = text
    }
    return files
  }

  // MARK: Words of the picture

  /// A text of the picture, and what it takes up.
  private struct Screen {
    var groups: [TextGroup]
    var origin: Origin
  }

  private mutating func screenTexts(_ tag: String) -> [Screen] {
    episode.texts.compactMap { text in
      guard let words = text.texts[tag] ?? text.texts[""] else { return nil }
      let frames = text.start.frames(rate)..<max(text.start.frames(rate), min(length, text.end?.frames(rate) ?? length))
      guard !frames.isEmpty else {
        problems.append(
          Problem(
            .error, "the text is on no frame: it begins at \(text.start) and the episode ends at \(rate.start(ofFrame: length))",
            file: text.origin.file, line: text.origin.line, path: text.origin.path, hint: "let it begin earlier, or last longer"))
        return nil
      }
      // Whoever says where a text stands says it for every language.
      let isPlaced = text.x != nil || text.style.x != nil
      var style = CaptionStyle(
        CaptionStyle.ScreenLook(rawValue: text.look.rawValue) ?? .title, canvas: episode.canvas.size, language: isPlaced ? nil : tag)
      style.apply(text.style, rate: rate)
      func course(_ value: Keyframed) -> Course { value.course(first: 0, count: frames.count, rate: rate) }
      let motion = TextMotion(
        x: text.x.map(course), y: text.y.map(course), scale: course(text.scale), rotate: course(text.rotate), opacity: course(text.opacity))
      let layout = TextLayout.screenText(
        words, style: style, motion: motion, language: tag.isEmpty ? nil : tag,
        origin: (text.origin.file, text.origin.line, text.origin.path), frames: frames, rate: rate, fonts: fonts)
      problems += layout.problems
      paths.merge(layout.fonts) { first, _ in first }
      return Screen(groups: layout.groups, origin: text.origin)
    }
  }

  // MARK: Looking at them

  /// Speeds, durations and gaps. A cue that is drawn in parts stands no longer than they do, but a file holds it whole.
  private mutating func lookAtTimes(of captions: [LaidCaption], _ language: Language, _ subtitles: Subtitles?) {
    let modes = deliveries(of: language.tag).map(\.subtitles)
    guard let subtitles, modes.contains(where: { $0 != .none }) else { return }
    var shown: [Int: Rational] = [:]
    if modes.allSatisfy({ $0 == .burn || $0 == .none }) {
      for caption in captions {
        let time = (rate.start(ofFrame: caption.frames.upperBound) - rate.start(ofFrame: caption.frames.lowerBound)).seconds
        shown[caption.cue] = max(time, shown[caption.cue] ?? time)
      }
    }
    let cues =
      switch subtitles.content {
      case .cues(let cues): cues
      case .ass(let script): script.dialogue()
      }
    problems += ReadingRules(language: language.tag).problems(
      cues, shown: shown, rate: rate, file: subtitles.file ?? language.origin.file, name: language.tag)
  }

  /// Everything that is wrong with where captions will be drawn.
  /// - Returns: the frames of those that reach the edge of the picture, or leave it.
  private mutating func look(
    at layout: TextLayout.Result, of language: Language, _ subtitles: Subtitles?, _ screen: [Screen]
  ) -> [Range<Int>] {
    let tag = language.tag
    let file = subtitles?.file ?? language.origin.file
    let canvas = episode.canvas.size
    let whole = CanvasBox(left: 0, right: Double(canvas.width), top: 0, bottom: Double(canvas.height))
    var offScreen: [Range<Int>] = []
    for caption in layout.captions {
      func warn(_ error: String, _ hint: String) {
        problems.append(
          Problem(
            .warning, "the \(tag) caption at \(rate.start(ofFrame: caption.frames.lowerBound)) \(error)", file: file,
            line: caption.line > 0 ? caption.line : nil, value: caption.lines.joined(separator: " / "), hint: hint))
      }
      if caption.overflows { warn("does not fit into its lines", "shorten it, or allow more lines or a smaller size") }
      guard let box = caption.box else { continue }
      if !whole.holds(box) {
        offScreen.append(caption.frames)
        warn("reaches the edge of the picture, or leaves it", "break the line, or make captions.size smaller")
      } else {
        for (name, free) in safeAreas(of: tag) where !free.holds(box) {
          warn("is not all in the safe area of \(name)", "\(free) is free: move or shrink it")
        }
      }
    }
    offScreen += offScreenScripts(layout, language, file)
    warnCollisions(layout.captions, screen, tag, file)
    return offScreen
  }

  /// What the players that captions are drawn for leave free, by the profiles' names.
  private func safeAreas(of tag: String) -> [(name: String, free: CanvasBox)] {
    var seen = Set<String>()
    return deliveries(of: tag).filter(\.subtitles.burns).compactMap(\.profile).compactMap { profile in
      guard let covered = profile.covered, seen.insert(profile.name).inserted else { return nil }
      return (profile.name, covered.free(of: episode.canvas.size))
    }
  }

  /// ASS scripts place their own events: only drawing them shows where.
  private mutating func offScreenScripts(_ layout: TextLayout.Result, _ language: Language, _ file: String) -> [Range<Int>] {
    let scripts = layout.groups.filter { group in !layout.captions.contains { $0.frames.overlaps(group.range) } }
    guard !scripts.isEmpty, !layout.problems.contains(where: { $0.severity == .error }) else { return [] }
    let canvas = episode.canvas.size
    do {
      let renderer = try TextRenderer(size: canvas, canvas: canvas, rate: rate, fonts: paths)
      var offScreen: [Range<Int>] = []
      for group in scripts {
        func warn(_ error: String, _ hint: String) {
          let start = rate.start(ofFrame: group.start)
          problems.append(Problem(.warning, "the \(language.tag) caption at \(start) \(error)", file: file, hint: hint))
        }
        guard let bounds = try renderer.bounds(of: group), !bounds.reachesEdge(of: canvas) else {
          offScreen.append(group.range)
          warn("reaches the edge of the picture, or leaves it", "move it in the script")
          continue
        }
        for (name, free) in safeAreas(of: language.tag) where !free.holds(CanvasBox(bounds)) {
          warn("is not all in the safe area of \(name)", "\(free) is free: move or shrink it in the script")
        }
      }
      return offScreen
    } catch {
      problems.append(Problem(.error, "the captions cannot be drawn: \(error)", file: file, path: "languages.\(language.tag)"))
      return []
    }
  }

  /// Captions over words of the picture.
  private mutating func warnCollisions(_ captions: [LaidCaption], _ screen: [Screen], _ tag: String, _ file: String) {
    let canvas = episode.canvas.size
    guard !captions.isEmpty, screen.contains(where: { !$0.groups.isEmpty }),
      let renderer = try? TextRenderer(size: canvas, canvas: canvas, rate: rate, fonts: paths)
    else { return }
    for text in screen {
      let hit = captions.first { caption in
        text.groups.contains { group in
          let common = group.range.clamped(to: caption.frames)
          guard let box = caption.box, !common.isEmpty else { return false }
          let own = common.lowerBound - group.start..<common.upperBound - group.start
          guard let bounds = try? renderer.bounds(of: group, frames: own) else { return false }
          return box.intersects(CanvasBox(bounds))
        }
      }
      guard let hit else { continue }
      problems.append(
        Problem(
          .warning, "the \(tag) caption at \(rate.start(ofFrame: hit.frames.lowerBound)) is drawn over this text", file: text.origin.file,
          line: text.origin.line, path: text.origin.path, value: hit.lines.joined(separator: " / "),
          hint: "move one of them, or let them not be seen together"))
    }
  }
}

extension CanvasBox: CustomStringConvertible {
  init(_ bounds: TextBounds) {
    self.init(
      left: Double(bounds.x), right: Double(bounds.x + bounds.width), top: Double(bounds.y), bottom: Double(bounds.y + bounds.height))
  }

  /// Touching the edge is outside: what stands there is cut, or will be.
  func holds(_ box: CanvasBox) -> Bool { box.left > left && box.right < right && box.top > top && box.bottom < bottom }

  package var description: String { "x \(Int(left))...\(Int(right)), y \(Int(top))...\(Int(bottom))" }
}

extension Profile.Covered {
  /// What stays free of a canvas. Shares of the height and the width, whatever the aspect: players scale an episode to the screen.
  func free(of canvas: Size) -> CanvasBox {
    let (across, down) = (Double(canvas.width) / 1080, Double(canvas.height) / 1920)
    return CanvasBox(
      left: Double(left) * across, right: Double(canvas.width) - Double(right) * across, top: Double(top) * down,
      bottom: Double(canvas.height) - Double(bottom) * down)
  }
}
