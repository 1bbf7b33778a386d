import Foundation
import ReelCore
import ReelMux
import ReelPlan
import ReelRender
import ReelStore
import Synchronization

/// One render from plan to report. Runs on a thread of its own and starts workers.
final class Render: Sendable {
  let engine: Engine
  let project: Project
  let plan: Plan
  let folder: String
  let overwrite: Bool
  let stop: StopFlag
  let tell: @Sendable (RenderEvent) -> Void
  /// Of all tracks and stems: what is opened for one is open for the others.
  let sounds: SoundLibrary
  let began = ContinuousClock.now

  init(
    engine: Engine, project: Project, folder: String, overwrite: Bool, stop: StopFlag, tell: @escaping @Sendable (RenderEvent) -> Void
  ) throws {
    self.engine = engine
    self.project = project
    plan = try project.requirePlan()
    self.folder = folder
    self.overwrite = overwrite
    self.stop = stop
    self.tell = tell
    sounds = project.sounds(in: engine.store, build: engine.build.digest)
  }

  var store: Store { engine.store }

  func run() throws -> Report {
    var phases = PhaseClock()
    let receipts = try Receipts(store: store)
    let current = try existingOutputs(receipts)
    let stems = try existingStems(receipts)
    let waveforms = try existingWaveforms(receipts)
    let currentAssets = try existingAssets()
    let missing = plan.keeping({ current[$0.path] == nil }, stems: { stems[$0.path] == nil })
    var work = try Work(missing, store: store)
    let pin = try store.pin(missing.outputs.flatMap(\.segments) + missing.tracks.map(\.key))
    defer { withExtendedLifetime(pin) {} }
    tell(
      .planned(
        cells: plan.cells.count, segmentsToRender: work.segmentCount, segmentsReused: work.reused, framesToComposite: work.frames,
        outputs: plan.outputs.count))
    phases.mark("plan")
    let crew = crew(work)
    try renderMissing(work, crew)
    phases.mark("render")
    let made = try assembleAll(missing, receipts, &work, crew)
    try writeSidecars()
    try writeWaveforms(except: waveforms, receipts)
    try writePackages()
    let assets = try writeAssets(except: currentAssets)
    let madeStems = try writeStems(missing.stems, receipts)
    phases.mark("assemble")
    let outputs = DialogueSpread.judged(plan.outputs.compactMap { current[$0.path] ?? made[$0.path] })
    let report = Report(
      id: plan.id, verdict: outputs.map(\.verdict).max() ?? .pass, frames: plan.length,
      duration: plan.rate.start(ofFrame: plan.length).seconds.approximate,
      work: Report.Work(
        cells: plan.cells.count, segmentsRendered: work.segmentCount, segmentsReused: work.reused, framesComposited: work.frames,
        tracksRendered: work.tracks.count, tracksReused: missing.tracks.count - work.tracks.count, workers: crew.workers,
        seconds: phases.seconds), outputs: outputs, sidecars: plan.sidecars.map { .init(path: $0.path, language: $0.language) },
      stems: plan.stems.compactMap { stems[$0.path] ?? madeStems[$0.path] }, assets: assets,
      packages: plan.packages.map { .init(delivery: $0.delivery, playlist: $0.playlist, manifest: $0.manifest) },
      matches: project.matches, dialogue: project.dialogue, problems: project.problems)
    try write(report)
    // Only a memory: a disk that is full now says so where something has to be kept.
    try? RenderHistory(plan, names: project.names, build: engine.build).write(project, plan, to: store)
    return report
  }

  // MARK: What is there

  /// Outputs that already stand complete at their place; anything else in the way stops the render before it begins.
  private func existingOutputs(_ receipts: Receipts) throws -> [String: Report.Output] {
    var current: [String: Report.Output] = [:]
    let standing = plan.outputs.filter { FileManager.default.fileExists(atPath: place($0.path)) }
    let known = try Workers.map(standing, at: engine.options.jobs) { output -> Report.Output? in
      try receipts.report(output.key, at: self.place(output.path))
    }
    for (output, known) in zip(standing, known) {
      if var known {
        known.path = output.path
        known.status = .current
        (known.delivery, known.rendition, known.language) = (output.delivery, output.rendition, output.language)
        current[output.path] = known.judged(for: output)
        tell(.output(path: output.path, current: true))
      } else if !overwrite {
        throw inTheWay(output.path)
      }
    }
    try requireWritable()
    return current
  }

  func inTheWay(_ path: String) -> ReelError {
    ReelError(
      .cannotWrite, "is in the way: it exists and is not what this render makes", file: place(path),
      hint: "use --overwrite to replace it, or choose another --out")
  }

  /// Finds out before rendering, not after it, that something cannot be written or stands in the way.
  private func requireWritable() throws {
    for sidecar in plan.sidecars { try requireReplaceable(sidecar) }
    try requireReplaceablePackages()
    let paths =
      plan.outputs.map(\.path) + plan.sidecars.map(\.path) + plan.stems.map(\.path) + plan.waveforms.map(\.path)
      + plan.assets.map(\.path) + plan.packages.flatMap(\.texts) + [reportName]
    for path in paths {
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: place(path), isDirectory: &isFolder), isFolder.boolValue {
        throw ReelError(.cannotWrite, "is in the way: it is a folder", file: place(path), hint: "remove it, or choose another --out")
      }
      // Made and removed again: the surest answer to whether it can be made.
      let part = try PartFile(path: place(path))
      _ = consume part
    }
  }

  private func requireReplaceable(_ sidecar: Plan.Sidecar) throws {
    let path = place(sidecar.path)
    guard !overwrite, let found = FileManager.default.contents(atPath: path), found != Data(sidecar.text.utf8) else { return }
    throw ReelError(.cannotWrite, "is in the way: it exists and holds other words", file: path, hint: "use --overwrite to replace it")
  }

  private var reportName: String { "\(plan.id).report.json" }

  func place(_ path: String) -> String { (folder as NSString).appendingPathComponent(path) }

  /// What the store lacks for the outputs that have to be made.
  struct Work {
    /// Cells with the segments to render in them, each key once.
    var cells: [Int: [Plan.Segment]] = [:]
    var tracks: [Plan.Track]
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
    }

    /// Takes in what had to be made again.
    mutating func count(_ other: Work) {
      segmentCount += other.segmentCount
      reused -= other.segmentCount
      frames += other.frames
      tracks += other.tracks
    }
  }

  /// Who renders: workers, and the runs that they share evenly.
  struct Crew {
    var workers: Int
    var runs: Int
  }

  /// As many as asked for, as the memory allows, and as there is work for. A run has as many workers as find two segments in a cell, and
  /// more where there are fewer cells.
  private func crew(_ work: Work) -> Crew {
    let segments = work.segmentCount / max(1, work.cells.count)
    func runs(_ workers: Int) -> Int { min(max(1, work.cells.count), (workers + max(1, segments / 2) - 1) / max(1, segments / 2)) }
    // Pictures of a cell, and the same in another size.
    let held = segments > 1 ? 2 * (plan.cells.map(\.frames.count).max() ?? 0) : 0
    let allowed = engine.options.workers(for: plan, holding: held, runs: runs)
    let workers = min(allowed, max(1, work.segmentCount + work.tracks.count))
    return Crew(workers: workers, runs: runs(workers))
  }

  // MARK: Rendering

  private func renderMissing(_ work: Work, _ crew: Crew) throws {
    let queue = CellQueue(
      try work.cells.keys.sorted().map { index in
        let cell = plan.cells[index]
        return CellQueue.Item(
          cell: index, cost: (work.cells[index] ?? []).reduce(0) { $0 + $1.frames.count }, leadIn: try project.leadIn(of: cell.picture))
      }, teams: crew.runs)
    let tracks = Mutex(work.tracks)
    let counter = ProgressCounter(work, began: began, tell: tell)
    let context = project.context(
      plan.rate, engine.kernels, isCancelled: { [stop] in stop.isAborting }, composited: { counter.frame() })
    let teams = (0..<crew.runs).map { Team($0, queue, context) }
    defer { for segment in teams.flatMap({ $0.abandoned() }) { engine.flights.release(segment.key) } }
    try Workers.run(crew.workers, name: "reelfx") { worker in
      do {
        while !self.stop.isDraining, let track = tracks.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { try self.render(track) }
        try self.work(teams[worker % teams.count], work, SegmentEncoder(context), counter)
      } catch {
        queue.stop()
        self.stop.raise(.abort)
        throw error
      }
    }
    if stop.isDraining { throw ReelError(.cancelled, "stopped", hint: "what is finished stays in the store; run again to go on") }
  }

  /// Encodes segments until the team has none left.
  private func work(_ team: Team, _ work: Work, _ encoder: SegmentEncoder, _ counter: ProgressCounter) throws {
    while !stop.isDraining, let job = try next(team, work) {
      defer { engine.flights.release(job.segment.key) }
      _ = try project.render(job.segment, of: job.cell, plan, job.renderer, encoder, into: store)
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
    return segments.filter { claimed.contains($0.key) }
  }

  /// True when this render has to make the segment; false when another in this process just did.
  private func claimOrWait(_ key: Digest) throws -> Bool {
    while try !store.contains(key) {
      if engine.flights.claim(key) { return true }
    }
    return false
  }

  func render(_ track: Plan.Track) throws { try engine.render(track, sounds) }

  // MARK: Finishing

  /// Puts the outputs together. A header does not tell that an artefact's payload is damaged; reading it here does: then it is made
  /// again, and with it the outputs that lacked it.
  private func assembleAll(_ missing: Plan, _ receipts: Receipts, _ work: inout Work, _ crew: Crew) throws -> [String: Report.Output] {
    var made: [String: Report.Output] = [:]
    for _ in 0..<4 {
      let due = missing.outputs.filter { made[$0.path] == nil }
      let reports = try Workers.map(due, at: engine.options.jobs) { try self.assembled($0, receipts) }
      for (output, report) in zip(due, reports) { made[output.path] = report }
      if made.count == missing.outputs.count { return made }
      let lost = try Work(missing, store: store)
      try renderMissing(lost, crew)
      work.count(lost)
    }
    throw ReelError(
      .failed, "artefacts are lost or damaged in the store as soon as they are made", file: store.directory,
      hint: "check the disk; raise the store's bound or give this render a store of its own")
  }

  /// `nil` when the store has lost a part of it.
  private func assembled(_ output: Plan.Output, _ receipts: Receipts) throws -> Report.Output? {
    if stop.isDraining { throw ReelError(.cancelled, "stopped", hint: "run again to go on") }
    do {
      let result = try Assembler(plan: plan, store: store).assemble(output, to: place(output.path)) { result in
        try receipts.remember(OutputReport.make(plan: plan, output: output, result: result), key: output.key)
      }
      let report = OutputReport.make(plan: plan, output: output, result: result)
      tell(.output(path: output.path, current: false))
      return report.judged(for: output)
    } catch is Assembler.Lost {
      return nil
    }
  }

  private func writeSidecars() throws {
    for sidecar in plan.sidecars {
      let path = place(sidecar.path)
      let bytes = Data(sidecar.text.utf8)
      if FileManager.default.contents(atPath: path) == bytes { continue }
      try requireReplaceable(sidecar)
      try PartFile.save(sidecar.text, to: path)
    }
  }

  private func write(_ report: Report) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try PartFile.save(String(decoding: try encoder.encode(report), as: UTF8.self) + "\n", to: place(reportName))
  }
}
