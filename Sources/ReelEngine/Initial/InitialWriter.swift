import ReelCore
import ReelTimeline

/// Writes an ``InitialCut`` as a document that a person goes on editing.
struct InitialWriter {
  let cut: InitialCut
  private var lines: [String] = []
  /// Lines whose comments stand below each other.
  private var block: [(text: String, comment: String)] = []

  /// Where comments begin at the latest.
  private static let widest = 64
  /// Letters of a cue that a comment shows.
  private static let mostWords = 60

  static func text(of cut: InitialCut) -> String {
    var writer = InitialWriter(cut: cut)
    writer.write()
    return writer.lines.joined(separator: "\n") + "\n"
  }

  private init(cut: InitialCut) { self.cut = cut }

  private mutating func write() {
    lines = [
      "# What lies in this folder, as reelfx init found it. Change whatever you like: it is not written again.",
      "#", "#   reelfx check  episode.yaml", "#   reelfx render episode.yaml -o out",
    ]
    add("reelfx: 1")
    add("id: \(YAMLScalar.written(cut.id))", "names the files")
    canvas()
    shots()
    overlays()
    audio()
    languages()
    add("deliver:", "sizes, platforms, packages: reelfx schema has all fields")
    add("  - name: main")
    end()
  }

  // MARK: Parts

  /// The canvas's rate as the document has it: a fraction in quotes.
  private var fps: String { cut.rate.rate.perSecond.denominator == 1 ? "\(cut.rate.rate)" : "\"\(cut.rate.rate)\"" }

  private mutating func canvas() {
    let clips = cut.rate.clips
    let all = cut.shots.count { $0.facts.kind == .clip }
    let why =
      clips == 0 ? "no clip says a rate" : clips == all ? "the clips' rate" : "the rate of \(clips) of \(all) clips"
    add("canvas: { width: \(cut.canvas.width), height: \(cut.canvas.height), fps: \(fps) }", why)
    end()
  }

  private mutating func shots() {
    add("shots:")
    for shot in cut.shots {
      add("  - source: \(YAMLScalar.written(shot.path))", Self.words(for: shot.facts))
      switch shot.facts.kind {
      case .still: add("    duration: \(Self.seconds(InitialCut.stillLength))", "a still has no length of its own")
      case .sequence: add("    fps: \(fps)", "say how fast it runs")
      default: break
      }
      if cut.isAcross(shot) { add("    fit: blur", "it is wide: cover would show a third of it") }
    }
    end()
  }

  private mutating func overlays() {
    guard let logo = cut.logo, let size = logo.facts.video?.displaySize else { return }
    let (margin, canvas) = (cut.canvas.shortSide / 18, cut.canvas)
    let width = min(size.width, canvas.shortSide / 6)
    let loop = logo.facts.kind == .still ? "" : ", loop: true"
    add("overlays:")
    add(
      "  - { source: \(YAMLScalar.written(logo.path))\(loop), x: \(canvas.width - width - margin), y: \(margin * 4 / 3), width: \(width) }",
      "top right, all the time")
    end()
  }

  private mutating func audio() {
    guard cut.music != nil || !cut.effects.isEmpty else { return }
    add("audio:")
    if let music = cut.music {
      let loop = music.facts.audio.map { $0.duration < cut.length } ?? false ? ", loop: true" : ""
      let duck = cut.languages.contains { !$0.lines.isEmpty } ? ", duck: {}" : ""
      add("  music:")
      add(
        "    - { source: \(YAMLScalar.written(music.path)), gain: -8\(loop), fade_out: 1\(duck) }",
        duck.isEmpty ? nil : "it steps back while someone speaks")
    }
    if !cut.effects.isEmpty { add("  effects:") }
    for sound in cut.effects {
      add("    - { source: \(YAMLScalar.written(sound.path)), start: \(Self.seconds(sound.start)) }")
    }
    end()
  }

  private mutating func languages() {
    guard !cut.languages.isEmpty else { return }
    add("languages:")
    for language in cut.languages {
      add("  \(YAMLScalar.written(language.tag)):")
      if let path = language.subtitles { add("    subtitles: \(YAMLScalar.written(path))") }
      if let path = language.forced { add("    forced: \(YAMLScalar.written(path))") }
      guard !language.lines.isEmpty else { continue }
      add("    dialogue:", language.placing)
      for line in language.lines {
        let speaker = line.speaker.map { ", speaker: \(YAMLScalar.written($0))" } ?? ""
        let fit = line.isWhole ? ", fit: false" : ""
        add(
          "      - { source: \(YAMLScalar.written(line.path)), start: \(Self.seconds(line.start))\(speaker)\(fit) }",
          line.words.map(Self.shortened))
      }
    }
    end()
  }

  // MARK: Lines

  private mutating func add(_ text: String, _ comment: String? = nil) { block.append((text, comment ?? "")) }

  /// Ends a block of lines: their comments are brought below each other.
  private mutating func end() {
    let column = block.filter { !$0.comment.isEmpty }.map(\.text.count).filter { $0 <= Self.widest }.max() ?? 0
    lines.append("")
    for (text, comment) in block {
      guard !comment.isEmpty else {
        lines.append(text)
        continue
      }
      lines.append(text + String(repeating: " ", count: max(0, column - text.count) + 2) + "# " + comment.visible())
    }
    block = []
  }

  /// `5.042 s, 1080x1920, 24 fps, with sound`
  static func words(for facts: MediaFacts) -> String {
    guard let video = facts.video else { return "" }
    switch facts.kind {
    case .still: return "\(video.displaySize)"
    case .sequence: return "\(video.frames.count) pictures, \(video.displaySize)"
    default:
      let rate = InitialCut.rate(of: facts).map { ", \(Self.decimal($0)) fps" } ?? ""
      return "\(seconds(video.frames.duration)) s, \(video.displaySize)\(rate)\(facts.audio == nil ? "" : ", with sound")"
    }
  }

  private static func shortened(_ words: String) -> String {
    let line = words.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count > mostWords ? line.prefix(mostWords - 1) + "…" : line
  }

  /// To a thousandth, without zeros at the end.
  static func seconds(_ time: Time) -> String { decimal(time.seconds) }

  private static func decimal(_ value: Rational) -> String {
    let text = Time(value).formatted(decimals: 3)
    let significant = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
    return text.contains(".") ? String(significant.reversed()) : text
  }
}
