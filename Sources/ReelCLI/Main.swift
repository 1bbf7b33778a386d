import ArgumentParser
import Foundation
import ReelFarm

@main
enum Main {
  /// As `Reelfx.main()`, but a wrong command line also gets its JSON document when one is asked for.
  static func main() async {
    // A file that may not grow further is told like a full disk.
    signal(SIGXFSZ, SIG_IGN)
    do {
      var command = try Reelfx.parseAsRoot()
      if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
    } catch {
      let code = Reelfx.exitCode(for: error)
      // A scheduler is told in its own codes that trying again is of no use.
      if code == .validationFailure, CommandLine.arguments.dropFirst().first == "worker" {
        try? FileHandle.standardError.write(contentsOf: Data((Reelfx.fullMessage(for: error) + "\n").utf8))
        exit(FarmWorker.Outcome.never.rawValue)
      }
      if code == .validationFailure, CommandLine.arguments.contains("--json") {
        Outcome.printUsageProblem(Reelfx.message(for: error), exit: code.rawValue)
      }
      Reelfx.exit(withError: error)
    }
  }
}
