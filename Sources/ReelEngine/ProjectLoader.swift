import Foundation
import ReelCore
import ReelMedia
import ReelPixels
import ReelPlan
import ReelRender
import ReelStore
import ReelText
import ReelTimeline
import Synchronization

/// Reads a document, looks at everything it names, and compiles it. Problems are collected, not thrown, so that all are told at once.
struct ProjectLoader {
  let library: SourceLibrary
  let fontBook: FontBook
  let build: BuildIdentity
  let colors: ColorLibrary
  let speech: SpeechLibrary

  private var problems: [Problem] = []
  private var media: [String: MediaFacts] = [:]
  private var stamped: [Digest: StampedSource] = [:]
  private var names: [Digest: String] = [:]
  private var fonts: [Digest: String] = [:]
  private var tables: [String: Digest] = [:]
  private var cues: [String: [ScreenCue]] = [:]
  private var loaded: LoadedEpisode?
  private var cubes: [Digest: CubeTable] = [:]

  init(library: SourceLibrary, fontBook: FontBook, build: BuildIdentity, kernels: Kernels) {
    self.library = library
    self.fontBook = fontBook
    self.build = build
    colors = ColorLibrary(store: library.store, kernels: kernels, build: build.digest)
    speech = SpeechLibrary(store: library.store, build: build.digest)
  }

  mutating func load(_ path: String, variables: [String: String], spare: Set<String>, selection: Selection) throws -> Project {
    try load(EpisodeDocument.load(path: path, variables: variables, spare: spare, catalogue: pixelCatalogue), path, selection)
  }

  /// The same for a document that is not written yet.
  mutating func load(text: String, file: String) throws -> Project {
    try load(EpisodeDocument.load(text: text, file: file, catalogue: pixelCatalogue), file, Selection())
  }

  private mutating func load(_ loaded: LoadedEpisode, _ path: String, _ selection: Selection) throws -> Project {
    self.loaded = loaded
    problems = loaded.problems
    guard var episode = loaded.episode else { return project(path, plan: nil) }
    if selection.draft { episode = episode.draft() }
    look(at: episode)
    readTables(of: episode)
    let samples = samples(of: episode)
    let statistics = measure(samples.map { ($0, .identity) })
    let length = Planner.length(of: episode, media: media)
    var words = WordsLoader(episode: episode, length: length, fonts: fontBook, media: media)
    let texts = length > 0 ? words.load() : [:]
    problems += words.problems
    fonts = words.paths
    cues = words.cues
    let heard = listen(to: episode)
    let (plan, found) = Planner.plan(
      Planner.Input(episode: episode, media: media, texts: texts, statistics: statistics, speech: heard, tables: tables, build: build))
    problems += found
    let kept = plan.map { plan in
      // A package is whole or not there: playlists name all of its streams.
      let packages = Set(plan.outputs.filter { $0.container != .movie && selection.includes($0) }.map(\.delivery))
      return plan.keeping({ selection.includes($0) || packages.contains($0.delivery) }, stems: { selection.includes($0) })
    }
    if let only = selection.only, let kept, kept.outputs.isEmpty, kept.stems.isEmpty {
      let all =
        (plan?.outputs ?? []).map { "\($0.delivery)/\($0.language ?? "-")/\($0.rendition)" }
        + (plan?.stems ?? []).map { "\($0.delivery)/\($0.language ?? "-")/\($0.part.rawValue)" }
      problems.append(Problem(.error, "no output matches --only", value: only, hint: "there are \(all.joined(separator: ", "))"))
    }
    for encoder in Set((kept?.outputs ?? []).compactMap(\.picture?.encoder.encoder)).sorted() where !VideoEncoder.isAvailable(encoder) {
      problems.append(
        Problem(
          .error, "this FFmpeg has no encoder \(encoder)", file: path, path: "deliver",
          hint: "install an FFmpeg that has it, or name another; reelfx doctor lists them"))
    }
    for encoder in Set((kept?.outputs ?? []).compactMap(\.sound?.encoder.encoder)).sorted() where !AudioEncoder.isAvailable(encoder) {
      problems.append(
        Problem(
          .error, "this FFmpeg has no encoder \(encoder)", file: path, path: "deliver",
          hint: "install an FFmpeg that has it, or name another; reelfx doctor lists them"))
    }
    if let kept, !kept.assets.isEmpty, !JPEGFile.isAvailable {
      problems.append(
        Problem(
          .error, "this FFmpeg has no encoder mjpeg, which covers, thumbnails and sprites are made with", file: path, path: "deliver",
          hint: "install an FFmpeg that has it, or leave assets out"))
    }
    if kept?.assets.contains(where: \.content.isAnimation) == true, !AnimatedWebP.isAvailable {
      problems.append(
        Problem(
          .error, "this FFmpeg has no encoder libwebp_anim, which animations are made with", file: path, path: "deliver",
          hint: "install an FFmpeg that has it, or leave the animation out"))
    }
    if let kept, !problems.contains(where: { $0.severity == .error }) { try listenToTheStart(of: kept, path) }
    return project(path, plan: kept, matches: plan.map { matches($0, samples, statistics) } ?? [])
  }

  private func project(_ path: String, plan: Plan?, matches: [ColorMatch] = []) -> Project {
    var unique: [Problem] = []
    for problem in problems where !unique.contains(problem) { unique.append(problem) }
    return Project(
      document: path, problems: unique, plan: plan,
      sources: SourceTable(stamped), fonts: fonts, cubes: cubes,
      matches: matches, dialogue: plan?.dialogue ?? [], episode: loaded?.episode, cues: cues,
      files: (loaded?.documents ?? []) + (loaded?.episode?.files ?? []).flatMap(files), stamped: stamped,
      names: names.merging(fonts.mapValues { ($0 as NSString).lastPathComponent }) { name, _ in name })
  }

  /// Of a numbered sequence also its folder, in which files may come and go.
  private func files(of reference: FileReference) -> [String] {
    guard SequenceFiles.isPattern(reference.path) else { return [reference.path] }
    return [(reference.path as NSString).deletingLastPathComponent] + ((try? SequenceFiles.list(pattern: reference.path)) ?? [])
  }

  /// Without an edit list the codec's first packet takes the place of the sound that is there: says so when there is any.
  private mutating func listenToTheStart(of plan: Plan, _ path: String) throws {
    let start = LostStart(library: SoundLibrary(store: library.store, stamped: stamped, build: build.digest))
    for track in plan.tracks where track.spec.encoder.dropsPriming == true {
      guard let warning = try start.warning(track, document: path), !problems.contains(warning) else { continue }
      problems.append(warning)
    }
  }

  // MARK: Media

  private struct Named {
    var file: FileReference
    var rate: FrameRate
  }

  private mutating func look(at episode: Episode) {
    let rate = episode.canvas.rate
    var named = episode.shots.map { Named(file: $0.source, rate: $0.rate ?? rate) }
    named += episode.overlays.map { Named(file: $0.source, rate: $0.rate ?? rate) }
    for overlay in episode.overlays {
      if let file = overlay.mask?.source { named.append(Named(file: file, rate: overlay.rate ?? rate)) }
    }
    named += episode.shots.flatMap { $0.transition.map { Array($0.parameters.values) } ?? [] }.compactMap {
      if case .image(let file) = $0 { Named(file: file, rate: rate) } else { nil }
    }
    named += (episode.audio.music.map(\.source) + episode.audio.effects.map(\.source) + [episode.audio.roomTone?.source].compactMap(\.self))
      .map { Named(file: $0, rate: rate) }
    named += episode.languages.flatMap { $0.dialogue }.map { Named(file: $0.source, rate: rate) }
    var seen = Set<String>()
    let unique = named.filter { seen.insert(Planner.mediaKey($0.file.path, rate: $0.rate)).inserted }
    let found = Mutex([Result<StampedSource, any Error>?](repeating: nil, count: unique.count))
    let library = library
    DispatchQueue.concurrentPerform(iterations: unique.count) { index in
      let result = Result { try library.source(path: unique[index].file.path, rate: unique[index].rate) }
      found.withLock { $0[index] = result }
    }
    for (named, result) in zip(unique, found.withLock { $0 }) {
      switch result {
      case .success(let source):
        media[Planner.mediaKey(named.file.path, rate: named.rate)] = source.facts
        stamped[source.facts.digest] = source
        names[source.facts.digest] = named.file.written
        for remark in source.facts.remarks { problems.append(Problem(.warning, remark, at: named.file)) }
      case .failure(let error): report(error, at: named.file)
      case nil: break
      }
    }
  }

  private mutating func report(_ error: any Error, at file: FileReference) { problems.append(Problem(error, at: file)) }

  /// Look-up tables are small: they are read whole, and named by their bytes.
  private mutating func readTables(of episode: Episode) {
    for grade in episode.shots.compactMap(\.grade) {
      guard let file = grade.lut, grade.strength > 0, tables[file.path] == nil else { continue }
      do {
        _ = try FileStamp(path: file.path)
        guard let data = FileManager.default.contents(atPath: file.path) else {
          throw ReelError(.missing, "cannot be read", file: file.path, hint: "check its permissions")
        }
        let bytes = [UInt8](data)
        let digest = Digest.of(bytes)
        cubes[digest] = try CubeTable(cube: bytes, file: file.path)
        tables[file.path] = digest
        names[digest] = file.written
      } catch {
        report(error, at: file)
      }
    }
  }

  // MARK: Speech

  /// Looks at the recordings of all lines, by the digest of their bytes. What cannot be decoded is a problem of its line.
  private mutating func listen(to episode: Episode) -> [Digest: SpeechFacts] {
    let rate = episode.canvas.rate
    var seen = Set<Digest>()
    let lines = episode.languages.flatMap(\.dialogue).compactMap { line -> (file: FileReference, medium: StampedSource)? in
      guard let digest = media[Planner.mediaKey(line.source.path, rate: rate)]?.digest, let medium = stamped[digest],
        seen.insert(digest).inserted
      else { return nil }
      return (line.source, medium)
    }
    let found = Mutex([Result<SpeechFacts?, any Error>?](repeating: nil, count: lines.count))
    let speech = speech
    DispatchQueue.concurrentPerform(iterations: lines.count) { index in
      let result = Result { try speech.facts(lines[index].medium) }
      found.withLock { $0[index] = result }
    }
    var facts: [Digest: SpeechFacts] = [:]
    for (line, result) in zip(lines, found.withLock { $0 }) {
      switch result {
      case .success(let measured): facts[line.medium.facts.digest] = measured
      case .failure(let error): report(error, at: line.file)
      case nil: break
      }
    }
    return facts
  }

  // MARK: Colours

  /// A shot of the episode, and the frames by which its colours are measured.
  private struct Sample: Sendable {
    var shot: Int
    var source: FileReference
    var medium: StampedSource
    var frames: [Int]
  }

  private func samples(of episode: Episode) -> [Sample] {
    Planner.matched(episode).compactMap { number in
      let shot = episode.shots[number]
      let rate = episode.canvas.rate
      guard let facts = media[Planner.mediaKey(shot.source.path, rate: shot.rate ?? rate)], let video = facts.video,
        let medium = stamped[facts.digest]
      else { return nil }
      return Sample(shot: number, source: shot.source, medium: medium, frames: Planner.sample(of: shot, facts: video, rate: rate))
    }
  }

  /// By the shots' numbers. What cannot be measured is a problem of its shot.
  private mutating func measure(_ samples: [(Sample, ColorCorrection)]) -> [Int: ColorStatistics] {
    let found = Mutex([Result<ColorStatistics, any Error>?](repeating: nil, count: samples.count))
    let colors = colors
    DispatchQueue.concurrentPerform(iterations: samples.count) { index in
      let (sample, correction) = samples[index]
      let result = Result { try colors.statistics(sample.medium, frames: sample.frames, correction: correction) }
      found.withLock { $0[index] = result }
    }
    var statistics: [Int: ColorStatistics] = [:]
    for ((sample, _), result) in zip(samples, found.withLock { $0 }) {
      switch result {
      case .success(let measured): statistics[sample.shot] = measured
      case .failure(let error): report(error, at: sample.source)
      case nil: break
      }
    }
    return statistics
  }

  /// Measures again what was corrected.
  private mutating func matches(_ plan: Plan, _ samples: [Sample], _ before: [Int: ColorStatistics]) -> [ColorMatch] {
    let corrected = samples.filter { !plan.shots[$0.shot].correction.isIdentity }
    let after = measure(corrected.map { ($0, plan.shots[$0.shot].correction) })
    return corrected.compactMap { sample in
      guard let before = before[sample.shot], let after = after[sample.shot] else { return nil }
      let shot = plan.shots[sample.shot]
      return ColorMatch(shot: sample.shot, scene: shot.scene ?? "", correction: shot.correction, before: before, after: after)
    }
  }
}

extension Problem {
  init(_ severity: Severity, _ text: String, at file: FileReference, hint: String? = nil) {
    self.init(severity, text, file: file.origin.file, line: file.origin.line, path: file.origin.path, value: file.written, hint: hint)
  }

  /// What went wrong with a file the document names.
  init(_ error: any Error, at file: FileReference) {
    let error = error as? ReelError ?? ReelError(.failed, "\(error)")
    let text = error.message + (error.detail.map { " (\($0))" } ?? "")
    self.init(
      .error, text, kind: error.kind, file: file.origin.file, line: file.origin.line, path: file.origin.path,
      value: error.file ?? file.written, hint: error.hint)
  }
}
