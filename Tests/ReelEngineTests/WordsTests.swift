import Foundation
import ReelCore
import ReelEngine
import ReelTestSupport
import Testing

/// Words of an episode before any frame is rendered, and in the frames.
@Suite struct WordsTests {
  /// An episode of one grey picture, 360x640 at 25, for three seconds.
  private struct Words {
    let folder: TemporaryDirectory
    let document: String

    init(_ files: [String: String], _ rest: String) throws {
      folder = try TemporaryDirectory()
      try ffmpeg(["-f", "lavfi", "-i", "color=c=0x404040:s=360x640", "-frames:v", "1", folder.file("grey.png")])
      for (name, text) in files { try folder.write(name, text) }
      document = try folder.write(
        "w.yaml",
        "reelfx: 1\nid: w\ncanvas: { width: 360, height: 640, fps: 25 }\nshots:\n  - { source: grey.png, duration: 3 }\n" + rest)
    }

    func project(only: String? = nil) async throws -> (Engine, Project) {
      let engine = try Engine(Engine.Options(store: folder.file("store"), jobs: 1, memory: 1 << 30))
      return (engine, try await engine.open(document, selection: Selection(only: only)))
    }

    func problems() async throws -> [String] {
      try await project().1.problems.map { $0.description.replacing(folder.path + "/", with: "") }
    }

    /// Whether a frame shows anything but the grey, in rows of a share of the height.
    func ink(at time: String, only: String, rows: ClosedRange<Double>) async throws -> Int {
      let (engine, project) = try await project(only: only)
      let png = folder.file("frame.png")
      try Data(try await engine.frame(project, at: engine.time(time, in: project))).write(to: URL(fileURLWithPath: png))
      let height = 640 * (rows.upperBound - rows.lowerBound)
      let grey = try [UInt8](
        ffmpeg([
          "-i", png, "-vf", "crop=360:\(Int(height)):0:\(Int(640 * rows.lowerBound)),format=gray", "-f", "rawvideo", "-",
        ]))
      let base = grey.first ?? 0
      return grey.count { abs(Int($0) - Int(base)) > 24 }
    }
  }

  private static func srt(_ cues: [(String, String, String)]) -> String {
    cues.enumerated().map { "\($0 + 1)\n\($1.0) --> \($1.1)\n\($1.2)\n" }.joined(separator: "\n")
  }

  @Test func whatIsWrongWithCuesIsSaidWithLineAndTime() async throws {
    let cues = Self.srt([
      ("00:00:00,000", "00:00:00,500", "A sentence that nobody can read in half a second."),
      ("00:00:00,540", "00:00:01,500", "Short."), ("00:00:01,500", "00:00:02,900", "Touches, which is well."),
    ])
    let words = try Words(["en.srt": cues], "languages:\n  en: { subtitles: en.srt }\ncaptions: { size: 24 }\n")
    let said = try await words.problems()
    #expect(
      said == [
        "en.srt:2: warning: the en cue at 0.000s is too fast to read: more than 20 characters a second (got 98.0); say it in fewer words, "
          + "or let it stand for 2.45 s",
        "en.srt:2: warning: the en cue at 0.000s stands too short (got 0.50 s); let it stand for 0.84 s or more",
        "en.srt:2: warning: the en cue at 0.000s ends 1 frame before the next one, which flickers; let them touch, or stand 2 frames apart",
      ])
  }

  @Test func captionsAreHeldAgainstTheSafeAreaOfThePlatform() async throws {
    let cues = Self.srt([("00:00:00,000", "00:00:02,000", "Low down.")])
    let rest = "languages:\n  en: { subtitles: en.srt }\ndeliver:\n  - { name: a, profile: tiktok }\n"
    let low = try Words(["en.srt": cues], rest + "captions: { size: 24, y: 0.9 }\n")
    #expect(
      try await low.problems() == [
        "en.srt:2: warning: the en caption at 0.000s is not all in the safe area of tiktok (got Low down.); x 20...313, y 50...478 is free: "
          + "move or shrink it"
      ])
    let inside = try Words(["en.srt": cues], rest + "captions: { size: 24, y: 0.7 }\n")
    #expect(try await inside.problems() == [])
  }

  @Test func strictTakesWarningsAsErrors() async throws {
    let cues = Self.srt([("00:00:00,000", "00:00:00,400", "Hm.")])
    let words = try Words(["en.srt": cues], "languages:\n  en: { subtitles: en.srt }\n")
    let project = try await words.project().1
    #expect(project.isValid && project.problems.map(\.severity) == [.warning])
    #expect(!project.strict.isValid && project.strict.problems.map(\.severity) == [.error])
  }

  @Test func textsOfThePictureAreThereInEveryModeAndCaptionsAreNot() async throws {
    let cues = Self.srt([("00:00:00,000", "00:00:03,000", "Caption")])
    let words = try Words(
      ["en.srt": cues],
      """
      languages:
        en: { subtitles: en.srt }
      texts:
        - { text: { en: Title }, start: 0.5, end: 1.5, style: { in: { type: none }, out: { type: none } } }
      deliver:
        - { name: none, subtitles: none }
        - { name: side, subtitles: sidecar }
        - { name: burn }
      """)
    #expect(try await words.problems() == [])
    let (upper, lower) = (0.2...0.5, 0.6...0.9)
    for name in ["none", "side", "burn"] {
      #expect(try await words.ink(at: "1.0", only: "\(name)/*", rows: upper) > 200, "\(name)")
      #expect(try await words.ink(at: "0.4", only: "\(name)/*", rows: upper) == 0, "\(name)")
      #expect(try await words.ink(at: "1.52", only: "\(name)/*", rows: upper) == 0, "\(name)")
      let caption = try await words.ink(at: "1.0", only: "\(name)/*", rows: lower)
      #expect(name == "burn" ? caption > 200 : caption == 0, "\(name)")
    }
  }

  @Test func forcedWordsAreDrawnWhereNothingElseIs() async throws {
    let forced = Self.srt([("00:00:01,000", "00:00:02,000", "A sign")])
    let words = try Words(
      ["f.srt": forced],
      "languages:\n  en: { forced: f.srt }\ndeliver:\n  - { name: none, subtitles: none }\n  - { name: side, subtitles: sidecar }\n")
    #expect(try await words.ink(at: "1.5", only: "none/*", rows: 0.6...0.9) > 100)
    #expect(try await words.ink(at: "0.5", only: "none/*", rows: 0.6...0.9) == 0)
    #expect(try await words.ink(at: "1.5", only: "side/*", rows: 0.6...0.9) == 0)
    let (engine, project) = try await words.project(only: "side/*")
    let report = try await engine.render(project, to: words.folder.file("out")).report
    #expect(report.sidecars.map(\.path).sorted() == ["side/w.en.forced.srt", "side/w.en.forced.ttml", "side/w.en.forced.vtt"])
    #expect(try String(contentsOfFile: words.folder.file("out/side/w.en.forced.srt"), encoding: .utf8).contains("A sign"))
  }

  /// A text that moves by whole pixels is the same text elsewhere.
  @Test func aTextMovesAsItsKeyframesSay() async throws {
    let words = try Words(
      [:],
      """
      texts:
        - text: Moving
          x: [{ at: 0, value: 100 }, { at: 2, value: 150 }]
          y: 200
          style: { in: { type: none }, out: { type: none }, size: 40 }
      """)
    let (engine, project) = try await words.project()
    func picture(_ time: String, _ x: Int) async throws -> [UInt8] {
      let png = words.folder.file("m.png")
      try Data(try await engine.frame(project, at: engine.time(time, in: project))).write(to: URL(fileURLWithPath: png))
      return [UInt8](try ffmpeg(["-i", png, "-vf", "crop=190:100:\(x):150,format=rgb24", "-f", "rawvideo", "-"]))
    }
    let (first, later) = (try await picture("0", 10), try await picture("0.8", 30))
    #expect(first == later)
    #expect(Set(first).count > 10)
  }

  @Test func aCaptionOverATextIsSaid() async throws {
    let cues = Self.srt([("00:00:01,000", "00:00:02,000", "Caption")])
    let words = try Words(
      ["en.srt": cues],
      "languages:\n  en: { subtitles: en.srt }\ntexts:\n  - { text: Title, look: card, style: { size: 60 }, y: 470, start: 1.5 }\n")
    let line =
      "w.yaml:9: warning: texts[0]: the en caption at 1.000s is drawn over this text (got Caption); move one of them, or let them not "
      + "be seen together"
    #expect(try await words.problems() == [line])
  }

  @Test func aTextThatDoesNotFitIsAnError() async throws {
    let words = try Words([:], "texts:\n  - { text: \"\(String(repeating: "too many words ", count: 30))\", style: { lines: 2 } }\n")
    let said = try await words.problems()
    #expect(said.count == 1)
    #expect(said.first?.hasPrefix("w.yaml:7: error: texts[0]: the text does not fit into 2 lines") == true, "\(said)")
  }

  @Test func twoLanguagesStandOneUnderTheOther() async throws {
    let words = try Words(
      [
        "en.srt": Self.srt([("00:00:00,000", "00:00:03,000", "Below")]), "es.srt": Self.srt([("00:00:00,000", "00:00:03,000", "Above")]),
      ],
      "languages:\n  en: { subtitles: en.srt }\n  es: { subtitles: es.srt, second: en }\ncaptions: { size: 24 }\n")
    #expect(try await words.problems() == [])
    // Alone a line of 24 pixels ends at 0.78 of 640. The lower language of two has room for two lines there, and begins with the first.
    let (above, below, last) = (0.66...0.7, 0.706...0.742, 0.745...0.785)
    for (rows, seen) in [(above, false), (below, false), (last, true)] {
      #expect((try await words.ink(at: "1", only: "main/en/*", rows: rows) > 50) == seen, "\(rows)")
    }
    for (rows, seen) in [(above, true), (below, true), (last, false)] {
      #expect((try await words.ink(at: "1", only: "main/es/*", rows: rows) > 50) == seen, "\(rows)")
    }
  }

  /// A cue of the second language that places itself is moved off the first language's, and both are seen whole.
  @Test func theSecondLanguageKeepsOffTheFirst() async throws {
    func ink(_ line: String, _ second: String) async throws -> Int {
      let words = try Words(
        [
          "en.vtt": "WEBVTT\n\n00:00.000 --> 00:03.000\(line)\n\(second)\n",
          "es.srt": Self.srt([("00:00:00,000", "00:00:03,000", "Above")]),
        ],
        "languages:\n  en: { subtitles: en.vtt }\n  es: { subtitles: es.srt, second: en }\ncaptions: { size: 24, outline: 0, shadow: 0 }\n")
      return try await words.ink(at: "1", only: "main/es/*", rows: 0.4...0.9)
    }
    let first = try await ink("", "\u{A0}")
    let apart = try await ink("", "Below")
    #expect(first > 50 && apart > first + 50)
    // Where the first language's line is: over each other they would have less ink than apart.
    #expect(try await ink(" line:68%", "Below") == apart)
  }

  @Test func scriptsAreHeldAgainstTheSameRules() async throws {
    let events = ["{\\an2}Nobody can read a sentence in this.", "{\\pos(180,240)}A sign that nobody says stands wherever it likes."].map {
      "Dialogue: 0,0:00:01.00,0:00:01.50,Default,,0,0,110,,\($0)\n"
    }
    let script =
      "[Script Info]\nScriptType: v4.00+\nPlayResX: 360\nPlayResY: 640\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize, Alignment\n"
      + "Style: Default,Noto Sans,12,2\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    let rest = "languages:\n  en: { subtitles: en.ass }\ndeliver:\n  - { name: a, profile: tiktok }\n"
    let words = try Words(["en.ass": script + events.joined()], rest)
    #expect(
      try await words.problems() == [
        "en.ass:10: warning: the en cue at 1.000s is too fast to read: more than 20 characters a second (got 70.0); say it in fewer words, or "
          + "let it stand for 1.75 s",
        "en.ass:10: warning: the en cue at 1.000s stands too short (got 0.50 s); let it stand for 0.84 s or more",
        "en.ass: warning: the en caption at 1.000s is not all in the safe area of tiktok; x 20...313, y 50...478 is free: move or shrink it "
          + "in the script",
      ])
  }

  @Test func fontsBesideTheDocumentComeFirst() async throws {
    let words = try Words(
      ["en.srt": Self.srt([("00:00:00,000", "00:00:02,000", "Letters")])],
      "languages:\n  en: { subtitles: en.srt }\ncaptions: { outline: 0 }\n")
    let installed = try await words.ink(at: "1", only: "main/*", rows: 0.6...0.8)
    // The family's bold face alone: no installed face of it is asked any more.
    let bold = try run(["fc-match", "-f", "%{file}", "Noto Sans:bold"])
    try FileManager.default.createDirectory(atPath: words.folder.file("fonts"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: String(decoding: bold.output, as: UTF8.self), toPath: words.folder.file("fonts/heavy.ttf"))
    #expect(try await words.problems() == [])
    #expect(try await Double(words.ink(at: "1", only: "main/*", rows: 0.6...0.8)) > 1.1 * Double(installed))
  }
}
