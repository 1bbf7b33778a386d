import ArgumentParser
import ReelFX

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schema of the episode document.",
    discussion: """
      Example:
        reelfx schema > episode.schema.json
      """)

  func run() throws { print(Engine.documentSchema) }
}
