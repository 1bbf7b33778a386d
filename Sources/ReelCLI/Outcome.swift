import ArgumentParser
import Foundation
import ReelFX

/// Maps what happened to text and exit code, for every command alike.
enum Outcome {
  /// The document `--json` prints: one, versioned, also on failure.
  private struct Envelope<Payload: Encodable>: Encodable {
    var reelfx = 1
    var command: String
    var exit: Int32
    var problems: [Problem]
    var result: Payload?
  }

  /// What a command brings: its data, the problems it met, and its exit code.
  struct Success<Payload: Encodable> {
    var payload: Payload
    var problems: [Problem] = []
    var exit: Int32 = 0
  }

  /// Runs a command's work, prints what it brings, and ends the process with the documented code.
  static func run<Payload: Encodable>(
    _ command: String, _ talk: TalkOptions, _ work: (Console) async throws -> Success<Payload>, text: (Payload) -> String?
  ) async throws {
    let console: Console
    do { console = try talk.console() } catch { throw ExitCode(tell(command, nil, error, json: talk.json)) }
    let json = talk.json
    Interrupts.expect { tell(command, console, ReelError(.cancelled, "stopped", hint: "nothing was finished; run again"), json: json) }
    do {
      let success = try await work(console)
      takeLastWord()
      if talk.json {
        try printJSON(Envelope(command: command, exit: success.exit, problems: success.problems, result: success.payload))
      } else if let text = text(success.payload)?.visible(lines: true), !text.isEmpty {
        try toStandardOutput(Data((text.hasSuffix("\n") ? text : text + "\n").utf8))
      }
      if success.exit != 0 { throw ExitCode(success.exit) }
    } catch let code as ExitCode {
      throw code
    } catch {
      takeLastWord()
      throw ExitCode(tell(command, console, error, json: json))
    }
  }

  /// Goes no further when a signal has the last word: it is ending the process.
  private static func takeLastWord() {
    while !Interrupts.lastWord(of: .command) { pause() }
  }

  /// Says what went wrong.
  ///
  /// - Returns: the exit code.
  private static func tell(_ command: String, _ console: Console?, _ error: any Error, json: Bool) -> Int32 {
    let reel = error as? ReelError ?? ReelError(.failed, "\(error)")
    let code = exitCode(reel.kind)
    console?.bar("")
    let lines = reel.problems.isEmpty ? ["error: \(reel)"] : reel.problems.map(\.description)
    for line in lines {
      if let console { console.error(line) } else { try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8)) }
    }
    if json { printFailure(command, reel, exit: code) }
    return code
  }

  /// The document `--json` prints of a failure.
  private static func printFailure(_ command: String, _ error: ReelError, exit: Int32) {
    try? printJSON(Envelope<String>(command: command, exit: exit, problems: error.asProblems, result: nil))
  }

  /// The exit code of an error, as the manual lists them.
  static func exitCode(_ kind: ReelError.Kind) -> Int32 {
    switch kind {
    case .invalid, .unsupported: 65
    case .missing: 66
    case .cannotWrite: 73
    case .failed: 1
    case .cancelled: Interrupts.signal.map { 128 + $0 } ?? 130
    }
  }

  private static func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try toStandardOutput(try encoder.encode(value) + Data("\n".utf8))
  }

  /// - Throws: `cannotWrite` when what reads it has gone, or the disk under it is full.
  static func toStandardOutput(_ data: Data) throws {
    do { try FileHandle.standardOutput.write(contentsOf: data) } catch {
      throw ReelError(.cannotWrite, "the result cannot be written to standard output", detail: String(cString: strerror(errno)))
    }
  }

  /// What `--json` prints when the command line itself is wrong.
  static func printUsageProblem(_ message: String, exit: Int32) {
    let problem = Problem(.error, message, hint: "see reelfx --help")
    try? printJSON(Envelope<String>(command: "reelfx", exit: exit, problems: [problem], result: nil))
  }
}
