import Foundation
import ReelFX
import ReelTestSupport
import Testing

/// The command as a user runs it: what it writes, what it leaves alone, and how it ends.
@Suite(.serialized) struct CommandTests {
  private static let episode = """
    shots:
      - { source: clip.mp4, duration: 2 }
      - { source: clip.mp4, in: 0.5, duration: 2, transition: { type: dissolve, duration: 0.5 } }
    """

  private func bench(_ document: String = Self.episode) throws -> Bench {
    let bench = try Bench()
    try bench.document(document)
    return bench
  }

  // MARK: Equal bytes

  @Test func everyFrameOnTheGridAndTheSameBytesForAnyNumberOfWorkers() throws {
    let bench = try bench()
    let first = try bench.render(["--jobs", "1"])
    #expect(first.status == 0, "\(first.errors)")
    #expect(bench.files("out") == ["episode.report.json", "main/episode.216p.mp4"])
    let wanted = try bench.outputs("out")
    let others: [(store: String, extra: [String], environment: [String: String])] = [
      ("two", ["--jobs", "2"], [:]), ("scalar", [], ["REELFX_CPU": "scalar", "LC_ALL": "C", "TZ": "Asia/Tokyo"]),
    ]
    for (store, extra, environment) in others {
      #expect(try bench.render(extra, out: "out-" + store, store: store, environment: environment).status == 0)
      #expect(try bench.outputs("out-" + store) == wanted, "\(store)")
    }
    let file = bench.folder.file("out/main/episode.216p.mp4")
    let packets = try run([
      "ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "packet=pts_time", "-of", "csv=p=0", file,
    ])
    let times = packets.text.split(whereSeparator: { $0 == "\n" || $0 == "," }).compactMap { Double($0) }.sorted()
    #expect(times.count == 42)
    #expect(zip(times.indices, times).allSatisfy { abs(Double($0) / 12 - $1) < 1e-6 })
    let durations = try run(["ffprobe", "-v", "error", "-show_entries", "stream=duration", "-of", "csv=p=0", file])
    #expect(durations.text.split(separator: "\n").compactMap { Double($0) } == [3.5, 3.5])
  }

  /// Flipped payloads, cut files and empty ones are misses: rendered again, to the same bytes.
  @Test(arguments: ["flipped", "cut", "emptied"])
  func aDamagedStoreIsRenderedAgain(_ damage: String) throws {
    let bench = try bench()
    #expect(try bench.render().status == 0)
    let wanted = try bench.outputs("out")
    let artefacts = bench.artefacts()
    #expect(artefacts.count >= 4)
    for artefact in artefacts {
      var bytes = try bench.bytes(artefact)
      switch damage {
      case "flipped": bytes[bytes.count - 1] ^= 1
      case "cut": bytes = bytes.prefix(bytes.count / 2)
      default: bytes = Data()
      }
      try FileManager.default.removeItem(atPath: bench.folder.file(artefact))
      try bench.folder.write(artefact, Data(bytes))
    }
    let again = try bench.render(out: "again")
    #expect(again.status == 0, "\(again.errors)")
    #expect(try bench.outputs("again") == wanted)
  }

  @Test func twoProcessesShareOneStore() async throws {
    let bench = try bench()
    async let one = Task.detached { try bench.render(out: "one") }.value
    async let two = Task.detached { try bench.render(out: "two") }.value
    let statuses = try await [one.status, two.status]
    #expect(statuses == [0, 0])
    #expect(try bench.outputs("one") == bench.outputs("two"))
    #expect(try bench.outputs("one").count == 1)
  }

  // MARK: Interrupted

  /// Long enough to be interrupted: eight cells, slowly encoded.
  private func longBench() throws -> Bench {
    let bench = try Bench()
    let shots = (0..<8).map { "  - { source: clip.mp4, in: \(Double($0) / 10), duration: 1.5 }" }.joined(separator: "\n")
    try bench.document(
      "deliver: [ { name: main, encoder: { preset: slower } } ]\nshots:\n\(shots)", canvas: "{ width: 216, height: 384, fps: 24 }")
    return bench
  }

  @Test func killedAndRunAgain() throws {
    let bench = try longBench()
    #expect(try bench.render(out: "whole", store: "other").status == 0)
    let killed = try bench.renderInterrupted(by: SIGKILL) { bench.artefacts().count >= 5 }
    #expect(killed.status == 128 + SIGKILL)
    #expect(bench.files("out").allSatisfy { $0.hasSuffix(".part") })
    let again = try bench.render(["--json"])
    #expect(again.status == 0, "\(again.errors)")
    #expect(try #require(try again.envelope().result).work.segmentsReused > 0)
    #expect(try bench.outputs("out") == bench.outputs("whole"))
    #expect(!bench.files("out").contains { $0.hasSuffix(".part") })
  }

  @Test(arguments: [SIGINT, SIGTERM], [[], [SIGINT, SIGTERM]])
  func stopped(_ signal: Int32, blocked: [Int32]) throws {
    let bench = try longBench()
    let stopped = try bench.renderInterrupted(by: signal, blocked: blocked) {
      try String(contentsOfFile: bench.folder.file("stderr"), encoding: .utf8).contains("segments to render")
    }
    #expect(stopped.status == 128 + signal)
    let envelope = try stopped.envelope()
    #expect(envelope.exit == 128 + signal)
    #expect(envelope.problems.map(\.error) == ["stopped"])
    #expect(envelope.problems.first?.hint == "what is finished stays in the store; run again to go on")
    #expect(stopped.errors.contains("stopping when the open cells are finished; once more to stop at once\n"))
    #expect(bench.files("out").isEmpty)
  }

  /// A signal that comes while the document's media are still being looked at.
  @Test(arguments: [SIGINT, SIGTERM], [[], [SIGINT, SIGTERM]])
  func stoppedBeforeRendering(_ signal: Int32, blocked: [Int32]) throws {
    let bench = try bench("shots: [ { source: huge.mp4 } ]")
    // Takes no room on the disk, and minutes to read.
    try bench.folder.write("huge.mp4", "")
    #expect(truncate(bench.folder.file("huge.mp4"), 1 << 38) == 0)
    let stopped = try bench.renderInterrupted(by: signal, blocked: blocked) {
      FileManager.default.fileExists(atPath: bench.folder.file("store"))
    }
    #expect(stopped.status == 128 + signal)
    #expect(stopped.errors == "error: stopped; nothing was finished; run again\n")
    let envelope = try stopped.envelope()
    #expect(envelope.reelfx == 1 && envelope.command == "render" && envelope.exit == 128 + signal && envelope.result == nil)
    #expect(envelope.problems == [.init(severity: "error", error: "stopped", hint: "nothing was finished; run again")])
    #expect(bench.files("out").isEmpty)
  }

  // MARK: Why

  @Test func planSaysWhy() throws {
    struct Plan: Decodable {
      struct Result: Decodable { var explanation: PlanExplanation }
      var result: Result
    }
    let bench = try bench()
    let arguments = ["plan", "episode.yaml", "--store", "store", "--explain"]
    let before = try bench.reelfx(arguments)
    #expect(
      before.text == """
        main/-/216p, cell 0, 0.000-1.500 s: not rendered before
        main/-/216p, cell 1, 1.500-3.500 s: not rendered before
        main/-, sound: not rendered before
        2 segments to render, 0 in the store; 1 tracks to render, 0 in the store

        """)
    #expect(try bench.render().status == 0)
    try bench.document(Self.episode + "\ndeliver: [ { name: main, encoder: { crf: 23 } } ]")
    let after = try bench.reelfx(arguments)
    #expect(
      after.text == """
        main/-/216p, cell 0, 0.000-1.500 s: encoder.crf 21 -> 23
        main/-/216p, cell 1, 1.500-3.500 s: encoder.crf 21 -> 23
        2 segments to render, 0 in the store; 0 tracks to render, 1 in the store

        """)
    let explanation = try JSONDecoder().decode(Plan.self, from: try bench.reelfx(arguments + ["--json"]).output).result.explanation
    #expect(explanation.segments.map(\.reason) == [.changed, .changed] && explanation.tracksReused == 1)
    #expect(explanation.segments[0].changes.map(\.path) == ["encoder.crf"] && explanation.segments[0].changes[0].to == "23")
    #expect(explanation.segments[1].outputs == ["main/-/216p"] && explanation.segments[1].firstFrame == 18)
  }

  // MARK: One picture

  @Test func aTimeAsTheDocumentWritesIt() throws {
    let bench = try bench()
    let pictures = try ["1.25", "15f", "00:00:01:03"].map { time in
      let result = try bench.reelfx(["frame", "episode.yaml", "--at", time, "--store", "store"])
      #expect(result.status == 0, "\(result.errors)")
      return result.output
    }
    #expect(pictures[0].starts(with: [0x89, 0x50, 0x4E, 0x47]))
    #expect(pictures[1] == pictures[0] && pictures[2] == pictures[0])
    let next = try bench.reelfx(["frame", "episode.yaml", "--at", "16f", "--store", "store"])
    #expect(next.status == 0 && next.output != pictures[0])
    for (time, words) in [
      ("00:00:00:12", "the time '00:00:00:12' must have minutes and seconds below 60 and frames below 12"),
      ("42f", "there is no picture at 3.500s"),
    ] {
      let result = try bench.reelfx(["frame", "episode.yaml", "--at", time, "--store", "store", "--json", "-o", "x.png"])
      #expect(result.status == 65)
      #expect(try result.envelope().problems.map(\.error) == [words])
    }
  }

  @Test func severalPicturesInAFolder() throws {
    let bench = try bench()
    let many = try bench.reelfx(["frame", "episode.yaml", "--at", "1.25", "--at", "3f", "-o", "frames/of", "--store", "store"])
    #expect(many.status == 0, "\(many.errors)")
    #expect(many.text == "frames/of/frame-000003.png\nframes/of/frame-000015.png\n")
    for (name, time) in [("frame-000003.png", "3f"), ("frame-000015.png", "15f")] {
      let one = try bench.reelfx(["frame", "episode.yaml", "--at", time, "--store", "store"])
      #expect(try bench.bytes("frames/of/\(name)") == one.output)
    }
    let nowhere = try bench.reelfx(["frame", "episode.yaml", "--at", "1", "--at", "2", "--store", "store"])
    #expect(nowhere.status == 64 && nowhere.errors.contains("several pictures cannot all go to stdout; add -o FOLDER"))
  }

  @Test func aContactSheet() throws {
    let bench = try bench()
    for (name, magic) in [("sheet.png", [0x89, 0x50, 0x4E, 0x47]), ("sheet.jpg", [0xFF, 0xD8, 0xFF, 0xE0] as [UInt8])] {
      let sheet = try bench.reelfx(["sheet", "episode.yaml", "-o", name, "--width", "100", "--store", "store"])
      #expect(sheet.status == 0 && sheet.text == name + "\n", "\(sheet.errors)")
      #expect(try bench.bytes(name).starts(with: magic))
    }
    let size = try run(["ffprobe", "-v", "error", "-show_entries", "stream=width,height", "-of", "csv=p=0", bench.folder.file("sheet.png")])
    // Two tiles of 100x178 with 14 rows of words, 4 pixels apart.
    #expect(size.text == "212,200\n")
    let nameless = try bench.reelfx(["sheet", "episode.yaml", "-o", "sheet.gif", "--store", "store"])
    #expect(nameless.status == 64 && nameless.errors.contains("--out 'sheet.gif' says no format; let it end in .png or .jpg"))
  }

  // MARK: What stands at the output

  @Test func whatIsCurrentIsLeftAloneAndAnythingElseIsRefused() throws {
    let bench = try bench()
    #expect(try bench.render().status == 0)
    let wanted = try bench.outputs("out")
    let name = "out/main/episode.216p.mp4"
    let again = try bench.render(["--json"])
    #expect(again.status == 0 && again.errors.contains("main/episode.216p.mp4: current\n"))
    #expect(try #require(try again.envelope().result).work.segmentsRendered == 0)

    var spoilt = try bench.bytes(name)
    spoilt[spoilt.count / 2] ^= 1
    try bench.folder.write(name, spoilt)
    // An empty store of its own shows that the refusal comes before rendering.
    let refused = try bench.render(["--json"], store: "empty")
    #expect(refused.status == 73)
    let problem = try #require(try refused.envelope().problems.first)
    #expect(problem.error == "is in the way: it exists and is not what this render makes" && problem.file == name)
    #expect(problem.hint == "use --overwrite to replace it, or choose another --out")
    #expect(try bench.bytes(name) == spoilt)
    // Nothing was rendered: the store holds no more than what is remembered of the one source.
    #expect(bench.artefacts("empty").count <= 1)

    #expect(try bench.render(["--overwrite"]).status == 0)
    #expect(try bench.outputs("out") == wanted)
  }

  @Test func aFileWhereAFolderShouldBe() throws {
    let bench = try bench()
    try bench.folder.write("taken", "mine")
    let out = try bench.render(["--json"], out: "taken")
    #expect(out.status == 73)
    #expect(try out.envelope().problems.map(\.file) == ["taken"])
    #expect(out.errors.contains("taken: the output folder cannot be made (there is a file of that name)"))
    let store = try bench.render(["--json"], store: "taken")
    #expect(store.status == 73)
    #expect(store.errors == "error: taken: the store cannot make its folder (Not a directory)\n")
    #expect(try bench.bytes("taken") == Data("mine".utf8))
    #expect(bench.files("out").isEmpty)
  }

  /// A delivery's folder, a sidecar and the report can stand in the way as well as a film: all are looked at before rendering.
  @Test(arguments: ["out/main", "out/main/episode.en.srt"])
  func whateverIsInTheWayIsFoundBeforeRendering(_ taken: String) throws {
    let bench = try bench(
      Self.episode + "\nlanguages: { en: { subtitles: words.srt } }\ndeliver: [ { name: main, subtitles: both } ]")
    try bench.folder.write("words.srt", "1\n00:00:00,500 --> 00:00:01,500\nHello\n")
    try bench.folder.write(taken, "mine")
    let result = try bench.render(["--json"])
    #expect(result.status == 73)
    #expect(try result.envelope().problems.first?.file == taken)
    #expect(try bench.bytes(taken) == Data("mine".utf8))
    #expect(bench.artefacts().count <= 1 && bench.files("out").count == 1)
  }

  // MARK: Names

  @Test(arguments: ["a b.mp4", "q'uo\"te.mp4", "50%.mp4", "co:lon.mp4", "灯.mp4", "-dash.mp4", "file.mp4?x=1"])
  func aSourceOfAnyName(_ name: String) throws {
    let bench = try Bench()
    try FileManager.default.moveItem(atPath: bench.folder.file("clip.mp4"), toPath: bench.folder.file(name))
    let quoted = String(decoding: try JSONEncoder().encode(name), as: UTF8.self)
    try bench.document("id: épisode 灯\nshots: [ { source: \(quoted), duration: 1 } ]")
    let result = try bench.render()
    #expect(result.status == 0, "\(result.errors)")
    #expect(bench.files("out") == ["main/épisode 灯.216p.mp4", "épisode 灯.report.json"].sorted())
  }

  // MARK: Judged right

  /// Generated clips rarely carry colour tags; at the canvas's own size they pass through unscaled.
  @Test func anUntaggedClipOfTheCanvasSize() throws {
    let bench = try Bench()
    try ffmpeg([
      "-f", "lavfi", "-i", "testsrc2=s=720x1280:r=12:d=0.5", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p",
      bench.folder.file("untagged.mp4"),
    ])
    try bench.document("shots: [ { source: untagged.mp4 } ]", canvas: "{ width: 720, height: 1280, fps: 12 }")
    let result = try bench.render()
    #expect(result.status == 0, "\(result.errors)")
  }

  /// Loudness needs 0.4 s to be measured; a shorter sound is still a sound.
  @Test func aShortSoundIsNotSilence() throws {
    let bench = try bench("shots: [ { source: clip.mp4, duration: 0.25 } ]")
    let result = try bench.render(["--json"])
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test func aCaptionOffScreenIsSaid() throws {
    let bench = try bench(Self.episode + "\nlanguages: { en: { subtitles: tall.srt } }")
    try bench.folder.write("tall.srt", "1\n00:00:00,500 --> 00:00:01,500\n" + String(repeating: "line\n", count: 60))
    let result = try bench.render(["--json"])
    let envelope = try result.envelope()
    #expect(result.status == 3 || !envelope.problems.isEmpty, "\(result.errors)")
  }

  @Test func subtitlesWithoutACueAreSaid() throws {
    let bench = try bench(Self.episode + "\nlanguages: { en: { subtitles: none.srt } }")
    try bench.folder.write("none.srt", "")
    #expect(try !bench.render(["--json"]).envelope().problems.isEmpty)
  }

  // MARK: Surroundings

  #if os(Linux)
    /// stdout or the log on a full disk is an error like any other.
    @Test func aFullDiskUnderStdoutAndTheLog() throws {
      let bench = try bench()
      let shell = "\"$0\" check episode.yaml --store store > /dev/full"
      let output = try run(["sh", "-c", shell, try Binary.path()], in: bench.folder.path)
      #expect(output.status == 73, "\(output.errors)")
      let log = try bench.render(["--log-file", "/dev/full"])
      #expect(log.status == 0 || log.status == 73, "\(log.errors)")
      let errors = try run(["sh", "-c", "\"$0\" check none.yaml --store store 2> /dev/full", try Binary.path()], in: bench.folder.path)
      #expect(errors.status == 66)
    }
  #endif

  @Test func theStoreTellsWhenItWasUsed() throws {
    struct Listing: Decodable {
      struct Entry: Decodable { var touched: Double }
      var result: [Entry]
    }
    let bench = try bench()
    #expect(try bench.render().status == 0)
    let listing = try JSONDecoder().decode(Listing.self, from: try bench.reelfx(["store", "ls", "--store", "store", "--json"]).output)
    #expect(!listing.result.isEmpty)
    #expect(listing.result.allSatisfy { abs(Date().timeIntervalSince1970 - $0.touched) < 3600 })
  }
}
