import ReelCore

/// Collects the events of one file, what is wrong with them, and at last their groups.
struct GroupBuilder {
  let file: String?
  let rate: FrameRate
  let length: Int
  private(set) var groups: [TextGroup] = []
  private(set) var paths: [Digest: String] = [:]
  private(set) var problems: [Problem] = []
  private var checked: Set<String> = []

  init(file: String?, rate: FrameRate, length: Int) {
    self.file = file
    self.rate = rate
    self.length = length
  }

  /// The frames from `start` to `end`, cut at the episode's end; `nil`, with a warning, if none is left.
  mutating func frames(_ start: Time, _ end: Time, line: Int) -> Range<Int>? {
    let (first, last) = (start.frames(rate), end.frames(rate))
    let total = rate.start(ofFrame: length)
    guard first < length else {
      warn("the cue begins at \(start), after the episode's end at \(total), and is not shown", line: line, hint: Self.otherCut)
      return nil
    }
    if last > length {
      warn("the cue lasts until \(end), past the episode's end at \(total), and is cut there", line: line, hint: Self.otherCut)
    }
    guard first < last else {
      warn("the cue is shorter than half a frame and is not shown", line: line, hint: "let it last at least \(Time(rate.frameDuration))")
      return nil
    }
    return first..<min(last, length)
  }

  private static let otherCut = "check that the subtitles belong to this cut"

  mutating func warn(_ error: String, line: Int, hint: String) {
    problems.append(Problem(.warning, error, file: file, line: line > 0 ? line : nil, hint: hint))
  }

  /// Runs `body` and keeps what it throws, a font that cannot be read, as an error at `line`.
  mutating func attempt(line: Int, _ body: (inout Self) throws -> Void) {
    do {
      try body(&self)
    } catch let error as ReelError {
      guard checked.insert("\(error.file ?? "") \(error.message)").inserted else { return }
      let message = error.file.map { "\($0): \(error.message)" } ?? error.message
      problems.append(
        Problem(.error, message, kind: .missing, file: file, line: line > 0 ? line : nil, value: error.detail, hint: error.hint))
    } catch {
      problems.append(Problem(.error, "\(error)", file: file, line: line > 0 ? line : nil))
    }
  }

  /// Says once that the caption style's family is not there.
  mutating func checkFamily(of style: CaptionStyle, _ fonts: FontBook) {
    do {
      _ = try fonts.font(family: style.font, weight: style.weight)
    } catch {
      let error = error as? ReelError
      problems.append(
        Problem(
          .error, error?.message ?? "the font cannot be used", kind: .missing, path: "captions.font", value: error?.file, hint: error?.hint)
      )
    }
  }

  /// Says once that a family a script names is not there, or not under this name.
  mutating func checkFamily(_ request: FontRequest, _ fonts: FontBook, line: Int) {
    guard checked.insert("family " + request.family.lowercased()).inserted else { return }
    attempt(line: line) {
      let font = try fonts.font(family: request.family, weight: request.weight, italic: request.italic)
      guard !font.aliases.contains(request.family.lowercased()) else { return }
      $0.problems.append(
        Problem(
          .error, "libass knows no font by the name '\(request.family)'", kind: .missing, file: $0.file, line: line,
          hint: "name it in the script as '\(font.name)'"))
    }
  }

  /// Says once for a character and a cue that nothing can draw it.
  mutating func missing(_ character: MissingCharacter, line: Int, at time: Time) {
    guard checked.insert("\(character.scalar.value) \(line) \(time)").inserted else { return }
    let error =
      character.isColorOnly
      ? "a character of the cue at \(time) is only in fonts of coloured pictures, which cannot be drawn"
      : "no font has a character of the cue at \(time)"
    problems.append(
      Problem(
        .error, error, kind: .missing, file: file, line: line > 0 ? line : nil, value: MissingGlyph.describe(character.scalar),
        hint: MissingGlyph.hint(character.scalar)))
  }

  /// Both are drawn, one above the other, which is seldom meant.
  /// - Parameter cues: their frames and lines, in the order of their starts.
  mutating func warnOverlaps(_ cues: [(frames: Range<Int>, line: Int)]) {
    var latest: (frames: Range<Int>, line: Int)?
    for cue in cues {
      if let latest, cue.frames.lowerBound < latest.frames.upperBound {
        let error = "the cue overlaps the one of line \(latest.line); both are drawn, one above the other"
        warn(error, line: cue.line, hint: "end the first where this one begins")
      }
      if cue.frames.upperBound > latest?.frames.upperBound ?? 0 { latest = cue }
    }
  }

  /// Joins events that overlap; those that only touch stand apart.
  /// - Parameter header: the lines of a group's script up to its events.
  mutating func group(_ placed: [PlacedEvent], header: ([PlacedEvent]) -> [String]) {
    let order = placed.indices.sorted { (placed[$0].whole.lowerBound, $0) < (placed[$1].whole.lowerBound, $1) }
    var open: [Int] = []
    var end = 0
    for index in order {
      if !open.isEmpty, placed[index].whole.lowerBound >= end {
        close(open.sorted().map { placed[$0] }, header)
        open = []
      }
      open.append(index)
      end = max(end, placed[index].whole.upperBound)
    }
    if !open.isEmpty { close(open.sorted().map { placed[$0] }, header) }
  }

  private mutating func close(_ members: [PlacedEvent], _ header: ([PlacedEvent]) -> [String]) {
    let start = members.map(\.whole.lowerBound).min() ?? 0
    let end = members.map(\.whole.upperBound).max() ?? start
    for font in members.flatMap(\.fonts) { paths[font.digest] = font.path }
    let lines = header(members) + ["[Events]", AssScript.eventFormat] + members.map(\.dialogue)
    groups.append(
      TextGroup(
        start: start, count: end - start, script: lines.joined(separator: "\n") + "\n",
        events: members.map { $0.frames.lowerBound - start..<$0.frames.upperBound - start },
        fonts: Set(members.flatMap(\.fonts).map(\.digest)).sorted()))
  }
}
