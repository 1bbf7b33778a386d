import ReelCore
import ReelPlan
import ReelTimeline
import Testing

/// What an edit renders anew, and what it leaves in the store.
@Suite struct SharingTests {
  private let media = [
    "a.mp4": clip("a", 300, audio: sound(seconds: Rational(10))), "b.mp4": clip("b", 300, audio: sound(seconds: Rational(10))),
    "c.png": still("c"), "logo.png": still("logo", size: Size(width: 100, height: 100)), "m.wav": recording("m", seconds: Rational(60)),
  ]
  private let shots = """
    shots:
      - { source: a.mp4, duration: 3 }
      - { source: b.mp4, in: 1, duration: 4, transition: { type: wipe, duration: 0.5 } }
      - { source: c.png, duration: 2 }

    """
  private let score = "audio: { music: [{ source: m.wav, gain: -8 }] }\n"
  private let languages = "languages: { en: {}, es: {} }\n"
  private let deliver = "deliver: [{ renditions: [1080p, 540p] }]\n"

  private func group(_ start: Int, _ count: Int, _ script: String) -> TextGroup {
    TextGroup(start: start, count: count, script: script, events: [0..<count], fonts: [digest("font")])
  }

  private func fixture() throws -> Fixture {
    var fixture = try Fixture(shots + score + languages + deliver, media)
    fixture.texts["es"] = PlannedText(captions: [group(10, 20, "hola"), group(100, 30, "adiós")], sidecars: ["srt": "x"])
    return fixture
  }

  /// Names of everything a plan would render.
  private func keys(_ plan: Plan) -> [[Digest]] {
    [plan.pictureKeys, plan.cells.flatMap { $0.segments.map(\.key) }, plan.tracks.map(\.key), plan.outputs.map(\.key)]
  }

  /// What is encoded once for many segments changes no key of them.
  @Test func aKeyIsThatOfItsSpec() throws {
    var fixture = try Fixture(
      shots + score + languages + "deliver: [{ renditions: [1080p, 540p] }, { name: clean, subtitles: none, renditions: [540p] }]\n", media)
    for (tag, text) in [("en", "hello"), ("es", "hola")] {
      fixture.texts[tag] = PlannedText(screen: [group(0, 40, "sign")], captions: [group(10, 20, text)], forced: [group(70, 9, "forced")])
    }
    let plan = try fixture.plan()
    for cell in plan.cells { for segment in cell.segments { #expect(segment.key == segment.spec.key) } }
    #expect(Set(plan.outputs.map(\.segments)).count == 5)
    #expect(plan.cells[0].segments.map(\.spec.texts.count) == [2, 2, 2, 2, 1])
  }

  @Test func namesAndPlacesOfFilesAreInNoKey() throws {
    let before = try fixture().plan()
    var fixture = try fixture()
    fixture.media = [:]
    for (path, facts) in media { fixture.media["/other/place/\(path.uppercased())"] = facts }
    func moved(_ file: FileReference) -> FileReference {
      FileReference(
        path: "/other/place/\(file.path.uppercased())", written: "${x}", origin: Origin(file: "z.yaml", line: 99, path: "q"))
    }
    for index in fixture.episode.shots.indices {
      fixture.episode.shots[index].source = moved(fixture.episode.shots[index].source)
      fixture.episode.shots[index].scene = "kitchen"
      fixture.episode.shots[index].cast = ["mia"]
    }
    fixture.episode.audio.music[0].source = moved(fixture.episode.audio.music[0].source)
    #expect(keys(try fixture.plan()) == keys(before))
  }

  @Test func theSpellingOfTheDocumentIsInNoKey() throws {
    func plan(_ shot: String) throws -> Plan { try Fixture("shots: [{ source: a.mp4, \(shot) }]", media).plan() }
    let plans = try ["in: 1, duration: 2.5", "duration: 75f, in: 30f", "in: 1.0, speed: 1, duration: \"00:00:02:15\""].map(plan)
    #expect(Set(plans.map { keys($0) }).count == 1)
    // What rounds to the same frames is the same picture.
    #expect(try plan("in: 1, duration: 2.501").pictureKeys == plans[0].pictureKeys)
  }

  @Test func aMovedShotKeepsTheKeysOfItsCells() throws {
    let before = try Fixture(shots, media).plan()
    for count in [1, 7, 8, 59, 200] {
      // The new shot is long enough for a cell of its own, so that it takes none from its neighbour.
      let length = max(count, Grid.shortest)
      let front = "shots:\n  - { source: c.png, duration: \(length)f }\n" + shots.dropFirst("shots:\n".count)
      let after = try Fixture(front, media).plan()
      #expect(after.length == before.length + length)
      #expect(Array(after.pictureKeys.suffix(before.cells.count)) == before.pictureKeys, "\(length) frames later")
      #expect(
        after.cells.suffix(before.cells.count).map { $0.segments.map(\.key) } == before.cells.map { $0.segments.map(\.key) })
    }
  }

  @Test func whatMovesWithAShotKeepsItsKeys() throws {
    func plan(_ first: Int) throws -> [Plan.Cell] {
      var fixture = try Fixture(
        """
        shots: [{ source: c.png, duration: \(first)f }, { source: a.mp4, duration: 100f }]
        overlays: [{ source: logo.png, start: \(first + 20)f, end: \(first + 70)f }]
        languages: { es: {} }
        """, media)
      fixture.texts["es"] = PlannedText(captions: [group(first + 40, 40, "hola")], sidecars: [:])
      return Array(try fixture.plan().cells.suffix(2))
    }
    let (one, other) = (try plan(30), try plan(47))
    #expect(one.map(\.frames) == [30..<90, 90..<130] && other.map(\.frames) == [47..<107, 107..<147])
    #expect(one.map(\.pictureKey) == other.map(\.pictureKey))
    #expect(one.map { $0.segments.map(\.key) } == other.map { $0.segments.map(\.key) })
  }

  /// - Parameter tags: of languages, each with words at frames of its own.
  private func spoken(_ tags: [String]) throws -> Plan {
    let languages = "languages: { " + tags.map { "\($0): {}" }.joined(separator: ", ") + " }\n"
    var fixture = try Fixture(shots + score + languages + deliver, media)
    for (index, tag) in tags.enumerated() {
      fixture.texts[tag] = PlannedText(captions: [group(10 + index, 20, tag), group(100, 30, tag)], sidecars: [:])
    }
    return try fixture.plan()
  }

  @Test(arguments: [1, 3, 4]) func anotherLanguageAddsOnlyWhatItSays(count: Int) throws {
    let tags = ["en", "es", "th", "de", "fr"]
    let (before, after) = (try spoken(Array(tags.prefix(count))), try spoken(Array(tags.prefix(count + 1))))
    #expect(after.pictureKeys == before.pictureKeys && after.tracks.map(\.key) == before.tracks.map(\.key))
    let parts = after.outputs.suffix(1).flatMap { $0.picture?.parts ?? [] }
    for (index, (cell, old)) in zip(after.cells, before.cells).enumerated() {
      let added = Set(cell.segments.map(\.key)).subtracting(old.segments.map(\.key))
      #expect(Set(old.segments.map(\.key)).isSubset(of: cell.segments.map(\.key)))
      let words = parts.filter { part in part.cell == index && [10 + count..<30 + count, 100..<130].contains { $0.overlaps(part.frames) } }
      let own = Set(after.outputs.filter { $0.language == tags[count] }.flatMap(\.segments))
      #expect(added.isSubset(of: own) && added.isSuperset(of: words.map(\.key)), "cell \(cell.frames)")
      if words.isEmpty { #expect(added.isEmpty, "cell \(cell.frames)") }
    }
    #expect(Set(before.outputs.map(\.key)).isSubset(of: after.outputs.map(\.key)))
  }

  /// From three languages on it pays to encode what lies between their captions once: the third changes where the others' cells are cut.
  @Test func theThirdLanguageCutsTheOthersAtTheirCaptions() throws {
    let (two, three, four) = (try spoken(["en", "es"]), try spoken(["en", "es", "th"]), try spoken(["en", "es", "th", "de"]))
    #expect(two.outputs.allSatisfy { $0.picture?.parts.map(\.frames) == two.cells.map(\.frames) })
    func cut(_ plan: Plan, _ language: String) -> [Range<Int>] {
      plan.outputs.first { $0.language == language }?.picture?.parts.map(\.frames) ?? []
    }
    #expect(three.cells.map(\.frames) == two.cells.map(\.frames))
    #expect(cut(three, "en") == [0..<9, 9..<30, 30..<60, 60..<75, 75..<99, 99..<135, 135..<195, 195..<255])
    for language in ["en", "es", "th"] { #expect(cut(three, language) == cut(four, language)) }
    // Frames in all languages of one size, and frames encoded for them.
    let encoded = Set(four.outputs.filter { $0.rendition == "1080p" }.flatMap(\.segments))
    let frames = four.cells.flatMap(\.segments).filter { encoded.contains($0.key) }.reduce(0) { $0 + $1.frames.count }
    #expect(frames < 4 * four.length * 6 / 10)
    #expect(four.cells.flatMap(\.segments).allSatisfy { $0.frames.count >= 8 })
  }

  @Test func twoLanguagesThatLookTheSameAreOne() throws {
    var fixture = try fixture()
    fixture.texts["en"] = fixture.texts["es"]
    let plan = try fixture.plan()
    #expect(plan.cells.allSatisfy { $0.segments.count == 2 })
    #expect(plan.outputs[0].segments == plan.outputs[1].segments && plan.outputs[0].key != plan.outputs[1].key)
  }

  @Test func aChangedCaptionChangesWhatIsUnderIt() throws {
    let before = try fixture().plan()
    var fixture = try fixture()
    fixture.texts["es"]?.captions[1].script = "adios"
    let after = try fixture.plan()
    #expect(after.pictureKeys == before.pictureKeys && after.tracks.map(\.key) == before.tracks.map(\.key))
    for (old, new) in zip(before.outputs, after.outputs) {
      let changed = zip(before.cells, zip(old.segments, new.segments)).filter { $1.0 != $1.1 }.map(\.0.frames)
      let under = before.cells.map(\.frames).filter { $0.overlaps(100..<130) }
      #expect(changed == (old.language == "es" ? under : []) && !under.isEmpty)
      #expect((old.key == new.key) == (old.language == "en"))
    }
  }

  @Test func aChangedShotChangesItsCellsAlone() throws {
    let before = try Fixture(shots, media).plan()
    var changed = media
    changed["b.mp4"] = clip("b2", 300, audio: sound(seconds: Rational(10)))
    let after = try Fixture(shots, changed).plan()
    #expect(after.cells.map(\.frames) == before.cells.map(\.frames))
    for (old, new) in zip(before.cells, after.cells) {
      #expect((old.pictureKey != new.pictureKey) == old.frames.overlaps(before.shots[1].frames), "cell \(old.frames)")
    }
  }

  @Test func titlesNameOutputsOnly() throws {
    let before = try fixture().plan()
    var fixture = try fixture()
    fixture.episode.id = "e2"
    fixture.episode.titles = ["": "Other"]
    fixture.episode.deliveries[0].name = "elsewhere"
    let after = try fixture.plan()
    #expect(Array(keys(after).prefix(3)) == Array(keys(before).prefix(3)))
    #expect(Set(after.outputs.map(\.key)).isDisjoint(with: before.outputs.map(\.key)))
  }

  @Test func anotherBuildRendersAllAnew() throws {
    let before = try fixture().plan()
    for build in [
      BuildIdentity(architecture: "other", libraries: ["libx264": "164"]),
      BuildIdentity(architecture: "test", libraries: ["libx264": "165"]),
    ] {
      var fixture = try fixture()
      fixture.build = build
      let after = try fixture.plan()
      for (old, new) in zip(keys(before), keys(after)).dropFirst() { #expect(Set(old).isDisjoint(with: new)) }
    }
  }

  @Test func plansMadeAtOnceAreEqual() async throws {
    let fixture = try fixture()
    let wanted = keys(try fixture.plan())
    try await withThrowingTaskGroup(of: [[Digest]].self) { group in
      for _ in 0..<8 { group.addTask { self.keys(try fixture.plan()) } }
      for try await made in group { #expect(made == wanted) }
    }
  }
}
