import ReelCore
import ReelEngine
import ReelRender
import Testing

/// The verdict is trusted only if it is never wrong: what must fail, and what looks like it and must not.
@Suite struct VerdictTests {
  private static let rate = FrameRate(Rational(30))

  private static func frame(_ mean: Int = 9000, max: Int = 235, change: Int? = 900, moves: Bool = true) -> FrameFacts {
    FrameFacts(lumaMin: 16, lumaMax: max, lumaMean: mean, change: change, moves: moves)
  }

  private static func track(
    frames: Int, integrated: Double? = -14, peak: Double? = -1.6, delivered: Double? = -14.1, silences: [Range<Int>] = []
  ) -> TrackFacts {
    TrackFacts(
      mix: LoudnessFacts(integrated: integrated, truePeak: peak, range: 3),
      delivered: LoudnessFacts(integrated: delivered, truePeak: peak.map { $0 + 0.1 }, range: 3),
      clippedSamples: 0, silences: silences, length: frames * 1600)
  }

  private static func checks(
    _ frames: [FrameFacts], track: TrackFacts? = nil, hasSound: Bool = true,
    target: LoudnessTarget? = LoudnessTarget(integrated: -14, truePeak: -1.5)
  ) -> [String: Report.Verdict] {
    let verdict = Verdict(
      rate: rate, frames: frames, track: track ?? Self.track(frames: frames.count), hasSound: hasSound, target: target)
    return Dictionary(uniqueKeysWithValues: verdict.checks().map { ($0.name, $0.verdict) })
  }

  @Test func anOrdinaryEpisodePasses() {
    let found = Self.checks(Array(repeating: Self.frame(), count: 300))
    #expect(Set(found.keys) == ["black", "frozen", "length", "silence", "clipping", "loudness", "true peak"])
    #expect(found.values.allSatisfy { $0 == .pass })
  }

  @Test func blackFails() {
    let black = Self.frame(1600, max: 17, change: 0)
    let moving = Array(repeating: Self.frame(), count: 300)
    #expect(Self.checks(Array(repeating: black, count: 300))["black"] == .fail)
    #expect(Self.checks(moving + Array(repeating: black, count: 61) + moving)["black"] == .fail)
    #expect(Self.checks(moving + Array(repeating: black, count: 20) + moving)["black"] == .warn)
  }

  /// A fade to black and up again is black for a moment only; a night scene has lights in it.
  @Test func aFadeAndANightAreNotBlack() {
    let fade = (0..<30).map { Self.frame(1600 + abs($0 - 15) * 300, max: 16 + abs($0 - 15) * 10) }
    #expect(Self.checks(Array(repeating: Self.frame(), count: 200) + fade + Array(repeating: Self.frame(), count: 200))["black"] == .pass)
    #expect(Self.checks(Array(repeating: Self.frame(1750, max: 120), count: 300))["black"] == .pass)
  }

  @Test func aMovingSourceThatStandsStillFailsAndAStillDoesNot() {
    let stuck = Self.frame(change: 0)
    let still = Self.frame(change: 0, moves: false)
    #expect(Self.checks(Array(repeating: Self.frame(), count: 60) + Array(repeating: stuck, count: 31))["frozen"] == .fail)
    #expect(Self.checks(Array(repeating: Self.frame(), count: 60) + Array(repeating: stuck, count: 30))["frozen"] == .pass)
    #expect(Self.checks(Array(repeating: still, count: 300))["frozen"] == .pass)
  }

  /// Segments know nothing of each other: of a picture that stands still over a join, their small pictures tell.
  @Test func whatStandsStillOverAJoinIsFound() {
    func segment(_ first: UInt8, _ last: UInt8, moves: Bool = true) -> SegmentFacts {
      let frames = [Self.frame(change: nil, moves: false)] + Array(repeating: Self.frame(change: 0, moves: moves), count: 19)
      return SegmentFacts(frames: frames, first: Array(repeating: first, count: 12), last: Array(repeating: last, count: 12))
    }
    // 39 frames at 30 a second, and 19 on both sides of a cut.
    #expect(Self.checks([segment(40, 40), segment(40, 40)].frames)["frozen"] == .fail)
    #expect(Self.checks([segment(40, 40), segment(41, 41)].frames)["frozen"] == .pass)
    #expect(Self.checks([segment(40, 40, moves: false), segment(40, 40, moves: false)].frames)["frozen"] == .pass)
    #expect([segment(40, 40), segment(41, 41)].frames[20].change == 1000)
  }

  @Test func silenceFailsOnlyWhereSoundWasMeant() {
    let frames = Array(repeating: Self.frame(), count: 300)
    let silent = Self.track(frames: 300, integrated: nil, peak: nil, delivered: nil, silences: [0..<480_000])
    #expect(Self.checks(frames, track: silent)["silence"] == .fail)
    let without = Self.checks(frames, track: silent, hasSound: false, target: nil)
    #expect(without == ["black": .pass, "frozen": .pass, "length": .pass])
    #expect(Self.checks(frames, track: Self.track(frames: 300, silences: [0..<96000]))["silence"] == .warn)
  }

  @Test func loudnessPeakAndLengthHaveTheirLimits() {
    let frames = Array(repeating: Self.frame(), count: 300)
    #expect(Self.checks(frames, track: Self.track(frames: 300, delivered: -14.5))["loudness"] == .pass)
    #expect(Self.checks(frames, track: Self.track(frames: 300, delivered: -14.6))["loudness"] == .fail)
    #expect(Self.checks(frames, track: Self.track(frames: 300, peak: -1.4))["true peak"] == .warn)
    #expect(Self.checks(frames, track: Self.track(frames: 300, peak: -1))["true peak"] == .fail)
    var short = Self.track(frames: 300)
    short.length -= 2
    #expect(Self.checks(frames, track: short)["length"] == .fail)
  }

  @Test func dialogueOffItsAnchorIsToldWithItsSize() throws {
    let frames = Array(repeating: Self.frame(), count: 300)
    var track = Self.track(frames: 300)
    track.dialogue = DialogueFacts(loudness: -14.5, range: 4, anchor: -14, bedMove: 1)
    #expect(Self.checks(frames, track: track)["dialogue"] == .pass)
    track.dialogue = DialogueFacts(loudness: -16.25, range: 4, anchor: -14, bedMove: -2)
    #expect(Self.checks(frames, track: track)["dialogue"] == .warn)
    let found = Verdict(
      rate: Self.rate, frames: frames, track: track, hasSound: true, target: LoudnessTarget(integrated: -14, truePeak: -1.5)
    )
    .checks().first { $0.name == "dialogue" }
    #expect(found?.detail == "-16.25 LUFS over speech for an anchor of -14.00; the bed was moved by -2.00 dB")
    track.dialogue?.anchor = nil
    #expect(Self.checks(frames, track: track)["dialogue"] == nil)
  }
}
