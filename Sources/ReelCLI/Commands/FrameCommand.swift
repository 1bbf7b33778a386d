import ArgumentParser
import Foundation
import ReelFX
import Synchronization

struct FrameCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "frame", abstract: "Draw finished pictures as PNG.",
    discussion: """
      The picture is the one a render would encode at that time, captions included. Without --out it goes to stdout. With several \
      --at, --out is a folder, in which frame 375 becomes frame-000375.png.

      Examples:
        reelfx frame episode.yaml --at 12.5 -o frame.png
        reelfx frame episode.yaml --at 00:01:12:08 -o frame.png
        reelfx frame episode.yaml --at 90f --only 'social/ar/1080p' > ar.png
        reelfx frame episode.yaml --at 1 --at 2.5 --at 300f -o frames
      """)

  @OptionGroup var project: ProjectOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var talk: TalkOptions

  @Option(
    name: .long,
    help: ArgumentHelp("The time: seconds (12.5), frames (375f) or timecode (00:00:12:15); may be repeated.", valueName: "time"))
  var at: [String]

  @Option(name: .long, help: ArgumentHelp("The language whose words are drawn (default: the first output's).", valueName: "tag"))
  var language: String?

  @Option(name: [.customShort("o"), .customLong("out")], help: ArgumentHelp("The file to write, or the folder.", valueName: "file"))
  var out: String?

  private struct Result: Encodable {
    /// Of one picture; with several their folder, and the bytes of all.
    var file: String?
    var bytes: Int
    var pictures: [Picture]
  }

  private struct Picture: Encodable { var frame: Int, file: String?, bytes: Int }

  func validate() throws {
    if at.isEmpty { throw ValidationError("no time is given; write --at 12.5") }
    for time in at where !Engine.isTime(time) {
      throw ValidationError("--at '\(time)' is no time; write seconds (12.5), frames (375f) or timecode (00:00:12:15)")
    }
    if at.count > 1 && out == nil { throw ValidationError("several pictures cannot all go to stdout; add -o FOLDER") }
    if talk.json && out == nil { throw ValidationError("--json and the picture cannot both go to stdout; add -o FILE") }
  }

  func run() async throws {
    try await Outcome.run("frame", talk) { console in
      let engine = try engine.engine()
      let project = try await self.project.open(engine)
      let times = try at.map { try engine.time($0, in: project) }
      let pictures = Mutex<[Picture]>([])
      let isOne = at.count == 1
      if let out, !isOne { try PictureFile.makeFolder(out) }
      try await engine.frames(project, at: times, language: language) { [out] picture in
        let file = isOne ? out : out.map { "\($0)/\(Self.name(of: picture.frame))" }
        if let file { try PictureFile.write(picture.png, to: file) } else { try Outcome.toStandardOutput(Data(picture.png)) }
        pictures.withLock { $0.append(Picture(frame: picture.frame, file: file, bytes: picture.png.count)) }
      }
      console.problems(project.problems)
      let drawn = pictures.withLock { $0 }.sorted { $0.frame < $1.frame }
      return Outcome.Success(
        payload: Result(file: out, bytes: drawn.reduce(0) { $0 + $1.bytes }, pictures: drawn), problems: project.problems)
    } text: {
      $0.file == nil ? nil : $0.pictures.compactMap(\.file).joined(separator: "\n")
    }
  }

  /// Names sort as the frames do.
  private static func name(of frame: Int) -> String {
    let digits = "\(frame)"
    return "frame-\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits).png"
  }
}
