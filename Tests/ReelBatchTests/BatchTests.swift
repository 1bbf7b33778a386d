import Foundation
import ReelBatch
import ReelCore
import ReelEngine
import ReelTestSupport
import Testing

/// What is made, what is made again, and what is not.
@Suite(.serialized) struct BatchTests {
  @Test func everyOutputOnceAndEqualToARender() async throws {
    let season = try Season(episodes: 4)
    let report = try await season.batch(season.options())
    #expect(report.count(.done) == 4 && report.outputs == 12 && report.outputsWritten == 12)
    // The intro is encoded once for all of them, and each episode's own cell once for each language.
    #expect(report.segmentsRendered == 1 + 4 * 3)
    let files = try season.files("out")
    #expect(files.count == 12)
    let lines = try season.lines("output")
    #expect(Set(lines.compactMap { $0["path"] as? String }).count == 12 && lines.count == 12)
    for line in lines {
      let path = try #require(line["path"] as? String)
      let told = try #require(line["report"] as? [String: Any])
      let bytes = try #require(files[String(path.dropFirst(season.folder.file("out").count + 1))])
      #expect(told["digest"] as? String == Digest.of([UInt8](bytes)).hex && told["bytes"] as? Int == bytes.count)
      #expect(told["verdict"] as? String == "pass")
    }
    // Another store, and no batch: the same bytes.
    let alone = try season.reelfx([
      "render", "episode.yaml", "--set", "n=3", "--set", "from=9", "-o", "alone", "--store", "other", "-q",
    ])
    #expect(alone.status == 0, "\(alone.errors)")
    for (name, bytes) in try season.files("alone") { #expect(files[name] == bytes, "\(name)") }
  }

  @Test func nothingIsMadeTwice() async throws {
    let season = try Season(episodes: 3)
    _ = try await season.batch(season.options())
    let before = try season.lines("output").count
    // Nothing is needed of the store: it is not even looked into.
    try FileManager.default.removeItem(atPath: season.folder.file("store"))
    let again = try await season.batch(season.options())
    #expect(again.count(.unchanged) == 3 && again.outputs == 9 && again.outputsWritten == 0)
    #expect(again.segmentsRendered == 0 && again.segmentsReused == 0 && again.framesComposited == 0)
    #expect(try season.lines("output").count == before && again.verdict == .pass)
    // What had warnings is not done for who takes them as errors.
    var strict = season.options()
    strict.strict = true
    #expect(try await season.batch(strict).rows.allSatisfy { $0.problems.isEmpty == ($0.state == .unchanged) })
  }

  @Test func onlyWhatChangedIsMadeAgain() async throws {
    let season = try Season(episodes: 3)
    _ = try await season.batch(season.options())
    let before = try season.files("out")

    // A row has another variable: its outputs are those that a batch made before, and are replaced.
    try season.table(["episode.yaml,1,3", "episode.yaml,2,30", "episode.yaml,3,9"])
    let varied = try await season.batch(season.options())
    #expect(varied.rows.map(\.state) == [.unchanged, .done, .unchanged] && varied.outputsWritten == 3)
    let after = try season.files("out")
    for (name, bytes) in after { #expect((before[name] == bytes) == !name.contains("/e2."), "\(name)") }

    // A lost output: that row alone is looked into, and nothing is encoded.
    try FileManager.default.removeItem(atPath: season.folder.file("out/main/e3.es.144p.mp4"))
    let lost = try await season.batch(season.options())
    #expect(lost.rows.map(\.state) == [.unchanged, .unchanged, .done] && lost.outputsWritten == 1 && lost.segmentsRendered == 0)
    #expect(try season.files("out") == after)

    // A subtitle of one language: one output of each.
    try season.folder.write("es.srt", "1\n00:00:01,000 --> 00:00:02,000\nOther words\n")
    try season.settle()
    let subtitled = try await season.batch(season.options())
    #expect(subtitled.count(.done) == 3 && subtitled.outputsWritten == 3)
    #expect(try await season.batch(season.options()).count(.unchanged) == 3)
  }

  /// A file that was changed so lately that the file system could not tell another change is looked into again.
  @Test func aYoungFileIsNotTrusted() async throws {
    let season = try Season(episodes: 1)
    try season.folder.write("es.srt", "1\n00:00:01,000 --> 00:00:02,000\nYoung\n")
    _ = try await season.batch(season.options())
    try season.settle()
    #expect(try await season.batch(season.options()).rows.map(\.state) == [.done])
    #expect(try await season.batch(season.options()).rows.map(\.state) == [.unchanged])
  }

  @Test func whatNoBatchMadeIsNotReplaced() async throws {
    let season = try Season(episodes: 2)
    _ = try await season.batch(season.options())
    try season.folder.write("out/main/e1.en.144p.mp4", "somebody's own")
    let report = try await season.batch(season.options())
    #expect(report.rows.map(\.state) == [.failed, .unchanged])
    #expect(report.rows[0].problems.first?.error.contains("is in the way") == true)
    #expect(try season.files("out")["main/e1.en.144p.mp4"] == Data("somebody's own".utf8))
    var options = season.options()
    options.overwrite = true
    #expect(try await season.batch(options).rows.map(\.state) == [.done, .unchanged])
  }

  // MARK: What is wrong

  @Test func aBadRowFailsAlone() async throws {
    let season = try Season(episodes: 1)
    try season.folder.write("corrupt.mp4", Data(SeededRNG(seed: 1).someBytes(20000)))
    try season.folder.write("bad.yaml", "reelfx: 1\nshots: [ { source: long.mp4, durration: 1 } ]\n")
    try season.folder.write("out/blocked", "a file where a folder should be")
    try season.table(
      [
        "episode.yaml,1,3,,a", "episode.yaml,2,6,gone.mp4,a", "episode.yaml,3,9,corrupt.mp4,a", "bad.yaml,4,12,,a",
        "episode.yaml,5,15,,blocked", "episode.yaml,6,18,,a", "episode.yaml,6,21,,a", "episode.yaml,8,24,,",
        "episode.yaml,9,27,,a",
      ], columns: "document,n,from,long,to")
    try season.settle()
    var options = season.options("out/${to}")
    options.manifest = season.folder.file("out/batch.jsonl")
    let report = try await season.batch(options)
    let reasons = [
      "", "cannot be found", "corrupt.mp4", "durration", "there is a file of that name", "line 8 as well", "line 7 as well",
      "asks for 'to'",
      "",
    ]
    #expect(report.rows.map(\.state) == reasons.map { $0.isEmpty ? .done : .failed })
    for (row, reason) in zip(report.rows, reasons) where !reason.isEmpty {
      #expect(row.problems.contains { $0.description.contains(reason) }, "\(row.line): \(row.problems)")
    }
    #expect(report.rows.map(\.problems.kind) == [nil, .missing, .invalid, .invalid, .cannotWrite, .invalid, .invalid, .invalid, nil])
    #expect(try season.files("out").keys.filter { $0.hasSuffix(".mp4") }.count == 6)

    // What is mended is made, and no more than that; whatever is wrong is told again.
    try FileManager.default.copyItem(atPath: season.folder.file("long.mp4"), toPath: season.folder.file("gone.mp4"))
    let mended = try await season.batch(options)
    #expect(mended.rows.map(\.state) == [.unchanged, .done, .failed, .failed, .failed, .failed, .failed, .failed, .unchanged])

    options.failFast = true
    let first = try await season.batch(options)
    #expect(first.count(.failed) == 6 && first.count(.done) == 0)
  }

  /// One row is larger than any file may be: a full disk ends it alone.
  @Test func noSpaceFailsAlone() throws {
    let season = try Season(episodes: 3)
    try season.folder.write(
      "long.yaml",
      "reelfx: 1\nvars: { n: x, from: 0 }\nid: l${n}${from}\ncanvas: { width: 144, height: 256, fps: 12 }\n"
        + "shots:\n"
        + String(repeating: "  - { source: long.mp4 }\n", count: 6)
        + "deliver: [ { name: main, encoder: { preset: ultrafast, crf: 1 } } ]\n")
    try season.table(["episode.yaml,1,3", "long.yaml,2,0", "episode.yaml,3,9"])
    try season.settle()
    let script = "ulimit -f 8000; exec \"$0\" batch jobs.csv -o out --store store --progress plain"
    let full = try run(["sh", "-c", script, try Binary.path()], in: season.folder.path)
    #expect(full.status == 4, "\(full.errors)")
    #expect(full.errors.contains("jobs.csv:3: ") && full.errors.contains("File too large"), "\(full.errors)")
    #expect(try season.files("out").keys.filter { $0.hasSuffix(".mp4") }.count == 6)
    let again = try season.reelfx(["batch", "jobs.csv", "-o", "out", "--store", "store"])
    #expect(again.status == 0 && again.errors.contains("2 unchanged"), "\(again.errors)")
  }

  // MARK: Exit codes

  @Test func exitCodesSayWhatBecameOfIt() throws {
    let season = try Season(episodes: 2)
    let batch = ["batch", "jobs.csv", "-o", "out", "--store", "store", "--progress", "json"]
    let done = try season.reelfx(batch)
    #expect(done.status == 0 && done.text == "out/batch.jsonl\n", "\(done.errors)")
    let events = try done.errors.split(separator: "\n").filter { $0.hasPrefix("{") }.map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    let kinds = events.compactMap { $0["event"] as? String }
    #expect(kinds.filter { $0 == "row" }.count == 2 && kinds.filter { $0 == "output" }.count == 6 && kinds.contains("progress"))
    try season.table(["episode.yaml,1,3", "gone.yaml,2,6"])
    #expect(try season.reelfx(batch).status == 4)
    try season.table(["gone.yaml,2,6"])
    #expect(try season.reelfx(batch).status == 66)
    #expect(try season.reelfx(["batch", "none.csv", "-o", "out", "--store", "store"]).status == 66)
    #expect(try season.reelfx(["batch", "jobs.csv", "-o", "out/${", "--store", "store"]).status == 65)
    #expect(try season.reelfx(["batch", "jobs.csv", "--store", "store"]).status == 64)
  }
}

extension SeededRNG {
  fileprivate func someBytes(_ count: Int) -> [UInt8] {
    var random = self
    return random.bytes(count)
  }
}
