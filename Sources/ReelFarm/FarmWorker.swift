import Foundation
package import ReelCore
package import ReelDepot
package import ReelEngine
import ReelStore
import Synchronization

/// Makes one shard of a manifest's work: what the depot lacks of it is rendered as a render would, and put there, each artefact as soon as
/// it is finished.
///
/// Thread-safety: safe. Run it once.
package final class FarmWorker: Sendable {
  /// What schedulers understand.
  package enum Outcome: Int32, Codable, Sendable {
    /// The whole shard is in the depot.
    case done = 0
    /// It was stopped, or the surroundings failed: try again.
    case again = 75
    /// Some of it cannot be made, however often it is tried; the rest is there.
    case never = 2

    package init(_ error: any Error) {
      switch (error as? ReelError)?.kind {
      case .invalid, .unsupported: self = .never
      case .missing, .cannotWrite, .failed, .cancelled, nil: self = .again
      }
    }
  }

  package struct Report: Codable, Sendable {
    package var shard: String
    package var outcome = Outcome.done
    /// Of the shard.
    package var artefacts = 0
    /// Were in the depot before.
    package var found = 0
    package var rendered = 0
    /// Put into the depot: those that were rendered, and those the local store had.
    package var published = 0
    package var failures: [FailureNote] = []
    /// Why it is not done.
    package var problem: String?

    package init(shard: String) { self.shard = shard }
  }

  package struct Options: Sendable {
    package var shard: Shard
    /// From 1; `nil` where nobody counts.
    package var attempt: Int?
    /// After so many attempts, what can be tried again is given up.
    package var attempts: Int

    package init(shard: Shard, attempt: Int? = nil, attempts: Int = 4) {
      (self.shard, self.attempt, self.attempts) = (shard, attempt, attempts)
    }
  }

  private struct State {
    var request = StopFlag.Request.none
    /// Of the rendering that runs.
    var flag: StopFlag?
    var report: Report
    /// Of the shard: not in the depot.
    var open: Set<Digest> = []
  }

  private let engine: Engine
  private let options: Options
  private let tell: @Sendable (String) -> Void
  private let state: Mutex<State>

  /// - Parameter tell: what is done, line by line.
  package init(_ engine: Engine, _ options: Options, tell: @escaping @Sendable (String) -> Void) {
    (self.engine, self.options, self.tell) = (engine, options, tell)
    state = Mutex(State(report: Report(shard: options.shard.description)))
  }

  /// Asks it to stop: the first time when the segments that are open in the encoders are done, the second within a frame.
  package func cancel() {
    state.withLock { state in
      state.request = state.request == .none ? .drain : .abort
      state.flag?.raise(state.request)
    }
  }

  /// For the depot: what is on its way may finish, and is not tried again.
  package var isCancelled: Bool { state.withLock { $0.request != .none } }

  /// - Parameter farm: opens the manifest; where that fails, the shard does.
  package func run(_ farm: () throws -> Farm) -> Report {
    var opened: Farm?
    do {
      let farm = try farm()
      opened = farm
      try work(farm)
    } catch {
      let text = "\(error)"
      state.withLock { state in
        state.report.outcome = Outcome(error)
        state.report.problem = text
      }
      giveUpAfterAttempts(opened, text)
    }
    return state.withLock { state in
      if state.report.outcome == .done, !state.report.failures.isEmpty { state.report.outcome = .never }
      return state.report
    }
  }

  /// What fails every time is no better for being tried for ever.
  private func giveUpAfterAttempts(_ farm: Farm?, _ reason: String) {
    guard let attempt = options.attempt, attempt >= options.attempts, !isCancelled else { return }
    guard state.withLock({ $0.report.outcome }) == .again else { return }
    tell("given up after \(attempt) attempts")
    state.withLock { $0.report.outcome = .never }
    guard let farm else { return }
    for key in state.withLock({ $0.open }).sorted() { try? note(key, "given up after \(attempt) attempts: \(reason)", farm) }
  }

  private func work(_ farm: Farm) throws {
    let items = options.shard.part(of: farm.manifest.work)
    let writer = "\(ThisHost.name), process \(getpid())" + (options.attempt.map { ", attempt \($0)" } ?? "")
    tell(
      "shard \(options.shard) of \(farm.digest) on \(writer): \(items.count) artefacts, "
        + "about \(items.reduce(0) { $0 + $1.cost } / 1000) s of CPU")
    let artefacts = farm.artefacts
    let found = try Workers.map(Array(items), at: Farm.requests) { try artefacts.state(of: $0.key) }
    for (item, state) in zip(items, found) where state == .damaged { tell("\(item.key) in the shared store is damaged; it is made again") }
    let open = zip(items, found).filter { $1 != .there }.map(\.0)
    state.withLock { state in
      state.report.artefacts = items.count
      state.report.found = items.count - open.count
      state.open = Set(open.map(\.key))
    }
    if open.isEmpty { return tell("all \(items.count) are in the shared store") }
    let project = try farm.open(with: engine)
    var unmade: [FarmManifest.Item] = []
    for item in open {
      if try engine.store.contains(item.key) { try publish(item.key, farm, isNew: false) } else { unmade.append(item) }
    }
    try make(unmade, project, farm)
  }

  /// Makes what is asked for. Where something cannot be made, everything else is: by cell, then by artefact.
  private func make(_ items: [FarmManifest.Item], _ project: Project, _ farm: Farm) throws {
    if items.isEmpty { return }
    do {
      try render(items, project, farm)
    } catch  where Outcome(error) == .never {
      let open = state.withLock { $0.open }
      let left = items.filter { open.contains($0.key) }
      if left.count < 2 {
        for item in left { try note(item.key, "\(error)", farm) }
        return
      }
      for part in Self.parts(left) { try make(part, project, farm) }
    }
  }

  /// What is rendered together, apart; of one cell, each artefact by itself.
  private static func parts(_ items: [FarmManifest.Item]) -> [[FarmManifest.Item]] {
    let cells = Dictionary(grouping: items, by: \.cell)
    guard cells.count > 1 else { return items.map { [$0] } }
    return cells.sorted { ($0.key ?? .max) < ($1.key ?? .max) }.map(\.value)
  }

  private func render(_ items: [FarmManifest.Item], _ project: Project, _ farm: Farm) throws {
    let flag = StopFlag()
    try state.withLock { state in
      if state.request != .none { throw ReelError(.cancelled, "stopped") }
      state.flag = flag
    }
    defer { state.withLock { $0.flag = nil } }
    try engine.produce(Set(items.map(\.key)), of: project, stop: flag, tell: { _ in }) { try self.publish($0, farm, isNew: true) }
  }

  private func publish(_ key: Digest, _ farm: Farm, isNew: Bool) throws {
    let publication = try farm.artefacts.publish(key, from: engine.store)
    state.withLock { state in
      state.open.remove(key)
      state.report.rendered += isNew ? 1 : 0
      state.report.published += publication == .alreadyThere ? 0 : 1
    }
    tell("\(key) \(isNew ? "rendered" : "was here"), \(publication == .alreadyThere ? "and another was first" : "\(publication)")")
  }

  private func note(_ key: Digest, _ reason: String, _ farm: Farm) throws {
    let note = FailureNote(
      key: key, manifest: farm.digest, shard: options.shard.description, host: ThisHost.name, reason: reason)
    tell("\(key) cannot be made: \(reason)")
    state.withLock { $0.report.failures.append(note) }
    try note.put(in: farm.depot)
  }
}
