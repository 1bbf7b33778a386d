import Foundation
package import ReelCore
package import ReelDepot
package import ReelEngine
import ReelPlan
import ReelStore

/// One document's work, on any number of machines: a manifest in a depot, and what has been made of it so far.
///
/// The truth is what the depot holds. Who was to make it, how often it was tried and what a scheduler says of it are nobody's business here:
/// whatever is missing is made by whoever is asked, and twice is as good as once.
///
/// Calls block. Thread-safety: safe.
package struct Farm: Sendable {
  package let depot: any Depot
  /// Names the manifest.
  package let digest: Digest
  package let manifest: FarmManifest
  var artefacts: SharedArtefacts { SharedArtefacts(depot) }

  /// Requests that are on their way at once: they wait for a network.
  static let requests = 8

  /// - Parameter reference: the digest of a manifest in the depot, or the path of a file with one.
  package init(_ reference: String, in depot: any Depot) throws {
    let bytes: [UInt8]
    if let digest = Digest(hex: reference) {
      guard let found = try depot.read(FarmManifest.name(digest), first: nil) else { throw Self.unknown(reference, depot) }
      guard Digest.of(found.bytes) == digest else {
        throw ReelError(.failed, "manifest \(digest) is damaged", file: depot.address, hint: "run reelfx farm plan again")
      }
      bytes = found.bytes
    } else {
      guard let data = FileManager.default.contents(atPath: reference) else {
        throw ReelError(.invalid, "cannot be read", file: reference, hint: "give the manifest's digest, or a file that has it")
      }
      bytes = [UInt8](data)
    }
    (self.depot, digest) = (depot, Digest.of(bytes))
    manifest = try FarmManifest(encoded: bytes, name: reference)
    // Of a share that is not mounted, the folder may be there, and empty.
    if try depot.read(FarmManifest.name(digest), first: 1) == nil { throw Self.unknown(reference, depot) }
  }

  /// Keeps a new manifest.
  init(_ manifest: FarmManifest, in depot: any Depot) throws {
    let bytes = try manifest.encoded()
    (self.depot, digest, self.manifest) = (depot, Digest.of(bytes), manifest)
    let name = FarmManifest.name(digest)
    if try depot.read(name, first: nil)?.bytes != bytes { _ = try depot.put(name, .bytes(bytes), replacing: true) }
  }

  private static func unknown(_ reference: String, _ depot: any Depot) -> ReelError {
    ReelError(
      .invalid, "manifest \(reference) is not in the shared store", file: depot.address,
      hint: "is it the store that reelfx farm plan was given, and is it mounted on \(ThisHost.name)?")
  }

  // MARK: Planning

  /// What is asked for, as the manifest says it.
  package struct Order: Sendable {
    package var variables: [String: String]
    package var selection: Selection
    /// Whether the sources go to the depot, too, for machines that do not see them.
    package var uploadsSources: Bool

    package init(variables: [String: String], selection: Selection, uploadsSources: Bool) {
      (self.variables, self.selection, self.uploadsSources) = (variables, selection, uploadsSources)
    }
  }

  /// Writes a manifest of what a depot lacks of a project.
  ///
  /// - Throws: the document's errors.
  package static func plan(_ project: Project, _ order: Order, _ engine: Engine, in depot: any Depot) throws -> Farm {
    let plan = try project.requirePlan()
    let bundle = try SourceBundle(of: project)
    if order.uploadsSources { try bundle.upload(from: project, to: depot) }
    let items = WorkCost.items(of: plan)
    let missing = try SharedArtefacts(depot).missing(among: items.map(\.key))
    let manifest = FarmManifest(
      id: plan.id, document: order.uploadsSources ? bundle.document : bundle.root + "/" + bundle.document, variables: order.variables,
      only: order.selection.only, draft: order.selection.draft, carriesSources: order.uploadsSources,
      files: order.uploadsSources ? bundle.files : bundle.absoluteFiles, build: engine.build,
      work: items.filter { missing.contains($0.key) }, present: items.filter { !missing.contains($0.key) })
    return try Farm(manifest, in: depot)
  }

  /// A manifest of what is missing now, or this one when all of its work is, and nothing else.
  ///
  /// - Parameter failed: whether to try again what cannot be made.
  package func rest(withFailed failed: Bool) throws -> Farm {
    let state = try state()
    // Whoever waits is not to take the old reasons for new ones.
    if failed { for failure in state.failures { try failure.remove(from: depot) } }
    let wanted = failed ? state.missing : state.missing.subtracting(state.failures.map(\.key))
    var manifest = manifest
    let all = (self.manifest.work + self.manifest.present).enumerated().sorted {
      ($0.element.cell ?? .max, $0.offset) < ($1.element.cell ?? .max, $1.offset)
    }.map(\.element)
    manifest.work = all.filter { wanted.contains($0.key) }
    manifest.present = all.filter { !wanted.contains($0.key) }
    return manifest.work == self.manifest.work ? self : try Farm(manifest, in: depot)
  }

  // MARK: Looking

  /// How far it is.
  package struct State: Sendable {
    package var missing: Set<Digest>
    /// Of those that are missing: why they cannot be made.
    package var failures: [FailureNote]

    package var isSettled: Bool { missing.count == failures.count }
  }

  package func state() throws -> State {
    let missing = try artefacts.missing(among: manifest.keys)
    return State(missing: missing, failures: missing.isEmpty ? [] : try FailureNote.all(in: depot).filter { missing.contains($0.key) })
  }

  /// Waits until all that can be made is there.
  ///
  /// - Parameters:
  ///   - timeout: seconds; `nil` waits for ever.
  ///   - told: of each look.
  package func wait(every seconds: Double, timeout: Double?, told: (State) -> Void, isCancelled: () -> Bool) throws -> State {
    let began = ContinuousClock.now
    while true {
      let state = try state()
      told(state)
      let isOver = timeout.map { ContinuousClock.now - began > .seconds($0) } ?? false
      if state.isSettled || isOver { return state }
      let end = ContinuousClock.now + .seconds(seconds)
      while ContinuousClock.now < end {
        if isCancelled() { throw ReelError(.cancelled, "stopped", hint: "the workers go on; wait again when you like") }
        usleep(50_000)
      }
    }
  }

  /// What a look at every byte found.
  package struct Verification: Codable, Sendable {
    package var artefacts: Int
    package var missing: [Digest] = []
    /// They have been removed, and are missing now.
    package var damaged: [Digest] = []
    package var isWhole: Bool { missing.isEmpty && damaged.isEmpty }
  }

  /// Reads every artefact, and removes those that are damaged.
  package func verify() throws -> Verification {
    let keys = manifest.keys
    let (artefacts, depot) = (artefacts, depot)
    let states = try Workers.map(keys, at: Self.requests) { key in
      let state = try artefacts.check(key)
      if state == .damaged { try depot.remove(SharedArtefacts.name(key)) }
      return state
    }
    var verification = Verification(artefacts: keys.count)
    for (key, state) in zip(keys, states) {
      if state == .absent { verification.missing.append(key) }
      if state == .damaged { verification.damaged.append(key) }
    }
    return verification
  }

  /// Makes some artefacts once more, and compares them with those in the depot: whether the machines that made them make equal bytes, which
  /// nothing that is looked at by itself can tell.
  ///
  /// - Parameters:
  ///   - count: how many, drawn by chance.
  ///   - engine: with a store that has none of them.
  /// - Returns: those that were made.
  /// - Throws: `invalid` when the depot holds other bytes.
  package func makeAgain(_ count: Int, _ engine: Engine) throws -> [Digest] {
    let project = try open(with: engine)
    let keys = manifest.keys.shuffled().prefix(count).sorted()
    let artefacts = artefacts
    try engine.produce(Set(keys), of: project, stop: StopFlag(), tell: { _ in }) { key in
      _ = try artefacts.publish(key, from: engine.store)
    }
    return keys
  }

  // MARK: Finishing

  /// What outputs are joined from, brought into the engine's store; it stays there while this lives.
  package struct Collected: Sendable {
    package let project: Project
    private let pin: any Sendable

    init(project: Project, pin: any Sendable) { (self.project, self.pin) = (project, pin) }
  }

  /// Brings all artefacts into the engine's store, so that a render encodes nothing.
  ///
  /// - Throws: `failed` when some are missing or damaged.
  package func collect(_ engine: Engine) throws -> Collected {
    let project = try open(with: engine)
    let pin = try engine.store.pin(manifest.keys)
    let artefacts = artefacts
    let keys = manifest.keys
    let states = try Workers.map(keys, at: Self.requests) { try artefacts.fetch($0, into: engine.store) }
    let lost = zip(keys, states).filter { $1 != .there }
    if let (key, state) = lost.first {
      throw ReelError(
        .failed, "\(lost.count) of \(keys.count) artefacts are not in the shared store: \(key) is \(state)", file: depot.address,
        hint: "run reelfx farm wait, or farm verify and farm resubmit-missing")
    }
    return Collected(project: project, pin: pin)
  }
}
