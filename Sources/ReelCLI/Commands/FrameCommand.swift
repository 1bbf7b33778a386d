import ArgumentParser
import Foundation
import ReelFX

struct FrameCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "frame", abstract: "Draw one finished picture as PNG.",
    discussion: """
      The picture is the one a render would encode at that time, captions included. Without --out it goes to stdout.

      Examples:
        reelfx frame episode.yaml --at 12.5 -o frame.png
        reelfx frame episode.yaml --at 00:01:12:08 -o frame.png
        reelfx frame episode.yaml --at 90f --only 'social/ar/1080p' > ar.png
      """)

  @OptionGroup var document: DocumentOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var talk: TalkOptions

  @Option(name: .long, help: ArgumentHelp("The time: seconds (12.5), frames (375f) or timecode (00:00:12:15).", valueName: "time"))
  var at: String

  @Option(name: [.customShort("o"), .customLong("out")], help: ArgumentHelp("The file to write.", valueName: "file"))
  var out: String?

  private struct Result: Encodable { var file: String?, bytes: Int }

  func validate() throws {
    guard Engine.isTime(at) else {
      throw ValidationError("--at '\(at)' is no time; write seconds (12.5), frames (375f) or timecode (00:00:12:15)")
    }
    if talk.json && out == nil { throw ValidationError("--json and the picture cannot both go to stdout; add -o FILE") }
  }

  func run() async throws {
    try await Outcome.run("frame", talk) { console in
      let engine = try engine.engine()
      let project = try await document.open(engine)
      let png = Data(try await engine.frame(project, at: try engine.time(at, in: project)))
      if let out {
        do { try png.write(to: URL(fileURLWithPath: out), options: .atomic) } catch {
          throw ReelError(.cannotWrite, "the picture cannot be written", file: out, detail: error.localizedDescription)
        }
      } else {
        try Outcome.toStandardOutput(png)
      }
      console.problems(project.problems)
      return Outcome.Success(payload: Result(file: out, bytes: png.count), problems: project.problems)
    } text: {
      $0.file
    }
  }
}
