import ArgumentParser
import Foundation
import ReelFX

struct StoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store", abstract: "Look after the store of finished work.",
    subcommands: [ListCommand.self, VerifyCommand.self, PruneCommand.self])

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
      commandName: "prune", abstract: "Remove the least recently used artefacts until the store is small enough.")

    @Option(name: .long, help: ArgumentHelp("Bytes to keep at most, such as 10G; 0 empties the store.", valueName: "size"))
    var to: String

    @OptionGroup var engine: EngineOptions
    @OptionGroup var talk: TalkOptions

    private struct Result: Encodable { var freed: Int }

    func validate() throws {
      if to != "0" && Settings.bytes(to) == nil { throw ValidationError("--to '\(to)' is no size; write a number with K, M, G or T") }
    }

    func run() async throws {
      try await Outcome.run("store prune", talk) { _ in
        Outcome.Success(payload: Result(freed: try await engine.engine().pruneStore(to: to == "0" ? 0 : Settings.bytes(to) ?? 0)))
      } text: {
        "\($0.freed) bytes freed"
      }
    }
  }
}
