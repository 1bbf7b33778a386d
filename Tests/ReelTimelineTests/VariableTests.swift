import ReelCore
import ReelTimeline
import Testing

@Suite struct VariableTests {
  @Test func variablesStandInAnyText() throws {
    let text = document(
      "vars: { hero: Mia, dir: clips, n: 3, long: true, gain: off }\nid: ${hero}-${n}\nshots:\n  - source: ${dir}/${n}.mp4\n"
        + "    duration: ${n}\n    speech: ${long}\n    gain: \"${gain}\"\n    scene: ${n}\n    cast: [\"${hero}\", \"$${hero} $5 $\"]\n")
    let episode = try episode(text)
    #expect(episode.id == "Mia-3")
    let shot = episode.shots[0]
    #expect(shot.source.path == "clips/3.mp4" && shot.duration?.seconds.numerator == 3 && shot.speech && shot.gain == nil)
    #expect(shot.scene == "3" && shot.cast == ["Mia", "${hero} $5 $"])
    #expect(try ReelTimelineTests.episode(text, set: ["hero": "Ana", "n": "4"]).id == "Ana-4")
  }

  @Test func theCallersValuesAreTakenAsTheyAre() throws {
    #expect(try episode(shot("scene: ${x}"), set: ["x": "${y} null"]).shots[0].scene == "${y} null")
    #expect(try episode(shot("scene: ${x}"), set: ["x": "null"]).shots[0].scene == "null")
  }

  @Test func variablesMayNameVariables() throws {
    #expect(try episode(document("vars: { a: \"${b}!\", b: hi }\ntitle: ${a}\nshots: [{ source: a.mp4 }]")).titles == ["": "hi!"])
    #expect(
      said(document("vars: { a: \"${b}\", b: \"${a}\" }\nid: ${a}\nshots: [{ source: a.mp4 }]"))
        == ["e.yaml:2: error: vars.a: variable 'a' is defined by itself: a -> b -> a (got ${b})"])
  }

  @Test func mistakes() {
    #expect(
      said(document("vars: { hero: Mia, town: Lima }\nshots: [{ source: \"${heroe}.mp4\" }, { source: \"${x}.mp4\" }]")) == [
        "e.yaml:3: error: shots[0].source: variable 'heroe' is not defined (got ${heroe}.mp4); did you mean 'hero'?",
        "e.yaml:3: error: shots[1].source: variable 'x' is not defined (got ${x}.mp4); known: hero, town",
      ])
    #expect(said(shot("scene: ${nope}")) == ["e.yaml:4: error: shots[0].scene: variable 'nope' is not defined (got ${nope})"])
    // Once, where it is written, however often it is asked for.
    #expect(
      said(document("vars: { a: \"${no}\", b: \"${a}\" }\ntitle: ${a}${b}\nid: ${b}\nshots: [{ source: a.mp4 }]"))
        == ["e.yaml:2: error: vars.a: variable 'no' is not defined (got ${no}); known: a, b"])
    let malformed = "write ${name}, or $${ for a plain ${"
    #expect(said(shot("scene: a${b c}d")) == ["e.yaml:4: error: shots[0].scene: '${b c}d' is not a variable (got a${b c}d); \(malformed)"])
    #expect(said(shot("scene: ${")) == ["e.yaml:4: error: shots[0].scene: '${' is not a variable (got ${); \(malformed)"])
    #expect(
      said(shot() + "vars: { 1a: x, c: [1] }") == [
        "e.yaml:4: error: vars.1a: '1a' is not the name of a variable (got 1a)",
        "e.yaml:4: error: vars.c: c must be text, a number or true or false, not a list",
      ])
  }

  @Test func whatNothingAsksForIsAWarning() {
    let loaded = load(shot("scene: ${place}"), set: ["place": "kitchen", "palce": "hall"])
    #expect(loaded.episode?.shots[0].scene == "kitchen")
    #expect(
      loaded.problems.map(\.description) == [
        "e.yaml: warning: variable 'palce' is set, and nothing asks for it (got hall); did you mean 'place'?"
      ])
  }

  /// Variables that name variables grow by multiplication, in length and in work.
  @Test(arguments: ["x", ""]) func variableBombsEnd(_ seed: String) {
    let definitions = (0..<60).map { "  v\($0): \"\(String(repeating: "${v\($0 + 1)}", count: 8))\"\n" }.joined()
    let clock = ContinuousClock()
    let start = clock.now
    let lines = said(document("vars:\n\(definitions)  v60: \"\(seed)\"\nid: \"a${v0}\"\nshots: [{ source: a.mp4 }]"))
    #expect(clock.now - start < .seconds(30))
    if seed.isEmpty {
      #expect(lines == [])
    } else {
      #expect(
        lines.first?.hasSuffix(
          "the text is longer than 65536 bytes with its variables replaced (got \(String(repeating: "${v55}", count: 8)))") == true)
    }
  }
}
