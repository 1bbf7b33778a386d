import ArgumentParser
import Foundation
import ReelDepot
import ReelFX
import ReelFarm

/// Where machines meet.
struct DepotOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The store that all machines share: a folder, or s3://bucket/prefix?endpoint=http://host:port&region=name.", valueName: "url"))
  var store: String

  /// A shared store that is named by another option.
  static func open(_ address: String, makes: Bool = false) throws -> any Depot {
    RetryingDepot(
      try DepotAddress(address, environment: Settings.environment).open(
        environment: Settings.environment, writer: ThisHost.writer(attempt: 1), makes: makes), patience: Settings.patience)
  }

  func address() throws -> DepotAddress { try DepotAddress(store, environment: Settings.environment) }

  /// - Parameters:
  ///   - makes: whether to make a folder that is not there.
  ///   - isCancelled: ends what is tried again.
  func open(attempt: Int? = nil, makes: Bool = false, isCancelled: @escaping @Sendable () -> Bool = { false }) throws -> any Depot {
    RetryingDepot(try bare(attempt: attempt, makes: makes), patience: Settings.patience, isCancelled: isCancelled)
  }

  /// Without trying again.
  func bare(attempt: Int? = nil, makes: Bool = false) throws -> any Depot {
    try address().open(environment: Settings.environment, writer: ThisHost.writer(attempt: attempt ?? 1), makes: makes)
  }
}

/// The store of this machine, beside the shared one.
struct LocalOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Folder of this machine's own store, on a disk of its own (default: $REELFX_STORE, or reelfx in the cache folder).", valueName: "dir")
  )
  var local: String?

  @Option(name: .long, help: ArgumentHelp("Bytes it may hold, such as 50G.", valueName: "size"))
  var localLimit = "50G"

  @Option(name: .shortAndLong, help: ArgumentHelp("Encoders at once (default: one for each processor).", valueName: "n"))
  var jobs: Int?

  @Option(name: .long, help: ArgumentHelp("Memory they may use together, such as 4G (default: three quarters).", valueName: "size"))
  var memory: String?

  private var options: EngineOptions {
    var options = EngineOptions()
    (options.store, options.storeLimit, options.jobs, options.memory) = (local, localLimit, jobs, memory)
    return options
  }

  func validate() throws {
    if Settings.bytes(localLimit) == nil {
      throw ValidationError("--local-limit '\(localLimit)' is no size; write a number with K, M, G or T, such as 4G")
    }
    try options.validate()
  }

  func engine() throws -> Engine { try options.engine() }

  /// An engine that has never made anything, with a store that goes away.
  func withEmptyEngine<Result>(_ body: (Engine) throws -> Result) throws -> Result {
    var options = options
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("reelfx-again-\(UUID())").path
    options.store = folder
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(options.engine())
  }
}

/// Which work.
struct ManifestOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("The manifest: its digest, or a file that has it.", valueName: "digest"))
  var manifest: String

  @OptionGroup var depot: DepotOptions

  func open() throws -> Farm { try Farm(manifest, in: try depot.open()) }
}
