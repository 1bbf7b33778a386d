import Foundation
import ReelCore
import ReelEngine
import ReelTestSupport
import Testing

/// Why something is to be rendered, word for word.
@Suite(.serialized) struct ExplanationTests {
  /// An episode that was rendered once.
  private struct Desk {
    let fixture: Fixture
    let engine: Engine
    private let written: [String: String]

    init() async throws {
      fixture = try Fixture()
      engine = try fixture.engine()
      try await fixture.render(engine: engine)
      written = try ["episode.yaml", "en.srt", "es.srt"].reduce(into: [:]) { [fixture] in
        $0[$1] = try String(contentsOfFile: fixture.folder.file($1), encoding: .utf8)
      }
    }

    /// For those that render nothing and leave the media as they are.
    static let shared = Task { try await Desk() }

    /// As it was rendered.
    func restored() throws -> Desk {
      for (file, text) in written { try fixture.folder.write(file, text) }
      return self
    }

    func change(_ text: String, to other: String, in file: String = "episode.yaml") throws {
      let old = try String(contentsOfFile: fixture.folder.file(file), encoding: .utf8)
      try fixture.folder.write(file, old.replacingOccurrences(of: text, with: other))
    }

    /// A line for each segment and track.
    func said(_ selection: Selection = Selection()) async throws -> [String] {
      let plan = try engine.plan(try await engine.open(fixture.document, selection: selection), explained: true)
      let explanation = try #require(plan.explanation)
      #expect(explanation.segments.count == plan.segmentsToRender && explanation.segmentsReused == plan.segmentsInStore)
      return explanation.segments.map(\.description) + explanation.tracks.map(\.description)
    }
  }

  @Test func nothing() async throws {
    let desk = try await Desk.shared.value.restored()
    #expect(try await desk.said().isEmpty)
    let plan = try desk.engine.plan(try await desk.engine.open(desk.fixture.document), explained: true)
    #expect(plan.explanation?.shared.map(\.description) == ["main/*/144p: 4 of 7 cells shared by all 2 languages: 2...3, 5...6"])
    #expect(plan.explanation?.tracksReused == 2)
    #expect(try desk.engine.plan(try await desk.engine.open(desk.fixture.document)).explanation == nil)
  }

  @Test func aChangedCaption() async throws {
    let desk = try await Desk.shared.value.restored()
    try desk.change("Good bye", to: "Good day", in: "en.srt")
    #expect(try await desk.said() == [#"main/en/144p, cell 4, 3.500-4.500 s: texts[0].lines[0] "Good bye" -> "Good day""#])
  }

  /// Other bytes, though the same pictures: a box that is passed over stands at the end of the file.
  @Test func changedBytesOfAShot() async throws {
    let desk = try await Desk.shared.value.restored()
    let path = desk.fixture.folder.file("c.mp4")
    let old = try Data(contentsOf: URL(fileURLWithPath: path))
    let kept = desk.fixture.folder.file("kept.mp4")
    try FileManager.default.moveItem(atPath: path, toPath: kept)
    defer {
      try? FileManager.default.removeItem(atPath: path)
      try? FileManager.default.moveItem(atPath: kept, toPath: path)
    }
    try desk.fixture.folder.write("c.mp4", old + [0, 0, 0, 8] + Data("free".utf8))
    let (from, to) = (Digest.of([UInt8](old)), Digest.of([UInt8](old + [0, 0, 0, 8] + Data("free".utf8))))
    let shot = { (number: Int) in "picture.shots[\(number)].source.digest \(from) -> \(to) (c.mp4)" }
    #expect(
      try await desk.said() == [
        "main/en/144p, cell 4, 3.500-4.500 s: \(shot(0))", "main/es/144p, cell 4, 3.500-4.500 s: \(shot(0))",
        "main/*/144p (all 2 languages), cell 5, 4.500-5.250 s: \(shot(0))",
        "main/*/144p (all 2 languages), cell 6, 5.250-6.250 s: \(shot(0))",
        "main/en, sound: mix.clips[2].source.digest \(from) -> \(to) (c.mp4)",
        "main/es, sound: mix.clips[2].source.digest \(from) -> \(to) (c.mp4)",
      ])
  }

  @Test func aChangedEncoder() async throws {
    let desk = try await Desk.shared.value.restored()
    try desk.change("preset: ultrafast", to: "preset: ultrafast, crf: 23")
    let said = try await desk.said()
    #expect(said.count == 10 && said.allSatisfy { $0.hasSuffix(" s: encoder.crf 21 -> 23") })
    #expect(said.first == "main/en/144p, cell 0, 0.000-1.000 s: encoder.crf 21 -> 23")
  }

  @Test func severalChangesAreTold() async throws {
    let desk = try await Desk.shared.value.restored()
    try desk.change("x: 91, y: 11", to: "x: 90, y: 10, opacity: 0.5, width: 20, blend: screen")
    let said = try await desk.said(Selection(only: "main/en/*"))
    #expect(
      said.first
        == "main/en/144p, cell 0, 0.000-1.000 s: picture.overlays[0].blend \"normal\" -> \"screen\"; "
        + "picture.overlays[0].opacity.constant 1 -> 0.5; picture.overlays[0].size.height 30 -> 15; picture.overlays[0].size.width 40 -> 20; "
        + "and 2 more")
  }

  private func add(_ language: String, to desk: Desk) throws {
    try desk.change(
      "languages:\n", to: "languages:\n  \(language): { subtitles: \(language).srt, dialogue: [ { source: line.wav, start: 2 } ] }\n")
    try desk.fixture.folder.write("\(language).srt", "1\n00:00:00,500 --> 00:00:00,900\n\(language)\n")
  }

  @Test func aNewLanguageAndANewSize() async throws {
    let desk = try await Desk()
    try add("fr", to: desk)
    // With the third language, cells are cut at captions, once for all.
    let third = try await desk.said()
    #expect(
      third == [
        "main/*/144p (all 3 languages), cell 0, 0.000-0.500 s: cut where captions begin and end",
        "main/fr/144p, cell 0, 0.500-1.000 s: new language", "main/en/144p, cell 0, 0.500-1.000 s: cut where captions begin and end",
        "main/es/144p, cell 0, 0.500-1.000 s: cut where captions begin and end",
        // What others have written on and it has not.
        "main/fr/144p, cell 1, 1.000-1.500 s: new language", "main/fr/144p, cell 4, 3.500-4.500 s: new language",
        "main/fr, sound: new language",
      ])
    try await desk.fixture.render(engine: desk.engine, overwrite: true)
    try add("de", to: desk)
    let fourth = try await desk.said()
    #expect(fourth == ["main/de/144p, cell 0, 0.500-1.000 s: new language"], "its line is the French one's")
    try desk.change("deliver:\n  - { name: main,", to: "deliver:\n  - { name: main, renditions: [ { width: 72, height: 128 } ],")
    let said = try await desk.said(Selection(only: "main/en/*"))
    #expect(said.count == 8 && said.allSatisfy { $0.hasSuffix(": new rendition") })
  }

  @Test func whatTheStoreHasLost() async throws {
    let desk = try await Desk()
    _ = try await desk.engine.pruneStore(to: 0)
    let said = try await desk.said(Selection(only: "main/es/*"))
    #expect(said.count == 8 && said.allSatisfy { $0.hasSuffix(": evicted from the store (same spec)") })
    #expect(said[0] == "main/es/144p, cell 0, 0.000-1.000 s: evicted from the store (same spec)")
    #expect(said[7] == "main/es, sound: evicted from the store (same spec)")
  }

  @Test func anotherNameOfAFileIsNothing() async throws {
    let desk = try await Desk.shared.value.restored()
    try FileManager.default.moveItem(atPath: desk.fixture.folder.file("b.mp4"), toPath: desk.fixture.folder.file("second.mp4"))
    try desk.change("b.mp4", to: "second.mp4")
    #expect(try await desk.said().isEmpty)
    try FileManager.default.moveItem(atPath: desk.fixture.folder.file("second.mp4"), toPath: desk.fixture.folder.file("b.mp4"))
  }

  /// A shot put in front moves all others; what is written moves with them.
  @Test func movedShots() async throws {
    let desk = try await Desk.shared.value.restored()
    try desk.change("shots:\n", to: "shots:\n  - { source: still.png, duration: 1 }\n")
    for (tag, mark) in [("en", ""), ("es", "¡")] {
      try desk.fixture.folder.write(
        "\(tag).srt", "1\n00:00:01,500 --> 00:00:02,500\n\(mark)Hello there\n\n2\n00:00:04,500 --> 00:00:05,500\n\(mark)Good bye\n")
    }
    let said = try await desk.said()
    #expect(said.first == "main/*/144p (all 2 languages), cell 0, 0.000-1.000 s: not rendered before")
    #expect(said.count == 3)
    #expect(said[1].hasPrefix("main/en, sound: mix.clips[0].start 0 -> 48000; "), "\(said[1])")
  }

  @Test func whatIsNotKnown() async throws {
    let desk = try await Desk()
    try desk.change("Good bye", to: "Good day", in: "en.srt")
    let notes = try FileManager.default.contentsOfDirectory(atPath: desk.fixture.folder.file("store/notes"))
    #expect(notes.count == 1)
    let path = desk.fixture.folder.file("store/notes/\(notes[0])")
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    var flipped = whole
    flipped[flipped.count / 2] ^= 1
    for damage in [flipped, whole.prefix(whole.count / 2), Data()] {
      try damage.write(to: URL(fileURLWithPath: path))
      #expect(try await desk.said() == ["main/en/144p, cell 4, 3.500-4.500 s: not rendered before"])
    }
    // The next render mends it.
    try await desk.fixture.render(engine: desk.engine, overwrite: true)
    try desk.change("Good day", to: "Good night", in: "en.srt")
    #expect(try await desk.said() == [#"main/en/144p, cell 4, 3.500-4.500 s: texts[0].lines[0] "Good day" -> "Good night""#])
  }

  /// A render of one language leaves what is known of the others.
  @Test func oneLanguageAtATime() async throws {
    let desk = try await Desk()
    try desk.change("preset: ultrafast", to: "preset: ultrafast, crf: 30")
    try await desk.fixture.render(engine: desk.engine, selection: Selection(only: "main/en/*"), overwrite: true)
    let said = try await desk.said()
    #expect(said.count == 3 && said.allSatisfy { $0.hasPrefix("main/es/144p, cell ") && $0.hasSuffix(": encoder.crf 21 -> 30") })
  }
}
