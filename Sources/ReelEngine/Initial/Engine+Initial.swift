import Foundation
import ReelCore
import ReelText

extension Engine {
  /// A document for an episode whose shots, recordings and words lie in a folder. Nothing is written; see ``InitialDocument/write(overwrite:)``.
  ///
  /// Shots are what lies in `shots`, or in the folder itself, in natural order: clips, stills and numbered sequences. `dub/LANGUAGE` has
  /// lines of dialogue, `subs/LANGUAGE.srt` (or another format) subtitles, `sfx` sounds whose names give their times; `music.*` and `logo*`
  /// are what they are called. Languages are named by their tags (BCP 47). Every file is looked at, and what cannot be used is left aside
  /// with the reason. The document is checked as ``open(_:variables:selection:)`` checks it; what that finds an error in is left aside too.
  ///
  /// - Parameter folder: absolute, or relative to the working directory.
  /// - Throws: ``ReelError`` `missing` when there is no such folder, or no shot in it; `invalid` when it is a file.
  public func initialDocument(of folder: String) async throws -> InitialDocument {
    try await Workers.detached("reelfx-init") { try InitialDocumentMaker(engine: self, folder: folder).make() }
  }
}

/// Makes an ``InitialDocument``: looks at what the names promise, and leaves aside what does not hold it.
private struct InitialDocumentMaker {
  let engine: Engine
  let folder: String
  let survey: FolderSurvey
  private var cut: InitialCut
  private var leftAside: [InitialDocument.LeftAside]

  init(engine: Engine, folder: String) throws {
    self.engine = engine
    self.folder = folder
    survey = try FolderSurvey(folder)
    leftAside = survey.leftAside
    cut = InitialCut(id: Self.id(of: folder))
  }

  /// The folder's own name, as far as it can name outputs.
  private static func id(of folder: String) -> String {
    let name = URL(fileURLWithPath: folder).resolvingSymlinksInPath().lastPathComponent
    let allowed = name.unicodeScalars.filter { !"/\\:*?\"<>|".unicodeScalars.contains($0) && $0.properties.generalCategory != .control }
    let id = String(String.UnicodeScalarView(allowed)).drop { $0 == "." }.prefix(100)
    return id.isEmpty ? "episode" : String(id)
  }

  consuming func make() throws -> InitialDocument {
    takePictures()
    takeSounds()
    takeLanguages()
    let file = InitialDocument.file(in: folder)
    var text = "", problems: [Problem] = []
    repeat {
      guard !cut.shots.isEmpty else { throw nothing() }
      text = InitialWriter.text(of: cut)
      problems = try check(text, file)
    } while leaveOut(problems)
    return InitialDocument(file: file, text: text, taken: taken(), leftAside: sortedLeftAside, problems: problems)
  }

  private var sortedLeftAside: [InitialDocument.LeftAside] { leftAside.sorted { NaturalOrder.precedes($0.path, $1.path) } }

  private func nothing() -> ReelError {
    let problems = sortedLeftAside.map { Problem(.error, $0.why, file: folder + "/" + $0.path) }
    let hint = "put clips, stills or numbered pictures into \(folder)/shots, or into the folder itself"
    let own = Problem(.error, "there is no shot in the folder", kind: .missing, file: folder, hint: hint)
    return ReelError(.missing, own.error, file: folder, hint: hint, problems: problems.isEmpty ? [] : [own] + problems)
  }

  /// What a check of the document finds, as `check` would say it.
  private func check(_ text: String, _ file: String) throws -> [Problem] {
    var loader = ProjectLoader(
      library: engine.library, fontBook: try engine.fontBook(beside: file), build: engine.build, kernels: engine.kernels)
    return try loader.load(text: text, file: file).problems
  }

  /// - Returns: whether something was left out, so that there is another document to check.
  private mutating func leaveOut(_ problems: [Problem]) -> Bool {
    // The last of a list first, so that the numbers of the others stay what they are.
    let errors = problems.filter { $0.severity == .error }.sorted { NaturalOrder.precedes($1.path ?? "", $0.path ?? "") }
    let before = leftAside.count
    var items = Set<String>()
    for problem in errors {
      // Two errors of one item leave it out once: shots[3].source and shots[3].duration are shots[3].
      if let path = problem.path, let end = path.firstIndex(of: "]"), !items.insert(String(path[...end])).inserted { continue }
      guard let path = cut.leaveOut(problem) else { continue }
      leaveAside(path, problem.error + (problem.hint.map { "; \($0)" } ?? ""))
    }
    cut.languages.removeAll { $0.subtitles == nil && $0.forced == nil && $0.lines.isEmpty }
    return leftAside.count > before
  }

  // MARK: What is taken

  /// The facts of what can be read, in the order given; the rest is left aside.
  private mutating func facts(_ paths: [String]) -> [(path: String, facts: MediaFacts)] {
    let (library, folder) = (engine.library, folder)
    let found = try? Workers.map(paths, at: engine.options.jobs) { path in
      Result { try library.source(path: folder + "/" + path, rate: FrameRate(Rational(30))).facts }
    }
    var taken: [(String, MediaFacts)] = []
    for (path, result) in zip(paths, found ?? []) {
      switch result {
      case .success(let facts): taken.append((path, facts))
      case .failure(let error): leaveAside(path, Self.words(for: error))
      }
    }
    return taken
  }

  private static func words(for error: any Error) -> String {
    guard let error = error as? ReelError else { return "\(error)" }
    return error.message + (error.detail.map { " (\($0))" } ?? "")
  }

  private mutating func leaveAside(_ path: String, _ why: String) { leftAside.append(.init(path: path, why: why)) }

  private mutating func takePictures() {
    for (path, facts) in facts(survey.shots) {
      if facts.video == nil { leaveAside(path, "there is no picture in it") } else { cut.shots.append(.init(path: path, facts: facts)) }
    }
    for (path, facts) in facts(survey.logos) {
      if facts.video == nil {
        leaveAside(path, "there is no picture in it")
      } else if let first = cut.logo {
        leaveAside(path, "the logo is \(first.path)")
      } else {
        cut.logo = (path, facts)
      }
    }
  }

  private mutating func takeSounds() {
    for (path, facts) in facts(survey.music) {
      if facts.audio == nil {
        leaveAside(path, "there is no sound in it")
      } else if let first = cut.music {
        leaveAside(path, "the music is \(first.path)")
      } else {
        cut.music = .init(path: path, start: .zero, facts: facts)
      }
    }
    for (path, facts) in facts(survey.effects) {
      if facts.audio == nil {
        leaveAside(path, "there is no sound in it")
      } else if let start = NameReading.time((path as NSString).lastPathComponent) {
        cut.effects.append(.init(path: path, start: start, facts: facts))
      } else {
        leaveAside(path, "its name does not say when it is heard; let it begin with the time, as 00-00-03.200")
      }
    }
  }

  private mutating func takeLanguages() {
    let tags = Set(survey.subtitles.keys).union(survey.forced.keys).union(survey.recordings.keys)
    for tag in tags.sorted() {
      let recordings = survey.recordings[tag] ?? []
      let sounds = Dictionary(facts(recordings.map(\.path)).map { ($0.path, $0.facts) }) { first, _ in first }
      var lines: [LinePlacer.Recording] = []
      for recording in recordings {
        guard let facts = sounds[recording.path] else { continue }
        guard let sound = facts.audio else {
          leaveAside(recording.path, "there is no sound in it")
          continue
        }
        lines.append(.init(path: recording.path, speaker: recording.speaker, isWhole: recording.isWhole, length: sound.duration))
      }
      var language = InitialCut.Language(tag: tag, subtitles: survey.subtitles[tag], forced: survey.forced[tag])
      if !lines.isEmpty {
        (language.lines, language.placing) = LinePlacer.place(lines, cues: cues(language), file: language.subtitles)
      }
      if !language.lines.isEmpty || language.subtitles != nil || language.forced != nil { cut.languages.append(language) }
    }
  }

  /// Those that are said. What is wrong with the file is found when the document is checked.
  private func cues(_ language: InitialCut.Language) -> [Cue] {
    guard let path = language.subtitles, let read = try? SubtitleFile.read(path: folder + "/" + path, language: language.tag) else {
      return []
    }
    return switch read.content {
    case .cues(let cues): cues
    case .ass(let script): script.dialogue()
    }
  }

  // MARK: What is told

  private func taken() -> [InitialDocument.Taken] {
    var taken = cut.shots.enumerated().map { index, shot in
      let remark = shot.facts.kind == .still ? "shown for \(InitialWriter.seconds(InitialCut.stillLength)) s" : nil
      return InitialDocument.Taken(path: shot.path, role: "shot \(index + 1)", remark: remark ?? InitialWriter.words(for: shot.facts))
    }
    if let logo = cut.logo { taken.append(.init(path: logo.path, role: "logo", remark: "top right, all the time")) }
    if let music = cut.music { taken.append(.init(path: music.path, role: "music")) }
    for sound in cut.effects { taken.append(.init(path: sound.path, role: "sound effect at \(InitialWriter.seconds(sound.start)) s")) }
    for language in cut.languages {
      if let path = language.subtitles { taken.append(.init(path: path, role: "subtitles \(language.tag)")) }
      if let path = language.forced { taken.append(.init(path: path, role: "forced subtitles \(language.tag)")) }
      for line in language.lines {
        taken.append(
          .init(path: line.path, role: "dialogue \(language.tag) at \(InitialWriter.seconds(line.start)) s", remark: language.placing))
      }
    }
    return taken + survey.fonts.map { .init(path: $0, role: "font", remark: "found by its family's name") }
  }
}
