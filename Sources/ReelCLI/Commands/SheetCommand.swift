import ArgumentParser
import Foundation
import ReelFX

struct SheetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sheet", abstract: "Draw the cut at a glance: a picture of tiles, one for each shot.",
    discussion: """
      A tile is the picture that reelfx frame draws, scaled, with the shot's number and the time below: timecode, which frame --at takes. \
      Shots are shown by their middle frame. The file is PNG, or JPEG where its name ends in .jpg.

      Examples:
        reelfx sheet episode.yaml -o sheet.png
        reelfx sheet episode.yaml --every 2 --columns 10 --width 160 -o sheet.jpg
        reelfx sheet episode.yaml --language ar -o ar.png
      """)

  @OptionGroup var project: ProjectOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var talk: TalkOptions

  @Option(name: .long, help: ArgumentHelp("The language whose words are drawn (default: the first output's).", valueName: "tag"))
  var language: String?

  @Option(
    name: .long, help: ArgumentHelp("A tile each so much time (2, 48f), in place of one for each shot.", valueName: "time"))
  var every: String?

  @Option(name: .long, help: ArgumentHelp("Tiles in a row (default: as many as make the sheet about square).", valueName: "n"))
  var columns: Int?

  @Option(
    name: .long, help: ArgumentHelp("Width of a tile's picture in pixels (default: 270 on its shorter side).", valueName: "px"))
  var width: Int?

  @Option(name: [.customShort("o"), .customLong("out")], help: ArgumentHelp("The file to write, .png or .jpg.", valueName: "file"))
  var out: String

  private struct Result: Encodable {
    var file: String, bytes: Int, width: Int, height: Int, columns: Int, tileWidth: Int, tileHeight: Int
    var tiles: [ContactSheet.Tile]
  }

  private var format: ContactSheet.Format? {
    let ending = (out as NSString).pathExtension.lowercased()
    return ContactSheet.Format(rawValue: ending == "jpeg" ? "jpg" : ending)
  }

  func validate() throws {
    if format == nil { throw ValidationError("--out '\(out)' says no format; let it end in .png or .jpg") }
    if let every, !Engine.isTime(every) { throw ValidationError("--every '\(every)' is no time; write seconds (2) or frames (48f)") }
    if let columns, !(1...1000).contains(columns) { throw ValidationError("--columns \(columns) is outside 1...1000") }
  }

  func run() async throws {
    try await Outcome.run("sheet", talk) { console in
      let engine = try engine.engine()
      let project = try await self.project.open(engine)
      let sheet = try await engine.sheet(
        project,
        ContactSheet.Options(
          language: language, every: try every.map { try engine.time($0, in: project) }, columns: columns, width: width,
          format: format ?? .png))
      try PictureFile.write(sheet.file, to: out)
      console.problems(project.problems)
      return Outcome.Success(
        payload: Result(
          file: out, bytes: sheet.file.count, width: sheet.size.width, height: sheet.size.height, columns: sheet.columns,
          tileWidth: sheet.tileSize.width, tileHeight: sheet.tileSize.height, tiles: sheet.tiles), problems: project.problems)
    } text: {
      $0.file
    }
  }
}
