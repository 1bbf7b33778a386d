import Foundation
import ReelFX
import ReelTestSupport
import Testing

/// Each bad input ends with its exit code and one problem that says what, where and what to do; and leaves no file.
@Suite struct BadInputTests {
  struct Case: CustomTestStringConvertible {
    var name: String
    var document: String
    var exit: Int32 = 65
    /// The sentence up to where a library's own words begin.
    var error: String
    var path: String?
    var line: Int? = 3
    var value: String?
    var hint: String?
    var testDescription: String { name }
  }

  private static let makeAgain = "make or fetch it again"

  static let media = [
    Case(
      name: "truncated", document: "shots: [ { source: cut.mp4 } ]", error: "the file is cut short or damaged in stream 0 at ",
      path: "shots[0].source", value: "cut.mp4", hint: makeAgain),
    Case(
      name: "text called mp4", document: "shots: [ { source: text.mp4 } ]", error: "cannot read this as a picture, clip or sound (",
      path: "shots[0].source", value: "text.mp4", hint: "the file is damaged, unfinished or not a medium; make or fetch it again"),
    Case(
      name: "zero bytes", document: "shots: [ { source: clip.mp4 } ]\naudio: { music: [ { source: zero.wav } ] }",
      error: "the file is empty", path: "audio.music[0].source", line: 4, value: "zero.wav", hint: makeAgain),
    Case(
      name: "hole", document: "shots: [ { source: hole/%04d.png } ]", exit: 66,
      error: "the sequence goes from 1 to 4, and 'hole/0002.png' is not there", path: "shots[0].source", value: "hole/%04d.png",
      hint: "make the missing picture, or number the files without a gap"),
    Case(
      name: "no file", document: "shots: [ { source: none.mp4 } ]", exit: 66, error: "cannot be found (No such file or directory)",
      path: "shots[0].source", value: "none.mp4", hint: "check the path; it is taken from the document's folder"),
    Case(
      name: "too short", document: "shots: [ { source: clip.mp4, duration: 5 } ]",
      error: "is too short: the shot needs 5.000s from 0.000s, the source has 3.000s left of 3.000s", path: "shots[0].source",
      value: "clip.mp4", hint: "lower duration to at most 3.000"),
    Case(
      name: "no picture", document: "shots: [ { source: tone.wav, duration: 1 } ]", error: "has no picture; a shot needs one",
      path: "shots[0].source", value: "tone.wav"),
    Case(
      name: "no sound",
      document: "shots: [ { source: clip.mp4 } ]\nlanguages: { en: { dialogue: [ { source: hole/0001.png, start: 0 } ] } }",
      error: "has no sound", path: "languages.en.dialogue[0].source", line: 4, value: "hole/0001.png"),
    Case(
      name: "no such font",
      document: """
        shots: [ { source: clip.mp4 } ]
        captions: { font: No Such Font }
        languages: { en: { dialogue: [ { source: tone.wav, start: 0, end: 3, text: hi } ] } }
        """, exit: 66, error: "there is no font family named 'No Such Font'", path: "captions.font"),
    Case(
      name: "no glyph",
      document: """
        shots: [ { source: clip.mp4 } ]
        languages: { en: { dialogue: [ { source: tone.wav, start: 0, end: 3, text: "x \\uE123" } ] } }
        """, exit: 66, error: "no font has a character of the cue at 0.000s", line: 4, value: "U+E123 \u{E123}",
      hint: "it is for private use: install the font that defines it, or replace it"),
  ]

  static let documents = [
    Case(
      name: "misspelt key", document: "shots: [ { source: clip.mp4, durration: 1 } ]", error: "unknown key 'durration'",
      path: "shots[0].durration", value: "1", hint: "did you mean 'duration'?"),
    Case(name: "no shots", document: "shots: []", error: "shots must have at least 1 item", path: "shots"),
    Case(
      name: "no time", document: "shots: [ { source: clip.mp4, duration: 0 } ]", error: "duration 0 must be above 0 and at most 86400 s",
      path: "shots[0].duration", value: "0"),
    Case(
      name: "long transition",
      document: """
        shots:
          - { source: clip.mp4, duration: 2 }
          - { source: clip.mp4, duration: 1, transition: { type: dissolve, duration: 2 } }
        """,
      error: "the transition of 2.000s is longer than its shot, shots[1] of 1.000s", path: "shots[1].transition.duration",
      line: 5, hint: "shorten the transition or lengthen the shot"),
    Case(
      name: "path in id", document: "id: ../up\nshots: [ { source: clip.mp4 } ]",
      error: #"id '../up' must be text, 1...100 characters, no /\:*?"<>| or control characters, no '.' first"#, path: "id", value: "../up"),
    Case(
      name: "path in delivery", document: "shots: [ { source: clip.mp4 } ]\ndeliver: [ { name: .. } ]",
      error: #"name '..' must be text, 1...100 characters, no /\:*?"<>| or control characters, no '.' first"#, path: "deliver[0].name",
      line: 4, value: ".."),
    Case(
      name: "extends itself", document: "extends: episode.yaml\nshots: [ { source: clip.mp4 } ]",
      error: "the documents extend each other in a circle: episode.yaml -> episode.yaml", path: "extends", value: "episode.yaml"),
    Case(name: "cyclic alias", document: "shots: &a [ *a ]", error: "the alias *a has no anchor before it"),
    Case(
      name: "alias bomb",
      document: "vars:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        + (1...9).map { "  a\($0): &a\($0) [\(Array(repeating: "*a\($0 - 1)", count: 10).joined(separator: ", "))]\n" }.joined(),
      error: "the document has more than 250000 values, aliases followed", line: 9),
    Case(
      name: "undefined variable", document: "shots: [ { source: \"${none}.mp4\" } ]", error: "variable 'none' is not defined",
      path: "shots[0].source", value: "${none}.mp4"),
  ]

  private func bench() throws -> Bench {
    let bench = try Bench()
    let clip = try bench.bytes("clip.mp4")
    try bench.folder.write("cut.mp4", clip.prefix(clip.count * 6 / 10))
    try bench.folder.write("text.mp4", String(repeating: "This is no clip.\n", count: 50))
    try bench.folder.write("zero.wav", Data())
    try FileManager.default.createDirectory(atPath: bench.folder.file("hole"), withIntermediateDirectories: true)
    try ffmpeg([
      "-f", "lavfi", "-i", "sine=440:d=3:r=48000", "-f", "lavfi", "-i", "testsrc2=s=216x384:r=12:d=3", "-map", "0:a",
      bench.folder.file("tone.wav"), "-map", "1:v", "-frames:v", "4", bench.folder.file("hole/%04d.png"),
    ])
    try FileManager.default.removeItem(atPath: bench.folder.file("hole/0002.png"))
    return bench
  }

  private func hold(_ bench: Bench, to wanted: Case) throws {
    try bench.document(wanted.document)
    let result = try bench.render(["--json"])
    let envelope = try result.envelope()
    #expect(result.status == wanted.exit && envelope.exit == wanted.exit, "\(wanted.name): \(result.errors)")
    #expect(envelope.reelfx == 1 && envelope.command == "render")
    let problem = try #require(envelope.problems.first { $0.severity == "error" }, "\(wanted.name)")
    #expect(problem.error.hasPrefix(wanted.error), "\(wanted.name): \(problem.error)")
    #expect(wanted.path == nil || problem.path == wanted.path, "\(wanted.name)")
    #expect(wanted.value == nil || problem.value == wanted.value, "\(wanted.name)")
    #expect(wanted.hint == nil || problem.hint == wanted.hint, "\(wanted.name)")
    // The line is the document's; what is named by path alone need not repeat its file.
    if let file = problem.file { #expect(file == "episode.yaml" && problem.line == wanted.line, "\(wanted.name): \(problem)") }
    #expect(result.errors.contains(problem.error), "people read the same words: \(result.errors)")
    #expect(bench.files("out").isEmpty, "\(wanted.name)")
  }

  @Test func badMedia() throws {
    let bench = try bench()
    for wanted in Self.media { try hold(bench, to: wanted) }
  }

  @Test func badDocuments() throws {
    let bench = try Bench()
    for wanted in Self.documents { try hold(bench, to: wanted) }
  }

  /// Missing files alone are 66; with anything else wrong it is 65, and all of it is told at once.
  @Test func everythingAtOnce() throws {
    let bench = try bench()
    try bench.document("shots: [ { source: none.mp4 }, { source: text.mp4 } ]")
    let result = try bench.render(["--json"])
    #expect(result.status == 65)
    #expect(try result.envelope().problems.map(\.path) == ["shots[0].source", "shots[1].source"])
  }

  /// Damage that shows only when a picture is decoded: it is decoded before anything is rendered.
  @Test(arguments: ["hole/0003.png", "whole/%04d.png"]) func damagedPicture(_ source: String) throws {
    let bench = try bench()
    let name = bench.folder.file("hole/0003.png")
    var png = try Data(contentsOf: URL(fileURLWithPath: name))
    png[png.count / 2] ^= 4
    try png.write(to: URL(fileURLWithPath: name))
    try FileManager.default.createDirectory(atPath: bench.folder.file("whole"), withIntermediateDirectories: true)
    try png.write(to: URL(fileURLWithPath: bench.folder.file("whole/0001.png")))
    try bench.document("shots: [ { source: \(source), duration: 1 } ]")
    for arguments in [["check", "episode.yaml"], ["render", "episode.yaml", "-o", "out"]] {
      let result = try bench.reelfx(arguments + ["--json", "--store", "store"])
      #expect(result.status == 65)
      let problem = try #require(try result.envelope().problems.first)
      #expect(problem.error.hasPrefix("the PNG is damaged (") && problem.hint == "make or fetch it again")
      #expect(problem.value == source.replacingOccurrences(of: "%04d", with: "0001"))
      #expect(problem.file == "episode.yaml" && problem.line == 3 && problem.path == "shots[0].source")
    }
    #expect(bench.files("out").isEmpty)
  }

  @Test func nothingMatchesOnly() throws {
    let bench = try Bench()
    try bench.document("shots: [ { source: clip.mp4 } ]")
    let result = try bench.render(["--json", "--only", "x/*"])
    #expect(result.status == 65)
    let problem = try #require(try result.envelope().problems.first)
    #expect(problem.error == "no output matches --only" && problem.value == "x/*" && problem.hint == "there are main/-/216p")
  }

  @Test func noDocument() throws {
    let result = try Bench().reelfx(["check", "none.yaml", "--json", "--store", "store"])
    #expect(result.status == 66)
    #expect(result.errors == "error: none.yaml: cannot open the document (No such file or directory); check the path\n")
    #expect(try result.envelope().problems.map(\.file) == ["none.yaml"])
  }

  @Test func whatSteersATerminalIsShownAndDoesNothing() throws {
    let bench = try Bench()
    try bench.document(#"shots: [ { source: "a\e[31mb\nc.mp4" } ]"#)
    let result = try bench.reelfx(["check", "episode.yaml", "--json", "--store", "store", "--log-file", "log"])
    #expect(result.status == 66)
    #expect(
      result.errors == #"""
        episode.yaml:3: error: shots[0].source: cannot be found (No such file or directory) (got a\u{1B}[31mb\u{A}c.mp4); \#
        check the path; it is taken from the document's folder

        """#)
    #expect(try result.envelope().problems.map(\.value) == ["a\u{1B}[31mb\nc.mp4"])
    #expect(String(decoding: try bench.bytes("log"), as: UTF8.self).hasSuffix(" " + result.errors))
    let probe = try bench.reelfx(["probe", "\u{1B}c", "--store", "store"])
    #expect(
      probe.errors
        == #"error: \u{1B}c: cannot be found (No such file or directory); check the path; it is taken from the document's folder"# + "\n")
  }

  /// A level of kernels that is not there is said, and not replaced by another.
  @Test(arguments: ["sse9", "AVX2", "avx2,neon", Self.foreignLevel]) func noSuchLevel(_ level: String) throws {
    let bench = try Bench()
    try bench.document("shots: [ { source: clip.mp4 } ]")
    let levels = Engine.kernelLevels.joined(separator: " or ")
    for arguments in [["check", "episode.yaml"], ["render", "episode.yaml", "-o", "out"]] {
      let result = try bench.reelfx(arguments + ["--json", "--store", "store"], environment: ["REELFX_CPU": level])
      #expect(result.status == 64)
      #expect(
        try result.envelope().problems.map(\.error) == [
          "REELFX_CPU '\(level)' is no level this processor runs; set it to \(levels), or unset it"
        ])
    }
    #expect(bench.files("out").isEmpty && bench.files("store").isEmpty)
    let error = #expect(throws: ReelError.self) { try Engine(Engine.Options(store: bench.folder.file("store"), kernels: level)) }
    #expect(
      error
        == ReelError(
          .invalid, "'\(level)' is no level of kernels that this processor runs",
          hint: "it runs \(Engine.kernelLevels.joined(separator: " and "))"))
  }

  private static var foreignLevel: String { Engine.kernelLevels.contains("neon") ? "avx2" : "neon" }

  @Test(arguments: [
    ["render", "episode.yaml", "-o", "out", "--frobnicate"],
    ["render", "episode.yaml"],
    ["render", "episode.yaml", "-o", "out", "--jobs", "0"],
    ["check", "episode.yaml", "--memory", "lots"],
    ["frame", "episode.yaml", "--at", "soon", "-o", "frame.png"],
    ["frame", "episode.yaml", "--at", "1e3", "-o", "frame.png"],
    ["frame", "episode.yaml", "--at", "1.5f", "-o", "frame.png"],
    ["frame", "episode.yaml", "--at", "00:61:00:00", "-o", "frame.png"],
  ])
  func usage(_ arguments: [String]) throws {
    let bench = try Bench()
    let result = try bench.reelfx(arguments + ["--json"])
    #expect(result.status == 64)
    let envelope = try result.envelope()
    #expect(envelope.exit == 64 && envelope.problems.count == 1)
    #expect(bench.files("out").isEmpty)
  }
}
