import Foundation
import ReelCore
import ReelTestSupport
import ReelTimeline
import Testing

@Suite struct YAMLTests {
  @Test func jsonIsYAML() throws {
    let text =
      #"{"reelfx": 1, "id": "a\u00e9", "shots": [{"source": "a.mp4", "gain": false, "speech": true, "in": 1.5, "duration": null}]}"#
    let shot = try episode(text).shots[0]
    #expect(try episode(text).id == "aé")
    #expect(shot.gain == nil && shot.speech && shot.in.seconds == Rational(3, 2) && shot.duration == nil)
    #expect(
      said("{\n\t\"reelfx\": 1,\n\t\"shots\": [{ \"source\": 5 }]\n}") == [
        "e.yaml:3: error: shots[0].source: source must be text: the path of a file, not a number (got 5); write it in quotes"
      ])
  }

  @Test func byteOrderMarkAndLineEnds() throws {
    #expect(try episode("\u{FEFF}reelfx: 1\r\nshots:\r\n  - source: a.mp4\r\n    scene: b\r\n").shots[0].scene == "b")
    #expect(
      said("\u{FEFF}reelfx: 1\r\nshots:\r\n  - source: a.mp4\r\n    scen: b\r\n") == [
        "e.yaml:4: error: shots[0].scen: unknown key 'scen' (got b); did you mean 'scene'?"
      ])
  }

  @Test func aliasesAndMergeKeys() throws {
    let text = """
      reelfx: 1
      shots:
        - &first { source: "a*b.mp4", gain: -3, cast: &cast [mia, leo] }
        - { <<: *first, source: '*b.mp4', scene: say *hi* }
        - { <<: [{ gain: 1 }, *first] }
        - { source: c.mp4, cast: *cast }
      """
    let episode = try episode(text)
    #expect(episode.shots.map(\.source.written) == ["a*b.mp4", "*b.mp4", "a*b.mp4", "c.mp4"])
    #expect(episode.shots.map(\.gain) == [-3, -3, 1, 0])
    #expect(episode.shots.map(\.cast) == [["mia", "leo"], ["mia", "leo"], ["mia", "leo"], ["mia", "leo"]])
    #expect(episode.shots[1].scene == "say *hi*")
    #expect(episode.shots[3].origin.path == "shots[3]" && episode.shots[2].source.origin.path == "shots[2].source")
  }

  @Test(arguments: [
    ("reelfx: 1\nid: a\nid: b\n", "e.yaml:2: error: the key 'id' is twice in one map"),
    (
      "reelfx: 1\n\tid: a\n",
      "e.yaml:2: error: not valid YAML, while scanning a plain scalar: found a tab character that violates indentation; "
        + "indent with spaces, not with tabs"
    ),
    (
      "reelfx: 1\nid:\n\t- a\n",
      "e.yaml:3: error: not valid YAML, while scanning for the next token: found character that cannot start any token; indent with "
        + "spaces, not with tabs"
    ),
    ("shots: [", "e.yaml:1: error: not valid YAML, while parsing a flow node: did not find expected node content"),
    ("a: b: c\n", "e.yaml:1: error: not valid YAML: mapping values are not allowed in this context"),
    (
      "reelfx: 1\n---\nreelfx: 1\n", "e.yaml:2: error: not valid YAML, expected a single document in the stream: but found another document"
    ),
    ("reelfx: 1\nid: *x\n", "e.yaml:2: error: the alias *x has no anchor before it"),
    ("reelfx: 1\nid: &x [*x]\n", "e.yaml:2: error: the alias *x has no anchor before it"),
    ("reelfx: 1\n? [a]\n: b\n", "e.yaml:2: error: a key must be a plain word, not a list, a map or an alias"),
    ("a: &a b\n*a : c\n", "e.yaml:2: error: a key must be a plain word, not a list, a map or an alias"),
    ("reelfx: 1\n<<: 3\n", "e.yaml:2: error: << must have a map or a list of maps"),
    ("reelfx: !!int 1\n", "e.yaml:1: error: the tag tag:yaml.org,2002:int is not known; write the value without it"),
    ("reelfx: 1\nid: !env HOME\n", "e.yaml:2: error: the tag !env is not known; write the value without it"),
    ("reelfx: 1\nid: a\u{1}b\n", "e.yaml:2: error: not valid YAML: control characters are not allowed"),
  ])
  func invalid(text: String, message: String) {
    #expect(said(text) == [message])
  }

  @Test func notUTF8() throws {
    let folder = try TemporaryDirectory()
    for bytes: [UInt8] in [Array("reelfx: 1\nid: a".utf8) + [0xFF, 0x0A], Array("reelfx: 1\nid: ".utf8) + [0xC3]] {
      let path = try folder.write("e.yaml", .init(bytes))
      let loaded = try EpisodeDocument.load(path: path, catalogue: catalogue)
      #expect(loaded.problems.map(\.error) == ["the text is not UTF-8"])
      #expect(loaded.problems.map(\.line) == [2])
    }
  }

  @Test func explicitTagsThatSayNothingNew() throws {
    #expect(try episode(shot() + "id: !!str 5").id == "5")
  }

  // MARK: Documents that mean harm

  @Test func aliasesDoNotExplode() {
    var text = "reelfx: 1\na0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...30 { text += "a\(level): &a\(level) [\((0..<9).map { _ in "*a\(level - 1)" }.joined(separator: ", "))]\n" }
    quickly { #expect(said(text) == ["e.yaml:7: error: the document has more than 250000 values, aliases followed"]) }
    // As keys, which a parser that follows aliases would compare.
    text += "? *a30\n: 1\n"
    quickly { #expect(said(text).count == 1) }
    // As merge keys.
    var merges = "reelfx: 1\na0: &a0 { k0: 1 }\n"
    for level in 1...30 {
      merges += "a\(level): &a\(level) { <<: [\((0..<9).map { _ in "*a\(level - 1)" }.joined(separator: ", "))], k\(level): 1 }\n"
    }
    quickly { #expect(said(merges).count >= 1) }
  }

  @Test(arguments: ["[", "{a: ", "- ", "{? ", "[{"]) func depthIsBounded(_ open: String) {
    for depth in [65, 900, 5000, 200_000] {
      quickly {
        let lines = said(String(repeating: open, count: depth))
        #expect(lines.count == 1, "\(depth)")
        #expect(lines[0].contains("not valid YAML") || lines[0].contains("more than 64 deep"), "\(lines[0])")
      }
    }
    let list = String(repeating: "[", count: 70) + String(repeating: "]", count: 70)
    #expect(said(list) == ["e.yaml:1: error: maps and lists are more than 64 deep inside each other"])
    let deepest = String(repeating: "[", count: 900) + String(repeating: "]", count: 900)
    #expect(said(deepest) == ["e.yaml:1: error: maps and lists are more than 64 deep inside each other"])
  }

  @Test func sizeIsBounded() throws {
    let text = "reelfx: 1\n# " + String(repeating: "x", count: 8 * 1_048_576)
    quickly { #expect(said(text) == ["e.yaml:1: error: a document has at most 8 MB"]) }
    let folder = try TemporaryDirectory()
    let path = try folder.write("e.yaml", text)
    let error = #expect(throws: ReelError.self) { try EpisodeDocument.load(path: path, catalogue: catalogue) }
    #expect(error?.message == "a document has at most 8 MB")
    let endless = #expect(throws: ReelError.self) { try EpisodeDocument.load(path: "/dev/zero", catalogue: catalogue) }
    #expect(endless?.message == "a document has at most 8 MB")
  }

  @Test func manyValuesAreRefused() {
    let text = document("shots: [" + String(repeating: "1, ", count: 300_000) + "1]")
    quickly { #expect(said(text) == ["e.yaml:2: error: the document has more than 250000 values, aliases followed"]) }
  }

  private func quickly(_ body: () -> Void) {
    let clock = ContinuousClock()
    let start = clock.now
    body()
    #expect(clock.now - start < .seconds(30))
  }
}
