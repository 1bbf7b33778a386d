import ReelCore
import ReelPlan
import ReelTimeline
import Testing

/// Lines of dialogue in their slots, as the document, the mix and the messages have them.
@Suite struct DialogueTests {
  private static let media = [
    "p.png": still("p"), "1.wav": recording("1", seconds: Rational(1)), "2.wav": recording("2", seconds: Rational(2)),
  ]

  private func fixture(_ lines: String, dubbing: String = "", media: [String: MediaFacts] = media) throws -> Fixture {
    try Fixture(
      """
      shots: [{ source: p.png, duration: 10 }]
      audio: { dubbing: {\(dubbing)} }
      languages: { es: { dialogue: [\(lines)] } }
      """, media)
  }

  private func source(_ name: String, _ stretch: Stretch? = nil) -> SoundSource {
    SoundSource(digest: digest(name), stream: 1, stretch: stretch)
  }

  @Test func aLineTooLongIsAnArtefactOfItsOwn() throws {
    let fixture = try fixture("{ source: 2.wav, start: 1, end: 2.9 }, { source: 1.wav, start: 5, end: 7 }")
    let plan = try fixture.plan()
    #expect(
      plan.mixes[0].clips == [
        MixClip(bus: .dialogue, source: source("2", Stretch(offset: 0, count: 96_000, length: 91_200)), start: 48_000, count: 91_200),
        MixClip(bus: .dialogue, source: source("1"), start: 240_000, count: 48_000),
      ])
    #expect(fixture.said().isEmpty, "nobody notices")
    let line = try #require(plan.dialogue.first?.lines.first)
    #expect(line.outcome == .adapted && line.pace == Rational(20, 19) && line.startSample == 48_000 && line.sampleCount == 91_200)
    #expect(line.path == "languages.es.dialogue[0]" && line.slotEnd == 2.9 && line.speech == 2 && line.shorterBy == nil)
  }

  @Test func silenceIsLeftOutFirst() throws {
    var fixture = try fixture("{ source: 2.wav, start: 1, end: 2.5 }")
    let plain = try fixture.plan().mixes[0].clips
    #expect(plain[0].source.stretch != nil)
    let facts = SpeechFacts(voice: 14_400..<81_600)
    func planned() -> Plan? {
      Planner.plan(.init(episode: fixture.episode, media: fixture.media, texts: [:], speech: [digest("2"): facts], build: fixture.build))
        .plan
    }
    #expect(planned()?.mixes[0].clips == [MixClip(bus: .dialogue, source: source("2"), offset: 9_600, start: 48_000, count: 72_000)])
    fixture.episode.audio.dubbing.trim = .always
    #expect(planned()?.mixes[0].clips == [MixClip(bus: .dialogue, source: source("2"), offset: 14_400, start: 48_000, count: 72_000)])
  }

  @Test func onlyTheLineWhoseFitChangedChangesTheMix() throws {
    let lines = (0..<4).map { "{ source: \($0 % 2 + 1).wav, start: \($0 * 2), speaker: s\($0) }" }
    let before = try fixture(lines.joined(separator: ", ")).plan().mixes[0].clips
    // Rules that no line comes up against are in no key.
    let rules = "silent: { fastest: 1.05 }, allowed: { fastest: 1.5 }, borrow: 1, gap: 0.2, move: 0.1"
    #expect(try fixture(lines.joined(separator: ", "), dubbing: rules).plan().mixes[0].clips == before)
    var changed = lines
    changed[1] = "{ source: 2.wav, start: 2, end: 3.9, speaker: s1 }"
    let after = try fixture(changed.joined(separator: ", ")).plan().mixes[0].clips
    #expect(zip(before, after).map { $0 == $1 } == [true, false, true, true])
  }

  @Test func whatDoesNotFitIsToldWithWhatWould() throws {
    let fixture = try fixture(
      "{ source: 2.wav, start: 1, end: 2.2, text: \"0123456789\", speaker: mia }, { source: 1.wav, start: 2.2, end: 4, speaker: ana },"
        + " { source: 2.wav, start: 6, end: 7.7 }, { source: 1.wav, start: 7.7 }")
    #expect(
      fixture.said() == [
        "e.yaml:5: warning: languages.es.dialogue[0]: is 0.360s too long for its slot of 1.200s at 1.000s even at 1.25 times its pace, and runs over"
          + " (got 2.wav); a text 32 % shorter (6 characters for 10) would fit unheard; or move its end",
        "e.yaml:5: warning: languages.es.dialogue[2]: is heard faster than it was recorded, at 1.15 times the pace, to fit its slot of 1.700s at 6.000s"
          + " (got 2.wav); a text 5 % shorter would fit unheard; or move its end",
      ])
    let lines = try #require(try fixture.plan().dialogue.first).lines
    #expect(lines[0].outcome == .over && lines[0].over == 0.36 && lines[0].moved == 0.04)
    #expect(lines[0].shorterBy == 32 && lines[0].characters == 6)
    #expect(lines[2].outcome == .strained && lines[2].characters == nil)
  }

  @Test func oneSpeakerSaysOneThingAtATime() throws {
    let fixture = try fixture(
      "{ source: 2.wav, start: 1, speaker: mia, fit: false }, { source: 1.wav, start: 2.5, speaker: mia },"
        + " { source: 2.wav, start: 5, speaker: mia }, { source: 1.wav, start: 6, speaker: ana }")
    #expect(
      fixture.said() == [
        "e.yaml:5: warning: languages.es.dialogue[0]: is 0.500s too long for its slot of 1.500s at 1.000s, and runs over (got 2.wav); "
          + "a text 25 % shorter would fit unheard; or move its end",
        "e.yaml:5: warning: languages.es.dialogue[1]: overlaps the line before it of the same speaker, languages.es.dialogue[0], for 0.500s from "
          + "2.500s (got mia); shorten the one, start the other later, or name another speaker",
      ])
  }

  @Test func faultsOfRecordingsAreToldWithTheirPlaces() throws {
    let fixture = try fixture("{ source: 2.wav, start: 1, end: 2.9 }, { source: 1.wav, start: 5 }")
    let speech = [
      digest("2"): SpeechFacts(
        voice: 0..<96_000, faults: [SpeechFault(.clipped, at: Time(Rational(1, 2)), amount: 7), SpeechFault(.hum, amount: 50)]),
      digest("1"): SpeechFacts(voice: nil, faults: [SpeechFault(.silent)]),
    ]
    let said = Planner.plan(
      .init(episode: fixture.episode, media: fixture.media, texts: [:], speech: speech, build: fixture.build)
    ).problems.map(\.description)
    #expect(
      said == [
        "e.yaml:5: warning: languages.es.dialogue[0]: is clipped 7 times, first at 0.500s of the recording and 1.475s of the episode (got 2.wav); "
          + "record or make it again at a lower level; lowering its gain here does not bring the peaks back",
        "e.yaml:5: warning: languages.es.dialogue[0]: hums at 50 Hz, as the mains do, at 1.000s of the episode (got 2.wav); "
          + "filter it out of the recording, or record it again",
        "e.yaml:5: warning: languages.es.dialogue[1]: is silent, at 5.000s of the episode (got 1.wav); record or make it again",
      ])
  }

  @Test func aMissingRecordingIsInTheTable() throws {
    let fixture = try fixture("{ source: 3.wav, start: 1 }, { source: 1.wav, start: 5 }")
    #expect(try fixture.plan().dialogue.first?.lines.map(\.outcome) == [.missing, .natural])
  }
}
