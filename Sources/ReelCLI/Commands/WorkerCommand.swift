import ArgumentParser
import Foundation
import ReelDepot
import ReelFX
import ReelFarm
import Synchronization

struct WorkerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker", abstract: "Make one shard of a farm's work: what every scheduler runs.",
    discussion: """
      Renders what the shared store lacks of the shard, and puts each segment and track there as soon as it is finished. What is there \
      already is left alone, so a shard may be run again, and by two at once.

      The store's own copy of a source, a font or a library must be the one the manifest was made with; otherwise nothing is rendered.

      Exit codes are for schedulers: 0 the whole shard is there; 75 try again (stopped, or the surroundings failed); 2 never (some of it \
      cannot be made; why is in failures/ of the shared store, and the rest is there). SIGTERM ends it within 10 seconds with 75.

      Examples:
        reelfx worker --manifest 0f3a... --store /shared/reelfx --shard 3/12
        reelfx worker --manifest 0f3a... --store 's3://studio/farm?region=eu-west-1' --shard auto/12
      """)

  @OptionGroup var manifest: ManifestOptions

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Which shard of how many, from 0; auto/N takes the number that Slurm, Kubernetes or AWS Batch set.", valueName: "i/n"))
  var shard: String

  @Option(name: .long, help: ArgumentHelp("After so many attempts, by the scheduler's count, 75 becomes 2.", valueName: "n"))
  var attempts = 4

  @OptionGroup var local: LocalOptions
  @OptionGroup var talk: TalkOptions

  /// Of a signal, how long an encoder may go on, and how long the rest may take.
  private static let (drain, end) = (5.0, 9.0)

  func run() async throws {
    let console = try talk.console()
    let stop = Stop()
    // Before anything else can end: a signal at any time is 75.
    Interrupts.watch { _, _ in stop.signal(console) }
    try await Outcome.run("worker", talk) { console in
      let report = try await self.work(stop, console)
      return Outcome.Success(payload: report, exit: report.outcome.rawValue)
    } text: { report in
      "\(report.shard): \(report.artefacts) artefacts, \(report.found) found, \(report.rendered) rendered, "
        + "\(report.failures.count) failed"
    }
  }

  private func work(_ stop: Stop, _ console: Console) async throws -> FarmWorker.Report {
    do {
      let environment = Settings.environment
      let attempt = Shard.attempt(environment: environment)
      let options = FarmWorker.Options(
        shard: try Shard(shard, environment: environment), attempt: attempt, attempts: attempts)
      let worker = FarmWorker(try local.engine(), options) { console.info($0) }
      let manifest = manifest
      let report = try await Workers.detached("reelfx-worker") {
        worker.run {
          let bare = try manifest.depot.bare(attempt: attempt)
          stop.begin(worker, bare)
          let depot = RetryingDepot(bare, patience: Settings.patience) { worker.isCancelled }
          return try Farm(manifest.manifest, in: depot)
        }
      }
      if let problem = report.problem { console.error("error: \(problem)") }
      return report
    } catch {
      // What is wrong with the command line, or with the store of this machine.
      console.error("error: \(error)")
      var report = FarmWorker.Report(shard: shard)
      (report.outcome, report.problem) = (FarmWorker.Outcome(error), "\(error)")
      return report
    }
  }

  /// What a signal does.
  private final class Stop: Sendable {
    private struct State {
      var signals = 0
      var worker: FarmWorker?
      var depot: (any Depot)?
    }

    private let state = Mutex(State())

    func begin(_ worker: FarmWorker, _ depot: any Depot) {
      let signals = state.withLock { state in
        (state.worker, state.depot) = (worker, depot)
        return state.signals
      }
      for _ in 0..<signals { worker.cancel() }
    }

    func signal(_ console: Console) {
      let (worker, isFirst) = state.withLock { state in
        state.signals += 1
        return (state.worker, state.signals == 1)
      }
      worker?.cancel()
      guard isFirst else { return }
      console.warning("stopping")
      let queue = DispatchQueue(label: "reelfx-stop")
      queue.asyncAfter(deadline: .now() + WorkerCommand.drain) { self.state.withLock { $0.worker }?.cancel() }
      queue.asyncAfter(deadline: .now() + WorkerCommand.end) {
        // Something blocks: the scheduler would kill it. What it was writing goes with it.
        (self.state.withLock { $0.depot } as? DirectoryDepot)?.abandon()
        _exit(FarmWorker.Outcome.again.rawValue)
      }
    }
  }
}
