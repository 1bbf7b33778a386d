import ReelCore

/// Reads TTML and the text profile of IMSC 1: content, time, styles and regions of W3C TTML1, with ruby and forced display.
struct TTMLParser {
  static func parse(_ text: String, file: String) throws -> Subtitles {
    var parser = TTMLParser(file: file)
    do {
      let (root, warnings) = try XMLReader.read(text)
      for warning in warnings { parser.report(.warning, warning.line, warning.what, hint: "remove one") }
      guard root.name == "tt" else {
        throw ReelError(.unsupported, "this is XML, but no TTML: its element is <\(root.name)>", file: file, hint: "convert it to TTML")
      }
      parser.read(root)
    } catch let failure as XMLReader.Failure {
      parser.report(.error, failure.line, "the XML cannot be read: \(failure.what)", hint: "save it as TTML again")
    }
    return Subtitles(content: .cues(parser.cues), file: file, problems: parser.problems)
  }

  /// What an element has from those around it.
  struct Context {
    var start = Time.zero
    var end: Time?
    var style = TTMLStyles.Properties()
    var region: (id: String, properties: TTMLStyles.Properties)?
    var preserves = false
    var language: String?
    var speaker: String?
  }

  let file: String
  private(set) var problems: [Problem] = []
  private var cues: [Cue] = []
  private var times = TTMLTimes(XMLElement(name: "tt", namespace: "", attributes: [], line: 1))
  private var layout = TTMLLayout(XMLElement(name: "tt", namespace: "", attributes: [], line: 1))
  var styles = TTMLStyles(nil)
  /// The document's own, which runs need not repeat.
  private(set) var language: String?
  private var agents: [String: String] = [:]
  /// Where pictures stand instead of text.
  private var pictures: [Int] = []
  /// Cues that have no end, and theirs so far.
  private var endless: [Int] = []

  private init(file: String) { self.file = file }

  mutating func report(_ severity: Problem.Severity, _ line: Int, _ error: String, value: String? = nil, hint: String) {
    problems.append(Problem(severity, error, file: file, line: line, value: value, hint: hint))
  }

  private mutating func read(_ root: XMLElement) {
    times = TTMLTimes(root)
    for (name, value) in times.rejected {
      report(.warning, root.line, "\(name) has a value that is not read, and the default is taken", value: value, hint: "see TTML")
    }
    layout = TTMLLayout(root)
    let head = root.elements.first { $0.name == "head" }
    styles = TTMLStyles(head)
    if let head { collectAgents(head) }
    var context = Context()
    inherit(root, &context)
    language = context.language
    if let body = root.elements.first(where: { $0.name == "body" }) {
      if timed(body, &context, after: nil) { children(of: body, context) }
    } else {
      report(.error, root.line, "there is no <body> in it", hint: "save it as TTML again")
    }
    finish()
  }

  /// A name is repeated in every cue of its owner.
  private static let nameLimit = 1000

  private mutating func collectAgents(_ element: XMLElement) {
    for child in element.elements {
      if child.name == "agent", let id = child["id"] {
        let name = child.elements.first { $0.name == "name" }.map { TTMLText.collapsed($0.text) } ?? id
        if name.utf8.count <= Self.nameLimit {
          agents[id] = name
        } else {
          report(.warning, child.line, "an agent's name is longer than any, and is left out", hint: "shorten it")
        }
      } else if child.name == "metadata" {
        collectAgents(child)
      }
    }
  }

  /// What is said once for the whole document.
  private mutating func finish() {
    let starts = Set(cues.map(\.start)).sorted()
    for index in endless {
      // The first start above the cue's own.
      var (low, high) = (0, starts.count)
      while low < high {
        let middle = (low + high) / 2
        if starts[middle] > cues[index].start { high = middle } else { low = middle + 1 }
      }
      guard low < starts.count else {
        report(.error, cues[index].line, "the cue has no end, so it is never shown", hint: "give it an end or a dur")
        continue
      }
      cues[index].end = starts[low]
      report(.warning, cues[index].line, "the cue has no end; it lasts until the next begins", hint: "give it an end or a dur")
    }
    let lost = Set(endless.filter { cues[$0].end <= cues[$0].start })
    cues = cues.indices.filter { !lost.contains($0) }.map { cues[$0] }
    if let line = pictures.first {
      let error = "\(pictures.count) of its captions are pictures, which are not read: they belong to a bitmap profile"
      report(.error, line, error, hint: "export the captions as text (IMSC 1 text profile)")
    }
    for (name, line) in styles.unknown.prefix(20) {
      report(.warning, line, "there is no style or region of this name", value: name, hint: "define it in <head>")
    }
    if let line = styles.ignored.values.min() {
      let names = styles.ignored.keys.sorted().joined(separator: ", ")
      report(.warning, line, "styles that have no effect", value: names, hint: "the look of captions is the episode's")
    }
  }

  // MARK: Structure

  /// Takes over what `element` says of style, region, language and spaces.
  mutating func inherit(_ element: XMLElement, _ context: inout Context) {
    if let id = element["region"] { context.region = styles.region(id, line: element.line).map { (id, $0) } }
    context.style = context.style.filter { TTMLStyles.inherited.contains($0.key) }
    context.style.merge(styles.specified(element)) { $1 }
    if let space = element["space"] { context.preserves = space == "preserve" }
    if let language = element["lang"] {
      if language.utf8.count > FontLanguage.tagLimit {
        let value = String(language.prefix(20)) + "..."
        report(.warning, element.line, "xml:lang does not name a language, and has no effect", value: value, hint: "write en or pt-BR")
      } else {
        context.language = language.isEmpty ? nil : language
      }
    }
    if let agent = element["agent"]?.split(separator: " ").first {
      context.speaker = agents[String(agent.drop { $0 == "#" })] ?? context.speaker
    }
  }

  /// Takes over what `element` says, with its times.
  /// - Parameter after: in a sequence, where the element before it ends.
  /// - Returns: false for what is never shown.
  mutating func timed(_ element: XMLElement, _ context: inout Context, after: Time?) -> Bool {
    inherit(element, &context)
    var values: [String: Time] = [:]
    for name in ["begin", "end", "dur"] {
      guard let text = element[name] else { continue }
      guard let time = times.time(text) else {
        let hint = "write 00:00:01.500, 1.5s, 36f or 1500t"
        report(.error, element.line, "the time cannot be read, so what it belongs to is never shown", value: text, hint: hint)
        return false
      }
      values[name] = time
    }
    let reference = after ?? context.start
    guard let start = CueTime.sum(reference, values["begin"] ?? .zero) else { return false }
    let ends = [values["end"].map { CueTime.sum(reference, $0) }, values["dur"].map { CueTime.sum(start, $0) }].compactMap { $0 ?? nil }
    if after != nil, ends.isEmpty, element.name != "body" {
      report(.error, element.line, "in a sequence an element without an end has no length and is never shown", hint: "give it a dur")
      return false
    }
    context.start = start
    context.end = (ends + [context.end].compactMap { $0 }).min()
    if let end = context.end, end <= start {
      let hint = "times inside a timed element count from its begin"
      report(.error, element.line, "it does not end after it begins, so it is never shown", hint: hint)
      return false
    }
    if context.style["display"] == "none" || context.style["visibility"] == "hidden" {
      report(.warning, element.line, "hidden text is not shown", hint: "remove tts:display or tts:visibility to show it")
      return false
    }
    return true
  }

  private mutating func children(of element: XMLElement, _ context: Context) {
    var cursor = element["timeContainer"] == "seq" ? context.start : nil
    for child in element.elements where ["div", "p"].contains(child.name) || isPicture(child) {
      if isPicture(child) { pictures.append(child.line) }
      var inner = context
      guard ["div", "p"].contains(child.name), timed(child, &inner, after: cursor) else { continue }
      if cursor != nil { cursor = inner.end }
      if child.name == "div" { children(of: child, inner) } else { paragraph(child, inner) }
    }
    for child in element.elements where child.name == "set" {
      report(.warning, child.line, "an animated style has no effect", hint: "give each state its own <p>")
    }
  }

  private func isPicture(_ element: XMLElement) -> Bool {
    element["backgroundImage"] != nil || element.name == "image" && !element.namespace.contains("metadata")
  }

  // MARK: Paragraphs

  private static let stateLimit = 1000
  /// Bytes of text in all states of one paragraph: they repeat what stays.
  private static let lengthLimit = 4 << 20

  private mutating func paragraph(_ element: XMLElement, _ context: Context) {
    var reader = TTMLParagraph(language: language)
    reader.read(element, context, &self)
    if element.elements.contains(where: isPicture) { pictures.append(element.line) }
    let pieces = reader.pieces
    guard !pieces.isEmpty else { return }
    // Spans with times of their own make a new state of the paragraph whenever one comes or goes.
    let moments = Set(pieces.map(\.start) + pieces.compactMap(\.end)).sorted()
    var states = moments.indices.map { index in
      (start: moments[index], end: index + 1 < moments.count ? moments[index + 1] : nil)
    }
    if states.count > 1, states.last.map({ last in pieces.allSatisfy { $0.end.map { $0 <= last.start } == true } }) == true {
      states.removeLast()
    }
    if states.count > Self.stateLimit {
      let hint = "split it into several <p>"
      report(.error, element.line, "a paragraph with more than \(Self.stateLimit) states is shown up to them", hint: hint)
    }
    var length = 0
    for state in states.prefix(Self.stateLimit) {
      guard length < Self.lengthLimit else {
        let error = "a paragraph whose states repeat more than \(Self.lengthLimit >> 20) MB of text is shown up to there"
        report(.error, element.line, error, hint: "split it into several <p>")
        break
      }
      let shown = pieces.filter { piece in piece.start <= state.start && piece.end.map { $0 > state.start } != false }
      let runs = TTMLText.runs(shown)
      guard !runs.isEmpty else { continue }
      length += runs.reduce(0) { $0 + $1.text.utf8.count + ($1.ruby?.utf8.count ?? 0) }
      let forced = shown.contains { $0.forced }
      let settings = layout.settings(
        context.region?.properties, textAlign: context.style["textAlign"] ?? context.region?.properties["textAlign"])
      if state.end == nil { endless.append(cues.count) }
      cues.append(
        Cue(
          start: state.start, end: state.end ?? state.start, text: runs, line: element.line, id: element["id"], settings: settings,
          speaker: context.speaker, forced: forced))
    }
  }
}
