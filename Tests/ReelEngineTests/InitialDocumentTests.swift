import Foundation
import ReelCore
import ReelEngine
import ReelTestSupport
import Testing

/// First documents, read back by PyYAML, which shares no code with what wrote them.
@Suite struct InitialDocumentTests {
  /// A folder to be filled, with a store elsewhere.
  private struct Place {
    let folder: TemporaryDirectory
    private let store: TemporaryDirectory

    /// Made once: a file differs by the name it gets.
    private static let media = Result {
      let folder = try TemporaryDirectory("reelfx-media")
      for (name, size, rate) in [("tall24", "72x128", 24), ("tall25", "72x128", 25), ("wide30", "128x72", 30)] {
        try ffmpeg([
          "-f", "lavfi", "-i", "testsrc2=s=\(size):r=\(rate):d=1", "-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "ultrafast",
          folder.file("\(name).mp4"),
        ])
      }
      for (name, size) in [("tall", "72x128"), ("wide", "128x72"), ("square", "64x64")] {
        try ffmpeg(["-f", "lavfi", "-i", "testsrc2=s=\(size):d=1", "-frames:v", "1", folder.file("\(name).png")])
      }
      try ffmpeg(["-f", "lavfi", "-i", "anoisesrc=d=0.5:r=48000:seed=3:a=0.3", folder.file("noise.wav")])
      return folder
    }

    init(_ files: [String: String]) throws {
      folder = try TemporaryDirectory("Season 1 – ñ")
      store = try TemporaryDirectory()
      let media = try Self.media.get()
      for (name, content) in files {
        let isMade = [".mp4", ".png", ".wav"].contains(where: content.hasSuffix)
        try folder.write(name, isMade ? try Data(contentsOf: URL(fileURLWithPath: media.file(content))) : Data(content.utf8))
      }
    }

    var engine: Engine { get throws { try Engine(Engine.Options(store: store.path, jobs: 2, memory: 1 << 30)) } }

    func document() async throws -> InitialDocument { try await engine.initialDocument(of: folder.path) }

    /// Writes the document, has it checked, and returns what PyYAML reads in it.
    func tree(_ document: InitialDocument) async throws -> [String: Any] {
      try document.write()
      let project = try await engine.open(document.file)
      #expect(project.isValid, "\(project.problems)")
      #expect(project.problems == document.problems)
      let python = "import yaml, json, sys; json.dump(yaml.safe_load(open(sys.argv[1], encoding='utf-8')), sys.stdout)"
      let read = try run(["python3", "-c", python, document.file])
      return try #require(JSONSerialization.jsonObject(with: read.output) as? [String: Any], "\(read.errors)")
    }
  }

  private static func list(_ value: Any?) -> [[String: Any]] { value as? [[String: Any]] ?? [] }
  private static func sources(_ value: Any?) -> [String] { list(value).compactMap { $0["source"] as? String } }
  private static func starts(_ value: Any?) -> [Double] { list(value).compactMap { ($0["start"] as? NSNumber)?.doubleValue } }
  private static func dialogue(_ tree: [String: Any], _ tag: String) -> Any? {
    ((tree["languages"] as? [String: Any])?[tag] as? [String: Any])?["dialogue"]
  }

  private static func cues(_ starts: [Double]) -> String {
    starts.enumerated().map { index, start in
      let stamps = [start, start + 0.4].map { String(format: "00:00:%06.3f", $0).replacingOccurrences(of: ".", with: ",") }
      return "\(index + 1)\n\(stamps[0]) --> \(stamps[1])\nLine \(index + 1): “ñ”\n"
    }.joined(separator: "\n")
  }

  @Test func everythingIsFoundAndSaid() async throws {
    let place = try Place([
      "shots/10.mp4": "tall24.mp4", "shots/2.mp4": "tall24.mp4", "shots/1.mp4": "tall25.mp4", "shots/3.png": "tall.png",
      "shots/broken.mp4": "no clip at all", "dub/es/1.wav": "noise.wav", "dub/es/2.wav": "noise.wav", "dub/spanish/1.wav": "noise.wav",
      "subs/es.srt": Self.cues([0.5, 2]), "subs/pt_br.srt": Self.cues([0.25]), "subs/s01.es.forced.srt": Self.cues([1]),
      "sfx/00-00-01.250 door.wav": "noise.wav", "sfx/door.wav": "noise.wav", "Music.wav": "noise.wav", "logo.png": "square.png",
      "notes.txt": "call Mia", ".hidden": "", "old.mp4": "tall24.mp4",
    ])
    let document = try await place.document()
    let tree = try await place.tree(document)
    #expect((tree["id"] as? String)?.hasPrefix("Season 1 – ñ") == true)
    #expect(tree["canvas"] as? [String: Int] == ["width": 1080, "height": 1920, "fps": 24])
    #expect(Self.sources(tree["shots"]) == ["shots/1.mp4", "shots/2.mp4", "shots/3.png", "shots/10.mp4"])
    #expect(Self.list(tree["shots"]).map { $0["duration"] as? Int } == [nil, nil, 3, nil])
    #expect(Self.sources(tree["overlays"]) == ["logo.png"])
    let audio = try #require(tree["audio"] as? [String: Any])
    let music = try #require(Self.list(audio["music"]).first)
    #expect(music["source"] as? String == "Music.wav" && music["loop"] as? Bool == true && music["duck"] as? [String: Int] == [:])
    #expect(Self.sources(audio["effects"]) == ["sfx/00-00-01.250 door.wav"] && Self.starts(audio["effects"]) == [1.25])
    let languages = try #require(tree["languages"] as? [String: [String: Any]])
    #expect(languages.keys.sorted() == ["es", "pt-BR"])
    #expect(languages["es"]?["subtitles"] as? String == "subs/es.srt")
    #expect(languages["es"]?["forced"] as? String == "subs/s01.es.forced.srt")
    #expect(languages["pt-BR"]?["subtitles"] as? String == "subs/pt_br.srt")
    #expect(Self.sources(Self.dialogue(tree, "es")) == ["dub/es/1.wav", "dub/es/2.wav"])
    #expect(Self.starts(Self.dialogue(tree, "es")) == [0.5, 2])
    #expect(document.leftAside.map(\.path) == ["dub/spanish", "notes.txt", "old.mp4", "sfx/door.wav", "shots/broken.mp4"])
    #expect(document.leftAside.allSatisfy { !$0.why.isEmpty })
    #expect(
      document.taken.map(\.path) == [
        "shots/1.mp4", "shots/2.mp4", "shots/3.png", "shots/10.mp4", "logo.png", "Music.wav", "sfx/00-00-01.250 door.wav", "subs/es.srt",
        "subs/s01.es.forced.srt", "dub/es/1.wav", "dub/es/2.wav", "subs/pt_br.srt",
      ])
    #expect(document.text.contains("# placed one to one with the 2 cues of subs/es.srt"))
    #expect(document.text.contains("# Line 1: “ñ”"))
    #expect(try await place.document().text == document.text)
  }

  /// Names that YAML, variables or numbered sequences would read as something else.
  @Test func anyNameIsReadBackAsItIs() async throws {
    let names = [
      "a b.mp4", "#1.mp4", "- x.mp4", "it's: \"so\".mp4", "${hero}.mp4", "$${hero}.mp4", "*star.mp4", "&and.mp4", "名前 二.mp4", "yes.mp4",
      "1.5.mp4", "[list], {map}.mp4", "back\\slash.mp4", "tab\there.mp4", "new\nline.mp4", "50% off.mp4", "e\u{301}.mp4", "!tag.mp4",
      "ליל.mp4",
    ]
    let place = try Place(Dictionary(uniqueKeysWithValues: (names + ["frame%d.mp4"]).map { ($0, "tall24.mp4") }))
    let document = try await place.document()
    let found = Set(Self.sources(try await place.tree(document)["shots"]).map { Array($0.replacing("$${", with: "${").utf8) })
    #expect(found == Set(names.map { Array($0.utf8) }))
    #expect(document.taken.count == names.count)
    #expect(document.leftAside.map(\.path) == ["frame%d.mp4"])
  }

  @Test func numberedPicturesAreSequencesWhereTheyAreMany() async throws {
    var files: [String: String] = [:]
    for number in 1...8 { files["shots/2 fire/000\(number).png"] = "tall.png" }
    for number in 3...12 { files["shots/10 rain/r\(number).png"] = "tall.png" }
    for number in 1...9 where number != 5 { files["shots/20 gap/0\(number).png"] = "tall.png" }
    for number in 1...3 { files["shots/board \(number).png"] = "tall.png" }
    for number in 1...3 { files["logo/0\(number).png"] = "square.png" }
    let place = try Place(files)
    let document = try await place.document()
    let tree = try await place.tree(document)
    #expect(
      Self.sources(tree["shots"]) == [
        "shots/2 fire/%04d.png", "shots/10 rain/r%d.png", "shots/board 1.png", "shots/board 2.png", "shots/board 3.png",
      ])
    #expect(Self.list(tree["shots"]).map { $0["fps"] as? Int } == [30, 30, nil, nil, nil])
    #expect(Self.sources(tree["overlays"]) == ["logo/%02d.png"])
    #expect(document.leftAside.map(\.path) == ["shots/20 gap/%02d.png"])
    #expect(document.leftAside.first?.why == "the sequence has no shots/20 gap/05.png")
  }

  @Test func stillsAloneAreShownForAWhile() async throws {
    let place = try Place(["b2.png": "wide.png", "b10.png": "wide.png"])
    let document = try await place.document()
    let tree = try await place.tree(document)
    #expect(tree["canvas"] as? [String: Int] == ["width": 1920, "height": 1080, "fps": 30])
    #expect(Self.sources(tree["shots"]) == ["b2.png", "b10.png"])
    #expect(Self.list(tree["shots"]).map { $0["duration"] as? Int } == [3, 3])
    #expect(tree["languages"] == nil && tree["audio"] == nil && tree["overlays"] == nil)
  }

  @Test func theCanvasIsVerticalUnlessNoShotIs() async throws {
    let mixed = try await Place(["1.mp4": "wide30.mp4", "2.mp4": "wide30.mp4", "3.mp4": "tall25.mp4"]).document()
    #expect(mixed.text.contains("canvas: { width: 1080, height: 1920, fps: 30 } ") && mixed.text.contains("  # the rate of 2 of 3 clips\n"))
    #expect(mixed.text.components(separatedBy: "fit: blur").count == 3)
    let square = try await Place(["1.png": "square.png"]).document()
    #expect(square.text.contains("canvas: { width: 1080, height: 1080, fps: 30 }"))
  }

  // MARK: Dialogue

  @Test func timesInNamesPlaceLines() async throws {
    let place = try Place([
      "1.png": "tall.png", "dub/es/00-00-01.500.wav": "noise.wav", "dub/es/mia/0.25s.wav": "noise.wav",
      "dub/es/00_00_02 x.wav": "noise.wav", "subs/es.srt": Self.cues([0, 1, 2]),
    ])
    let tree = try await place.tree(try await place.document())
    let lines = Self.dialogue(tree, "es")
    #expect(Self.sources(lines) == ["dub/es/mia/0.25s.wav", "dub/es/00-00-01.500.wav", "dub/es/00_00_02 x.wav"])
    #expect(Self.starts(lines) == [0.25, 1.5, 2])
    #expect(Self.list(lines).map { $0["speaker"] as? String } == ["mia", nil, nil])
  }

  @Test func linesOfWhichNothingIsKnownFollowEachOther() async throws {
    let place = try Place([
      "1.png": "tall.png", "dub/es/10.wav": "noise.wav", "dub/es/9.wav": "noise.wav", "subs/es.srt": Self.cues([1]),
      "dub/en.wav": "noise.wav",
    ])
    let document = try await place.document()
    let tree = try await place.tree(document)
    #expect(Self.sources(Self.dialogue(tree, "es")) == ["dub/es/9.wav", "dub/es/10.wav"])
    #expect(Self.starts(Self.dialogue(tree, "es")) == [0, 0.75])
    #expect(document.text.contains("one after another, because nothing says when they are heard; subs/es.srt has 1 cues for 2 lines"))
    #expect(Self.list(Self.dialogue(tree, "en")).map { $0["fit"] as? Bool } == [false])
  }

  /// What the names promise and a check refuses.
  @Test func whatACheckRefusesIsLeftAside() async throws {
    let place = try Place([
      "1.png": "tall.png", "dub/es/00-00-01.wav": "noise.wav", "dub/es/00-00-09.wav": "noise.wav", "dub/es/00-00-10.wav": "noise.wav",
      "subs/de.srt": "no subtitles", "subs/fr.vtt": "nor these", "music.wav": "no sound",
    ])
    let document = try await place.document()
    let tree = try await place.tree(document)
    #expect(Self.starts(Self.dialogue(tree, "es")) == [1])
    #expect((tree["languages"] as? [String: Any])?.keys.contains("fr") == false)
    #expect(
      document.leftAside.map(\.path).filter { $0 != "subs/de.srt" } == [
        "dub/es/00-00-09.wav", "dub/es/00-00-10.wav", "music.wav", "subs/fr.vtt",
      ])
    #expect(document.leftAside.first?.why.hasPrefix("starts at 9.000s, after the episode's end at 3.000s") == true)
  }

  // MARK: Nothing to begin with

  private static func failure(_ body: () async throws -> InitialDocument) async -> ReelError? {
    do { _ = try await body() } catch { return error as? ReelError }
    return nil
  }

  @Test func aFolderWithoutAShotIsRefused() async throws {
    let empty = try Place([:])
    let none = await Self.failure { try await empty.document() }
    #expect(none?.kind == .missing && none?.message == "there is no shot in the folder" && none?.hint?.contains("/shots") == true)
    let broken = try Place(["1.mp4": "broken", "2.png": "broken", "readme.txt": ""])
    let unread = await Self.failure { try await broken.document() }
    #expect(unread?.problems.compactMap(\.file).map { ($0 as NSString).lastPathComponent }.dropFirst() == ["1.mp4", "2.png", "readme.txt"])
    let absent = await Self.failure { try await empty.engine.initialDocument(of: empty.folder.file("not there")) }
    #expect(absent?.kind == .missing && absent?.message == "there is no such folder")
    let file = try empty.folder.write("file", "")
    let wrong = await Self.failure { try await empty.engine.initialDocument(of: file) }
    #expect(wrong?.kind == .invalid && wrong?.message == "this is a file, not a folder")
  }
}
