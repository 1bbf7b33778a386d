import ReelCore

extension SubtitleWriter {
  /// IMSC 1 text profile (W3C TTML Profiles for Internet Media Subtitles and Captions); 1.1 where there are annotations, which 1.0 does
  /// not have. Forced cues carry `itts:forcedDisplay`, speakers are agents, each place is a region. Control characters, which XML does not
  /// have, are left out.
  /// - Parameter language: BCP 47; it also gives the paragraphs their direction.
  package static func imsc(_ cues: [Cue], language: String, _ selection: Selection = .all) -> String {
    let cues = selected(cues, selection, language: language)
    let document = IMSCDocument(cues, language: language)
    return document.text
  }
}

/// What a document says once, and its paragraphs.
private struct IMSCDocument {
  private let cues: [Cue]
  private let language: String
  private var regions: [String] = []
  private var agents: [String] = []
  /// Where each stands in its list.
  private var places: [String: Int] = [:]
  private var numbers: [String: Int] = [:]

  init(_ cues: [Cue], language: String) {
    self.cues = cues
    self.language = language
    for cue in cues {
      let region = Self.region(cue.settings)
      if places.updateValue(places[region] ?? regions.count, forKey: region) == nil { regions.append(region) }
      if let speaker = cue.speaker, numbers.updateValue(numbers[speaker] ?? agents.count, forKey: speaker) == nil { agents.append(speaker) }
    }
  }

  var text: String {
    let hasRuby = cues.contains { $0.text.contains { $0.ruby != nil } }
    let profile =
      hasRuby
      ? "ttp:contentProfiles=\"http://www.w3.org/ns/ttml/profile/imsc1.1/text\""
      : "ttp:profile=\"http://www.w3.org/ns/ttml/profile/imsc1/text\""
    let direction = FontLanguage.isRightToLeft(language) ? " tts:direction=\"rtl\"" : ""
    var lines = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
      "<tt xmlns=\"http://www.w3.org/ns/ttml\" xmlns:ttp=\"http://www.w3.org/ns/ttml#parameter\" "
        + "xmlns:tts=\"http://www.w3.org/ns/ttml#styling\" xmlns:ttm=\"http://www.w3.org/ns/ttml#metadata\" "
        + "xmlns:itts=\"http://www.w3.org/ns/ttml/profile/imsc1#styling\" xml:lang=\"\(Self.escaped(language))\" xml:space=\"preserve\" "
        + "ttp:timeBase=\"media\" \(profile)>",
      "<head>",
    ]
    if !agents.isEmpty {
      lines.append("<metadata>")
      for (index, agent) in agents.enumerated() {
        let name = "<ttm:name type=\"full\">\(Self.escaped(agent))</ttm:name>"
        lines.append("<ttm:agent xml:id=\"a\(index + 1)\" type=\"person\">\(name)</ttm:agent>")
      }
      lines.append("</metadata>")
    }
    lines += [
      "<styling>",
      "<style xml:id=\"s\" tts:fontFamily=\"proportionalSansSerif\" tts:fontSize=\"100%\" tts:lineHeight=\"125%\" tts:color=\"#ffffff\" "
        + "tts:backgroundColor=\"#000000c0\"/>",
      "</styling>", "<layout>",
    ]
    lines += regions.enumerated().map { "<region xml:id=\"r\($0.offset + 1)\" \($0.element)/>" }
    lines += ["</layout>", "</head>", "<body style=\"s\"\(direction)>", "<div>"]
    lines += cues.enumerated().map { paragraph($0.element, number: $0.offset + 1) }
    lines += ["</div>", "</body>", "</tt>"]
    return lines.joined(separator: "\n") + "\n"
  }

  private func paragraph(_ cue: Cue, number: Int) -> String {
    let region = places[Self.region(cue.settings)] ?? 0
    var attributes = "xml:id=\"c\(number)\" begin=\"\(SubtitleWriter.timestamp(cue.start, "."))\" "
    attributes += "end=\"\(SubtitleWriter.timestamp(cue.end, "."))\" region=\"r\(region + 1)\""
    if let agent = cue.speaker.flatMap({ numbers[$0] }) { attributes += " ttm:agent=\"a\(agent + 1)\"" }
    if cue.forced { attributes += " itts:forcedDisplay=\"true\"" }
    return "<p \(attributes)>\(cue.text.map(span).joined())</p>"
  }

  private func span(_ run: TextRun) -> String {
    var text = Self.escaped(run.text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")).replacing("\n", with: "<br/>")
    if let ruby = run.ruby {
      let parts = "<span tts:ruby=\"base\">\(text)</span><span tts:ruby=\"text\">\(Self.escaped(ruby))</span>"
      text = "<span tts:ruby=\"container\">\(parts)</span>"
    }
    var attributes = ""
    if let language = run.language { attributes += " xml:lang=\"\(Self.escaped(language))\"" }
    if run.bold { attributes += " tts:fontWeight=\"bold\"" }
    if run.italic { attributes += " tts:fontStyle=\"italic\"" }
    if run.underline { attributes += " tts:textDecoration=\"underline\"" }
    if let color = run.color { attributes += " tts:color=\"#\(SubtitleWriter.hex(color))\"" }
    return attributes.isEmpty ? text : "<span\(attributes)>\(text)</span>"
  }

  static func escaped(_ text: String) -> String {
    let allowed = text.unicodeScalars.filter {
      $0.value >= 32 && $0.value != 0x7F && $0.value & 0xFFFE != 0xFFFE || $0 == "\n" || $0 == "\r" || $0 == "\t"
    }
    let text = String(String.UnicodeScalarView(allowed))
    return SubtitleWriter.replacing(["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;"], in: text)
  }

  // MARK: Places

  /// The attributes of the region a cue stands in. Without settings it is the picture less a tenth at each edge, the text at its bottom.
  private static func region(_ written: CueSettings) -> String {
    let settings = written.placed
    let (x, width) = column(settings)
    var box = (top: 10.0, bottom: 90.0, align: "after")
    // Two lines in a tenth of the picture, as the players' own size has them.
    let line = 16.0 / 3
    switch settings.line {
    case nil: break
    case .number(let number) where number >= 0: box = (min(10 + Double(number) * line, 85), 90, "before")
    case .number(let number): box = (10, max(90 + Double(number + 1) * line, 15), "after")
    case .percent(let percent, .start): box = (min(percent, 95), 100, "before")
    case .percent(let percent, .end): box = (0, max(percent, 5), "after")
    case .percent(let percent, .center):
      let half = max(min(percent, 100 - percent), 5)
      box = (max(percent - half, 0), min(percent + half, 100), "center")
    }
    let n = CaptionWriter.number
    var text = "tts:origin=\"\(n(x))% \(n(box.top))%\" tts:extent=\"\(n(width))% \(n(box.bottom - box.top))%\" "
    text += "tts:displayAlign=\"\(box.align)\" tts:textAlign=\"\(settings.alignment.rawValue)\""
    let modes: [CueSettings.Vertical: String] = [.rightToLeft: "tbrl", .leftToRight: "tblr"]
    if let mode = settings.vertical.flatMap({ modes[$0] }) { text += " tts:writingMode=\"\(mode)\"" }
    return text
  }

  /// Left edge and width in percent.
  private static func column(_ settings: CueSettings) -> (x: Double, width: Double) {
    guard settings.position != nil || settings.size < 100 else { return (10, 80) }
    let sides: [CueSettings.Alignment: CueSettings.Anchor] = [.start: .start, .left: .start, .end: .end, .right: .end]
    let anchor = settings.positionAnchor ?? sides[settings.alignment] ?? .center
    let position = settings.position ?? (anchor == .start ? 0 : anchor == .end ? 100 : 50)
    let room = anchor == .start ? 100 - position : anchor == .end ? position : 2 * min(position, 100 - position)
    let width = max(min(settings.size, room), 1)
    let x = anchor == .start ? position : anchor == .end ? position - width : position - width / 2
    return (min(max(x, 0), 100 - width), width)
  }
}
