import Foundation
import ReelCore
import ReelEngine
import ReelPlan
import ReelTestSupport
import Testing

@Suite struct RenderTests {
  /// 2 + 2 + 2 + 1 seconds less transitions of 0.5 and 0.25 at 24 frames a second.
  static let frames = 48 + 48 - 12 + 48 + 24 - 6

  @Test func everyFrameStandsOnTheGridAndSoundEndsWithThePicture() async throws {
    let fixture = try Fixture()
    let report = try await fixture.render()
    #expect(report.frames == Self.frames)
    #expect(report.outputs.map(\.path) == ["main/tiny.en.144p.mp4", "main/tiny.es.144p.mp4"])
    for language in ["en", "es"] {
      let probed = try Probed(fixture.output(language))
      let pts = try #require(probed.pts[0])
      #expect(pts.count == Self.frames)
      for (index, time) in pts.enumerated() { #expect(abs(time - Double(index) / 24) < 1e-6) }
      #expect(probed.stream(0)["color_space"] as? String == "bt709")
      #expect(probed.stream(0)["color_range"] as? String == "tv")
      #expect(probed.stream(1)["start_time"] as? String == "0.000000")
      let sound = try #require((probed.stream(1)["duration"] as? String).flatMap(Double.init))
      #expect(abs(sound - Double(Self.frames) / 24) <= 1 / 48000.0)
    }
    let mediainfo = try run(["mediainfo", "--Output=Video;%FrameCount% %FrameRate_Mode% %colour_primaries%", fixture.output("en")])
    #expect(mediainfo.text.trimmingCharacters(in: .whitespacesAndNewlines) == "\(Self.frames) CFR BT.709")
  }

  /// Every picture of the output against the same work done by ffmpeg's filters: an independent compositor.
  @Test func picturesAreThoseOfAnIndependentCompositor() async throws {
    let shots = """
      shots:
        - { source: a.mp4, duration: 2 }
        - { source: c.mp4, duration: 1, in: 0.5 }
      """
    let fixture = try Fixture(shots: shots)
    try await fixture.render(selection: Selection(only: "main/en/*"))
    let graph = """
      [0:v]trim=end=2,setpts=PTS-STARTPTS[a];[1:v]trim=start=0.5:end=1.5,setpts=PTS-STARTPTS[b];\
      [a][b]concat[c];[2:v]format=rgba[l];[c][l]overlay=x=91:y=11:shortest=1,format=yuv420p[r];[3:v]format=yuv420p[o];\
      [o][r]psnr=stats_file=psnr.log
      """
    try ffmpeg(
      [
        "-i", "a.mp4", "-i", "c.mp4", "-stream_loop", "-1", "-framerate", "24", "-i", "logo/%04d.png", "-i",
        fixture.output("en"), "-lavfi", graph, "-f", "null", "-",
      ], in: fixture.folder.path)
    let log = try String(contentsOfFile: fixture.folder.file("psnr.log"), encoding: .utf8)
    let luma = log.split(separator: "\n").compactMap { line in
      line.split(separator: " ").first { $0.hasPrefix("psnr_y:") }.flatMap { Double($0.dropFirst(7)) }
    }
    #expect(luma.count == 72)
    // Captions stand in frames 12..<36; everywhere else only the encoder lies between the two.
    for (index, value) in luma.enumerated() where !(12..<36).contains(index) { #expect(value > 32, "frame \(index): \(value) dB") }
    #expect(luma[12..<36].allSatisfy { $0 < 30 })
  }

  /// Four languages are cut at their captions, two are not: the same pictures at the same times, and key frames where words begin and end.
  @Test func cellsCutAtCaptionsShowTheSamePictures() async throws {
    let whole = try Fixture(gop: "2.0, crf: 4", shots: "shots: [ { source: a.mp4, duration: 2.5 }, { source: c.mp4, duration: 2 } ]")
    try await whole.render()
    let cut = try Fixture(gop: "2.0, crf: 4", shots: "shots: [ { source: a.mp4, duration: 2.5 }, { source: c.mp4, duration: 2 } ]")
    for tag in ["fr", "pt"] { try cut.folder.write("\(tag).srt", "1\n00:00:00,700 --> 00:00:01,400\n\(tag)\n") }
    let more = "languages:\n  fr: { subtitles: fr.srt }\n  pt: { subtitles: pt.srt }\n"
    let text = try String(contentsOfFile: cut.document, encoding: .utf8).replacingOccurrences(of: "languages:\n", with: more)
    try cut.folder.write("episode.yaml", text)
    let report = try await cut.render()
    #expect(report.outputs.count == 4 && report.work.framesComposited == 108)
    func keys(_ path: String) throws -> [Int] {
      let packets = try Probed(path).json["packets"] as? [[String: Any]] ?? []
      return packets.filter { $0["stream_index"] as? Int == 0 && ($0["flags"] as? String ?? "").contains("K") }
        .compactMap { ($0["pts_time"] as? String).flatMap(Double.init).map { Int(($0 * 24).rounded()) } }.sorted()
    }
    #expect(try keys(whole.output("en")) == [0, 48, 60])
    #expect(try keys(cut.output("en")) == [0, 12, 36, 48, 60, 84])
    #expect(try keys(cut.output("pt")) == [0, 15, 36, 48, 60])
    try ffmpeg(
      ["-i", cut.output("en"), "-i", whole.output("en"), "-lavfi", "psnr=stats_file=psnr.log", "-f", "null", "-"], in: cut.folder.path)
    let log = try String(contentsOfFile: cut.folder.file("psnr.log"), encoding: .utf8)
    let luma = log.split(separator: "\n").compactMap { line in
      line.split(separator: " ").first { $0.hasPrefix("psnr_y:") }.flatMap { Double($0.dropFirst(7)) }
    }
    #expect(luma.count == 108 && luma.allSatisfy { $0 > 42 }, "\(luma.min() ?? 0) dB")
  }

  @Test func nothingChangedEncodesNothing() async throws {
    let fixture = try Fixture()
    let first = try await fixture.render()
    let before = try fixture.bytes(fixture.output("en"))
    let second = try await fixture.render()
    #expect(first.work.segmentsRendered > 0 && first.work.tracksRendered == 2)
    #expect(second.work.segmentsRendered == 0 && second.work.tracksRendered == 0 && second.work.framesComposited == 0)
    #expect(second.outputs.allSatisfy { $0.status == .current })
    #expect(try fixture.bytes(fixture.output("en")) == before)
    let elsewhere = try await fixture.render(to: "other")
    #expect(elsewhere.work.segmentsRendered == 0 && elsewhere.work.segmentsReused > 0)
    #expect(try fixture.bytes(fixture.output("en", in: "other")) == before)
  }

  @Test func aCaptionCostsTheSegmentsUnderIt() async throws {
    let fixture = try Fixture()
    try await fixture.render()
    try fixture.folder.write("en.srt", "1\n00:00:00,500 --> 00:00:01,500\nHello there\n\n2\n00:00:03,500 --> 00:00:04,500\nSee you\n")
    let engine = try fixture.engine()
    let plan = try engine.plan(try await engine.open(fixture.document))
    let missing = plan.cells.filter { cell in cell.segments.contains { !$0.inStore } }
    #expect(!missing.isEmpty)
    // The cue stands in frames 84..<108.
    for cell in missing { #expect(cell.firstFrame < 108 && cell.firstFrame + cell.frames > 84) }
    let report = try await fixture.render(to: "out2")
    #expect(report.work.segmentsRendered == missing.count && report.work.tracksRendered == 0)
  }

  @Test func aShotCostsItsCellsAndThoseOfItsTransitions() async throws {
    let fixture = try Fixture()
    try await fixture.render(selection: Selection(only: "main/en/*"))
    let replaced = try String(contentsOfFile: fixture.document, encoding: .utf8)
      .replacingOccurrences(of: "source: b.mp4", with: "source: a.mp4")
    try fixture.folder.write("episode.yaml", replaced)
    let engine = try fixture.engine()
    let plan = try engine.plan(try await engine.open(fixture.document, selection: Selection(only: "main/en/*")))
    let shot = plan.shots[1]
    let missing = plan.cells.filter { cell in cell.segments.contains { !$0.inStore } }
    #expect(missing.map(\.firstFrame).min() == shot.firstFrame)
    for cell in missing { #expect(cell.firstFrame >= shot.firstFrame && cell.firstFrame < shot.firstFrame + shot.frames) }
  }

  @Test func equalBytesForAnyWorkersStoreAndKernels() async throws {
    let fixture = try Fixture()
    try await fixture.render(to: "two", engine: fixture.engine(jobs: 2, store: fixture.folder.file("s2")))
    try await fixture.render(to: "one", engine: fixture.engine(jobs: 1, store: fixture.folder.file("s1")))
    try await fixture.render(to: "scalar", engine: fixture.engine(jobs: 2, kernels: "scalar", store: fixture.folder.file("s3")))
    // Half warm: one language first, the other on the same store.
    let warm = try fixture.engine(store: fixture.folder.file("s4"))
    try await fixture.render(to: "warm", engine: warm, selection: Selection(only: "main/es/*"))
    try await fixture.render(to: "warm", engine: warm)
    for language in ["en", "es"] {
      let bytes = try fixture.bytes(fixture.output(language, in: "two"))
      for other in ["one", "scalar", "warm"] { #expect(try fixture.bytes(fixture.output(language, in: other)) == bytes, "\(other)") }
    }
  }

  /// The same frame whatever the cells: 8 frames, a third of a second, two seconds.
  @Test func picturesDoNotDependOnWhereCellsAreCut() async throws {
    var digests: [[Digest]] = []
    for gop in ["0.34", "1.0", "2.0"] {
      let fixture = try Fixture(gop: gop)
      let engine = try fixture.engine()
      let project = try await engine.open(fixture.document)
      var row: [Digest] = []
      for frame in stride(from: 0, to: Self.frames, by: 5) {
        row.append(Digest.of(try await engine.frame(project, at: Time(Rational(Int64(frame), 24)))))
      }
      digests.append(row)
    }
    #expect(digests[0] == digests[1] && digests[1] == digests[2])
    #expect(Set(digests[0]).count > 25)
  }

  @Test func somethingElseInTheWayIsRefusedBeforeRendering() async throws {
    let fixture = try Fixture()
    try fixture.folder.write("out/main/tiny.es.144p.mp4", "mine")
    let engine = try fixture.engine()
    let error = await #expect(throws: ReelError.self) { try await fixture.render(engine: engine) }
    #expect(error?.kind == .cannotWrite && error?.message == "is in the way: it exists and is not what this render makes")
    #expect(try engine.storeEntries().count { _ in true } < 12, "nothing was rendered")
    #expect(try String(contentsOfFile: fixture.output("es"), encoding: .utf8) == "mine")
    try await fixture.render(engine: engine, overwrite: true)
    #expect(try Probed(fixture.output("es")).pts[0]?.count == Self.frames)
  }

  @Test func aDamagedArtefactIsRenderedAgainToTheSameBytes() async throws {
    let fixture = try Fixture()
    try await fixture.render()
    let before = try fixture.bytes(fixture.output("en"))
    let engine = try fixture.engine()
    let plan = try engine.plan(try await engine.open(fixture.document))
    let key = plan.cells[1].segments[0].key
    let found = try #require(
      FileManager.default.enumerator(atPath: fixture.store)?.compactMap { $0 as? String }
        .first { $0.replacingOccurrences(of: "/", with: "").contains(key.dropFirst(4)) })
    let path = fixture.folder.file("store/\(found)")
    var bytes = [UInt8](try fixture.bytes(path))
    bytes[bytes.count / 2] ^= 1
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let check = try await engine.verifyStore()
    #expect(check.damaged == [key])
    try await fixture.render(to: "again", engine: engine)
    #expect(try fixture.bytes(fixture.output("en", in: "again")) == before)
  }

  @Test func aStoreOfDamagedArtefactsCostsTimeAndNoByte() async throws {
    let fixture = try Fixture()
    try await fixture.render()
    let before = try ["en", "es"].map { try fixture.bytes(fixture.output($0)) }
    let artefacts = fixture.folder.file("store/artefacts")
    var damaged = 0
    for name in try FileManager.default.subpathsOfDirectory(atPath: artefacts) where name.count > 60 {
      var bytes = [UInt8](try fixture.bytes("\(artefacts)/\(name)"))
      bytes[bytes.count - 1] ^= 1
      try Data(bytes).write(to: URL(fileURLWithPath: "\(artefacts)/\(name)"))
      damaged += 1
    }
    #expect(damaged > 8)
    let report = try await fixture.render(to: "again")
    #expect(report.work.segmentsReused == 0)
    #expect(try ["en", "es"].map { try fixture.bytes(fixture.output($0, in: "again")) } == before)
  }

  @Test func aCancelledRenderLeavesNoOutputAndGoesOnLater() async throws {
    let fixture = try Fixture()
    let engine = try fixture.engine(jobs: 1)
    let project = try await engine.open(fixture.document)
    let task = engine.render(project, to: fixture.folder.file("out"))
    task.cancel()
    let error = await #expect(throws: ReelError.self) { try await task.report }
    #expect(error?.kind == .cancelled)
    #expect(!FileManager.default.fileExists(atPath: fixture.output("en")))
    let report = try await fixture.render(engine: engine)
    #expect(report.verdict != .fail && report.frames == Self.frames)
    #expect(try FileManager.default.subpathsOfDirectory(atPath: fixture.folder.file("out")).allSatisfy { !$0.hasSuffix(".part") })
  }
}
