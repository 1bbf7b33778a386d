import ArgumentParser
import ReelFX

struct Reelfx: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reelfx",
    abstract: "Turns shots into finished, localised episodes, and proves the result right.",
    discussion: """
      An episode is a YAML or JSON document; see reelfx schema. Data goes to stdout, everything for people to stderr.

      Examples:
        reelfx init s01e01
        reelfx check episode.yaml
        reelfx render episode.yaml -o out
        reelfx render episode.yaml -o out --only 'social/es/*' --progress plain
        reelfx frame episode.yaml --at 12.5 -o frame.png
        reelfx preview episode.yaml
        reelfx batch jobs.csv -o 'out/${series}'

      Exit codes: 0 done; 1 failed; 3 rendered, but the verdict is fail; 4 part of a batch failed; 64 usage; 65 bad input;
      66 missing input; 73 cannot write; 130 and 143 interrupted.
      """,
    version: "reelfx \(ReelFX.version)",
    subcommands: [
      RenderCommand.self, TranscodeCommand.self, InitCommand.self, CheckCommand.self, PlanCommand.self, FrameCommand.self,
      SheetCommand.self,
      PreviewCommand.self, BatchCommand.self, ProbeCommand.self, DoctorCommand.self, StoreCommand.self, FarmCommand.self,
      WorkerCommand.self, SchemaCommand.self,
    ])
}
