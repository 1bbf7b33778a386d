import ArgumentParser
import ReelFX

/// How a command talks.
struct TalkOptions: ParsableArguments {
  @Flag(name: .long, help: "Print one JSON document on stdout, also on failure.")
  var json = false

  @Flag(name: .shortAndLong, help: "Say more on stderr.")
  var verbose = false

  @Flag(name: .shortAndLong, help: "Say nothing on stderr but errors.")
  var quiet = false

  @Option(name: .long, help: ArgumentHelp("Also append what is said to a file.", valueName: "file"))
  var logFile: String?

  func console() throws -> Console { try Console(verbose: verbose, quiet: quiet, logFile: logFile) }
}

/// Where finished work is kept, and how much of the machine is used.
struct EngineOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("Folder of the store (default: $REELFX_STORE, or reelfx in the cache folder).", valueName: "dir"))
  var store: String?

  @Option(name: .long, help: ArgumentHelp("Bytes the store may hold, such as 50G.", valueName: "size"))
  var storeLimit = "50G"

  @Option(name: .shortAndLong, help: ArgumentHelp("Workers (default: one for each processor).", valueName: "n"))
  var jobs: Int?

  @Option(name: .long, help: ArgumentHelp("Memory the workers may use together, such as 4G (default: three quarters).", valueName: "size"))
  var memory: String?

  func validate() throws {
    for (name, text) in [("--store-limit", storeLimit), ("--memory", memory ?? "1G")] where Settings.bytes(text) == nil {
      throw ValidationError("\(name) '\(text)' is no size; write a number with K, M, G or T, such as 4G")
    }
    if let level = Settings.kernels, !Engine.kernelLevels.contains(level) {
      throw ValidationError(
        "REELFX_CPU '\(level)' is no level this processor runs; set it to \(Engine.kernelLevels.joined(separator: " or ")), or unset it")
    }
    if let jobs, !(1...256).contains(jobs) { throw ValidationError("--jobs \(jobs) is outside 1...256") }
  }

  func engine() throws -> Engine {
    try Engine(
      Engine.Options(
        store: store ?? Settings.store, storeLimit: Settings.bytes(storeLimit) ?? 50 << 30, jobs: jobs ?? Machine.processors,
        memory: memory.flatMap(Settings.bytes) ?? Machine.memory / 4 * 3, kernels: Settings.kernels))
  }
}

/// What documents' variables are.
struct VariableOptions: ParsableArguments {
  @Option(name: .customLong("set"), help: ArgumentHelp("Replace a variable of the document; may be repeated.", valueName: "name=value"))
  var assignments: [String] = []

  func validate() throws {
    for text in assignments where text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).count != 2 {
      throw ValidationError("--set '\(text)' has no '='; write --set name=value")
    }
  }

  /// By name.
  var values: [String: String] {
    let pairs = assignments.map { $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init) }
    return Dictionary(pairs.map { ($0[0], $0[1]) }) { $1 }
  }
}

/// Which document, and what of it.
struct DocumentOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("The episode document.", valueName: "document"), completion: .file(extensions: ["yaml", "yml", "json"]))
  var path: String

  @OptionGroup var assigned: VariableOptions

  @Option(name: .long, help: ArgumentHelp("Only outputs whose delivery/language/rendition matches.", valueName: "glob"))
  var only: String?

  /// What `--set` says, by name.
  var variables: [String: String] { assigned.values }
}

/// Which document, what of it, and how it is taken.
struct ProjectOptions: ParsableArguments {
  @OptionGroup var document: DocumentOptions

  @Flag(name: .long, help: "The preview's rendition: 540 pixels' short side, quickly encoded.")
  var draft = false

  @Flag(name: .long, help: "Take warnings as errors.")
  var strict = false

  func open(_ engine: Engine) async throws -> Project {
    let project = try await engine.open(
      document.path, variables: document.variables, selection: Selection(only: document.only, draft: draft))
    return strict ? project.strict : project
  }
}
