import Foundation
import ReelCore
import ReelPlan
import ReelRender
import ReelStore

/// Why a piece is not handed out.
package enum PreviewRefusal: Error, Sendable {
  /// The document has no plan.
  case nothingToWatch
  /// It is in no output of what is watched now.
  case gone
  /// Whoever asked has left.
  case unwanted
}

/// Renders the pieces of what is watched on threads of its own: those somebody waits for first, then what is played next.
///
/// Thread-safety: safe.
final class PreviewRenderer: Sendable {
  /// What a piece cost this process.
  struct Cost: Sendable {
    var bytes: Int
    var milliseconds: Int
  }

  /// What is watched now.
  private struct Stage {
    /// Another one for every edition.
    var number: Int
    var edition: PreviewEdition
    /// Keeps the pieces in the store.
    var pin: Pin
  }

  /// What a worker holds open from piece to piece.
  private struct Run {
    var stage: Int
    var last: PreviewOrder.Place
    let flag: StopFlag
    let renderer: RunRenderer
    let encoder: SegmentEncoder
  }

  private struct Job {
    var stage: Stage
    var place: PreviewOrder.Place
    var piece: PreviewOutput.Piece
    let flag: StopFlag
    /// Goes on from where its worker's run stands.
    var continues: Bool
  }

  private final class State: @unchecked Sendable {  // everything is touched only while `condition` is locked
    let condition = NSCondition()
    var stage: Stage?
    var order = PreviewOrder()
    /// By worker.
    var running: [Int: (key: Digest, flag: StopFlag)] = [:]
    /// What has left the encoders of pieces that are being rendered.
    var coded: [Digest: [CodedSample]] = [:]
    var failures: [Digest: ReelError] = [:]
    var costs: [Digest: Cost] = [:]
    var workers = 1
    var isBegun: Bool
    var isStopped = false

    init(isBegun: Bool) { self.isBegun = isBegun }
  }

  private let engine: Engine
  /// What is drawn for who looks at a place that is not rendered goes before what is rendered.
  let precedence = Precedence()
  /// Of all editions: they are named by what is in them.
  private let layers = LayerCache(limit: 256 << 20)
  private let state: State
  private let finished = DispatchGroup()
  private let stored: @Sendable (Digest, Cost) -> Void

  /// - Parameters:
  ///   - eager: whether it begins before anybody has asked for anything.
  ///   - stored: told of every piece that came into the store.
  init(_ engine: Engine, eager: Bool, stored: @escaping @Sendable (Digest, Cost) -> Void) {
    self.engine = engine
    self.stored = stored
    state = State(isBegun: eager)
    finished.enter()
    let thread = Thread { [self] in
      defer { finished.leave() }
      try? Workers.run(engine.options.jobs, name: "reelfx") { self.work($0) }
    }
    thread.name = "reelfx-preview"
    thread.start()
  }

  private func locked<Result>(_ body: (State) throws -> Result) rethrows -> Result {
    state.condition.lock()
    defer { state.condition.unlock() }
    return try body(state)
  }

  /// Ends all workers, within a frame, and whoever waits.
  func stop() {
    locked { state in
      state.isStopped = true
      for running in state.running.values { running.flag.raise(.abort) }
      state.condition.broadcast()
    }
    finished.wait()
  }

  func cost(of key: Digest) -> Cost? { locked { $0.costs[key] } }

  // MARK: What is watched

  /// Goes on with another edition, at the same frame of the same output. What is being rendered and is in it too is finished.
  func adopt(_ edition: PreviewEdition) throws {
    let pieces = edition.outputs.map(\.pieces)
    let keys = Set(pieces.joined().map(\.key))
    let pin = try engine.store.pin(keys)
    let leadIn = try edition.plan.cells.map { try edition.project.leadIn(of: $0.picture) }
    let missing = try keys.filter { try !engine.store.contains($0) }
    locked { state in
      let before = state.stage?.edition.outputs[state.order.focus.output].output
      let output = edition.outputs.firstIndex { $0.output.delivery == before?.delivery && $0.output.language == before?.language }
      state.order = PreviewOrder(
        outputs: pieces, leadIn: leadIn, missing: missing, output: output ?? 0, frame: state.order.frame)
      state.stage = pieces.isEmpty ? nil : Stage(number: (state.stage?.number ?? 0) + 1, edition: edition, pin: pin)
      state.workers = engine.options.workers(for: edition.plan)
      state.failures = [:]
      for running in state.running.values {
        if keys.contains(running.key) { state.order.hold(running.key) } else { running.flag.raise(.abort) }
      }
      state.condition.broadcast()
    }
  }

  // MARK: Asking

  /// A piece in chunks, each handed out as soon as it is rendered.
  ///
  /// - Parameters:
  ///   - start: the frame it begins at.
  ///   - isWanted: asked now and then; what nobody wants any more is not waited for.
  func piece(start: Int, key: Digest, isWanted: @escaping @Sendable () -> Bool) -> PreviewPiece {
    PreviewPiece { [self] number, asked in try chunks(from: number, start, key, &asked, isWanted) }
  }

  /// Waits for chunk `number` of a piece.
  ///
  /// - Parameter asked: the stage at which it was asked for.
  /// - Returns: it, and all that follow where they are there already; `nil` behind the last.
  private func chunks(
    from number: Int, _ start: Int, _ key: Digest, _ asked: inout Int?, _ isWanted: () -> Bool
  ) throws -> [[UInt8]]? {
    while true {
      let (stage, place) = try find(start, key)
      let output = stage.edition.outputs[place.output]
      let piece = output.pieces[place.index]
      let ranges = output.chunks(of: piece.frames.count)
      guard ranges.indices.contains(number) else { return nil }
      func made(_ chunks: ArraySlice<Range<Int>>, _ samples: [CodedSample]) throws -> [[UInt8]] {
        try chunks.map { try output.chunk($0, of: piece, samples, stage.edition.plan.rate) }
      }
      if try engine.store.contains(key) {
        locked { $0.isBegun = true }
        // What was damaged is gone by now, and is made again.
        guard let bytes = try engine.store.get(key) else { continue }
        return try made(ranges[number...], CodedSegment(serialized: bytes).samples)
      }
      if let coded = try wait(for: ranges[number].upperBound, of: key, stage.number, place, &asked, isWanted) {
        return try made(ranges[number...number], coded)
      }
    }
  }

  /// Waits until so many samples of a piece are there.
  ///
  /// - Returns: those that are there; `nil` when it is in the store, or something else is watched.
  private func wait(
    for count: Int, of key: Digest, _ stage: Int, _ place: PreviewOrder.Place, _ asked: inout Int?, _ isWanted: () -> Bool
  ) throws -> [CodedSample]? {
    try locked { state in
      guard state.stage?.number == stage else { return nil }
      // Once: who has looked elsewhere since goes on there. And again when it was there, and is no more.
      if asked != stage || state.failures[key] == nil && !state.order.isMissing(key) { ask(state, place) }
      asked = stage
      while true {
        if let coded = state.coded[key], coded.count >= count { return coded }
        if let failure = state.failures[key] { throw failure }
        guard state.order.isMissing(key) else { return nil }
        guard isWanted() else {
          state.order.forget(place)
          relieve(state)
          throw PreviewRefusal.unwanted
        }
        _ = state.condition.wait(until: Date(timeIntervalSinceNow: 0.25))
        if state.isStopped { throw ReelError(.cancelled, "stopped") }
        guard state.stage?.number == stage else { return nil }
      }
    }
  }

  /// Where a piece is in what is watched now: of several outputs that have it, in the one that is looked at.
  private func find(_ start: Int, _ key: Digest) throws -> (Stage, PreviewOrder.Place) {
    let (stage, focus) = locked { ($0.stage, $0.order.focus.output) }
    guard let stage else { throw PreviewRefusal.nothingToWatch }
    guard let place = stage.edition.place(start: start, key: key, preferred: focus) else { throw PreviewRefusal.gone }
    return (stage, place)
  }

  /// Call with the lock held.
  private func ask(_ state: State, _ place: PreviewOrder.Place) {
    state.isBegun = true
    state.failures[state.order[place].key] = nil
    state.order.ask(place)
    relieve(state)
    state.condition.broadcast()
  }

  /// Where somebody waits and no worker is free, takes one off what nobody waits for: the one that is farthest from being played. Call with
  /// the lock held.
  private func relieve(_ state: State) {
    guard state.order.isPressing, state.running.count >= state.workers else { return }
    let idle = state.running.values.filter { !state.order.isAwaited($0.key) }
    idle.max { state.order.distance($0.key) < state.order.distance($1.key) }?.flag.raise(.abort)
  }

  /// Returns when nobody waits for a picture, and at the latest after `seconds`: for what takes long and can wait.
  ///
  /// - Parameter one: whether to return as soon as there is one to look at.
  func waitForPictures(atMost seconds: Double, one: Bool = false) {
    let end = Date(timeIntervalSinceNow: seconds)
    locked { state in
      while !state.isStopped, state.order.isAwaited, !one || state.costs.isEmpty, state.condition.wait(until: end) {}
    }
  }

  // MARK: Working

  private func work(_ worker: Int) {
    var run: Run?
    while true {
      var job = next(worker, run, waits: false)
      if job == nil {
        // What is held open goes before a wait.
        run = nil
        job = next(worker, nil, waits: true)
      }
      guard let job else { return }
      if !job.continues { run = nil }
      let (renderer, encoder) = run.map { ($0.renderer, $0.encoder) } ?? tools(job, of: worker)
      let isDone = render(job, renderer, encoder)
      run = isDone ? Run(stage: job.stage.number, last: job.place, flag: job.flag, renderer: renderer, encoder: encoder) : nil
      locked { state in
        state.running[worker] = nil
        state.condition.broadcast()
      }
    }
  }

  private func tools(_ job: Job, of worker: Int) -> (RunRenderer, SegmentEncoder) {
    let context = job.stage.edition.project.context(
      job.stage.edition.plan.rate, engine.kernels, layers: layers,
      isCancelled: { [flag = job.flag, weak self] in
        self?.giveWay(worker, flag)
        return flag.isAborting
      }, composited: {},
      coded: { [weak self] in self?.take($1, of: $0) })
    return (RunRenderer(context), SegmentEncoder(context))
  }

  /// Stands while something is drawn or rendered for who has gone to a place that is not there: unless it is this worker who renders it.
  func giveWay(_ worker: Int? = nil, _ flag: StopFlag? = nil) {
    func isOver() -> Bool { flag?.isAborting ?? false }
    let key = worker.flatMap { worker in locked { $0.running[worker]?.key } }
    precedence.giveWay { isOver() || key != nil && locked { $0.order.jumpedTo == key } }
    locked { state in
      while let jumped = state.order.jumpedTo, jumped != key, state.running.values.contains(where: { $0.key == jumped }), !state.isStopped,
        !isOver()
      {
        _ = state.condition.wait(until: Date(timeIntervalSinceNow: 0.05))
      }
    }
  }

  /// Keeps what has left an encoder until the whole piece is in the store, for who waits for it.
  private func take(_ samples: [CodedSample], of key: Digest) {
    locked { state in
      let before = state.coded[key]?.count ?? 0
      state.coded[key, default: []] += samples
      let chunk = PreviewOutput.chunkLength
      if before / chunk != (before + samples.count) / chunk { state.condition.broadcast() }
    }
  }

  /// A piece to render; `nil` when there is none, or, for one who waits, when there will be none.
  private func next(_ worker: Int, _ run: Run?, waits: Bool) -> Job? {
    locked { state in
      while !state.isStopped {
        if state.isBegun, worker < state.workers, let stage = state.stage {
          let last = run?.stage == stage.number ? run?.last : nil
          if let place = state.order.take(after: last) {
            let continues = last?.next == place
            let job = Job(
              stage: stage, place: place, piece: state.order[place], flag: continues ? run?.flag ?? StopFlag() : StopFlag(),
              continues: continues)
            state.running[worker] = (job.piece.key, job.flag)
            return job
          }
        }
        guard waits else { return nil }
        state.condition.wait()
      }
      return nil
    }
  }

  /// Whether the piece is in the store now.
  private func render(_ job: Job, _ renderer: RunRenderer, _ encoder: SegmentEncoder) -> Bool {
    let key = job.piece.key
    defer { locked { $0.coded[key] = nil } }
    do {
      try engine.flights.make(key, isThere: { try engine.store.contains(key) }) { try make(job, renderer, encoder) }
      locked { $0.order.finish(key) }
      return true
    } catch {
      let error = error as? ReelError ?? ReelError(.failed, "\(error)")
      locked { state in
        state.order.release(key)
        guard error.kind != .cancelled, state.stage?.number == job.stage.number else { return }
        state.failures[key] = error
        state.order.finish(key)
      }
      return false
    }
  }

  private func make(_ job: Job, _ renderer: RunRenderer, _ encoder: SegmentEncoder) throws {
    let (plan, key) = (job.stage.edition.plan, job.piece.key)
    let (project, number) = (job.stage.edition.project, job.piece.cell)
    guard let segment = plan.cells[number].segments.first(where: { $0.key == key })?.alone else {
      throw ReelError(.failed, "a segment of the picture is not in the plan")
    }
    let began = ContinuousClock.now
    try project.begin(number, plan, plan.cells[number].picture(of: segment), for: [segment], renderer)
    let bytes = try project.render(segment, of: number, plan, renderer, encoder, into: engine.store)
    let cost = Cost(bytes: bytes, milliseconds: Int((ContinuousClock.now - began) / .milliseconds(1)))
    locked { $0.costs[key] = cost }
    stored(key, cost)
  }
}
