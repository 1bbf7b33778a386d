import Foundation
import ReelCore
import ReelEngine
import ReelPlan
import Synchronization

/// One batch from table to report. Runs on a thread of its own; its rows share the engine's workers.
final class Batch: Sendable {
  private let engine: Engine
  private let options: BatchOptions
  private let stop: BatchStop
  private let tell: @Sendable (BatchEvent) -> Void
  private let rows: [BatchRow]
  private let journal: Journal
  private let surveyor: Surveyor
  private let board: Board
  private let began = ContinuousClock.now
  /// What became of each row, by its place.
  private let results: Mutex<[BatchReport.Row?]>
  private let work = Mutex(Totals())

  private struct Totals {
    var written = 0
    var rendered = 0
    var reused = 0
    var frames = 0
  }

  init(_ engine: Engine, _ options: BatchOptions, _ stop: BatchStop, _ tell: @escaping @Sendable (BatchEvent) -> Void) throws {
    (self.engine, self.options, self.stop, self.tell) = (engine, options, stop, tell)
    let pattern = try BatchTable.pattern(options.out, "--out")
    var spare = pattern.names
    if let document = options.document { spare.formUnion(try BatchTable.pattern(document, "--document").names) }
    rows = try BatchTable.read(options.table, document: options.document).rows.map { Self.completed($0, pattern, options) }
    journal = try Journal(path: options.manifest ?? (pattern.root as NSString).appendingPathComponent("batch.jsonl"))
    surveyor = Surveyor(engine: engine, options: options, journal: journal, program: engine.program(), spare: spare)
    board = Board(rows: rows.count)
    results = Mutex([BatchReport.Row?](repeating: nil, count: rows.count))
  }

  private static func completed(_ row: BatchRow, _ pattern: NamePattern, _ options: BatchOptions) -> BatchRow {
    var row = row
    row.variables.merge(options.variables) { own, _ in own }
    guard row.problems.isEmpty else { return row }
    do { row.out = try pattern.name(row.names) } catch {
      row.problems = [Problem(.error, error.text, file: options.table, line: row.line, hint: error.hint)]
    }
    return row
  }

  func run() throws -> BatchReport {
    try journal.write(JournalLine.Run(at: Date().timeIntervalSince1970, table: absolute(options.table), keys: rows.map { $0.key(options) }))
    let looked = Atomic(0)
    let surveys = try surveyor.survey(rows, stop: stop.flag) { [tell, rows] in
      tell(.looking(done: looked.add(1, ordering: .relaxed).newValue, rows: rows.count))
    }
    try take(surveys)
    let metrics = MetricsFile(path: options.metrics)
    try metrics?.write(board.progress)
    let ticker = Ticker { [board, tell] in
      let progress = board.progress
      tell(.progress(progress))
      metrics?.writeWhenDue(progress)
    }
    defer { ticker.stop() }
    let due = surveys.indices.filter { if case .due = surveys[$0] { true } else { false } }
    let next = Mutex(due[...])
    // One more than there are workers: who becomes free finds a row waiting, and does not join another for its last segment.
    try Workers.run(min(engine.options.jobs + 1, due.count), name: "reelfx-row") { _ in
      while !self.stop.flag.isDraining, let index = next.withLock({ $0.popFirst() }) {
        guard case .due(let work) = surveys[index] else { continue }
        try self.make(index, work)
      }
    }
    if let error = journal.error { throw error }
    let report = report()
    try PartFile.save(BatchPage(try Manifest.read(journal.path), report).html, to: report.page)
    if stop.isCancelled, report.count(.left) > 0 {
      throw ReelError(.cancelled, "stopped, \(report.count(.left)) rows are left", hint: "run again to go on")
    }
    return report
  }

  // MARK: Before

  /// Tells what was found, and notes what failed already.
  private func take(_ surveys: [Survey]) throws {
    let problems = journal.problems + surveyor.room(rows, surveys, store: engine.options.store)
    let failures = surveys.count { if case .failed = $0 { true } else { false } }
    let unchanged = surveys.count { if case .unchanged = $0 { true } else { false } }
    tell(.looked(rows: rows.count, unchanged: unchanged, failed: failures, problems: problems))
    if options.strict, !problems.isEmpty {
      throw ReelError(problems.map(\.kind).first ?? .invalid, "nothing was begun", problems: problems.map(\.asError))
    }
    var weight = 0.0
    for (index, survey) in surveys.enumerated() {
      switch survey {
      case .unchanged(let row): end(index, result(index, .unchanged, row), nil)
      case .failed(let problems): try fail(index, problems)
      case .due(let work): weight += work.weight
      }
    }
    if options.failFast, failures > 0 { stop.raise(.abort) }
    board.expect(weight: weight)
  }

  // MARK: Rows

  private func make(_ index: Int, _ survey: Survey.Work) throws {
    let row = rows[index]
    do {
      let (line, work) = try stop.during(row.line) { flag in
        try engine.workforce.enlisted { share in
          board.begin(row, weight: survey.weight)
          tell(.began(line: row.line, document: row.document))
          return try self.render(row, survey, share, flag)
        }
      }
      try journal.write(line)
      end(index, result(index, .done, line), work)
    } catch {
      // Without a manifest nothing that goes on would be known.
      if let error = journal.error {
        stop.raise(.abort)
        throw error
      }
      let error = error as? ReelError ?? ReelError(.failed, "\(error)")
      if error.kind == .cancelled {
        board.end(left(index), nil)
      } else {
        try fail(index, error.asProblems)
        if options.failFast { stop.raise(.abort) }
      }
    }
  }

  /// - Returns: what the manifest says of it, and what was done.
  private func render(
    _ row: BatchRow, _ survey: Survey.Work, _ share: Workforce.Share, _ flag: StopFlag
  ) throws -> (JournalLine.Row, Report.Work) {
    let (began, clock) = (Date(), ContinuousClock.now)
    let before = surveyor.inputs(survey.inputs)
    let project = try surveyor.open(row)
    let plan = try project.requirePlan()
    guard Survey.Work(project, plan, out: row.out).paths == survey.paths else {
      throw ReelError(.invalid, "changed since the batch was begun: it makes other files now", file: row.document, hint: "run again")
    }
    let notes = OutputNotes(row: row.key(options), out: absolute(row.out), project: project, began: clock, journal: journal)
    let order = RenderOrder(
      project: project, folder: row.out, mayReplace: { [options, journal] in options.overwrite || journal.hasMade(absolute($0)) },
      stop: flag,
      tell: { [board, tell] event in
        board.take(event, of: row)
        if case .output(let path, let current) = event, let verdict = notes.verdict(of: path) {
          tell(.output(line: row.line, path: path, current: current, verdict: verdict))
        }
      }, finished: { try notes.take($0, $1) })
    let report = try engine.render(order, share)
    let after = surveyor.inputs(project.inputFiles)
    let isSettled = before.inputs == after.inputs && !before.stamps.contains { $0?.isYoung(at: began) ?? false }
    let line = JournalLine.Row(
      row: row.key(options), at: Date().timeIntervalSince1970, line: row.line, document: row.document, variables: row.variables,
      out: absolute(row.out),
      done: JournalLine.Row.Done(
        id: report.id, verdict: report.verdict, checks: notes.laterChecks(of: report), outputs: report.outputs.count,
        frames: report.frames,
        duration: report.duration, seconds: (ContinuousClock.now - clock).inSeconds, work: report.work,
        inputs: isSettled ? after.inputs : nil, files: made(plan, row)), problems: project.problems)
    work.withLock { work in
      work.written += report.outputs.count { $0.status == .written }
      work.rendered += report.work.segmentsRendered
      work.reused += report.work.segmentsReused
      work.frames += report.work.framesComposited
    }
    return (line, report.work)
  }

  private func made(_ plan: Plan, _ row: BatchRow) -> [JournalLine.Made] {
    plan.paths.map { path in
      JournalLine.Made(path: path, stamp: FileStamp.text((absolute(row.out) as NSString).appendingPathComponent(path)))
    }
  }

  private func fail(_ index: Int, _ problems: [Problem]) throws {
    let row = rows[index]
    let line = JournalLine.Row(
      row: row.key(options), at: Date().timeIntervalSince1970, line: row.line, document: row.document, variables: row.variables,
      out: absolute(row.out), done: nil, problems: problems)
    try journal.write(line)
    end(index, result(index, .failed, line), nil)
  }

  // MARK: After

  private func result(_ index: Int, _ state: BatchReport.State, _ line: JournalLine.Row) -> BatchReport.Row {
    let row = rows[index]
    return BatchReport.Row(
      line: row.line, document: row.document, variables: row.variables, out: row.out, state: state, id: line.done?.id,
      verdict: line.done?.verdict, outputs: line.done?.outputs ?? 0, seconds: line.done?.seconds ?? 0, problems: line.problems)
  }

  private func left(_ index: Int) -> BatchReport.Row {
    let row = rows[index]
    return BatchReport.Row(
      line: row.line, document: row.document, variables: row.variables, out: row.out, state: .left, outputs: 0, seconds: 0, problems: [])
  }

  private func end(_ index: Int, _ row: BatchReport.Row, _ work: Report.Work?) {
    results.withLock { $0[index] = row }
    board.end(row, work)
    tell(.row(row))
  }

  private func report() -> BatchReport {
    let rows = results.withLock { results in results.indices.map { results[$0] ?? left($0) } }
    let totals = work.withLock { $0 }
    return BatchReport(
      manifest: journal.path, page: options.page ?? (journal.path as NSString).deletingPathExtension + ".html", rows: rows,
      outputs: rows.reduce(0) { $0 + $1.outputs }, outputsWritten: totals.written,
      segmentsRendered: totals.rendered, segmentsReused: totals.reused, framesComposited: totals.frames,
      seconds: (ContinuousClock.now - began).inSeconds)
  }
}

extension Surveyor {
  /// What a row is made from, as it is now.
  func inputs(_ files: [String]) -> (inputs: EpisodeInputs, stamps: [FileStamp?]) {
    let stamps = files.map { try? FileStamp(path: $0) }
    return (EpisodeInputs(files: files, stamps: stamps, program: program), stamps)
  }
}

extension Problem {
  var asError: Problem {
    var problem = self
    problem.severity = .error
    return problem
  }
}
