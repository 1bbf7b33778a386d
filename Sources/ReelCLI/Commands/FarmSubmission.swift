import ArgumentParser
import Foundation
import ReelDepot
import ReelEngine
import ReelFX
import ReelFarm

extension FarmCommand {
  /// How shards get to an engine.
  struct EngineChoice: ParsableArguments {
    @Option(
      name: .long, help: ArgumentHelp("Who runs the shards: \(Engines.all.map { $0.name }.joined(separator: ", ")).", valueName: "name"))
    var engine: String

    @Option(
      name: .customLong("option"),
      help: ArgumentHelp("What the engine lets be chosen; may be repeated. A wrong name lists them.", valueName: "name=value"))
    var options: [String] = []

    @Option(name: [.customShort("o"), .customLong("out")], help: ArgumentHelp("Folder of the engine's files.", valueName: "dir"))
    var out: String?

    @Flag(name: .long, help: "Hand them to the engine, rather than say how to.")
    var run = false

    @Option(name: .long, help: ArgumentHelp("The command on the machines that render.", valueName: "path"))
    var reelfx = "reelfx"

    @Option(
      name: .customLong("worker-option"), parsing: .unconditionalSingleValue,
      help: ArgumentHelp("An argument for each worker, such as --local=/scratch; may be repeated.", valueName: "argument"))
    var workerOptions: [String] = []

    func validate() throws {
      guard let engine = Engines.all.first(where: { $0.name == engine }) else {
        throw ValidationError("--engine '\(engine)' is unknown; there are \(Engines.all.map { $0.name }.joined(separator: ", "))")
      }
      for option in options {
        guard let name = option.split(separator: "=", maxSplits: 1).first.map(String.init), option.contains("="),
          engine.options[name] != nil
        else {
          let known = engine.options.sorted { $0.key < $1.key }.map { "\($0.key)=... (\($0.value))" }.joined(separator: ", ")
          throw ValidationError("--option '\(option)' is unknown to \(engine.name); there are \(known)")
        }
      }
    }

    private var template: any EngineTemplate.Type { Engines.all.first { $0.name == engine } ?? LocalEngine.self }

    struct Submitted: Encodable {
      var engine: String
      var manifest: String
      var shards: Int
      var folder: String
      var files: [String]
      var commands: [[String]]
      /// Whether the commands were run.
      var isSubmitted: Bool

      var text: String {
        let words = commands.map { $0.joined(separator: " ") }
        return
          (["manifest \(manifest)", "shards \(shards)"] + files.map { "\(folder)/\($0)" }
          + (isSubmitted ? ["submitted"] : ["to submit: cd \(folder) && \(words.joined(separator: " && "))"])).joined(separator: "\n")
      }
    }

    /// Writes the engine's files, and hands them over where that is asked for.
    func submit(_ farm: Farm, shards: Int, store: DepotAddress, _ console: Console) throws -> Submitted {
      let short = String(farm.digest.hex.prefix(8))
      let id = farm.manifest.id.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }.prefix(30)
      let pairs = options.map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
      let submission = Submission(
        name: "reelfx-\(String(id))-\(short)", shards: shards,
        command: [reelfx, "worker", "--manifest", farm.digest.hex, "--store", store.text] + workerOptions,
        options: Dictionary(pairs.map { ($0[0], $0.count > 1 ? $0[1] : "") }) { $1 })
      let folder = out ?? submission.name
      let files = try template.files(for: submission)
      do {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for file in files { try Data(file.text.utf8).write(to: URL(fileURLWithPath: folder + "/" + file.name), options: .atomic) }
      } catch {
        throw ReelError(.cannotWrite, "the engine's files cannot be written", file: folder, detail: "\(error)")
      }
      let commands = template.submit(submission)
      if run { for command in commands { try Self.run(command, in: folder, console) } }
      return Submitted(
        engine: engine, manifest: farm.digest.hex, shards: shards, folder: folder, files: files.map(\.name), commands: commands,
        isSubmitted: run)
    }

    private static func run(_ command: [String], in folder: String, _ console: Console) throws {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = command
      process.currentDirectoryURL = URL(fileURLWithPath: folder)
      // Its words are for people: stdout is the result's.
      process.standardOutput = FileHandle.standardError
      do { try process.run() } catch {
        throw ReelError(.failed, "\(command[0]) cannot be run", detail: "\(error)", hint: "is it installed?")
      }
      process.waitUntilExit()
      guard process.terminationStatus == 0 else {
        throw ReelError(
          .failed, "\(command.joined(separator: " ")) ended with \(process.terminationStatus)", hint: "see what it said above")
      }
    }
  }

  struct SubmitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "submit", abstract: "Write what an engine needs to run a manifest's shards, and hand it over with --run.")

    @OptionGroup var manifest: ManifestOptions
    @OptionGroup var engine: EngineChoice
    @OptionGroup var shards: ShardOptions
    @OptionGroup var talk: TalkOptions

    func run() async throws {
      try await Outcome.run("farm submit", talk) { console in
        let (manifest, engine, shards) = (manifest, engine, shards)
        return Outcome.Success(
          payload: try await Workers.detached("reelfx-submit") {
            let farm = try manifest.open()
            return try engine.submit(farm, shards: shards.count(farm), store: try manifest.depot.address(), console)
          })
      } text: {
        $0.text
      }
    }
  }

  struct ResubmitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "resubmit-missing", abstract: "Make a manifest of what is missing, and submit that.",
      discussion: """
        What cannot be made is left out and told, unless --failed asks for it, too. Exit 0 when something is submitted, or when nothing is \
        missing; 1 when all that is missing cannot be made.
        """)

    @OptionGroup var manifest: ManifestOptions
    @OptionGroup var engine: EngineChoice
    @OptionGroup var shards: ShardOptions

    @Flag(name: .long, help: "Try again what could not be made.")
    var failed = false

    @OptionGroup var talk: TalkOptions

    private struct Result: Encodable {
      var missing: Int
      var failures: [FailureNote]
      var submitted: EngineChoice.Submitted?
    }

    func run() async throws {
      try await Outcome.run("farm resubmit-missing", talk) { console in
        let (manifest, engine, shards, failed) = (manifest, engine, shards, failed)
        let result = try await Workers.detached("reelfx-submit") {
          let farm = try manifest.open()
          let state = try farm.state()
          let rest = try farm.rest(withFailed: failed)
          let isNothing = state.missing.isEmpty || rest.manifest.work.isEmpty
          return Result(
            missing: state.missing.count, failures: state.failures,
            submitted: isNothing
              ? nil : try engine.submit(rest, shards: shards.count(rest), store: try manifest.depot.address(), console))
        }
        for failure in result.failures { console.error("\(failure.key): \(failure.reason)") }
        return Outcome.Success(payload: result, exit: result.missing > 0 && result.submitted == nil ? 1 : 0)
      } text: { result in
        result.submitted?.text ?? (result.missing == 0 ? "nothing is missing" : "\(result.missing) artefacts cannot be made")
      }
    }
  }
}
