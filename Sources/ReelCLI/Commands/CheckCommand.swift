import ArgumentParser
import ReelFX

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Look for everything that is wrong with an episode, without rendering.",
    discussion: """
      Reads the document, its media, its fonts and its words, and tells all problems at once.

      Examples:
        reelfx check episode.yaml
        reelfx check episode.yaml --json
      """)

  @OptionGroup var document: DocumentOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var talk: TalkOptions

  private struct Result: Encodable { var errors: Int, warnings: Int }

  func run() async throws {
    try await Outcome.run("check", talk) { console in
      let project = try await document.open(try engine.engine())
      console.problems(project.problems)
      let errors = project.problems.count { $0.severity == .error }
      return Outcome.Success(
        payload: Result(errors: errors, warnings: project.problems.count - errors), problems: project.problems,
        exit: project.problems.kind.map(Outcome.exitCode) ?? 0)
    } text: { result in
      result.errors + result.warnings == 0
        ? "\(document.document): no problems" : "\(document.document): \(result.errors) errors, \(result.warnings) warnings"
    }
  }
}
