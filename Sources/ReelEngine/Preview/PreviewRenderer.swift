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
  /// Another one was asked for, elsewhere, before this was begun; or whoever asked has left.
  case superseded
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

  /// One output of one edition: what is rendered now.
  private struct Stage {
    /// Another one for every stage.
    var number: Int
    var edition: PreviewEdition
    var output: Int
    /// Keeps the pieces in the store.
    var pin: Pin
  }

  /// What a worker holds open from piece to piece.
  private struct Run {
    var stage: Int
    var last: Int
    let flag: StopFlag
    let renderer: RunRenderer
    let encoder: SegmentEncoder
  }

  private struct Job {
    var stage: Stage
    var index: Int
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
    var failures: [Digest: ReelError] = [:]
    var costs: [Digest: Cost] = [:]
    var workers = 1
    var isBegun: Bool
    var isStopped = false

    init(isBegun: Bool) { self.isBegun = isBegun }
  }

  private let engine: Engine
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
    let (before, frame) = locked { ($0.stage.map { $0.edition.outputs[$0.output].output }, $0.order.frame) }
    let output = edition.outputs.firstIndex { $0.output.delivery == before?.delivery && $0.output.language == before?.language }
    try show(edition, output: output ?? 0, frame: frame)
  }

  private func show(_ edition: PreviewEdition, output: Int, frame: Int) throws {
    guard edition.outputs.indices.contains(output) else { return locked { $0.stage = nil } }
    let pieces = edition.outputs[output].pieces
    let pin = try engine.store.pin(pieces.map(\.key))
    let order = PreviewOrder(
      pieces: pieces, leadIn: try pieces.map { try edition.project.leadIn(of: edition.plan.cells[$0.cell].picture) },
      missing: try Set(pieces.map(\.key).filter { try !engine.store.contains($0) }), frame: frame)
    locked { state in
      state.stage = Stage(number: (state.stage?.number ?? 0) + 1, edition: edition, output: output, pin: pin)
      state.order = order
      state.workers = engine.options.workers(for: edition.plan)
      state.failures = [:]
      for running in state.running.values {
        if order.contains(running.key) { state.order.hold(running.key) } else { running.flag.raise(.abort) }
      }
      state.condition.broadcast()
    }
  }

  // MARK: Asking

  /// Waits until a piece is in the store, and gives it with the output it was found in.
  ///
  /// - Parameters:
  ///   - start: the frame it begins at.
  ///   - isWanted: asked now and then; what nobody wants any more is not waited for.
  /// - Throws: ``PreviewRefusal``, and what rendering throws.
  func fragment(start: Int, key: Digest, isWanted: () -> Bool) throws -> [UInt8] {
    while true {
      let (stage, index) = try wait(start, key, isWanted)
      // What was damaged is gone by now, and is made again.
      guard let bytes = try engine.store.get(key) else { continue }
      let output = stage.edition.outputs[stage.output]
      return try output.fragment(output.pieces[index], try CodedSegment(serialized: bytes), stage.edition.plan.rate)
    }
  }

  private func wait(_ start: Int, _ key: Digest, _ isWanted: () -> Bool) throws -> (Stage, piece: Int) {
    var asked: Int?
    while true {
      let (stage, index) = try find(start, key)
      if try engine.store.contains(key) { return (stage, index) }
      try locked { state in
        guard state.stage?.number == stage.number else { return }
        if asked == stage.number {
          if let failure = state.failures[key] { throw failure }
          if state.order.isMissing(index), !state.order.isExpected(index) { throw PreviewRefusal.superseded }
        }
        if asked != stage.number || !state.order.isMissing(index) { ask(state, index) }
        asked = stage.number
        _ = state.condition.wait(until: Date(timeIntervalSinceNow: 0.25))
        if state.isStopped { throw ReelError(.cancelled, "stopped") }
        guard state.stage?.number == stage.number, !isWanted() else { return }
        state.order.forget(index)
        throw PreviewRefusal.superseded
      }
    }
  }

  /// Where a piece is in what is watched now; goes over to an output that has it.
  private func find(_ start: Int, _ key: Digest) throws -> (Stage, piece: Int) {
    while true {
      guard let stage = locked({ $0.stage }) else { throw PreviewRefusal.nothingToWatch }
      guard let found = stage.edition.piece(start: start, key: key, preferred: stage.output) else { throw PreviewRefusal.gone }
      if found.output == stage.output { return (stage, found.piece) }
      try show(stage.edition, output: found.output, frame: start)
    }
  }

  /// Call with the lock held.
  private func ask(_ state: State, _ piece: Int) {
    state.isBegun = true
    state.failures[state.order.pieces[piece].key] = nil
    state.order.ask(piece)
    // A worker is taken off what nobody waits for, the one that is farthest from being played.
    if state.order.isPressing, state.running.count >= state.workers {
      let idle = state.running.values.filter { !state.order.isAwaited($0.key) }
      idle.max { state.order.distance($0.key) < state.order.distance($1.key) }?.flag.raise(.abort)
    }
    state.condition.broadcast()
  }

  /// Returns when nobody waits for a picture, and at the latest after `seconds`: for what takes long and can wait.
  func waitForPictures(atMost seconds: Double) {
    let end = Date(timeIntervalSinceNow: seconds)
    locked { state in
      while !state.isStopped, state.order.isAwaited, state.condition.wait(until: end) {}
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
      let (renderer, encoder) = run.map { ($0.renderer, $0.encoder) } ?? tools(job)
      let isDone = render(job, renderer, encoder)
      run = isDone ? Run(stage: job.stage.number, last: job.index, flag: job.flag, renderer: renderer, encoder: encoder) : nil
      locked { state in
        state.running[worker] = nil
        state.condition.broadcast()
      }
    }
  }

  private func tools(_ job: Job) -> (RunRenderer, SegmentEncoder) {
    let context = job.stage.edition.project.context(
      job.stage.edition.plan.rate, engine.kernels, isCancelled: { [flag = job.flag] in flag.isAborting }, composited: {})
    return (RunRenderer(context), SegmentEncoder(context))
  }

  /// A piece to render; `nil` when there is none, or, for one who waits, when there will be none.
  private func next(_ worker: Int, _ run: Run?, waits: Bool) -> Job? {
    locked { state in
      while !state.isStopped {
        if state.isBegun, worker < state.workers, let stage = state.stage {
          let last = run?.stage == stage.number ? run?.last : nil
          if let index = state.order.take(after: last) {
            let continues = last == index - 1
            let job = Job(
              stage: stage, index: index, piece: state.order.pieces[index], flag: continues ? run?.flag ?? StopFlag() : StopFlag(),
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
    try project.begin(number, plan, segment.picture, for: [segment], renderer)
    let bytes = try project.render(segment, of: number, plan, renderer, encoder, into: engine.store)
    let cost = Cost(bytes: bytes, milliseconds: Int((ContinuousClock.now - began) / .milliseconds(1)))
    locked { $0.costs[key] = cost }
    stored(key, cost)
  }
}
