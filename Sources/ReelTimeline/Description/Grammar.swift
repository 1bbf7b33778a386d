import ReelCore

/// The episode document, version 1: every field once, with what it means, may be and is by default.
///
/// A field is one line here and one property of its type in Model. Reading, suggestions, schema and reference page follow.
struct Grammar {
  static let version = 1

  var catalogue: Catalogue

  /// The whole document.
  ///
  /// - Parameter id: what the episode is called when the document does not say.
  func episode(id: String = "") -> Kind<Episode> {
    .map(
      "episode", "One episode: what is shown and heard, and the files to make of it.", blank: { _ in Episode(id: id) },
      [
        Field("reelfx", checked: version, required: true, "The version of this format."),
        Field("extends", checked: Kind.text, "A document to begin from. Maps merge; lists and single values here win; null removes a key."),
        Field("vars", checked: variables, "Values for ${name}, which may stand in any text. --set NAME=VALUE wins. $${ is a plain ${."),
        Field("id", \.id, .name, "Names the outputs. By default the document's name without its extension."),
        Field("title", \.titles, localised, "The title, or one for each language."),
        Field("canvas", \.canvas, canvas, "The picture everything is composited on."),
        Field("intro", \.intro, shot.list(), "Shots before the episode's own, such as a series has."),
        Field("shots", \.body, shot.list(atLeast: 1), required: true, "The picture track: one shot after another."),
        Field("outro", \.outro, shot.list(), "Shots after the episode's own."),
        Field("scenes", \.scenes, scenes, "How the shots of a scene are brought together in colour."),
        Field("overlays", \.overlays, overlay.list(), "Pictures above the shots, the last one topmost."),
        Field("effects", \.effects, pictureEffect.list(), "Effects on the whole picture, under the captions, in this order."),
        Field("texts", \.texts, screenText.list(), "Words that belong to the picture, in every language; above all but captions."),
        Field("audio", \.audio, soundtrack, "The sound all languages share."),
        Field("languages", \.languages, languages, "Subtitles and dialogue by language tag (BCP 47)."),
        Field("captions", \.captions, captions, "How subtitles look where no ASS file says it."),
        Field("deliver", \.deliveries, delivery.list(atLeast: 1), "What to make. By default one delivery with all defaults."),
      ], check: checkEpisode)
  }

  private var version: Kind<Int> {
    Kind(
      "1, the version of the format that this program reads", as: [.number], schema: .object([("const", .number(Self.version))]),
      show: JSON.number
    ) { text, _ in text == "\(Self.version)" ? Self.version : nil }
  }

  private var variables: Kind<[(key: String, value: String)]> {
    let value = Kind<String>(
      "text, a number or true or false", as: [.text, .number, .boolean],
      schema: .object([("type", .array(["string", "number", "boolean"]))]), show: JSON.string
    ) { text, _ in text }
    return value.byKey("the name of a variable", pattern: "^[A-Za-z_][A-Za-z0-9_-]*$", isKey: Variables.isName)
  }

  var canvas: Kind<Canvas> {
    .map(
      "canvas", "The picture everything is composited on.", blank: { _ in Canvas() },
      [
        Field("width", \.size.width, .integer(16...8192, even: true), "Pixels."),
        Field("height", \.size.height, .integer(16...8192, even: true), "Pixels."),
        Field("fps", \.rate, .rate(1...120), "Frames per second."),
        Field("background", \.background, .color, "Behind contain and behind transparent pictures."),
      ])
  }

  private var languages: Kind<[Language]> {
    let language = Kind<Language>.map(
      "language", "What one language adds.", blank: { Language(tag: "", origin: $0) },
      [
        Field(
          "subtitles", \.subtitles, .file(Self.subtitleEndings),
          "By default the texts of the dialogue. JSON is a list of words with their times."),
        Field("forced", \.forced, .file(Self.subtitleEndings), "What has to be read where subtitles are not shown: signs, foreign speech."),
        Field("encoding", \.encoding, .text, "How these files are encoded, as windows-1252. By default it is found out."),
        Field("second", \.second, knownLanguage, "Another language, whose captions stand under this one's."),
        Field("captions", \.captions, captions, "Changes of the episode's captions."),
        Field("dialogue", \.dialogue, dialogueLine.list(), "The spoken lines."),
      ])
    return language.byKey("a language tag as BCP 47 has it (es, pt-BR, zh-Hans)", pattern: LanguageTag.pattern, isKey: LanguageTag.isValid)
      .map(show: { _ in .object([]) }) { languages, node, reader in
        let tagged = languages.map { tag, language in
          var language = language
          language.tag = tag
          if language.second == tag {
            reader.report("second '\(tag)' is the language itself", at: node[tag] ?? node, hint: "name another language of the document")
          }
          return language
        }
        checkUnique(tagged.map(\.tag), "language", node, reader)
        return tagged.sorted { $0.tag < $1.tag }
      }
  }

  private var dialogueLine: Kind<DialogueLine> {
    .map(
      "dialogue line", "One spoken line.", blank: { DialogueLine(source: .none, origin: $0) },
      [
        Field("source", \.source, .file(), required: true, "The recording."),
        Field("start", \.start, .time(), "When it begins."),
        Field(
          "end", \.end, .time(above: true),
          "When it and its text end. By default where the recording ends, before the same speaker's next line."),
        Field("speaker", \.speaker, .text, "Who says it; lines without one are one speaker's."),
        Field("text", \.text, .text, "What is said: its subtitle where the language has no subtitle file."),
        Field("gain", \.gain, .movingGain, "How much louder or softer."),
        Field("fit", \.fit, .boolean, "Bring it into its slot, as audio.dubbing says. false plays it as it was recorded."),
      ] + channelFields(\.channel)
    ) { line, node, reader in
      checkOrder(line.start, line.end, node, reader)
    }
  }
}

extension Kind where Value == Double {
  /// A change of level.
  static var gain: Kind { .number(-96...24, "dB") }
}

extension Kind where Value == Keyframed {
  /// A change of level that may move.
  static var movingGain: Kind { .keyframed(-96...24, "dB") }
}

extension Episode {
  /// The three parts of the picture track as the document has them; reading them in order joins them.
  fileprivate var intro: [Shot] {
    get { [] }
    set { shots = newValue }
  }
  fileprivate var body: [Shot] {
    get { [] }
    set { shots += newValue }
  }
  fileprivate var outro: [Shot] {
    get { [] }
    set { shots += newValue }
  }
}

func checkOrder(_ start: Time, _ end: Time?, _ node: DocumentNode, _ reader: DocumentReader) {
  guard let end, end <= start, let written = node["end"] else { return }
  reader.report("end \(end) must be after start \(start)", at: written)
}

/// Names that become files must differ by more than case, which some file systems do not see.
func checkUnique(_ names: [String], _ what: String, _ node: DocumentNode, _ reader: DocumentReader) {
  var seen: [String: Int] = [:]
  for (index, name) in names.enumerated() {
    if let first = seen.updateValue(index, forKey: name.lowercased()) {
      let hint = names[first] == name ? nil : "'\(names[first])' differs only in case"
      reader.report("the \(what) '\(name)' is there twice", at: node.item(index) ?? node, value: name, hint: hint)
    }
  }
}

extension DocumentNode {
  /// The value number `index` of a list or a map.
  func item(_ index: Int) -> DocumentNode? {
    switch content {
    case .scalar: nil
    case .list(let items): items.indices.contains(index) ? items[index] : nil
    case .map(let entries): entries.indices.contains(index) ? entries[index].value : nil
    }
  }
}
