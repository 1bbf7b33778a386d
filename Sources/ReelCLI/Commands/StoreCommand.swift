import ArgumentParser
import Foundation
import ReelDepot
import ReelEngine
import ReelFX

struct StoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store", abstract: "Look after the store of finished work.",
    subcommands: [ListCommand.self, VerifyCommand.self, PruneCommand.self, CheckCommand.self])

  struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "ls", abstract: "List artefacts, the least recently used first.")

    @OptionGroup var engine: EngineOptions
    @OptionGroup var talk: TalkOptions

    func run() async throws {
      try await Outcome.run("store ls", talk) { _ in
        Outcome.Success(payload: try engine.engine().storeEntries())
      } text: { entries in
        (entries.map { "\($0.key)  \($0.bytes)  \(Date(timeIntervalSince1970: $0.touched).ISO8601Format())" }
          + ["\(entries.count) artefacts, \(entries.reduce(0) { $0 + $1.bytes }) bytes"]).joined(separator: "\n")
      }
    }
  }

  struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify", abstract: "Read every artefact and remove the damaged ones. Exit 1 when there were any.")

    @OptionGroup var engine: EngineOptions
    @OptionGroup var talk: TalkOptions

    func run() async throws {
      try await Outcome.run("store verify", talk) { _ in
        let check = try await engine.engine().verifyStore()
        return Outcome.Success(payload: check, exit: check.damaged.isEmpty ? 0 : 1)
      } text: { check in
        (["\(check.artefacts) artefacts, \(check.bytes) bytes, \(check.damaged.count) damaged"]
          + check.damaged.map { "\($0): damaged, removed" }).joined(separator: "\n")
      }
    }
  }

  struct PruneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "prune", abstract: "Remove the least recently used artefacts until the store is small enough.",
      discussion: """
        Of a store that machines share, --depot, the oldest artefacts go, and what workers left unfinished that nobody will finish.

        Examples:
          reelfx store prune --to 10G
          reelfx store prune --depot /shared/farm --unfinished 24
        """)

    @Option(name: .long, help: ArgumentHelp("Bytes to keep at most, such as 10G; 0 empties the store.", valueName: "size"))
    var to: String?

    @Option(name: .long, help: ArgumentHelp("The shared store to look after, in place of this machine's.", valueName: "url"))
    var depot: String?

    @Option(name: .long, help: ArgumentHelp("Hours after which what is unfinished in it is left over.", valueName: "hours"))
    var unfinished = 24.0

    @OptionGroup var engine: EngineOptions
    @OptionGroup var talk: TalkOptions

    private struct Result: Encodable {
      var freed: Int
      var shared: DepotPruning?
    }

    func validate() throws {
      if let to, to != "0" && Settings.bytes(to) == nil {
        throw ValidationError("--to '\(to)' is no size; write a number with K, M, G or T")
      }
      if to == nil, depot == nil { throw ValidationError("--to is missing; say how many bytes to keep") }
    }

    func run() async throws {
      try await Outcome.run("store prune", talk) { _ in
        let bytes = to.map { $0 == "0" ? 0 : Settings.bytes($0) ?? 0 }
        guard let depot else {
          return Outcome.Success(payload: Result(freed: try await engine.engine().pruneStore(to: bytes ?? 0)))
        }
        let shared = try DepotOptions.open(depot)
        let pruning = try await Workers.detached("reelfx-prune") { [unfinished] in
          try shared.prune(unfinishedFor: unfinished * 3600, to: bytes)
        }
        return Outcome.Success(payload: Result(freed: pruning.freed, shared: pruning))
      } text: { result in
        "\(result.freed) bytes freed" + (result.shared.map { ": \($0.temporaries) unfinished, \($0.artefacts) artefacts" } ?? "")
      }
    }
  }

  struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Find out by races what a shared store guarantees.",
      discussion: """
        What a farm is built on must hold: objects are read whole or not at all, and what was put is there. Exit 1 when it does not. Whether \
        the first of two writers wins is told, and not depended on.

        Examples:
          reelfx store check --depot /shared/farm
          reelfx store check --depot /shared/farm --race today --hosts 2
        """)

    @Option(name: .long, help: ArgumentHelp("The shared store.", valueName: "url"))
    var depot: String

    @Option(name: .long, help: ArgumentHelp("A name that is the same on all machines that race.", valueName: "name"))
    var race: String?

    @Option(name: .long, help: ArgumentHelp("How many machines do.", valueName: "n"))
    var hosts = 1

    @OptionGroup var talk: TalkOptions

    func validate() throws {
      if hosts < 1 || hosts > 1 && race == nil { throw ValidationError("--hosts \(hosts) needs a --race of one name on all of them") }
    }

    func run() async throws {
      try await Outcome.run("store check", talk) { _ in
        let shared = try DepotOptions.open(depot, makes: true)
        let (race, hosts) = (race ?? ThisHost.writer(attempt: 1), hosts)
        let found = try await Workers.detached("reelfx-check") {
          try DepotRace.run(shared, name: race, hosts: hosts, writer: ThisHost.writer(attempt: 1))
        }
        return Outcome.Success(payload: found, exit: found.isSound ? 0 : 1)
      } text: { found in
        """
        \(found.address): \(found.rounds) rounds of \(found.writers) writers, the slowest \(Int(found.slowest * 1000)) ms
        objects are whole: \(found.torn == 0 ? "yes" : "NO, torn in \(found.torn) rounds")
        what was put is there: \(found.lost == 0 ? "yes" : "NO, lost in \(found.lost) rounds")
        the first wins: in \(found.exclusive) of \(found.rounds) rounds (nothing depends on it)
        """
      }
    }
  }
}
