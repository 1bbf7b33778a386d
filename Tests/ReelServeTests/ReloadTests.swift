import Foundation
import ReelTestSupport
import Testing

import ReelServe

/// The document and what it names change while they are watched.
@Suite struct ReloadTests {
  private func keys(_ episode: JSON, _ output: Int) -> [String] {
    episode["outputs"][output]["picture"]["segments"].array.map { $0["key"].string }
  }

  @Test func aChangedCaptionChangesItsPiecesAlone() throws {
    let fixture = try Fixture()
    let before = try fixture.episode()
    for output in before["outputs"].array {
      for segment in output["picture"]["segments"].array { #expect(try fixture.get(segment["url"].string).status == 200) }
    }
    let events = try fixture.client()
    events.send("GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    #expect(events.read(within: 5) { $0.contains("event: revision\ndata: {\"revision\":1}") }.contains("text/event-stream"))
    let began = ContinuousClock.now
    try fixture.folder.write("es.srt", Fixture.subtitles("Adiós"))
    #expect(events.read(within: 5) { $0.contains("{\"revision\":2}") }.contains("event: revision\ndata: {\"revision\":2}"))
    let after = try fixture.episode(revision: 2)
    #expect(after["outputs"][1]["cues"][0]["text"].string == "Adiós")
    #expect(keys(after, 0) == keys(before, 0))
    // 62..<83 is in the cell 60..<84 alone.
    let changed = zip(after["outputs"][1]["picture"]["segments"].array, keys(before, 1)).filter { $0["key"].string != $1 }.map(\.0)
    #expect(changed.map { $0["start"].int } == [60])
    for segment in changed { #expect(try fixture.get(segment["url"].string).status == 200) }
    // The whole way, of a busy machine.
    #expect(ContinuousClock.now - began < .seconds(5))
    let gone = before["outputs"][1]["picture"]["segments"].array.first { $0["start"].int == 60 }
    #expect(try fixture.get(try #require(gone)["url"].string).status == 410)
  }

  @Test func aBrokenDocumentKeepsWhatWasWatched() throws {
    let fixture = try Fixture()
    let before = try fixture.episode()
    try fixture.folder.write("episode.yaml", Fixture.text.replacingOccurrences(of: "fps: 24", with: "fbs: 24"))
    let broken = try fixture.episode(revision: 2)
    #expect(!broken["valid"].bool)
    let problem = try #require(broken["problems"].array.first { $0["severity"].string == "error" })
    #expect(problem["line"].int == 3 && problem["path"].string == "canvas.fbs" && problem["hint"].string.contains("fps"))
    #expect(keys(broken, 0) == keys(before, 0))
    #expect(try fixture.get(broken["outputs"][0]["picture"]["segments"][0]["url"].string).status == 200)
    try fixture.folder.write("episode.yaml", "shots: [")
    #expect(try !fixture.episode(revision: 3)["valid"].bool)
    try FileManager.default.removeItem(atPath: fixture.document)
    #expect(try fixture.episode(revision: 4)["problems"][0]["error"].string.contains("cannot open"))
    try fixture.folder.write("episode.yaml", Fixture.text.replacingOccurrences(of: "id: tiny", with: "id: mended"))
    let mended = try fixture.episode(revision: 5)
    #expect(mended["valid"].bool && mended["id"].string == "mended")
  }

  @Test func aVanishedSourceIsTold() throws {
    let fixture = try Fixture()
    let episode = try fixture.episode()
    try FileManager.default.moveItem(atPath: fixture.folder.file("b.mp4"), toPath: fixture.folder.file("moved.mp4"))
    // What was rendered is there, what was not cannot be; before the document is read again and after.
    for revision in 1...2 {
      let told = try fixture.episode(revision: revision)
      let answer = try fixture.get("frame?at=70")
      #expect(answer.status == 422 && answer.text.contains("b.mp4: there is no such file"), "\(answer.text)")
      let last = try #require(episode["outputs"][0]["picture"]["segments"].array.last)
      #expect(try [200, 422].contains(fixture.get(last["url"].string).status))
      #expect(try fixture.get("frame?at=10").status == 200)
      if revision == 2 {
        #expect(!told["valid"].bool && told["problems"].array.contains { $0["path"].string == "shots[1].source" })
      }
    }
    try FileManager.default.moveItem(atPath: fixture.folder.file("moved.mp4"), toPath: fixture.folder.file("b.mp4"))
    let mended = try fixture.episode(revision: 3)
    #expect(mended["valid"].bool && keys(mended, 0) == keys(episode, 0))
    #expect(try fixture.get("frame?at=70").status == 200)
  }

  @Test func aDocumentThatNeverWasGoodIsWaitedFor() throws {
    let fixture = try Fixture("reelfx: 1\nshots: [ { source: none.mp4, duration: 1 } ]\n")
    let broken = try fixture.episode()
    #expect(!broken["valid"].bool && broken["id"].isNull && broken["problems"][0]["path"].string == "shots[0].source")
    for path in ["frame?at=0", "thumb/0.jpg", "video/0/\(String(repeating: "0", count: 64)).m4s"] {
      #expect(try fixture.get(path).status == 409)
    }
    // A file that was looked for and comes is a change like any other.
    try FileManager.default.copyItem(atPath: fixture.folder.file("a.mp4"), toPath: fixture.folder.file("none.mp4"))
    let mended = try fixture.episode(revision: 2)
    #expect(mended["valid"].bool && mended["frames"].int == 30)
  }

  @Test func twoDocumentsAreCompared() throws {
    let fixture = try Fixture(comparing: Fixture.text.replacingOccurrences(of: "id: tiny", with: "id: before"))
    #expect(try fixture.episode()["other"].string == "other/")
    var other = try fixture.json("other/api/episode.json")
    for _ in 0..<200 where other["revision"].int == 0 {
      Thread.sleep(forTimeInterval: 0.05)
      other = try fixture.json("other/api/episode.json")
    }
    #expect(other["id"].string == "before" && other["other"].isNull)
    #expect(try fixture.get("other/" + other["outputs"][0]["picture"]["segments"][0]["url"].string).status == 200)
  }
}
