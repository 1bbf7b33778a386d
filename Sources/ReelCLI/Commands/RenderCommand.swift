import ArgumentParser
import ReelFX

struct RenderCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", abstract: "Render every output of an episode.",
    discussion: """
      Finished segments stay in the store, so what did not change is not rendered again, and an interrupted render goes on where it
      stopped. A file gets its name only when it is complete and has been read back.

      Examples:
        reelfx render episode.yaml -o out
        reelfx render episode.yaml -o out --draft --only '*/en/*'
        reelfx render episode.yaml -o out --set hero=Ana --json > report.json
      """)

  @OptionGroup var project: ProjectOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var talk: TalkOptions
  @OptionGroup var target: TargetOptions

  func run() async throws {
    try await Outcome.run("render", talk) { console in
      let engine = try engine.engine()
      let project = try await self.project.open(engine)
      return try await target.render(project, engine, console)
    } text: {
      target.text($0)
    }
  }
}

extension RenderCommand {
  /// Where outputs go, and how that is told.
  struct TargetOptions: ParsableArguments {
    @Option(name: [.customShort("o"), .customLong("out")], help: ArgumentHelp("Folder of the outputs.", valueName: "dir"))
    var out: String

    @Flag(name: .long, help: "Replace files that are not what this render makes.")
    var overwrite = false

    @Option(name: .long, help: "How progress is shown: auto, bar, plain, json or none.")
    var progress = ProgressStyle.auto
  }
}

extension RenderCommand.TargetOptions {
  func render(_ project: Project, _ engine: Engine, _ console: Console) async throws -> Outcome.Success<Report> {
    if project.isValid { console.problems(project.problems) }
    let task = engine.render(project, to: out, overwrite: overwrite)
    Interrupts.watch(task, console: console)
    var printer = ProgressPrinter(progress, console: console)
    for await event in task { printer.show(event) }
    let report = try await task.report
    tell(report, console)
    return Outcome.Success(payload: report, problems: report.problems, exit: report.verdict == .fail ? 3 : 0)
  }

  /// The paths of what was written, a line each.
  func text(_ report: Report) -> String {
    let paths = report.outputs.map(\.path) + report.packages.flatMap { [$0.playlist, $0.manifest] }
    return paths.map { "\(out)/\($0)" }.joined(separator: "\n")
  }

  private func tell(_ report: Report, _ console: Console) {
    console.bar("")
    for (path, checks) in report.outputs.map({ ($0.path, $0.checks) }) + report.assets.map({ ($0.path, $0.checks) }) {
      for check in checks where check.verdict != .pass {
        let text = "\(path): \(check.verdict.rawValue): \(check.name): \(check.detail)" + (check.at.map { " at \($0) s" } ?? "")
        check.verdict == .fail ? console.error(text) : console.warning(text)
      }
      for check in checks where check.verdict == .pass { console.detail("\(path): \(check.name): \(check.detail)") }
    }
    let work = report.work
    console.info(
      "verdict: \(report.verdict.rawValue); rendered \(work.segmentsRendered) segments, reused \(work.segmentsReused); "
        + "report in \(out)/\(report.id).report.json")
  }
}
