import Foundation
import ReelCore
import ReelMux
import ReelPlan
import ReelRender
import ReelStore

/// One render from plan to report. Runs on a thread of its own and starts workers.
final class Render: Sendable {
  let engine: Engine
  let order: RenderOrder
  /// Who works on it.
  let share: Workforce.Share
  let plan: Plan
  let production: Production

  init(engine: Engine, order: RenderOrder, share: Workforce.Share) throws {
    self.engine = engine
    self.order = order
    self.share = share
    plan = try order.project.requirePlan()
    production = Production(engine, order.project, plan, share, stop: order.stop, tell: order.tell)
  }

  var store: Store { engine.store }
  var sounds: SoundLibrary { production.sounds }
  var project: Project { order.project }
  var stop: StopFlag { order.stop }
  var tell: @Sendable (RenderEvent) -> Void { order.tell }

  func run() throws -> Report {
    var phases = PhaseClock()
    let receipts = try Receipts(store: store)
    let current = try existingOutputs(receipts)
    let stems = try existingStems(receipts)
    let waveforms = try existingWaveforms(receipts)
    let currentAssets = try existingAssets()
    let missing = plan.keeping({ current[$0.path] == nil }, stems: { stems[$0.path] == nil })
    var work = try Production.Work(missing, store: store)
    let pin = try store.pin(missing.outputs.flatMap(\.segments) + missing.outputs.compactMap(\.sound?.track))
    defer { withExtendedLifetime(pin) {} }
    tell(
      .planned(
        cells: plan.cells.count, segmentsToRender: work.segmentCount, segmentsReused: work.reused, framesToComposite: work.frames,
        outputs: plan.outputs.count))
    phases.mark("plan")
    let workers = try production.run(work)
    phases.mark("render")
    let made = try assembleAll(missing, receipts, &work)
    try writeSidecars()
    try writeWaveforms(except: waveforms, receipts)
    try writePackages()
    let assets = try writeAssets(except: currentAssets)
    let madeStems = try writeStems(missing.stems, receipts)
    phases.mark("assemble")
    let outputs = DialogueSpread.judged(plan.outputs.compactMap { current[$0.path] ?? made[$0.path] })
    let report = Report(
      id: plan.id, verdict: (outputs.map(\.verdict) + assets.flatMap(\.checks).map(\.verdict)).max() ?? .pass, frames: plan.length,
      duration: plan.rate.start(ofFrame: plan.length).seconds.approximate,
      work: Report.Work(
        cells: plan.cells.count, segmentsRendered: work.segmentCount - production.segmentsFoundMeanwhile,
        segmentsReused: work.reused + production.segmentsFoundMeanwhile, framesComposited: work.frames,
        tracksRendered: work.tracks.count, tracksReused: missing.tracks.count - work.tracks.count, workers: workers,
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
    let known = try share.map(standing) { output -> Report.Output? in
      try receipts.report(output.key, at: self.place(output.path))
    }
    for (output, known) in zip(standing, known) {
      if var known {
        known.path = output.path
        known.status = .current
        (known.delivery, known.rendition, known.language) = (output.delivery, output.rendition, output.language)
        let judged = known.judged(for: output)
        current[output.path] = judged
        try order.finished(output, judged)
        tell(.output(path: output.path, current: true))
      } else if !mayReplace(output.path) {
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
    for path in plan.paths + [plan.reportPath] {
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
    guard let found = FileManager.default.contents(atPath: path), found != Data(sidecar.text.utf8), !mayReplace(sidecar.path) else {
      return
    }
    throw ReelError(.cannotWrite, "is in the way: it exists and holds other words", file: path, hint: "use --overwrite to replace it")
  }

  func place(_ path: String) -> String { (order.folder as NSString).appendingPathComponent(path) }

  func mayReplace(_ path: String) -> Bool { order.mayReplace(place(path)) }

  // MARK: Finishing

  /// Puts the outputs together. A header does not tell that an artefact's payload is damaged; reading it here does: then it is made
  /// again, and with it the outputs that lacked it.
  private func assembleAll(_ missing: Plan, _ receipts: Receipts, _ work: inout Production.Work) throws -> [String: Report.Output] {
    var made: [String: Report.Output] = [:]
    for _ in 0..<4 {
      let due = missing.outputs.filter { made[$0.path] == nil }
      let reports = try share.map(due) { try self.assembled($0, receipts) }
      for (output, report) in zip(due, reports) { made[output.path] = report }
      if made.count == missing.outputs.count { return made }
      let lost = try Production.Work(missing, store: store)
      _ = try production.run(lost)
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
      let report = OutputReport.make(plan: plan, output: output, result: result).judged(for: output)
      try order.finished(output, report)
      tell(.output(path: output.path, current: false))
      return report
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
    try PartFile.save(String(decoding: try encoder.encode(report), as: UTF8.self) + "\n", to: place(plan.reportPath))
  }
}
