import ArgumentParser
import Foundation
import ReelFX

struct TranscodeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transcode", abstract: "Make files for a store of finished masters, and encode only what must be.",
    discussion: """
      What the profile takes as it is is copied packet by packet: a picture of the right codec, size, rate and colours in closed GOPs, a \
      sound of the right codec and loudness. All of it is decoded once and judged all the same. What is encoded, and why, is told. What \
      failed does not keep the others from being made.

      Examples:
        reelfx transcode master.mov --profile reels -o out
        reelfx transcode masters/*.mp4 --profile shorts -o out --json > what-was-done.json
      """)

  @Argument(help: ArgumentHelp("Finished video files.", valueName: "master"), completion: .file())
  var masters: [String]

  @Option(name: .long, help: ArgumentHelp("The store or platform, as deliver.profile has it.", valueName: "name"))
  var profile: String

  @OptionGroup var engine: EngineOptions
  @OptionGroup var talk: TalkOptions

  @OptionGroup var target: RenderCommand.TargetOptions

  /// What became of one master.
  struct Made: Encodable {
    var master: String
    var picture: Transcode.Stream?
    var sound: Transcode.Stream?
    var output: Report.Output?
    var problems: [Problem] = []
  }

  func validate() throws {
    let names = Dictionary(grouping: masters) { (($0 as NSString).lastPathComponent as NSString).deletingPathExtension }
    if let twice = names.first(where: { $0.value.count > 1 }) {
      throw ValidationError("\(twice.value.joined(separator: " and ")) would be one file; rename one, or give it another --out")
    }
  }

  func run() async throws {
    try await Outcome.run("transcode", talk) { console in
      let engine = try engine.engine()
      var made: [Made] = []
      var codes: [Int32] = []
      for master in masters {
        do {
          made.append(try await make(master, engine, console))
          codes.append(made.last?.output?.verdict == .fail ? 3 : 0)
        } catch let error as ReelError where error.kind != .cancelled && masters.count > 1 {
          let problems = error.problems.isEmpty ? [Problem(error, in: master)] : error.problems
          console.problems(problems)
          made.append(Made(master: master, problems: problems))
          codes.append(Outcome.exitCode(error.kind))
        }
      }
      let failed = codes.filter { $0 != 0 }
      return Outcome.Success(
        payload: made, problems: made.flatMap(\.problems), exit: failed.isEmpty ? 0 : failed.count < codes.count ? 4 : failed[0])
    } text: { made in
      made.compactMap { $0.output.map { "\(target.out)/\($0.path)" } }.joined(separator: "\n")
    }
  }

  private func make(_ master: String, _ engine: Engine, _ console: Console) async throws -> Made {
    let transcode = try await engine.transcode(master, profile: profile)
    for (name, stream) in [("picture", transcode.picture), ("sound", transcode.sound)] {
      guard let stream else { continue }
      let what = stream.isCopied ? "copied" : "encoded, because \(stream.because.joined(separator: ", and "))"
      console.info("\(master): its \(name) is \(what)")
    }
    let report = try await target.render(transcode.project, engine, console).payload
    return Made(
      master: master, picture: transcode.picture, sound: transcode.sound, output: report.outputs.first, problems: report.problems)
  }
}

extension Problem {
  fileprivate init(_ error: ReelError, in file: String) {
    self.init(
      .error, error.message + (error.detail.map { " (\($0))" } ?? ""), kind: error.kind, file: error.file ?? file, hint: error.hint)
  }
}
