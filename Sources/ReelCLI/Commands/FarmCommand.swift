import ArgumentParser
import Foundation
import ReelDepot
import ReelEngine
import ReelFX
import ReelFarm

struct FarmCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "farm", abstract: "Render one document on many machines.",
    discussion: """
      A document's work is written down as a manifest, cut into shards, and made by workers that meet in a shared store; any scheduler may \
      start them. What counts is what the store holds, not what a scheduler says.

      Examples:
        reelfx farm plan episode.yaml --store /shared/farm
        reelfx farm submit --engine slurm --manifest 0f3a... --store /shared/farm --run
        reelfx farm wait --manifest 0f3a... --store /shared/farm
        reelfx farm resubmit-missing --engine slurm --manifest 0f3a... --store /shared/farm --run
        reelfx farm finish --manifest 0f3a... --store /shared/farm -o out
      """,
    subcommands: [
      PlanCommand.self, SubmitCommand.self, WaitCommand.self, VerifyCommand.self, ResubmitCommand.self, FinishCommand.self,
    ])

  /// How work is cut.
  struct ShardOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("CPU-seconds that a shard takes, roughly.", valueName: "seconds"))
    var targetCPU = 300

    @Option(name: .long, help: ArgumentHelp("How many shards, whatever they take.", valueName: "n"))
    var shards: Int?

    func validate() throws {
      if targetCPU < 1 { throw ValidationError("--target-cpu \(targetCPU) is not above 0") }
      if let shards, !(1...100_000).contains(shards) { throw ValidationError("--shards \(shards) is outside 1...100000") }
    }

    func count(_ farm: Farm) -> Int { shards ?? farm.manifest.shards(of: targetCPU) }
  }

  /// What is planned.
  struct Planned: Encodable {
    var manifest: String
    var shards: Int
    /// To be made.
    var work: Int
    /// In the store already.
    var present: Int
    var cpuSeconds: Int

    init(_ farm: Farm, shards: Int) {
      (manifest, self.shards, work) = (farm.digest.hex, shards, farm.manifest.work.count)
      (present, cpuSeconds) = (farm.manifest.present.count, farm.manifest.seconds)
    }

    var text: String {
      "manifest \(manifest)\nshards \(shards)\nartefacts \(work) to make, \(present) there\ncpu \(cpuSeconds) s, roughly"
    }
  }

  struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "plan", abstract: "Write a manifest of what the shared store lacks of a document, and say how many shards it is.")

    @OptionGroup var project: ProjectOptions
    @OptionGroup var depot: DepotOptions
    @OptionGroup var shards: ShardOptions

    @Flag(
      name: .long,
      help: "Put the document and all it names into the shared store, too, for machines that do not see them; they get their own copy.")
    var uploadSources = false

    @Option(name: [.customShort("o"), .customLong("out")], help: ArgumentHelp("Also write the manifest to a file.", valueName: "file"))
    var out: String?

    @OptionGroup var local: LocalOptions
    @OptionGroup var talk: TalkOptions

    func run() async throws {
      try await Outcome.run("farm plan", talk) { console in
        let engine = try local.engine()
        let project = try await self.project.open(engine)
        if project.isValid { console.problems(project.problems) }
        let order = Farm.Order(
          variables: self.project.document.variables,
          selection: Selection(only: self.project.document.only, draft: self.project.draft),
          uploadsSources: uploadSources)
        let depot = depot
        let farm = try await Workers.detached("reelfx-plan") {
          try Farm.plan(project, order, engine, in: try depot.open(makes: true))
        }
        if let out { try Self.write(try farm.manifest.encoded(), to: out) }
        return Outcome.Success(payload: Planned(farm, shards: shards.count(farm)), problems: project.problems)
      } text: {
        $0.text
      }
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
      do { try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
        throw ReelError(.cannotWrite, "the manifest cannot be written", file: path, detail: "\(error)")
      }
    }
  }

  struct WaitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "wait", abstract: "Wait until everything a manifest names is in the shared store.",
      discussion: "Exit 0 when all is there; 1 when the rest cannot be made, or when the time is up.")

    @OptionGroup var manifest: ManifestOptions

    @Option(name: .long, help: ArgumentHelp("Seconds between two looks.", valueName: "seconds"))
    var every = 5.0

    @Option(name: .long, help: ArgumentHelp("Seconds after which to give up (default: never).", valueName: "seconds"))
    var timeout: Double?

    @OptionGroup var talk: TalkOptions

    struct Result: Encodable {
      var artefacts: Int
      var missing: Int
      var failures: [FailureNote]
    }

    func run() async throws {
      try await Outcome.run("farm wait", talk) { console in
        let (manifest, every, timeout) = (manifest, every, timeout)
        let (state, total) = try await Workers.detached("reelfx-wait") {
          let farm = try manifest.open()
          let total = farm.manifest.keys.count
          let state = try farm.wait(
            every: every, timeout: timeout, told: { console.info("\(total - $0.missing.count)/\(total) there") }, isCancelled: { false })
          return (state, total)
        }
        for failure in state.failures { console.error("\(failure.key): \(failure.reason)") }
        return Outcome.Success(
          payload: Result(artefacts: total, missing: state.missing.count, failures: state.failures),
          exit: state.missing.isEmpty ? 0 : 1)
      } text: {
        "\($0.artefacts - $0.missing) of \($0.artefacts) artefacts are there, \($0.failures.count) cannot be made"
      }
    }
  }

  struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify", abstract: "Read everything a manifest names in the shared store, and remove what is damaged.",
      discussion: """
        Exit 1 when something is missing or was damaged; reelfx farm resubmit-missing has it made again. With --again, some artefacts are made \
        once more on this machine, and compared: other bytes in the store are a fault of who put them, or of this machine, and exit 65.
        """)

    @OptionGroup var manifest: ManifestOptions

    @Option(name: .long, help: ArgumentHelp("How many artefacts, drawn by chance, to make once more.", valueName: "n"))
    var again = 0

    @OptionGroup var local: LocalOptions
    @OptionGroup var talk: TalkOptions

    func run() async throws {
      try await Outcome.run("farm verify", talk) { console in
        let (manifest, again, local) = (manifest, again, local)
        let found = try await Workers.detached("reelfx-verify") {
          let farm = try manifest.open()
          let found = try farm.verify()
          if again > 0, found.isWhole {
            for key in try local.withEmptyEngine({ try farm.makeAgain(again, $0) }) { console.info("\(key): the same bytes again") }
          }
          return found
        }
        return Outcome.Success(payload: found, exit: found.isWhole ? 0 : 1)
      } text: { found in
        (found.missing.map { "\($0.hex): missing" } + found.damaged.map { "\($0.hex): damaged, removed" }
          + ["\(found.artefacts) artefacts, \(found.missing.count) missing, \(found.damaged.count) damaged"]).joined(separator: "\n")
      }
    }
  }

  struct FinishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "finish", abstract: "Bring everything here and put the outputs together, as reelfx render does.",
      discussion: "Nothing is encoded: segments and tracks are those of the shared store. Exit codes are those of reelfx render.")

    @OptionGroup var manifest: ManifestOptions
    @OptionGroup var target: RenderCommand.TargetOptions
    @OptionGroup var local: LocalOptions
    @OptionGroup var talk: TalkOptions

    func run() async throws {
      try await Outcome.run("farm finish", talk) { console in
        let engine = try local.engine()
        let manifest = manifest
        let collected = try await Workers.detached("reelfx-finish") { try manifest.open().collect(engine) }
        defer { withExtendedLifetime(collected) {} }
        return try await target.render(collected.project, engine, console)
      } text: {
        target.text($0)
      }
    }
  }
}
