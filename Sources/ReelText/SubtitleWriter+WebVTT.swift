import ReelCore

extension SubtitleWriter {
  /// WebVTT with all it can say of a cue: identifier, settings, regions, voice, language, annotations, the times of words, and colours,
  /// those it has no class for by a style sheet.
  package static func vtt(_ cues: [Cue], language: String? = nil, _ selection: Selection = .all) -> String {
    let cues = selected(cues, selection, language: language)
    let body = cues.map { cue in
      let times = "\(timestamp(cue.start, ".")) --> \(timestamp(cue.end, "."))"
      return "\(identifier(cue))\(times)\(settings(cue.settings))\n\(text(cue))\n\n"
    }
    return "WEBVTT\n\n" + styles(cues) + regions(cues) + body.joined()
  }

  private static let classes: [UInt32: String] = [
    0xFFFFFF: "white", 0x00FF00: "lime", 0x00FFFF: "cyan", 0xFF0000: "red", 0xFFFF00: "yellow", 0xFF00FF: "magenta", 0x0000FF: "blue",
    0x000000: "black",
  ]

  private static func styles(_ cues: [Cue]) -> String {
    let colors = Set(cues.flatMap(\.text).compactMap(\.color)).filter { classes[$0] == nil }.sorted()
    let rules = colors.map { "::cue(.c\(hex($0))) { color: #\(hex($0)) }\n" }
    return rules.isEmpty ? "" : "STYLE\n" + rules.joined() + "\n"
  }

  private static func regions(_ cues: [Cue]) -> String {
    var seen: Set<String> = []
    return cues.compactMap(\.settings.region).filter { seen.insert($0.id).inserted }.map { region in
      func point(_ point: CueRegion.Point) -> String { "\(CaptionWriter.number(point.x))%,\(CaptionWriter.number(point.y))%" }
      let scroll = region.scrolls ? "scroll:up\n" : ""
      return "REGION\nid:\(region.id)\nwidth:\(CaptionWriter.number(region.width))%\nlines:\(region.lines)\n"
        + "regionanchor:\(point(region.regionAnchor))\nviewportanchor:\(point(region.viewportAnchor))\n\(scroll)\n"
    }.joined()
  }

  /// One that would be taken for something else is left out.
  private static func identifier(_ cue: Cue) -> String {
    guard let id = cue.id, !id.isEmpty, !id.contains("-->"), !id.contains(where: \.isNewline) else { return "" }
    return ["NOTE", "STYLE", "REGION"].contains { id.hasPrefix($0) } ? "" : id + "\n"
  }

  private static func settings(_ settings: CueSettings) -> String {
    var parts: [String] = []
    if let vertical = settings.vertical { parts.append("vertical:\(vertical.rawValue)") }
    switch settings.line {
    case .number(let number): parts.append("line:\(number)")
    case .percent(let percent, let anchor):
      parts.append("line:\(CaptionWriter.number(percent))%" + (anchor == .start ? "" : ",\(anchor.rawValue)"))
    case nil: break
    }
    if let position = settings.position {
      let anchors: [CueSettings.Anchor: String] = [.start: ",line-left", .center: ",center", .end: ",line-right"]
      parts.append("position:\(CaptionWriter.number(position))%" + (settings.positionAnchor.flatMap { anchors[$0] } ?? ""))
    }
    if settings.size != 100 { parts.append("size:\(CaptionWriter.number(settings.size))%") }
    if settings.alignment != .center { parts.append("align:\(settings.alignment.rawValue)") }
    if let region = settings.region { parts.append("region:\(region.id)") }
    return parts.map { " " + $0 }.joined()
  }

  // MARK: Text

  private static func text(_ cue: Cue) -> String {
    var stamps = cue.words.filter { cue.start < $0.start && $0.start < cue.end }.map { (offset: $0.range.lowerBound, time: $0.start) }[...]
    var offset = 0
    var last = cue.start.milliseconds
    let text = cue.text.map { run in
      let bytes = Array(run.text.utf8)
      var pieces = ""
      var done = 0
      while let stamp = stamps.first, stamp.offset < offset + bytes.count {
        stamps.removeFirst()
        // Stamps only grow, and none stands inside a base that has an annotation.
        guard stamp.time.milliseconds > last, stamp.offset >= offset + done, run.ruby == nil || stamp.offset == offset else { continue }
        last = stamp.time.milliseconds
        pieces += escaped(String(decoding: bytes[done..<(stamp.offset - offset)], as: UTF8.self)) + "<\(timestamp(stamp.time, "."))>"
        done = stamp.offset - offset
      }
      offset += bytes.count
      let rest = escaped(String(decoding: bytes[done...], as: UTF8.self))
      return styled(run, ruby: run.ruby.map { "\(pieces)<ruby>\(rest)<rt>\(escaped($0))</rt></ruby>" } ?? pieces + rest)
    }
    let voice = cue.speaker.map { "<v \(annotation($0))>" } ?? ""
    return voice + withoutBlankLines(text.joined())
  }

  private static func styled(_ run: TextRun, ruby source: String) -> String {
    var text = source
    if run.underline { text = "<u>\(text)</u>" }
    if run.italic { text = "<i>\(text)</i>" }
    if run.bold { text = "<b>\(text)</b>" }
    if let color = run.color { text = "<c.\(classes[color] ?? "c" + hex(color))>\(text)</c>" }
    if let language = run.language { text = "<lang \(annotation(language))>\(text)</lang>" }
    return text
  }

  private static func escaped(_ text: String) -> String {
    replacing(["&": "&amp;", "<": "&lt;", ">": "&gt;", "\u{A0}": "&nbsp;"], in: text)
  }

  private static func annotation(_ text: String) -> String {
    // A hyphen before the tag's end could make an arrow.
    escaped(text.split(whereSeparator: \.isWhitespace).joined(separator: " ")) + (text.unicodeScalars.last == "-" ? "\u{2060}" : "")
  }
}
