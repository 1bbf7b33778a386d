import ReelCore
import ReelPlan
import ReelTimeline
import Testing

/// What the document says of levels, places and rooms, in the clips of the mix.
@Suite struct ChannelTests {
  private let media = [
    "p.png": still("p"), "m.wav": recording("m", seconds: Rational(30)), "t.wav": recording("t", seconds: Rational(5)),
    "l.wav": recording("l", seconds: Rational(1)), "a.mp4": clip("a", 60, audio: sound(seconds: Rational(2))),
  ]

  private func clips(_ document: String, _ bus: MixClip.Bus) throws -> [MixClip] {
    try Fixture(document, media).plan().mixes.flatMap { $0.clips.filter { $0.bus == bus } }
  }

  @Test func gainFollowsItsKeyframes() throws {
    let music = try clips(
      """
      shots: [{ source: p.png, duration: 10 }]
      audio:
        music:
          - source: m.wav
            start: 1
            gain: [{ at: 0, value: -20 }, { at: 2, value: -6 }, { at: 3, value: 0, ease: hold }, { at: 4, value: -8, ease: in-out }]
      """, .music)
    let points = try #require(music.first?.automation?.points)
    #expect(music[0].gain == 0)
    #expect(
      points[..<4] == [.init(at: 0, value: -20), .init(at: 96_000, value: -6), .init(at: 143_999, value: -6), .init(at: 144_000, value: 0)])
    #expect(points.count == 4 + 32 && points.last == .init(at: 192_000, value: -8))
    // An ease that begins and ends softly is half way in the middle.
    #expect(points[4 + 15].at == 168_000 && abs(points[4 + 15].value + 4) < 1e-9)
    #expect(zip(points, points.dropFirst()).allSatisfy { $0.at < $1.at })
  }

  @Test func keyframesOfAShotCountFromItsPicture() throws {
    let late = ["p.png": still("p"), "a.mp4": clip("a", 60, audio: sound(start: Rational(1, 10), seconds: Rational(2)))]
    let plan = try Fixture(
      "shots: [{ source: a.mp4, gain: [{ at: 0.5, value: 0 }, { at: 1, value: -6 }] }]\naudio: { shots: { gain: -3 } }", late
    ).plan()
    let clip = plan.mixes[0].clips[0]
    #expect(clip.start == 4800 && clip.gain == -3)
    #expect(clip.automation == MixCurve([.init(at: 19_200, value: 0), .init(at: 43_200, value: -6)]))
  }

  /// Of a bus in the time of the episode, wherever a clip lies; the sum of both is worked out here sample by sample.
  @Test func keyframesOfABusCountFromTheEpisode() throws {
    let shots = try clips(
      """
      shots:
        - { source: a.mp4 }
        - { source: a.mp4, gain: [{ at: 0.25, value: 1 }, { at: 1.5, value: -5 }] }
        - { source: a.mp4, gain: -2 }
        - { source: a.mp4 }
      audio: { shots: { gain: [{ at: 1, value: 0 }, { at: 3, value: -12 }, { at: 6.5, value: -12 }, { at: 7, value: 3, ease: hold }] } }
      """, .shots)
    let bus = [(1.0, 0.0), (3, -12), (6.5, -12), (6.5 + 23_999.0 / 48_000, -12), (7, 3)]
    let own: [[(Double, Double)]] = [[(0, 0)], [(0.25, 1), (1.5, -5)], [(0, -2)], [(0, 0)]]
    func value(_ points: [(Double, Double)], _ time: Double) -> Double {
      guard let next = points.firstIndex(where: { $0.0 > time }) else { return points.last?.1 ?? 0 }
      if next == 0 { return points[0].1 }
      let (a, b) = (points[next - 1], points[next])
      return a.1 + (b.1 - a.1) * (time - a.0) / (b.0 - a.0)
    }
    #expect(shots.count == 4)
    for (clip, own) in zip(shots, own) {
      for sample in stride(from: 0, through: clip.count, by: 997) {
        let time = Double(sample) / 48_000
        let due = value(bus, time + Double(clip.start) / 48_000) + value(own, time)
        let found = clip.gain + (clip.automation?.value(at: sample) ?? 0)
        if abs(due - found) > 1e-9 { Issue.record("\(clip.start) + \(sample): \(found) dB, not \(due)") }
      }
    }
    // Where nothing moves, nothing is automated.
    #expect(shots.map { $0.automation == nil } == [false, false, true, false] && shots[2].gain == -14)
  }

  @Test func aBusOfDialogueMovesUnderItsLines() throws {
    let lines = try clips(
      """
      shots: [{ source: p.png, duration: 9 }]
      audio:
        dialogue: { gain: [{ at: 2, value: -1 }, { at: 4, value: -3 }] }
        speakers: { mia: { gain: [{ at: 0, value: 0 }, { at: 10, value: 10 }] } }
      languages:
        es: { dialogue: [{ source: l.wav, gain: -4 }, { source: l.wav, start: 2.5, speaker: mia }, { source: l.wav, start: 6 }] }
      """, .dialogue)
    #expect(lines[0].gain == -5 && lines[0].automation == nil && lines[2].gain == -3 && lines[2].automation == nil)
    let points = try #require(lines[1].automation?.points)
    #expect(points.map(\.at) == [-120_000, -24_000, 72_000, 360_000])
    for (point, value) in zip(points, [-1.0, 1, 1, 7]) { #expect(abs(point.value - value) < 1e-9) }
  }

  @Test func aLineGoesThroughItsSpeakerAndAllDialogue() throws {
    let lines = try clips(
      """
      shots: [{ source: p.png, duration: 4 }]
      audio:
        dialogue: { gain: -1, eq: { high_pass: 80 }, reverb: { room: hall, send: -20 } }
        speakers:
          mia: { gain: 2, pan: -0.25, eq: { presence: { gain: 3 } }, reverb: { room: car } }
      languages:
        es: { dialogue: [{ source: l.wav, speaker: mia, gain: -4 }, { source: l.wav, start: 2, pan: 0.5 }] }
      """, .dialogue)
    #expect(lines[0].gain == -3 && lines[1].gain == -1)
    #expect(lines[0].pan == MixPan(position: .constant(-0.25), isMono: false))
    #expect(lines[1].pan == MixPan(position: .constant(0.5), isMono: false))
    #expect(lines[0].equalizer == [EqualizerBand(.peak, frequency: 3500, gain: 3, q: 1), EqualizerBand(.highPass, frequency: 80)])
    #expect(lines[1].equalizer == [EqualizerBand(.highPass, frequency: 80)])
    #expect(lines.map(\.reverb) == [ReverbSend(room: .car, level: -15), ReverbSend(room: .hall, level: -20)])
  }

  @Test func roomToneFillsWhatTheShotsLeave() throws {
    let document = """
      shots: [{ source: p.png, duration: 1 }, { source: a.mp4 }, { source: p.png, duration: 7 }]
      audio: { room_tone: { source: t.wav, gain: -6, crossfade: 0.25 } }
      """
    let tone = try clips(document, .shots).filter { $0.source.digest == digest("t") }
    func stretch(_ start: Int, _ count: Int, offset: Int, _ fadeIn: Int, _ fadeOut: Int) -> MixClip {
      MixClip(
        bus: .shots, source: SoundSource(digest: digest("t"), stream: 1), offset: offset, start: start, count: count, loops: true,
        gain: -6, fadeIn: fadeIn, fadeOut: fadeOut, curve: .power, overlap: 12_000)
    }
    #expect(tone == [stretch(0, 60_000, offset: 0, 0, 12_000), stretch(132_000, 348_000, offset: 132_000, 12_000, 0)])
    let short = try Fixture(document.replacingQuarter, media).said()
    #expect(
      short == [
        "e.yaml:4: error: audio.room_tone: the recording lasts 5.000s, which is less than two crossfades of 3.000s (got t.wav); "
          + "shorten the crossfade, or take a longer recording"
      ])
  }

  @Test func aDuckSaysWhatIsNotUsual() throws {
    func duck(_ words: String) throws -> Ducking? {
      try clips("shots: [{ source: p.png, duration: 4 }]\naudio: { music: [{ source: m.wav, duck: \(words) }] }", .music)[0].ducking
    }
    #expect(try duck("{}") == Ducking(depth: -12, attack: Time(Rational(3, 20)), release: Time(Rational(2, 5))))
    #expect(try duck("{ look_ahead: 0.15, hold: 0 }") == (try duck("{}")))
    let said = try duck("{ hold: 0.25, look_ahead: 0.05 }")
    #expect(said?.hold == Time(Rational(1, 4)) && said?.lookAhead == Time(Rational(1, 20)))
  }

  @Test func whatNobodySaysIsSaid() throws {
    let fixture = try Fixture(
      """
      shots: [{ source: p.png, duration: 4 }]
      audio:
        music: [{ source: t.wav, loop: true, loop_crossfade: 2.6 }]
        speakers: { mai: { gain: 1 } }
      languages: { es: { dialogue: [{ source: l.wav, speaker: mia }] } }
      """, media)
    #expect(
      fixture.said() == [
        "e.yaml:6: warning: audio.speakers.mai: no line is spoken by 'mai'; the lines' speakers are mia",
        "e.yaml:5: error: audio.music[0]: the recording lasts 5.000s, which is less than two crossfades of 2.600s (got t.wav); "
          + "shorten loop_crossfade",
      ])
  }
}

extension String {
  fileprivate var replacingQuarter: String { split(separator: "0.25", omittingEmptySubsequences: false).joined(separator: "3") }
}
