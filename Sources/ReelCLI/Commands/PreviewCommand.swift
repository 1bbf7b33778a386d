import ArgumentParser
import Foundation
import ReelFX
import ReelServe

struct PreviewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview", abstract: "Watch an episode in a browser while it is worked on.",
    discussion: """
      Prints an address and serves a page there until it is stopped. What is played is the draft that reelfx render --draft makes: each \
      piece is rendered when the player asks for it, and what was rendered once stays in the store. The document is read again whenever it, \
      or a file it names, changes; only what has changed is rendered again.

      Only this machine is listened to. With --host others may come, and the address that is printed has a token in it that lets them in.

      Examples:
        reelfx preview episode.yaml
        reelfx preview episode.yaml --open --set hero=Ana
        reelfx preview episode.yaml --other before/episode.yaml
        reelfx preview episode.yaml --host 0.0.0.0 --port 0
        reelfx preview episode.yaml --export cut
      """)

  @OptionGroup var document: DocumentOptions

  @Option(
    name: .long, help: ArgumentHelp("Another document to compare with.", valueName: "document"),
    completion: .file(extensions: ["yaml", "yml", "json"]))
  var other: String?

  @Option(name: .long, help: ArgumentHelp("The address to listen on, for others than this machine.", valueName: "address"))
  var host: String?

  @Option(name: .long, help: ArgumentHelp("The port to listen on; 0 for any that is free.", valueName: "n"))
  var port = PreviewServer.Options.standardPort

  @Option(name: .long, help: ArgumentHelp("What lets others in, with --host (default: a new one of 128 bits).", valueName: "text"))
  var token: String?

  @Option(
    name: .long,
    help: ArgumentHelp("Render all of it and write it to a folder that any web server can show, in place of serving it.", valueName: "dir"))
  var export: String?

  @Flag(name: .long, help: "Open the address in a browser.")
  var open = false

  @OptionGroup var engine: EngineOptions
  @OptionGroup var talk: TalkOptions

  func validate() throws {
    guard (0...65535).contains(port) else { throw ValidationError("--port \(port) is outside 0...65535") }
    if let token {
      guard host != nil else { throw ValidationError("--token is for --host: this machine alone needs none") }
      guard PreviewServer.Options.isToken(token) else {
        throw ValidationError("--token has 16 to 128 letters, digits, '.', '_' and '-'")
      }
    }
    if export != nil, host != nil || open { throw ValidationError("--export serves nothing; leave --host and --open away") }
    if talk.json, export == nil { throw ValidationError("a preview has no --json: it prints its address, and goes on") }
  }

  func run() async throws {
    try await Outcome.run("preview", talk) { console in
      let told: @Sendable (PreviewSession.Reading) -> Void = { [export] in Self.tell($0, isExported: export != nil, console) }
      if let export {
        let summary = try await PreviewExport.write(
          try engine.engine(), source(document.path), comparedWith: other.map(source), to: export, told: told)
        console.info("\(summary.files) files, \(summary.bytes >> 10) KiB")
        return Outcome.Success(payload: summary)
      }
      let server = try PreviewServer(
        try engine.engine(), source(document.path), comparedWith: other.map(source),
        options: PreviewServer.Options(host: host, port: port, token: token), told: told)
      defer { server.stop() }
      try Outcome.toStandardOutput(Data((server.address + "\n").utf8))
      if open { Self.open(server.address, console) }
      let signals = AsyncStream<Int32> { signals in Interrupts.watch { number, _ in signals.yield(number) } }
      for await number in signals { return Outcome.Success(payload: nil, exit: 128 + number) }
      return Outcome.Success(payload: nil)
    } text: { (summary: PreviewExport.Summary?) in
      summary?.folder
    }
  }

  /// Problems of an export end it, and are told then.
  private static func tell(_ reading: PreviewSession.Reading, isExported: Bool, _ console: Console) {
    if reading.isValid || !isExported { console.problems(reading.problems) }
    console.detail("\(reading.document): \(reading.isValid ? "read" : "not to be watched"), revision \(reading.revision)")
  }

  private func source(_ path: String) -> PreviewSession.Source {
    PreviewSession.Source(document: path, variables: document.variables, only: document.only)
  }

  private static func open(_ address: String, _ console: Console) {
    #if os(macOS)
      let program = "open"
    #else
      let program = "xdg-open"
    #endif
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program, address]
    process.standardOutput = FileHandle.nullDevice
    do { try process.run() } catch { console.warning("\(program) cannot be run: open \(address) in a browser") }
  }
}
