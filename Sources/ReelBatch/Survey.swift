import Foundation
import ReelCore
import ReelEngine
import ReelPlan
import ReelTimeline

/// What is known of a row before anything is rendered.
enum Survey: Sendable {
  /// Everything is as the manifest says.
  case unchanged(JournalLine.Row)
  case due(Work)
  case failed([Problem])

  struct Work: Sendable {
    /// Files it leaves, absolute.
    var paths: Set<String>
    /// See ``Project/inputFiles``.
    var inputs: [String]
    /// Pixels of all outputs: how long it takes beside the others, roughly.
    var weight: Double
    /// Bytes its outputs take, roughly.
    var bytes: Int
    var warnings: [Problem]
  }

  /// Files the row leaves, or has left, absolute.
  var paths: Set<String> {
    switch self {
    case .unchanged(let row):
      Set((row.done.map { $0.files.map(\.path) + ["\($0.id).report.json"] } ?? []).map { (row.out as NSString).appendingPathComponent($0) })
    case .due(let work): work.paths
    case .failed: []
    }
  }
}

extension Survey.Work {
  init(_ project: Project, _ plan: Plan, out: String) {
    paths = Set((plan.paths + [plan.reportPath]).map { (absolute(out) as NSString).appendingPathComponent($0) })
    inputs = project.inputFiles
    warnings = project.problems
    let seconds = plan.rate.start(ofFrame: plan.length).seconds.approximate
    let pictures = plan.outputs.compactMap(\.picture?.encoder)
    weight = pictures.reduce(1) { $0 + Double($1.size.area * plan.length) }
    let sounds = plan.outputs.compactMap(\.sound?.encoder.bitRate).reduce(0, +)
    // x264 at its usual quality gives real footage a twentieth of a bit for a pixel; a cap is a cap.
    let rates = pictures.map { min(Double($0.size.area) * plan.rate.perSecond.approximate / 20, Double($0.maxRate ?? .max)) }
    bytes = Int((rates.reduce(0, +) + Double(sounds)) * seconds / 8)
  }
}

/// Looks at all rows at once: what has changed since the manifest was written, and all that is wrong.
struct Surveyor: Sendable {
  let engine: Engine
  let options: BatchOptions
  let journal: Journal
  let program: Digest
  let book = StampBook()
  /// What names of files and folders ask for: a document need not.
  let spare: Set<String>

  /// In the order of the rows.
  func survey(_ rows: [BatchRow], stop: StopFlag, told: @escaping @Sendable () -> Void) throws -> [Survey] {
    var surveys = try engine.workforce.enlisted { share in
      try share.map(rows) { row -> Survey in
        if stop.isDraining { throw ReelError(.cancelled, "stopped", hint: "nothing was begun; run again") }
        defer { told() }
        return survey(row)
      }
    }
    refuseCollisions(rows, &surveys)
    return surveys
  }

  private func survey(_ row: BatchRow) -> Survey {
    if !row.problems.isEmpty { return .failed(row.problems) }
    if let known = journal.row(row.key(options)), isUnchanged(known) { return .unchanged(known) }
    do {
      try requireFolder(row.out)
      let project = try open(row)
      return .due(Survey.Work(project, try project.requirePlan(), out: row.out))
    } catch {
      return .failed((error as? ReelError ?? ReelError(.failed, "\(error)")).asProblems)
    }
  }

  /// - Throws: `cannotWrite` when a folder cannot be made there, or not be written.
  private func requireFolder(_ path: String) throws {
    var url = URL(fileURLWithPath: path)
    var isFolder: ObjCBool = false
    while !FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), url.path != "/" { url.deleteLastPathComponent() }
    guard !isFolder.boolValue || access(url.path, W_OK | X_OK) != 0 else { return }
    throw ReelError(
      .cannotWrite, "the output folder cannot be made", file: url.path,
      detail: isFolder.boolValue ? String(cString: strerror(errno)) : "there is a file of that name",
      hint: "choose another --out, or check its permissions")
  }

  func open(_ row: BatchRow) throws -> Project {
    let project = try engine.load(
      row.document, variables: row.variables, spare: spare, selection: Selection(only: row.only ?? options.only, draft: options.draft))
    return options.strict ? project.strict : project
  }

  /// Whether what it was made from is as it was, and what was made still stands.
  private func isUnchanged(_ row: JournalLine.Row) -> Bool {
    guard let done = row.done, let inputs = done.inputs, !options.strict || row.problems.isEmpty else { return false }
    return EpisodeInputs(files: inputs.files, stamps: book.stamps(inputs.files), program: program) == inputs
      && done.files.allSatisfy { FileStamp.text((row.out as NSString).appendingPathComponent($0.path)) == $0.stamp }
  }

  /// Two rows that would write one file: nobody can say which is meant, so neither is made.
  private func refuseCollisions(_ rows: [BatchRow], _ surveys: inout [Survey]) {
    var owners: [String: Int] = [:]
    var problems: [Int: [Problem]] = [:]
    for (index, survey) in surveys.enumerated() {
      let taken = survey.paths.sorted().first { owners[$0] != nil }
      if let taken, let other = owners[taken] {
        for (mine, theirs) in [(index, other), (other, index)] where problems[mine] == nil {
          problems[mine] = [
            Problem(
              .error, "it would be written by line \(rows[theirs].line) as well: \(taken)", file: options.table, line: rows[mine].line,
              value: rows[mine].document, hint: "tell them apart: ask for a ${column} in --out, or in the document's id")
          ]
        }
      }
      for path in survey.paths where owners[path] == nil { owners[path] = index }
    }
    for (index, problems) in problems { surveys[index] = .failed(problems) }
  }

  // MARK: Room

  /// A warning when the disks do not have what will roughly be needed: for the outputs, and again for their segments in the store.
  func room(_ rows: [BatchRow], _ surveys: [Survey], store: String) -> [Problem] {
    struct Disk { var path: String, needed: Int }
    var disks: [UInt64: Disk] = [:]
    func add(_ path: String, _ bytes: Int) {
      var url = URL(fileURLWithPath: path)
      while !FileManager.default.fileExists(atPath: url.path), url.path != "/" { url.deleteLastPathComponent() }
      guard let device = (try? FileStamp(path: url.path))?.device else { return }
      disks[device, default: Disk(path: url.path, needed: 0)].needed += bytes
    }
    for (row, survey) in zip(rows, surveys) {
      guard case .due(let work) = survey else { continue }
      add(row.out, work.bytes)
      add(store, work.bytes)
    }
    return disks.values.sorted { $0.path < $1.path }.compactMap { disk in
      guard let free = Machine.freeSpace(at: disk.path), free < disk.needed else { return nil }
      return Problem(
        .warning, "about \(disk.needed >> 20) MB will be needed, and \(free >> 20) MB are free", kind: .cannotWrite, file: disk.path,
        hint: "make room, or put --out or --store on another disk")
    }
  }
}
