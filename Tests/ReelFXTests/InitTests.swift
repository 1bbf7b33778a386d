import Foundation
import ReelTestSupport
import Testing

/// `reelfx init` as a user runs it.
@Suite(.serialized) struct InitTests {
  private struct Printed: Decodable {
    struct Result: Decodable {
      struct Taken: Decodable { var path: String, role: String, remark: String? }
      struct Left: Decodable { var path: String, why: String }
      var document: String
      var taken: [Taken]
      var leftAside: [Left]
    }
    var command: String
    var exit: Int32
    var result: Result?
  }

  /// A bench whose clip lies in a folder of its own.
  private func bench() throws -> Bench {
    let bench = try Bench()
    try bench.folder.write("ep 1/shots/2.mp4", try bench.bytes("clip.mp4"))
    try bench.folder.write("ep 1/shots/10.mp4", try bench.bytes("clip.mp4"))
    try bench.folder.write("ep 1/shots/11.mp4", "torn")
    return bench
  }

  @Test func theDocumentIsWrittenOnceAndPassesACheck() throws {
    let bench = try bench()
    let first = try bench.reelfx(["init", "ep 1", "--store", "store"])
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.text.hasPrefix("ep 1/episode.yaml has\n  shots/2.mp4   shot 1, 3 s, 216x384, 12 fps, with sound\n  shots/10.mp4  shot 2"))
    #expect(first.text.contains("left aside:\n  shots/11.mp4  "))
    let written = try bench.bytes("ep 1/episode.yaml")
    let check = try bench.reelfx(["check", "ep 1/episode.yaml", "--store", "store"])
    #expect(check.status == 0 && check.text.hasSuffix("episode.yaml: no problems\n"), "\(check.text)\(check.errors)")

    let mine = Data("reelfx: 1 # mine".utf8)
    try bench.folder.write("ep 1/episode.yaml", mine)
    let second = try bench.reelfx(["init", "ep 1", "--store", "store"])
    #expect(second.status == 73)
    #expect(second.errors == "error: ep 1/episode.yaml: there is a document already; move it away, or replace it with --overwrite\n")
    #expect(try bench.bytes("ep 1/episode.yaml") == mine)
    #expect(try bench.reelfx(["init", "ep 1", "--store", "store", "--overwrite", "-q"]).status == 0)
    #expect(try bench.bytes("ep 1/episode.yaml") == written)
    #expect(bench.files("ep 1") == ["episode.yaml", "shots/10.mp4", "shots/11.mp4", "shots/2.mp4"])
  }

  @Test func jsonTellsWhatWasTakenAndWhatNot() throws {
    let bench = try bench()
    let done = try bench.reelfx(["init", "ep 1", "--store", "store", "--json"])
    let printed = try JSONDecoder().decode(Printed.self, from: done.output)
    let result = try #require(printed.result)
    #expect(printed.command == "init" && printed.exit == 0 && done.status == 0)
    #expect(result.document == "ep 1/episode.yaml")
    #expect(result.taken.map(\.path) == ["shots/2.mp4", "shots/10.mp4"] && result.taken.map(\.role) == ["shot 1", "shot 2"])
    #expect(result.leftAside.map(\.path) == ["shots/11.mp4"])
    for (folder, code) in [("nowhere", 66), ("ep 1/shots/2.mp4", 65)] as [(String, Int32)] {
      let refused = try bench.reelfx(["init", folder, "--store", "store", "--json"])
      #expect(try refused.envelope().exit == code && refused.status == code, "\(folder)")
    }
  }
}
