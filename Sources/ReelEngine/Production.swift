package import ReelCore
import ReelPlan
import ReelRender
import ReelStore
import Synchronization

/// Renders what the store lacks of a plan: its segments and its tracks. What becomes of them is somebody else's: a render joins them to
/// files, a worker of a farm hands them on.
final class Production: Sendable {
  private let engine: Engine
  private let project: Project
  private let plan: Plan
  /// Who works on it.
  private let share: Workforce.Share
  private let stop: StopFlag
  private let tell: @Sendable (RenderEvent) -> Void
  private let made: @Sendable (Digest) throws -> Void
  /// Of all tracks and stems: what is opened for one is open for the others.
  let sounds: SoundLibrary
  private let began = ContinuousClock.now
  private let foundMeanwhile = Atomic(0)

  /// Segments that the store lacked, and that another render in this process has made before this one came to them.
  var segmentsFoundMeanwhile: Int { foundMeanwhile.load(ordering: .relaxed) }

  /// - Parameter made: told of each artefact as soon as it is in the store, on the thread that made it.
  init(
    _ engine: Engine, _ project: Project, _ plan: Plan, _ share: Workforce.Share, stop: StopFlag,
    tell: @escaping @Sendable (RenderEvent) -> Void, made: @escaping @Sendable (Digest) throws -> Void = { _ in }
  ) {
    (self.engine, self.project, self.plan, self.share) = (engine, project, plan, share)
    (self.stop, self.tell, self.made) = (stop, tell, made)
    sounds = project.sounds(in: engine.store, build: engine.build.digest)
  }

  private var store: Store { engine.store }

  /// What the store lacks of a plan.
  struct Work {
    /// Cells with the segments to render in them, each key once.
    var cells: [Int: [Plan.Segment]] = [:]
    var tracks: [Plan.Track]
    var copies: [Plan.Copy]
    var segmentCount = 0
    var reused = 0
    var frames = 0

    init(_ plan: Plan, store: Store) throws {
      var seen = Set<Digest>()
      for (index, cell) in plan.cells.enumerated() {
        for segment in cell.segments where seen.insert(segment.key).inserted {
          if try store.contains(segment.key) {
            reused += 1
          } else {
            cells[index, default: []].append(segment)
            segmentCount += 1
          }
        }
        frames += cells[index]?.framesShown ?? 0
      }
      tracks = try plan.tracks.filter { try !store.contains($0.key) }
      copies = try plan.copies.filter { try $0.parts.contains { try !store.contains($0.key) } }
      frames += copies.reduce(0) { $0 + ($1.parts.last?.frames.upperBound ?? 0) }
    }

    /// Takes in what had to be made again.
    mutating func count(_ other: Work) {
      segmentCount += other.segmentCount
      reused -= other.segmentCount
      frames += other.frames
      tracks += other.tracks
    }
  }

  /// Who may render: so many workers, and so many of them share a run.
  private struct Crew {
    var most: Int
    var perRun: Int

    func runs(of workers: Int) -> Int { (workers + perRun - 1) / perRun }
  }

  /// As many as asked for, and as there is work for. A run has as many workers as find two segments in a cell, and more where there are
  /// fewer cells.
  private func crew(_ work: Work) -> Crew {
    let cells = max(1, work.cells.count)
    let most = min(engine.options.jobs, max(1, work.segmentCount + work.tracks.count + work.copies.count))
    return Crew(most: most, perRun: max(1, work.segmentCount / cells / 2, (most + cells - 1) / cells))
  }

  /// - Returns: how many workers took part.
  func run(_ work: Work) throws -> Int {
    let crew = crew(work)
    let runs = crew.runs(of: crew.most)
    let queue = CellQueue(
      try work.cells.keys.sorted().map { index in
        let cell = plan.cells[index]
        return CellQueue.Item(
          cell: index, cost: (work.cells[index] ?? []).reduce(0) { $0 + $1.frames.count }, leadIn: try project.leadIn(of: cell.picture))
      }, teams: runs)
    let tracks = Mutex(work.tracks)
    let copies = Mutex(work.copies)
    let counter = ProgressCounter(work, began: began, tell: tell)
    let context = project.context(
      plan.rate, engine.kernels, isCancelled: { [stop] in stop.isAborting }, composited: { counter.frame() })
    let teams = (0..<runs).map { Team($0, queue, context) }
    defer { for segment in teams.flatMap({ $0.abandoned() }) { engine.flights.release(segment.key) } }
    // Pictures of a cell, and the same in another size.
    let held = work.segmentCount > work.cells.count ? 2 * (plan.cells.map(\.frames.count).max() ?? 0) : 0
    let workers = try share.run(
      upTo: crew.most, bytes: { [plan] in Engine.Options.bytes($0, for: plan, holding: held, runs: crew.runs(of: $0)) }
    ) { worker in
      do {
        while !self.stop.isDraining, let copy = copies.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { try self.make(copy, counter) }
        while !self.stop.isDraining, let track = tracks.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { try self.render(track) }
        try self.work(teams[worker / crew.perRun], work, SegmentEncoder(context), counter)
      } catch {
        queue.stop()
        self.stop.raise(.abort)
        throw error
      }
    }
    if stop.isDraining { throw ReelError(.cancelled, "stopped", hint: "what is finished stays in the store; run again to go on") }
    return workers
  }

  /// Encodes segments until the team has none left.
  private func work(_ team: Team, _ work: Work, _ encoder: SegmentEncoder, _ counter: ProgressCounter) throws {
    while !stop.isDraining, let job = try next(team, work) {
      defer { engine.flights.release(job.segment.key) }
      _ = try project.render(job.segment, of: job.cell, plan, job.renderer, encoder, into: store)
      try made(job.segment.key)
      counter.segment()
    }
  }

  private func next(_ team: Team, _ work: Work) throws -> Team.Job? {
    try team.next(claim: { try claim(work.cells[$0] ?? []) }) { renderer, cell, segments in
      try project.begin(cell, plan, plan.cells[cell].picture, for: segments, renderer)
    }
  }

  /// Those segments that this render has to make; when another in this process is at one, waits for it.
  private func claim(_ segments: [Plan.Segment]) throws -> [Plan.Segment] {
    // By their keys: two renders with segments in common claim them in one order, and neither holds what the other waits for.
    let claimed = Set(try segments.map(\.key).sorted().filter(claimOrWait))
    foundMeanwhile.add(segments.count - claimed.count, ordering: .relaxed)
    return segments.filter { claimed.contains($0.key) }
  }

  /// True when this render has to make the segment; false when another in this process just did.
  private func claimOrWait(_ key: Digest) throws -> Bool {
    while try !store.contains(key) {
      if engine.flights.claim(key) { return true }
    }
    return false
  }

  func render(_ track: Plan.Track) throws {
    try engine.render(track, sounds)
    try made(track.key)
  }

  private func make(_ copy: Plan.Copy, _ counter: ProgressCounter) throws {
    guard let source = project.stamped[copy.source] else {
      throw ReelError(.failed, "the plan copies content that no source of this run has")
    }
    let copier = PictureCopier(
      source: source, kernels: engine.kernels, store: store, isCancelled: { [stop] in stop.isAborting }, looked: { counter.frame() })
    try copier.make(copy)
    for part in copy.parts { try made(part.key) }
  }
}

extension Engine {
  /// Renders what the store lacks of some artefacts of a project, as a render of all of it would.
  ///
  /// - Parameters:
  ///   - keys: of its segments and tracks; others are nobody's.
  ///   - made: told of each as soon as it is in the store, on the thread that made it; what it throws ends the work.
  /// - Throws: the first thing that went wrong; `cancelled` when `stop` was raised.
  package func produce(
    _ keys: Set<Digest>, of project: Project, stop: StopFlag, tell: @escaping @Sendable (RenderEvent) -> Void,
    made: @escaping @Sendable (Digest) throws -> Void
  ) throws {
    var plan = try project.requirePlan()
    for index in plan.cells.indices { plan.cells[index].segments.removeAll { !keys.contains($0.key) } }
    plan.tracks.removeAll { !keys.contains($0.key) }
    plan.copies.removeAll { copy in !copy.parts.contains { keys.contains($0.key) } }
    let work = try Production.Work(plan, store: store)
    tell(
      .planned(
        cells: work.cells.count, segmentsToRender: work.segmentCount, segmentsReused: work.reused, framesToComposite: work.frames,
        outputs: 0))
    try workforce.enlisted { [plan] share in
      _ = try Production(self, project, plan, share, stop: stop, tell: tell, made: made).run(work)
    }
  }
}
