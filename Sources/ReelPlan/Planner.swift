package import ReelCore
package import ReelTimeline

/// Compiles an episode to a plan: a pure function of the document, the facts of its media and the identity of the build.
package struct Planner {
  package struct Input: Sendable {
    package var episode: Episode
    /// Facts of every file the episode names, by ``Planner/mediaKey(_:rate:)``.
    package var media: [String: MediaFacts]
    /// Words by language tag; "" for an episode without languages.
    package var texts: [String: PlannedText]
    /// Colours of shots that are to be matched, by the shot's number in the episode; see ``Planner/matched(_:)``.
    package var statistics: [Int: ColorStatistics]
    /// What was measured on recordings of speech, by the digest of their bytes.
    package var speech: [Digest: SpeechFacts]
    /// Digests of look-up tables by path.
    package var tables: [String: Digest]
    package var build: BuildIdentity

    package init(
      episode: Episode, media: [String: MediaFacts], texts: [String: PlannedText], statistics: [Int: ColorStatistics] = [:],
      speech: [Digest: SpeechFacts] = [:], tables: [String: Digest] = [:], build: BuildIdentity
    ) {
      self.episode = episode
      self.media = media
      self.texts = texts
      self.statistics = statistics
      self.speech = speech
      self.tables = tables
      self.build = build
    }
  }

  let input: Input
  var episode: Episode { input.episode }
  var rate: FrameRate { input.episode.canvas.rate }
  let build: Digest
  /// Shots on the grid; see ``place``.
  var placed: [PlacedShot] = []
  var problems: [Problem] = []

  /// A shot in whole frames.
  struct PlacedShot {
    var shot: Shot
    var facts: VideoFacts
    var digest: Digest
    var frames: Range<Int>
    /// Frames of the transition into it.
    var transition: Int
    /// What brings its colours to its scene.
    var correction = ColorCorrection.identity
  }

  private init(_ input: Input) {
    self.input = input
    build = input.build.digest
  }

  /// The plan, or `nil` with at least one error among the problems; all problems are reported at once.
  package static func plan(_ input: Input) -> (plan: Plan?, problems: [Problem]) {
    var planner = Planner(input)
    let plan = planner.run()
    return (planner.problems.contains { $0.severity == .error } ? nil : plan, planner.problems)
  }

  /// Frames of the whole episode as the shots give it, for those who place text before the plan is made; 0 when the shots have errors.
  package static func length(of episode: Episode, media: [String: MediaFacts]) -> Int {
    var planner = Planner(Input(episode: episode, media: media, texts: [:], build: BuildIdentity(architecture: "", libraries: [:])))
    planner.place()
    return planner.length
  }

  /// What facts are found under: a numbered sequence is another medium at another rate.
  package static func mediaKey(_ path: String, rate: FrameRate) -> String { path.contains("%") ? "\(path)@\(rate)" : path }

  func facts(_ source: FileReference, _ rate: FrameRate?) -> MediaFacts? {
    input.media[Self.mediaKey(source.path, rate: rate ?? self.rate)]
  }

  var length: Int { placed.last?.frames.upperBound ?? 0 }

  private mutating func run() -> Plan? {
    place()
    matchShots()
    guard !placed.isEmpty, !problems.contains(where: { $0.severity == .error }) else { return nil }
    let gop = planGOP()
    let overlays = placeOverlays()
    let variants = planVariants(gop: gop)
    guard !problems.contains(where: { $0.severity == .error }) else { return nil }
    let grid = Grid(shotStarts: placed.map(\.frames.lowerBound), length: length, gop: gop)
    let words = planWords(variants)
    let (captions, forms) = (planCuts(variants), forms(variants))
    let drafts = grid.cells.enumerated().map {
      draft($0, $1, overlays: overlays, variants: variants, words: words, captions: captions, forms: forms)
    }
    let cells = drafts.map(\.cell)
    let soundtracks = planTracks()
    checkProfiles(variants, soundtracks.byDelivery)
    let assets = planAssets(cells: cells, variants: variants)
    let packages = planPackages(cells: drafts, variants: variants, tracks: soundtracks.byDelivery)
    return Plan(
      id: episode.id, canvas: episode.canvas.size, rate: rate, length: length,
      shots: placed.map {
        .init(
          source: $0.shot.source.written, frames: $0.frames, transition: $0.transition, scene: $0.shot.scene, correction: $0.correction)
      },
      cells: cells, tracks: soundtracks.unique,
      outputs: planMovies(cells: drafts, variants: variants, tracks: soundtracks.byDelivery) + packages.outputs,
      sidecars: planSidecars() + packages.sidecars,
      dialogue: soundtracks.fits, stems: planStems(soundtracks.dialogue),
      waveforms: planWaveforms(soundtracks.byDelivery), assets: assets, packages: packages.packages)
  }

  // MARK: Shots

  /// Every shot's frames: durations are rounded one by one, so a shot's frames depend on that shot alone.
  private mutating func place() {
    var end = 0
    var before: PlacedShot?
    for (index, shot) in episode.shots.enumerated() {
      guard let media = facts(shot.source, shot.rate), let facts = media.video else {
        if self.facts(shot.source, shot.rate) != nil { report(shot.source.origin, "has no picture; a shot needs one", shot.source.written) }
        continue
      }
      guard let count = frameCount(of: shot, media: media, facts: facts) else { continue }
      var transition = 0
      if index > 0, let into = shot.transition {
        transition = max(1, into.duration.frames(rate))
        if let before { checkTransition(into, frames: transition, into: count, outOf: before) }
      }
      let start = end - transition
      let placedShot = PlacedShot(
        shot: shot, facts: facts, digest: media.digest, frames: start..<start + count, transition: transition)
      placed.append(placedShot)
      before = placedShot
      end = start + count
    }
  }

  private mutating func checkTransition(_ transition: Transition, frames: Int, into count: Int, outOf before: PlacedShot) {
    let room = before.frames.count - before.transition
    if frames > min(room, count) {
      report(
        transition.origin, "a transition of \(frames) frames does not fit: the shot before has \(room) frames left, this one has \(count)",
        nil, hint: "shorten the transition or lengthen the shots")
    }
  }

  /// How many frames the shot is shown; an error when the source does not have them.
  private mutating func frameCount(of shot: Shot, media: MediaFacts, facts: VideoFacts) -> Int? {
    if media.kind == .still {
      guard let duration = shot.duration else {
        report(shot.source.origin, "a still needs a duration", shot.source.written, hint: "add duration: 3")
        return nil
      }
      return max(1, duration.frames(rate))
    }
    let available = facts.frames.duration - shot.in
    guard available > .zero else {
      report(shot.source.origin, "in is \(shot.in), but the source is only \(facts.frames.duration) long", shot.source.written)
      return nil
    }
    guard case .steady(let speed) = shot.speed else { return frameCount(ofRamp: shot, available: available) }
    let whole = (available.seconds / speed * rate.perSecond)
    guard let duration = shot.duration else { return max(1, Int((whole - Rational(1, 2)).ceil)) }
    let count = max(1, duration.frames(rate))
    // The middle of the last frame must still be inside the source: a container that rounds its stamps does not make it too short.
    guard Rational(Int64(2 * count - 1), 2) < whole else {
      let needed = Time(duration.seconds * speed)
      report(
        shot.source.origin,
        "is too short: the shot needs \(needed) from \(shot.in), the source has \(available) left of \(facts.frames.duration)",
        shot.source.written, hint: "lower duration to at most \((available * (Rational(1) / speed)).formatted(decimals: 3))")
      return nil
    }
    return count
  }

  private mutating func frameCount(ofRamp shot: Shot, available: Time) -> Int? {
    // Validation asks for a duration where speed moves.
    let count = max(1, (shot.duration ?? .zero).frames(rate))
    let needed = clock(of: shot, count: count).length(of: count)
    guard needed < available + Time(rate.frameDuration / Rational(2)) else {
      report(
        shot.source.origin, "is too short: its speed uses \(needed) from \(shot.in), and the source has \(available) left",
        shot.source.written, hint: "lower the speed or the duration")
      return nil
    }
    return count
  }

  func clock(of shot: Shot, count: Int) -> SourceClock {
    SourceClock(start: shot.in, speed: shot.speed, reverse: shot.reverse, count: count, rate: rate)
  }

  /// The source's frame that each frame of `frames` shows; they count from where the shot, or overlay, begins.
  ///
  /// Asked for the middle of the output frame: the same answer as nearest-stamp rounding, and robust against rounded stamps. Where a
  /// frame begins at that very middle, as every other one of 60 a second shown at 30, a stamp rounded down must not count as before it.
  func sourceFrames(_ facts: VideoFacts, _ clock: SourceClock, _ frames: Range<Int>, loops: Bool) -> [Int] {
    if facts.frames.count == 1 { return frames.map { _ in 0 } }
    let duration = facts.frames.duration
    let rounding = Time(min(facts.frames.timeBase, Rational(1, 1000), clock.step / Rational(2)) / Rational(2))
    return frames.map { frame in
      var time = clock.middle(of: frame) - rounding
      if loops { time = time - duration * Rational((time.seconds / duration.seconds).floor) }
      return facts.frames.frame(before: time)
    }
  }

  /// One grid for the document: the shortest GOP any delivery asks for.
  private mutating func planGOP() -> Int {
    var shortest = Int.max
    for delivery in episode.deliveries {
      let frames = Int((delivery.encoder.gop * rate.perSecond).rounded)
      if frames < Grid.shortest || frames > 600 {
        report(
          delivery.origin, "encoder.gop: \(frames) frames at \(rate) frames a second, outside \(Grid.shortest)...600", nil,
          hint: "2.0 seconds is usual; state encoder.gop in seconds, long enough for \(Grid.shortest) frames")
      }
      shortest = min(shortest, frames)
    }
    return max(Grid.shortest, shortest)
  }

  mutating func report(_ origin: Origin, _ error: String, _ value: String?, hint: String? = nil, severity: Problem.Severity = .error) {
    let problem = Problem(severity, error, file: origin.file, line: origin.line, path: origin.path, value: value, hint: hint)
    // What all languages share is planned for each of them, and said once.
    if !problems.contains(problem) { problems.append(problem) }
  }
}
