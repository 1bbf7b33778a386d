import Foundation
import ReelAudio
import ReelCore
import ReelTestSupport
import Testing

@Suite struct MasterTests {
  private let social = LoudnessTarget(integrated: -14, truePeak: -1.5)

  /// Six lines of speech over looped, ducked music, as a short drama has it.
  private static func episode(loudness: LoudnessTarget?) throws -> (spec: MixSpec, sounds: [SoundSource: MemorySound]) {
    let folder = try TemporaryDirectory()
    let lines = [
      "I never thought you would come back", "Then why did you leave the door open", "Wait",
      "You have no idea what she did to us that night",
      "Tell me", "Not here, not in front of him",
    ]
    var sounds: [SoundSource: MemorySound] = [:]
    var clips: [MixClip] = []
    for (index, line) in lines.enumerated() {
      let file = folder.file("\(index).wav")
      guard try run(["espeak-ng", "-w", file, "-p", "\(30 + 10 * index)", line]).status == 0 else {
        throw OracleFailed(message: "espeak-ng")
      }
      let speech = try decoded(file)
      sounds[source("line \(index)")] = MemorySound(speech)
      clips.append(MixClip(bus: .dialogue, source: source("line \(index)"), start: 20_000 + index * 150_000, count: speech.count / 2))
    }
    let music = folder.file("music.wav")
    try ffmpeg([
      "-f", "lavfi", "-i",
      "aevalsrc='0.3*sin(110*2*PI*t)*(0.6+0.4*sin(4*PI*t))+0.2*sin(660*2*PI*t)*exp(-8*mod(t,0.5))|"
        + "0.3*sin(110*2*PI*t)+0.2*sin(880*2*PI*t)*exp(-8*mod(t,0.25))':s=48000:d=7", music,
    ])
    sounds[source("music")] = MemorySound(try decoded(music))
    let duck = Ducking(depth: -12, attack: Time(Rational(15, 100)), release: Time(Rational(4, 10)))
    clips.append(
      MixClip(
        bus: .music, source: source("music"), start: 0, count: 960_000, loops: true, gain: -8, fadeIn: 24_000, fadeOut: 48_000,
        ducking: duck))
    return (MixSpec(length: 960_000, clips: clips, loudness: loudness), sounds)
  }

  @Test(arguments: [-14.0, -16, -23, -9]) func speechOverMusicMeetsItsTarget(target: Double) throws {
    let (spec, sounds) = try Self.episode(loudness: LoudnessTarget(integrated: target, truePeak: -1.5))
    let (samples, facts) = try mastered(spec, sounds)
    #expect(facts.outcome == .onTarget)
    #expect(samples.count == 2 * 960_000)
    let measured = try ffmpegLoudness(samples)
    #expect(abs(measured.integrated - target) <= 0.1 + 0.05)  // ffmpeg prints one decimal
    #expect(measured.truePeak <= -1.5)
    #expect(abs(try #require(facts.loudness.integrated) - target) <= 0.1)
    #expect(try #require(facts.loudness.truePeak) <= -1.5)
    #expect(abs(try #require(facts.loudness.range) - measured.range) <= 1)
    #expect(ReelAudioTests.facts(samples) == facts.loudness)
    #expect(sincPeak(Array(samples[(2 * 20_000)..<(2 * 90_000)])) <= -1.5)
    #expect(facts.clippedSamples == 0)
  }

  @Test func withoutATargetTheSumIsHandedOutAsItIs() throws {
    let (samples, facts) = try mastered(tone(4, level: 6, frequency: 997), target: nil)
    #expect(samples == tone(4, level: 6, frequency: 997))
    #expect(facts.outcome == .untouched && facts.dialogueGain == 0 && facts.limiter.reduction == 0)
    #expect(facts.clippedSamples == samples.count { abs($0) > 1 })
    #expect(facts.clippedSamples > 100_000)
    #expect(abs(try #require(facts.loudness.truePeak) - 6) < 0.1)
    #expect(abs(try #require(facts.loudness.integrated) - 6) < 0.1)
    #expect(facts.mixLoudness == facts.loudness.integrated)
  }

  @Test func oneGainForAllWhenNothingReachesTheCeiling() throws {
    let input = tone(5, level: -30) + tone(5, level: -20)
    let (samples, facts) = try mastered(input, target: social)
    #expect(facts.outcome == .onTarget && facts.limiter.reduction == 0)
    let factor = Float(Decibel.amplitude(facts.dialogueGain))
    #expect(samples == input.map { $0 * factor })
    #expect(abs(try #require(facts.mixLoudness) + facts.dialogueGain + 14) < 0.01)
  }

  @Test func silenceStaysSilent() throws {
    let (samples, facts) = try mastered([Float](repeating: 0, count: 2 * 144_000), target: social)
    #expect(samples.allSatisfy { $0 == 0 })
    #expect(facts.outcome == .noLoudness && facts.dialogueGain == 0)
    #expect(facts.loudness == LoudnessFacts(integrated: nil, truePeak: nil, range: nil))
    #expect(facts.silences == [0..<144_000] && facts.digitalZeros == [0..<144_000])
  }

  @Test func anEmptyMixIsEmpty() throws {
    let (samples, facts) = try mastered([], target: social)
    #expect(samples.isEmpty && facts.outcome == .noLoudness && facts.silences.isEmpty)
  }

  @Test func noiseIsNotRaisedToTheTarget() throws {
    var rng = SeededRNG(seed: 8)
    let (samples, facts) = try mastered(rng.noise(240_000, amplitude: 0.001), target: social)
    #expect(facts.outcome == .tooQuiet && facts.dialogueGain == 30)
    #expect(abs(try #require(facts.loudness.integrated) - (try #require(facts.mixLoudness) + 30)) < 0.01)
    #expect(try #require(facts.loudness.integrated) < -14.5)
    #expect(samples.count == 480_000)
  }

  @Test func theCeilingComesFirst() throws {
    // One click a second: no gain makes these loud under the ceiling.
    var input = [Float](repeating: 0, count: 2 * 480_000)
    for n in stride(from: 24_000, to: 480_000, by: 48_000) { (input[2 * n], input[2 * n + 1]) = (0.9, 0.9) }
    let (samples, facts) = try mastered(input, target: social)
    #expect(facts.outcome == .offTarget || facts.outcome == .tooQuiet)
    #expect(try #require(facts.loudness.truePeak) <= -1.5)
    #expect(sincPeak(Array(samples[..<96_000])) <= -1.5)
  }

  @Test func aShortLoudSoundKeepsTheCeiling() throws {
    let (samples, facts) = try mastered(tone(0.2, level: 3), target: social)
    #expect(facts.outcome == .noLoudness && facts.dialogueGain == 0)
    #expect(sincPeak(samples) <= -1.5)
    #expect(facts.limiter.reduction > 4)
  }

  @Test func silencesAndZerosAreFoundToTheSample() throws {
    var input = tone(10, level: -20)
    for i in 2 * 96_000..<2 * 170_000 { input[i] *= 1e-3 }  // -80 dBFS for 74000 samples
    for i in 2 * 200_000..<2 * 210_000 { input[i] = 0 }  // 0.208 s
    for i in 2 * 300_000..<2 * 309_000 { input[i] = 0 }  // 0.188 s: short enough
    let (_, facts) = try mastered(input, target: nil)
    #expect(facts.silences.count == 1 && facts.digitalZeros.count == 1)
    // A sine is below the level around its own zero crossings too.
    let silence = try #require(facts.silences.first)
    #expect((95_998...96_000).contains(silence.lowerBound) && (170_000...170_002).contains(silence.upperBound))
    let zeros = try #require(facts.digitalZeros.first)
    #expect((199_999...200_000).contains(zeros.lowerBound) && (210_000...210_001).contains(zeros.upperBound))
  }

  @Test func theSameMixGivesTheSameBits() throws {
    let (spec, sounds) = try Self.episode(loudness: social)
    let first = try mastered(spec, sounds)
    let second = try mastered(spec, sounds)
    #expect(first.samples.map(\.bitPattern) == second.samples.map(\.bitPattern) && first.facts == second.facts)
  }

  @Test func aTargetThatIsNoLoudnessIsRefused() {
    #expect {
      try mastered(tone(1, level: -20), target: LoudnessTarget(integrated: .nan, truePeak: -1))
    } throws: {
      ($0 as? ReelError)?.kind == .invalid
    }
  }

  @Test func errorsOfTheOutputComeThrough() throws {
    struct Full: Error {}
    let spec = MixSpec(length: 48_000, clips: [], loudness: nil)
    let mixer = try Mixer(spec: spec, sounds: [:])
    #expect(throws: Full.self) {
      var master = try Master(spec: spec, mixer: mixer)
      _ = try master.deliver { _, _ in throw Full() }
    }
  }
}
