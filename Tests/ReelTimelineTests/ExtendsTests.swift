import Foundation
import ReelCore
import ReelTestSupport
import ReelTimeline
import Testing

@Suite struct ExtendsTests {
  let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func load(_ name: String, set: [String: String] = [:]) throws -> LoadedEpisode {
    try EpisodeDocument.load(path: folder.file(name), variables: set, catalogue: catalogue)
  }

  /// What is said, with the folder's name left out.
  private func said(_ name: String, set: [String: String] = [:]) throws -> [String] {
    try load(name, set: set).problems.map { $0.description.replacingOccurrences(of: folder.path + "/", with: "") }
  }

  @Test func mapsMergeAndTheRestIsReplaced() throws {
    try folder.write(
      "series.yaml",
      """
      reelfx: 1
      vars: { hero: Mia, town: Lima }
      title: { en: Series, es: Serie }
      canvas: { width: 720, height: 1280, fps: 25 }
      intro: [{ source: art/intro.mp4 }]
      outro: [{ source: art/outro.mp4 }]
      audio: { loudness: { target: -16 }, music: [{ source: art/theme.wav }] }
      languages: { es: { subtitles: none.srt }, en: {} }
      captions: { size: 50, font: "${hero} Sans" }
      """)
    try folder.write(
      "ep/01.yaml",
      """
      reelfx: 1
      extends: ../series.yaml
      vars: { hero: Ana }
      title: { es: "${hero} en ${town}" }
      canvas: { fps: 30 }
      outro: null
      shots: [{ source: a.mp4 }]
      audio: { loudness: { true_peak: -2 }, music: [] }
      languages: { es: { subtitles: es.srt }, en: null }
      """)
    let loaded = try load("ep/01.yaml")
    #expect(loaded.problems == [])
    let episode = try #require(loaded.episode)
    #expect(episode.titles == ["en": "Series", "es": "Ana en Lima"])
    #expect(episode.canvas.size == Size(width: 720, height: 1280) && episode.canvas.rate.perSecond == Rational(30))
    #expect(episode.shots.map(\.source.path) == [folder.file("ep/../art/intro.mp4"), folder.file("ep/a.mp4")])
    #expect(episode.shots[0].origin.file == folder.file("ep/../series.yaml"))
    #expect(episode.shots[0].origin.line == 5 && episode.shots[0].origin.path == "intro[0]")
    #expect(episode.audio.loudness?.target == -16 && episode.audio.loudness?.truePeak == -2 && episode.audio.music.isEmpty)
    #expect(episode.languages.map(\.tag) == ["es"] && episode.languages[0].subtitles?.path == folder.file("ep/es.srt"))
    #expect(episode.captions.size == 50 && episode.captions.font == "Ana Sans")
    #expect(episode.id == "01")
    #expect(!episode.files.contains { $0.path.hasSuffix("series.yaml") })
    #expect(try load("ep/01.yaml", set: ["hero": "Eva"]).episode?.titles["es"] == "Eva en Lima")
  }

  @Test func whatIsInheritedNeedNotBeSaid() throws {
    try folder.write("a.json", #"{ "reelfx": 1, "shots": [{ "source": "x.mp4" }] }"#)
    try folder.write("b.yaml", "extends: a.json\nid: b\n")
    try folder.write("c.yaml", "extends: ${base}.yaml\n")
    #expect(try load("c.yaml", set: ["base": "b"]).episode?.id == "b")
  }

  @Test func problemsPointIntoTheFileThatHasThem() throws {
    try folder.write("series.yaml", "reelfx: 1\n\ncanvas: { fps: 0 }\n")
    try folder.write("e.yaml", "extends: series.yaml\nshots:\n  - sorce: a.mp4\n")
    #expect(
      try said("e.yaml") == [
        "series.yaml:3: error: canvas.fps: fps 0 must be frames per second as 30 or \"30000/1001\", 1...120, denominator at most "
          + "1001 (got 0)",
        "e.yaml:3: error: shots[0].sorce: unknown key 'sorce' (got a.mp4); did you mean 'source'?",
        "e.yaml:3: error: shots[0].source: source is required; the path of a file",
      ])
  }

  @Test func circlesAreNamed() throws {
    try folder.write("a.yaml", "reelfx: 1\nextends: b.yaml\n")
    try folder.write("b.yaml", "reelfx: 1\nextends: sub/../c.yaml\n")
    try folder.write("c.yaml", "reelfx: 1\n\nextends: a.yaml\n")
    try folder.write("sub/x", "")
    #expect(
      try said("a.yaml") == [
        "sub/../c.yaml:3: error: extends: the documents extend each other in a circle: a.yaml -> b.yaml -> sub/../c.yaml -> sub/../a.yaml "
          + "(got a.yaml)"
      ])
    try folder.write("self.yaml", "extends: self.yaml\n")
    #expect(
      try said("self.yaml")
        == ["self.yaml:1: error: extends: the documents extend each other in a circle: self.yaml -> self.yaml (got self.yaml)"])
  }

  @Test func chainsEnd() throws {
    for index in 0...20 { try folder.write("\(index).yaml", "reelfx: 1\nextends: \(index + 1).yaml\n") }
    #expect(try said("0.yaml") == ["15.yaml:2: error: extends: more than 16 documents extend each other (got 16.yaml)"])
  }

  @Test func whatCannotBeExtended() throws {
    try folder.write("a.yaml", "reelfx: 1\nextends: nowhere.yaml\n")
    let missing = try load("a.yaml").problems
    #expect(missing.map(\.kind) == [.missing])
    #expect(
      try said("a.yaml") == [
        "a.yaml:2: error: extends: cannot open the document 'nowhere.yaml': No such file or directory (got nowhere.yaml)"
      ])
    try folder.write("b.yaml", "reelfx: 1\nextends: .\nshots: []\n")
    #expect(try said("b.yaml") == ["b.yaml:2: error: extends: a folder is not a document '.' (got .)"])
    try folder.write("c.yaml", "reelfx: 1\nextends: d.yaml\n")
    try folder.write("d.yaml", "x: [")
    #expect(try said("c.yaml") == ["d.yaml:1: error: not valid YAML, while parsing a flow node: did not find expected node content"])
    try folder.write("d.yaml", "reelfx: 3\n")
    #expect(try said("c.yaml").first == "d.yaml:1: error: reelfx: reelfx 3 is not a version this program reads (got 3); it reads 1")
    try folder.write("e.yaml", "reelfx: 1\nextends: ${base}\n")
    #expect(try said("e.yaml") == ["e.yaml:2: error: extends: variable 'base' is not defined (got ${base})"])
    try folder.write("e.yaml", "reelfx: 1\nextends: [d.yaml]\nshots: [{ source: a.mp4 }]\n")
    #expect(try said("e.yaml") == ["e.yaml:2: error: extends: extends must be text, not a list"])
  }

  @Test func aMissingDocumentThrows() throws {
    let path = folder.file("no.yaml")
    let error = #expect(throws: ReelError.self) { try EpisodeDocument.load(path: path, catalogue: catalogue) }
    #expect(error?.kind == .missing)
    #expect(error?.description == "\(path): cannot open the document (No such file or directory); check the path")
    let other = #expect(throws: ReelError.self) { try EpisodeDocument.load(path: folder.path, catalogue: catalogue) }
    #expect(other?.kind == .invalid && other?.message == "a folder is not a document")
  }
}
