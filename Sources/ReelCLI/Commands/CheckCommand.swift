import ArgumentParser
import ReelFX

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Look for everything that is wrong with an episode, without rendering.",
    discussion: """
      Reads the document, its media, its fonts and its words, and tells all problems at once. Shows for every language how each spoken line
      fits into its slot, and listens for recordings that are silent, clipped, made for a lower sample rate, or that hum or click.

      Examples:
        reelfx check episode.yaml
        reelfx check episode.yaml --json
      """)

  @OptionGroup var project: ProjectOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var talk: TalkOptions

  private struct Result: Encodable {
    var errors: Int
    var warnings: Int
    var dialogue: [DialogueFit]
  }

  func run() async throws {
    try await Outcome.run("check", talk) { console in
      let project = try await self.project.open(try engine.engine())
      console.problems(project.problems)
      let errors = project.problems.count { $0.severity == .error }
      return Outcome.Success(
        payload: Result(errors: errors, warnings: project.problems.count - errors, dialogue: project.dialogue), problems: project.problems,
        exit: project.problems.kind.map(Outcome.exitCode) ?? 0)
    } text: { result in
      let summary =
        result.errors + result.warnings == 0
        ? "\(project.document.path): no problems" : "\(project.document.path): \(result.errors) errors, \(result.warnings) warnings"
      return (result.dialogue.map(DialogueTable.text) + [summary]).joined(separator: "\n")
    }
  }
}
