import Foundation
import ReelFX
import ReelTestSupport
import Testing

@Suite struct ReadmeTests {
  /// The README's example, word for word, compiled and run.
  @Test func theExampleRuns() async throws {
    let folder = try TemporaryDirectory()
    try ffmpeg([
      "-f", "lavfi", "-i", "testsrc2=s=144x256:r=24:d=1", "-pix_fmt", "yuv420p", "-c:v", "libx264", folder.file("a.mp4"),
    ])
    try folder.write("episode.yaml", "reelfx: 1\ncanvas: { width: 144, height: 256, fps: 24 }\nshots: [ { source: a.mp4 } ]\n")
    let report = try await Self.example(in: folder.path)
    #expect(report.frames == 24 && report.verdict == .pass)
    #expect(FileManager.default.fileExists(atPath: folder.file("out/main/episode.144p.mp4")))
  }

  @Test func theExampleIsTheReadmes() throws {
    let readme = try String(contentsOf: repositoryRoot.appendingPathComponent("README.md"), encoding: .utf8)
    let block = try #require(readme.components(separatedBy: "```swift\n").dropFirst().first?.components(separatedBy: "```").first)
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let lines = try #require(
      source.components(separatedBy: "// example begins\n").dropFirst().first?.components(separatedBy: "    // example ends").first)
    func code(_ text: String) -> [String] {
      text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty && $0 != "import ReelFX" }
    }
    // Paths are the only difference: a test has a folder of its own.
    let told = code(lines).map {
      $0.replacingOccurrences(of: "folder + \"/", with: "\"").replacingOccurrences(of: "say(", with: "print(")
    }
    #expect(code(block) == told)
  }

  private static func say(_ value: Any) {}

  private static func example(in folder: String) async throws -> Report {
    // example begins
    let engine = try Engine(Engine.Options(store: folder + "/store"))
    let project = try await engine.open(folder + "/episode.yaml")
    for problem in project.problems { say(problem) }
    let render = engine.render(project, to: folder + "/out")
    for await event in render {
      if case .progress(let progress) = event { say("\(progress.framesDone) of \(progress.framesTotal)") }
    }
    let report = try await render.report
    say(report.verdict)
    // example ends
    return report
  }
}
