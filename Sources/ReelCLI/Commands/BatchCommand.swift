import ArgumentParser
import Foundation
import ReelBatch
import ReelFX

struct BatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch", abstract: "Render many episodes, and look across them.",
    subcommands: [BatchRunCommand.self, BatchAuditCommand.self], defaultSubcommand: BatchRunCommand.self)
}

struct BatchRunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Render every row of a table, or every episode below a folder.",
    discussion: """
      A table is CSV or JSON lines. The column document names the episode, beside the table; the column only is as --only; every other column \
      sets a variable, as --set. --out and --document may ask for ${column}; --out also for ${name}, the document's own name, and ${folder}, \
      where it lies.

      All rows are looked at before the first is rendered. A row that fails fails alone. What is finished has its line in the manifest: run \
      again, and only what failed or changed is rendered.

      Examples:
        reelfx batch jobs.csv -o 'out/${series}'
        reelfx batch season1 -o 'out/${folder}' --jobs 8 --memory 16G
        reelfx batch jobs.csv --document 'series/${series}/episode.yaml' -o 'out/${series}' --fail-fast
        reelfx batch jobs.jsonl -o out --metrics /var/lib/node_exporter/reelfx.prom --progress json
      """)

  @Argument(help: ArgumentHelp("The table, or a folder of documents.", valueName: "table"), completion: .file())
  var table: String

  @Option(name: [.customShort("o"), .customLong("out")], help: ArgumentHelp("Folder of the outputs.", valueName: "dir"))
  var out: String

  @Option(name: .long, help: ArgumentHelp("A row's document, for a table without that column.", valueName: "path"))
  var document: String?

  @OptionGroup var assigned: VariableOptions

  @Option(name: .long, help: ArgumentHelp("Only outputs whose delivery/language/rendition matches.", valueName: "glob"))
  var only: String?

  @Flag(name: .long, help: "The preview's rendition: 540 pixels' short side, quickly encoded.")
  var draft = false

  @Flag(name: .long, help: "Take warnings as errors.")
  var strict = false

  @Flag(name: .long, help: "Replace files that no batch with this manifest has made.")
  var overwrite = false

  @Flag(name: .long, help: "End with the first row that fails.")
  var failFast = false

  @Option(name: .long, help: ArgumentHelp("What is finished (default: batch.jsonl in the folder of the outputs).", valueName: "file"))
  var manifest: String?

  @Option(name: .customLong("report"), help: ArgumentHelp("The report for people (default: beside the manifest).", valueName: "file"))
  var page: String?

  @Option(name: .long, help: ArgumentHelp("Write OpenMetrics text there, every five seconds.", valueName: "file"))
  var metrics: String?

  @Option(name: .long, help: "How progress is shown: auto, bar, plain, json or none.")
  var progress = ProgressStyle.auto

  @Option(name: .long, help: ArgumentHelp("Append every event to a file, as JSON lines.", valueName: "file"))
  var events: String?

  @OptionGroup var engine: EngineOptions
  @OptionGroup var talk: TalkOptions

  private var options: BatchOptions {
    var options = BatchOptions(table: table, out: out)
    (options.document, options.variables, options.only) = (document, assigned.values, only)
    (options.draft, options.strict, options.overwrite, options.failFast) = (draft, strict, overwrite, failFast)
    (options.manifest, options.page, options.metrics) = (manifest, page, metrics)
    return options
  }

  func run() async throws {
    try await Outcome.run("batch", talk) { console in
      let task = try engine.engine().batch(options)
      Interrupts.watch { number, count in
        // Whoever sends SIGTERM is about to kill: what is open is in nobody's way to be done again.
        let atOnce = number == SIGTERM || count > 1
        console.warning(atOnce ? "stopping at once" : "stopping when the open cells are finished; once more to stop at once")
        task.cancel(atOnce: atOnce)
      }
      var printer = try BatchPrinter(progress, console: console, table: table, events: events)
      for await event in task { printer.show(event) }
      let report = try await task.report
      console.bar("")
      console.info(BatchPrinter.summary(report))
      return Outcome.Success(payload: report, problems: report.problems, exit: Self.exit(report))
    } text: { report in
      report.manifest
    }
  }

  /// 4 when a part failed, and the reason's own when all did.
  private static func exit(_ report: BatchReport) -> Int32 {
    guard report.count(.failed) > 0 else { return report.verdict == .fail ? 3 : 0 }
    if report.count(.failed) < report.rows.count { return 4 }
    return report.problems.kind.map(Outcome.exitCode) ?? 1
  }
}
