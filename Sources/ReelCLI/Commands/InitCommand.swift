import ArgumentParser
import ReelFX

struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Write a first document for the episode whose shots lie in a folder.",
    discussion: """
      Writes the document into the folder, and says what it took for what and what it left aside. Shots are clips, stills and numbered \
      pictures in shots, or in the folder itself, in natural order: 2 before 10. Words and voices belong to the language their file or \
      folder is named by (es, pt-BR, zh-Hans): subs/es.srt, dub/es/01.wav. Lines of dialogue are placed by a time at the beginning of their \
      names (00-01-02.500.wav), or one to one with the subtitles when there are as many. sfx has sounds whose names begin with a time; \
      music.* and logo* are what they are called. Every file is looked at, and the document passes reelfx check.

      Examples:
        reelfx init s01e01
        reelfx init s01e01 --overwrite --json
      """)

  @Argument(help: ArgumentHelp("The folder.", valueName: "folder"), completion: .directory)
  var folder: String

  @Flag(name: .long, help: "Replace a document that is there.")
  var overwrite = false

  @OptionGroup var engine: EngineOptions
  @OptionGroup var talk: TalkOptions

  private struct Result: Encodable {
    var document: String
    var taken: [InitialDocument.Taken]
    var leftAside: [InitialDocument.LeftAside]
  }

  func run() async throws {
    try await Outcome.run("init", talk) { console in
      if !overwrite { try InitialDocument.requireNone(in: folder) }
      let document = try await engine.engine().initialDocument(of: folder)
      try document.write(overwrite: overwrite)
      console.problems(document.problems)
      return Outcome.Success(
        payload: Result(document: document.file, taken: document.taken, leftAside: document.leftAside), problems: document.problems,
        exit: document.problems.kind.map(Outcome.exitCode) ?? 0)
    } text: { result in
      let taken = result.taken.map { ($0.path, $0.role + ($0.remark.map { ", \($0)" } ?? "")) }
      let left = result.leftAside.isEmpty ? [] : ["left aside:"] + Self.table(result.leftAside.map { ($0.path, $0.why) })
      return (["\(result.document) has"] + Self.table(taken) + left).joined(separator: "\n")
    }
  }

  /// What stands on the right begins in one column, unless what stands on the left is long.
  private static func table(_ rows: [(String, String)]) -> [String] {
    let column = rows.map(\.0.count).filter { $0 <= 40 }.max() ?? 0
    return rows.map { "  " + $0 + String(repeating: " ", count: max(0, column - $0.count) + 2) + $1 }
  }
}
