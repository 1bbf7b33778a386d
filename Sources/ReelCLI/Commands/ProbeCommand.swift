import ArgumentParser
import Foundation
import ReelFX

struct ProbeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe", abstract: "Show what a medium is, as the planner sees it.",
    discussion: """
      Examples:
        reelfx probe shots/01.mp4
        reelfx probe 'logo/%04d.png' --rate 30 --json
      """)

  @Argument(help: ArgumentHelp("A file, or a numbered sequence.", valueName: "medium"), completion: .file())
  var path: String

  @Option(name: .long, help: ArgumentHelp("Frames a second of a numbered sequence.", valueName: "fps"))
  var rate = "30"

  @OptionGroup var engine: EngineOptions
  @OptionGroup var talk: TalkOptions

  func validate() throws {
    guard let rate = Rational(rate), rate > Rational(0) else { throw ValidationError("--rate '\(rate)' is no frame rate") }
  }

  func run() async throws {
    try await Outcome.run("probe", talk) { _ in
      let rate = FrameRate(Rational(self.rate) ?? Rational(30))
      return Outcome.Success(payload: try await engine.engine().probe(path, rate: rate))
    } text: {
      text($0)
    }
  }

  private func text(_ facts: MediaFacts) -> String {
    var lines = ["\(path): \(facts.kind.rawValue), \(facts.container)", "  digest      \(facts.digest.hex)"]
    if let video = facts.video {
      lines += [
        "  picture     \(video.codec) \(video.codedSize) \(video.pixelFormat), shown at \(video.displaySize), stream \(video.stream)",
        "  frames      \(video.frames.count) in \(video.frames.duration), \(video.frames.entryPoints.count) entry points",
        "  turned      \(video.orientation.quarterTurns * 90) degrees clockwise\(video.orientation.mirrored ? ", mirrored" : "")",
        "  colour      matrix \(video.color.matrix), primaries \(video.color.primaries), transfer \(video.color.transfer), "
          + "range \(video.color.range)\(video.hasAlpha ? ", with alpha" : "")",
      ]
    }
    if let audio = facts.audio {
      lines.append(
        "  sound       \(audio.codec) \(audio.sampleRate) Hz \(audio.layout), \(audio.duration) from \(audio.start), stream \(audio.stream)"
      )
    }
    return (lines + facts.remarks.map { "  remark      \($0)" }).joined(separator: "\n")
  }
}
