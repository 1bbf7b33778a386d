import ReelCore
import ReelPlan
import ReelTimeline
import Testing

@Suite struct SoundTests {
  private func source(_ name: String) -> SoundSource { SoundSource(digest: digest(name), stream: 1) }
  private let twoSeconds = Rational(2)

  @Test func shotsAreHeardWhereTheyAreSeen() throws {
    let plan = try Fixture(
      """
      canvas: { fps: 30000/1001 }
      shots:
        - { source: a.mp4, in: 0.5, duration: 31f, gain: -3 }
        - { source: silent.mp4, duration: 7f }
        - { source: a.mp4, duration: 20f, gain: off }
        - { source: b.mp4, duration: 11f }
      audio: { shots: { gain: -6 } }
      """,
      [
        "a.mp4": clip("a", 90, audio: sound(seconds: Rational(3))), "b.mp4": clip("b", 90, audio: sound(seconds: Rational(3))),
        "silent.mp4": clip("silent", 90),
      ]
    ).plan()
    // A frame is 1601.6 samples.
    #expect(plan.mixes.map(\.length) == [110510])
    #expect(
      plan.mixes[0].clips == [
        MixClip(bus: .shots, source: source("a"), offset: 24000, start: 0, count: 49650, gain: -9, curve: .power),
        MixClip(bus: .shots, source: source("b"), offset: 0, start: 92893, count: 17617, gain: -6, curve: .power),
      ])
    #expect(plan.mixes[0].loudness == LoudnessTarget(integrated: -14, truePeak: -1.5, dialogue: -14))
    #expect(plan.outputs.allSatisfy { $0.sound?.isHeard == true })
  }

  @Test func soundCrossesWhereThePicturesDo() throws {
    let media = [
      "a.mp4": clip("a", 90, audio: sound(seconds: Rational(3))), "b.mp4": clip("b", 90, audio: sound(seconds: Rational(3))),
    ]
    let plan = try Fixture(
      """
      shots:
        - { source: a.mp4, duration: 3 }
        - { source: b.mp4, duration: 2, transition: { type: dissolve, duration: 0.5 } }
      """, media
    ).plan()
    #expect(
      plan.mixes[0].clips == [
        MixClip(bus: .shots, source: source("a"), start: 0, count: 144000, fadeOut: 24000, curve: .power),
        MixClip(bus: .shots, source: source("b"), start: 120000, count: 96000, fadeIn: 24000, curve: .power),
      ])
  }

  @Test func soundKeepsItsDistanceFromThePicture() throws {
    func clips(_ start: Rational, _ shot: String) throws -> [MixClip] {
      try Fixture(
        "shots: [{ source: p.png, duration: 1 }, { source: a.mp4, \(shot) }]",
        ["p.png": still("p"), "a.mp4": clip("a", 90, audio: sound(start: start, seconds: Rational(3)))]
      ).plan().mixes[0].clips
    }
    func heard(_ offset: Int, _ start: Int, _ count: Int, fadeIn: Int = 0) -> [MixClip] {
      [MixClip(bus: .shots, source: source("a"), offset: offset, start: start, count: count, fadeIn: fadeIn, curve: .power)]
    }
    // The sound begins 20 ms after the picture, or before it.
    #expect(try clips(Rational(1, 50), "duration: 2") == heard(0, 48960, 95040))
    #expect(try clips(Rational(-1, 50), "duration: 2") == heard(960, 48000, 96000))
    #expect(try clips(Rational(1, 50), "in: 1, duration: 2") == heard(47040, 48000, 96000))
    #expect(try clips(Rational(3, 2), "in: 1, duration: 2") == heard(0, 72000, 72000))
    #expect(try clips(Rational(5, 2), "duration: 2").isEmpty)
    let dissolve = "duration: 2, transition: { type: dissolve, duration: 0.5 }"
    #expect(try clips(Rational(1, 10), dissolve) == heard(0, 28800, 91200, fadeIn: 19200))
    #expect(try clips(Rational(1), dissolve) == heard(0, 72000, 48000))
  }

  @Test func musicLoopsFadesAndDucks() throws {
    let media = ["p.png": still("p"), "m.wav": recording("m", seconds: Rational(5, 4)), "n.wav": recording("n", seconds: Rational(30))]
    let plan = try Fixture(
      """
      shots: [{ source: p.png, duration: 4 }]
      audio:
        music:
          - { source: m.wav, start: 0.5, gain: -8, loop: true, fade_in: 0.5, fade_out: 1, duck: { depth: -9, attack: 0.1, release: 1 } }
          - { source: n.wav, start: 3, fade_in: 2 }
          - { source: m.wav, start: 1 }
        loudness: { target: -16, true_peak: -2 }
      """, media
    ).plan()
    #expect(
      plan.mixes[0].clips == [
        MixClip(
          bus: .music, source: source("m"), start: 24000, count: 168000, loops: true, gain: -8, fadeIn: 24000, fadeOut: 48000,
          ducking: Ducking(depth: -9, attack: Time(Rational(1, 10)), release: Time(Rational(1)))),
        MixClip(bus: .music, source: source("n"), start: 144000, count: 48000, fadeIn: 48000),
        MixClip(bus: .music, source: source("m"), start: 48000, count: 60000),
      ])
    #expect(plan.mixes[0].loudness == LoudnessTarget(integrated: -16, truePeak: -2, dialogue: -16))
  }

  /// Deliveries that ask for other loudness have masters of their own over one mix; those that ask for the same share one.
  @Test func deliveriesHaveTheirOwnLoudness() throws {
    func targets(_ audio: String) throws -> [LoudnessTarget?] {
      let plan = try Fixture(
        """
        shots: [{ source: p.png, duration: 4 }]
        audio: { music: [{ source: m.wav }], loudness: \(audio) }
        deliver:
          - { name: a }
          - { name: b, loudness: { target: -23 } }
          - { name: c, loudness: { true_peak: -3 } }
          - { name: d, loudness: { target: -16, true_peak: -2 } }
          - { name: e, loudness: {} }
        """, ["p.png": still("p"), "m.wav": recording("m", seconds: Rational(4))]
      ).plan()
      #expect(plan.tracks.count == 4 && plan.outputs[0].sound?.track == plan.outputs[4].sound?.track)
      #expect(Set(plan.mixes.map(\.clips)).count == 1)
      let mastered = plan.outputs.map { output in plan.tracks.first { $0.key == output.sound?.track }?.spec.mix.loudness }
      #expect(plan.outputs.map(\.sound?.loudness) == mastered)
      return plan.outputs.map(\.sound?.loudness)
    }
    let own = LoudnessTarget(integrated: -16, truePeak: -1, dialogue: -14)
    let others = [
      LoudnessTarget(integrated: -23, truePeak: -1, dialogue: -21), LoudnessTarget(integrated: -16, truePeak: -3, dialogue: -14),
      LoudnessTarget(integrated: -16, truePeak: -2, dialogue: -14),
    ]
    #expect(try targets("{ target: -16, true_peak: -1, dialogue: 2 }") == [own] + others + [own])
    let usual = [
      LoudnessTarget(integrated: -23, truePeak: -1.5, dialogue: -23), LoudnessTarget(integrated: -14, truePeak: -3, dialogue: -14),
      LoudnessTarget(integrated: -16, truePeak: -2, dialogue: -16),
    ]
    #expect(try targets("off") == [nil] + usual + [nil])
  }

  @Test func languagesHaveTheirOwnLines() throws {
    let media = [
      "p.png": still("p"), "1.wav": recording("1", seconds: Rational(1)), "2.wav": recording("2", seconds: Rational(3, 2)),
      "door.wav": recording("door", seconds: Rational(1, 3)),
    ]
    let fixture = try Fixture(
      """
      shots: [{ source: p.png, duration: 4 }]
      audio: { effects: [{ source: door.wav, start: 3.2, gain: 2 }] }
      languages:
        en: {}
        es: { dialogue: [{ source: 1.wav, start: 0.5, end: 1.5 }, { source: 2.wav, start: 2, gain: -1 }] }
        fr: {}
      """, media)
    let plan = try fixture.plan()
    let door = MixClip(bus: .effects, source: source("door"), start: 153600, count: 16000, gain: 2)
    #expect(plan.tracks.map(\.language) == ["en", "es"], "fr sounds as en does")
    #expect(plan.mixes[0].clips == [door])
    #expect(
      plan.mixes[1].clips == [
        door, MixClip(bus: .dialogue, source: source("1"), start: 24000, count: 48000),
        MixClip(bus: .dialogue, source: source("2"), start: 96000, count: 72000, gain: -1),
      ])
    #expect(plan.outputs.map(\.sound?.track) == [plan.tracks[0].key, plan.tracks[1].key, plan.tracks[0].key])
    #expect(fixture.said().isEmpty)
  }

  @Test func speechIsMutedUnderDialogueOfItsOwnMoments() throws {
    let media = [
      "a.mp4": clip("a", 60, audio: sound(seconds: twoSeconds)), "b.mp4": clip("b", 60, audio: sound(seconds: twoSeconds)),
      "l.wav": recording("l", seconds: Rational(1)),
    ]
    func heard(_ line: String, speech: Bool = true) throws -> [Digest] {
      try Fixture(
        """
        shots: [{ source: a.mp4, speech: \(speech) }, { source: b.mp4, speech: \(speech) }]
        languages: { es: { dialogue: [{ source: l.wav, \(line) }] } }
        """, media
      ).plan().mixes[0].clips.filter { $0.bus == .shots }.map(\.source.digest)
    }
    #expect(try heard("start: 0.5") == [digest("b")])
    #expect(try heard("start: 2") == [digest("a")])
    #expect(try heard("start: 1.5") == [])
    #expect(try heard("start: 1") == [digest("b")], "it ends where the next shot begins")
    #expect(try heard("start: 1.9, end: 2", speech: true) == [digest("b")])
    #expect(try heard("start: 1.5", speech: false) == [digest("a"), digest("b")])
  }

  @Test func silenceHasNoLoudness() throws {
    let media = ["p.png": still("p"), "a.mp4": clip("a", 60, audio: sound(seconds: twoSeconds))]
    for document in [
      "shots: [{ source: p.png, duration: 1 }]", "shots: [{ source: a.mp4, gain: off }]",
      "shots: [{ source: a.mp4 }]\naudio: { shots: { gain: off } }",
    ] {
      let plan = try Fixture(document, media).plan()
      #expect(plan.mixes.map(\.clips) == [[]] && plan.mixes[0].loudness == nil && plan.outputs[0].sound?.isHeard == false, "\(document)")
      #expect(plan.mixes[0].length == plan.length * 1600)
    }
    let loud = try Fixture("shots: [{ source: a.mp4 }]\naudio: { loudness: off }", media).plan()
    #expect(loud.mixes[0].clips.count == 1 && loud.mixes[0].loudness == nil)
  }

  @Test func whatCannotBeHeardIsSaidOnce() throws {
    let media = [
      "a.mp4": clip("a", 60, audio: sound(seconds: twoSeconds)), "p.png": still("p"), "m.wav": recording("m", seconds: twoSeconds),
    ]
    let fixture = try Fixture(
      """
      shots: [{ source: a.mp4, speed: 2 }]
      audio:
        music: [{ source: p.png }, { source: m.wav, start: 1 }]
        effects: [{ source: m.wav, start: 0.5 }]
      languages:
        en: {}
        es: { dialogue: [{ source: m.wav, end: 1 }] }
      """, media)
    #expect(
      fixture.said() == [
        "e.yaml:9: warning: languages.es.dialogue[0]: is 0.600s too long for its slot of 1.000s at 0.000s even at 1.25 times its pace, and runs over"
          + " (got m.wav); a text 45 % shorter would fit unheard; or move its end",
        "e.yaml:9: warning: languages.es.dialogue[0]: is cut by the episode's end, 0.600s before its own (got m.wav)",
        "e.yaml:3: warning: shots[0]: its own sound cannot follow a changed speed or direction, and is left out; say gain: off to make that explicit",
        "e.yaml:5: error: audio.music[0].source: has no sound (got p.png)",
        "e.yaml:5: error: audio.music[1]: starts at 1.000s, after the episode's end at 1.000s (got m.wav)",
        "e.yaml:6: warning: audio.effects[0]: is cut by the episode's end, 1.500s before its own (got m.wav)",
      ])
  }
}
