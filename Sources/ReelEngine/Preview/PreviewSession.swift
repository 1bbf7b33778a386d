import Foundation
public import ReelCore
import ReelMedia
import ReelPlan
import ReelRender
import ReelStore
import Synchronization

/// An episode that is watched while it is worked on: pieces of its draft are rendered when a player asks for them, and it is read again
/// whenever a file it depends on changes.
///
/// What it hands out is what `render` of the draft makes, under the same keys of the same store.
///
/// Thread-safety: safe. Calls wait for what they ask for: make them on threads of their own.
public final class PreviewSession: Sendable {
  /// A document, and how it is read.
  public struct Source: Sendable {
    public var document: String
    /// Replace what the document's `vars` say.
    public var variables: [String: String]
    /// Shell pattern over `delivery/language/rendition`; `nil` keeps all outputs.
    public var only: String?

    public init(document: String, variables: [String: String] = [:], only: String? = nil) {
      self.document = document
      self.variables = variables
      self.only = only
    }
  }

  /// What was found when the document was read.
  public struct Reading: Sendable {
    public var document: String
    /// From 1.
    public var revision: Int
    public var problems: [Problem]
    /// Whether it is what is watched now.
    public var isValid: Bool
  }

  /// What is known of the document now.
  package struct Snapshot: Sendable {
    /// Rises whenever there is something else to say; 0 until the document has been read once.
    package var revision = 0
    /// Of the document as it is.
    package var problems: [Problem] = []
    /// Whether the document as it is is what is watched.
    package var isValid = false
    /// The document as it was when it had no errors last.
    package var edition: PreviewEdition?
  }

  public let source: Source
  package let events = PreviewEvents()
  let engine: Engine
  let renderer: PreviewRenderer
  private let making = SoundsInTheMaking()
  private let told: @Sendable (Reading) -> Void
  private let state = Mutex(Snapshot())
  /// The document in full size, of one revision, for those who ask for it.
  private let whole = Mutex<(revision: Int, project: Project)?>(nil)
  private let isStopped = Atomic(false)
  private let watched = DispatchGroup()
  /// Pictures that are drawn at a time, and small ones: each opens its own decoders.
  let drawing = DispatchSemaphore(value: 1)
  let small = DispatchSemaphore(value: 1)

  /// Begins at once to read the document and then to render.
  ///
  /// - Parameters:
  ///   - eager: whether to render before anybody has asked for a piece.
  ///   - told: what was found whenever the document was read, on a thread of its own.
  public init(
    _ engine: Engine, _ source: Source, eager: Bool = true, told: @escaping @Sendable (Reading) -> Void = { _ in }
  ) {
    self.engine = engine
    self.source = source
    self.told = told
    renderer = PreviewRenderer(engine, eager: eager) { [events] in
      events.tell(.stored($0, bytes: $1.bytes, milliseconds: $1.milliseconds))
    }
    watched.enter()
    let thread = Thread { [self] in
      defer { watched.leave() }
      watch()
    }
    thread.name = "reelfx-watch"
    thread.stackSize = 8 << 20
    thread.start()
  }

  package var snapshot: Snapshot { state.withLock { $0 } }

  /// Ends everything, within a frame.
  public func stop() {
    isStopped.store(true, ordering: .relaxed)
    events.close()
    renderer.stop()
    watched.wait()
  }

  // MARK: Reading

  private func watch() {
    var files = FileWatch([source.document])
    files = read(files)
    while !isStopped.load(ordering: .relaxed) {
      Thread.sleep(forTimeInterval: FileWatch.interval)
      guard files.hasChanged() else { continue }
      // An editor may write in several steps.
      repeat { Thread.sleep(forTimeInterval: FileWatch.interval) } while files.hasChanged()
      files = read(files)
    }
  }

  /// Reads the document.
  ///
  /// - Returns: a watch over what it depends on now, and on what it did when it could be read last.
  private func read(_ files: FileWatch) -> FileWatch {
    let before = snapshot.edition?.project.files ?? []
    do {
      // Somebody waits for what was just changed: what is rendered meanwhile may be out of date.
      let (project, edition) = try renderer.precedence.first {
        let project = try engine.load(source.document, variables: source.variables, selection: Selection(only: source.only, draft: true))
        return (project, project.isValid ? try PreviewEdition(project) : nil)
      }
      if let edition { try renderer.adopt(edition) }
      publish(project.problems, edition)
      return files.over([source.document] + before + project.files)
    } catch {
      publish([Problem(error, in: source.document)], nil)
      return files.over([source.document] + before)
    }
  }

  private func publish(_ problems: [Problem], _ edition: PreviewEdition?) {
    let revision = state.withLock { state in
      state.revision += 1
      state.problems = problems
      state.isValid = edition != nil
      state.edition = edition ?? state.edition
      return state.revision
    }
    events.tell(.revision(revision))
    told(Reading(document: source.document, revision: revision, problems: problems, isValid: edition != nil))
  }

  /// Waits until the document has been read once.
  ///
  /// - Throws: all its errors as one.
  package func waitUntilRead() throws {
    let listener = PreviewEvents.Listener(events)
    while snapshot.revision == 0, listener.next(atMost: 1) != nil {}
    let snapshot = snapshot
    guard !snapshot.isValid else { return }
    throw ReelError(
      snapshot.problems.kind ?? .failed, "\(snapshot.problems.count) problems in the document", file: source.document,
      problems: snapshot.problems)
  }

  func edition() throws -> PreviewEdition {
    guard let edition = snapshot.edition else { throw PreviewRefusal.nothingToWatch }
    return edition
  }

  /// The document with its deliveries' own sizes, read once for each revision.
  func wholeProject() throws -> Project {
    let revision = snapshot.revision
    if let known = whole.withLock({ $0 }), known.revision == revision { return known.project }
    let project = try engine.load(source.document, variables: source.variables, selection: Selection(only: nil))
    whole.withLock { $0 = (revision, project) }
    return project
  }

  // MARK: Picture

  /// A piece of the picture as a player appends it. It is rendered now if the store does not have it.
  ///
  /// - Parameters:
  ///   - start: the frame it begins at.
  ///   - isWanted: asked now and then; what nobody wants any more is not waited for.
  package func piece(start: Int, key: Digest, isWanted: @escaping @Sendable () -> Bool = { true }) -> PreviewPiece {
    renderer.piece(start: start, key: key, isWanted: isWanted)
  }

  /// What of a piece is known: whether it is in the store, and what it cost where this session rendered it.
  package func stored(_ key: Digest) -> (isStored: Bool, bytes: Int?, milliseconds: Int?) {
    let cost = renderer.cost(of: key)
    return ((try? engine.store.contains(key)) ?? false, cost?.bytes, cost?.milliseconds)
  }

  // MARK: Sound

  /// A language's mix, whole. It is made now if the store does not have it.
  ///
  /// - Throws: ``PreviewRefusal``, and what mixing throws.
  package func sound(_ key: Digest) throws -> PreviewSound {
    let heard = try heard(key)
    return try PreviewSound(try coded(heard.track, of: heard.edition), heard.sound, language: heard.language)
  }

  /// A language's mix as it is encoded first, up to a fragment: it can be heard before it is known whether that will be the mix. Only
  /// where the encoder moves peaks above the ceiling will it be another.
  ///
  /// - Throws: ``PreviewRefusal``, and what mixing throws.
  package func firstSound(_ key: Digest, through number: Int) throws -> PreviewSound {
    let heard = try heard(key)
    func made(_ samples: [CodedSample]) throws -> PreviewSound {
      try PreviewSound(heard.sound, length: heard.track.spec.mix.length, language: heard.language, samples: samples)
    }
    guard let needed = try made([]).needed(for: number) else { throw PreviewRefusal.gone }
    // It may come into the store meanwhile.
    for _ in 0..<2 {
      if let bytes = try engine.store.get(key) {
        let whole = try PreviewSound(CodedTrack(serialized: bytes), heard.sound, language: heard.language)
        if whole.isFirst { return whole }
      } else {
        begin(heard.track, of: heard.edition)
      }
      if let samples = try making.wait(for: needed, of: key), samples.count >= needed { return try made(samples) }
    }
    throw PreviewRefusal.gone
  }

  /// Peaks of a language's mix, as the drawings of deliveries are written.
  package func waveform(_ key: Digest) throws -> String {
    let heard = try heard(key)
    return try Waveform.json(try coded(heard.track, of: heard.edition), heard.track.spec.encoder)
  }

  private func heard(_ key: Digest) throws -> (track: Plan.Track, sound: Plan.Output.Sound, language: String?, edition: PreviewEdition) {
    let edition = try edition()
    guard let output = edition.outputs.map(\.output).first(where: { $0.sound?.track == key }), let sound = output.sound,
      let track = edition.plan.tracks.first(where: { $0.key == key })
    else { throw PreviewRefusal.gone }
    return (track, sound, output.language, edition)
  }

  private func begin(_ track: Plan.Track, of edition: PreviewEdition) {
    making.begin(track.key) { [self] in
      renderer.waitForPictures(atMost: 10, one: true)
      let sounds = edition.project.sounds(in: engine.store, build: engine.build.digest)
      try engine.render(track, sounds) { samples in
        self.renderer.giveWay()
        self.making.take(samples, of: track.key)
      }
      events.tell(.sound(track.key))
      // The same packets are in the store.
      return try engine.store.get(track.key).map { try CodedTrack(serialized: $0).facts.encodings > 1 } ?? false
    }
  }

  private func coded(_ track: Plan.Track, of edition: PreviewEdition) throws -> CodedTrack {
    for _ in 0..<2 {
      if let bytes = try engine.store.get(track.key) { return try CodedTrack(serialized: bytes) }
      begin(track, of: edition)
      try making.waitForEnd(of: track.key)
    }
    throw ReelError(.failed, "a track vanished from the store as soon as it was written", hint: "is the store being deleted?")
  }
}

extension Problem {
  /// What went wrong with a whole document.
  fileprivate init(_ error: any Error, in document: String) {
    let error = error as? ReelError ?? ReelError(.failed, "\(error)")
    self.init(
      .error, error.message + (error.detail.map { " (\($0))" } ?? ""), kind: error.kind, file: error.file ?? document, hint: error.hint)
  }
}
