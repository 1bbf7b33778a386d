import Foundation
import ReelAudio
import ReelCore
import ReelTestSupport
import Testing

/// Dialogue is brought to its anchor and the bed moved against it, so that the whole meets the target.
@Suite struct BalanceTests {
  private static let seconds = 12

  /// Lines of 2 s with pauses of 1 s, of noise that swells and fades as syllables do; both channels alike.
  private static func speech(level: Double, seed: UInt64) -> [Float] {
    var rng = SeededRNG(seed: seed)
    let amplitude = pow(10, level / 20)
    var last = 0.0
    return (0..<seconds * 48_000).flatMap { n -> [Float] in
      let time = Double(n) / 48_000
      last = 0.7 * last + 0.3 * (rng.unit() * 2 - 1)
      let syllable = 0.55 - 0.45 * cos(2 * .pi * 4 * time)
      let value = time.truncatingRemainder(dividingBy: 3) < 2 ? Float(amplitude * syllable * last) : 0
      return [value, value]
    }
  }

  private static func music(level: Double) -> [Float] { tone(Double(seconds), level: level, frequency: 440) }

  private static func mix(_ speech: [Float], _ music: [Float], _ target: LoudnessTarget) throws -> (samples: [Float], facts: MasterFacts) {
    let spec = MixSpec(
      length: seconds * 48_000,
      clips: [
        MixClip(bus: .music, source: source("music"), start: 0, count: music.count / 2),
        MixClip(bus: .dialogue, source: source("speech"), start: 0, count: speech.count / 2),
      ], loudness: target)
    return try mastered(spec, [source("speech"): MemorySound(speech), source("music"): MemorySound(music)])
  }

  private static let anchored = LoudnessTarget(integrated: -23, truePeak: -1, dialogue: -23)

  /// Recordings 9 dB apart, each solved alone.
  @Test(arguments: [-12.0, -15, -18, -21]) func dialogueIsAtItsAnchorWhateverItWasRecordedAt(level: Double) throws {
    let (speech, music) = (Self.speech(level: level, seed: 21), Self.music(level: level - 17))
    let (samples, facts) = try Self.mix(speech, music, Self.anchored)
    let dialogue = try #require(facts.dialogue)
    #expect(facts.outcome == .onTarget && facts.limiter.reduction == 0)
    #expect(abs(dialogue.loudness + 23) <= 0.25 && dialogue.anchor == -23)
    #expect(abs(dialogue.bedMove) <= 2 && abs(facts.bedGain - facts.dialogueGain - dialogue.bedMove) < 1e-9)
    #expect(abs(try ffmpegLoudness(samples).integrated + 23) <= 0.15)
    // The gain is linear.
    let (a, b) = (pow(10, facts.dialogueGain / 20), pow(10, facts.bedGain / 20))
    for i in stride(from: 0, to: samples.count, by: 97) {
      #expect(abs(Double(samples[i]) - a * Double(speech[i]) - b * Double(music[i])) < 1e-6)
    }
    // The dialogue of the result by itself, by the library broadcasters use; its relative gate leaves out what is softest.
    let alone = try libraryLoudness(speech.map { Float(a) * $0 }).integrated
    #expect(abs(alone - dialogue.loudness) < 0.5)
  }

  @Test func whereTheBedIsTooLoudTheWholeMeetsTheTargetAndTheRestIsTold() throws {
    let (speech, music) = (Self.speech(level: -30, seed: 22), Self.music(level: -20))
    let (samples, facts) = try Self.mix(speech, music, Self.anchored)
    let dialogue = try #require(facts.dialogue)
    #expect(facts.outcome == .onTarget && dialogue.bedMove == -2)
    #expect(dialogue.loudness < -30)
    #expect(abs(try ffmpegLoudness(samples).integrated + 23) <= 0.15)
  }

  @Test func withoutAnAnchorNothingIsMoved() throws {
    let target = LoudnessTarget(integrated: -23, truePeak: -1)
    let facts = try Self.mix(Self.speech(level: -30, seed: 23), Self.music(level: -20), target).facts
    #expect(facts.dialogueGain == facts.bedGain && facts.dialogue?.bedMove == 0 && facts.dialogue?.anchor == nil)
    #expect(facts.outcome == .onTarget)
  }

  /// Over speech alone, by the formula of BS.1770 in double: silence around the lines counts nothing, and neither does a gain.
  @Test func dialogueIsMeasuredOverSpeech() throws {
    let speech = EBUSignals.sine([(2, nil), (4, -20), (3, nil), (3, -26)])
    let facts = try Self.mix(speech, [Float](repeating: 0, count: speech.count), LoudnessTarget(integrated: -23, truePeak: -1)).facts
    // Blocks of 400 ms, a new one every 100 ms: those that half lie in a line count, with what they hold of it.
    func blocks(_ tenths: Int, _ edges: Int) -> (energy: Double, count: Int) {
      (Double(tenths - 3) + Double(edges) * 1.25, tenths - 3 + 2 * edges)
    }
    let (loud, soft) = (blocks(40, 2), blocks(30, 1))
    let mean = (loud.energy * pow(10, -2.0) + soft.energy * pow(10, -2.6)) / Double(loud.count + soft.count)
    let expected = 10 * log10(mean) + facts.dialogueGain
    #expect(abs(try #require(facts.dialogue?.loudness) - expected) < 0.05)
  }

  /// What the limiter takes from the dialogue is in its figure.
  @Test func limitedDialogueIsMeasuredAsLimited() throws {
    let speech = EBUSignals.sine([(Double(Self.seconds), -10)])
    let silence = [Float](repeating: 0, count: speech.count)
    let facts = try Self.mix(speech, silence, LoudnessTarget(integrated: -3, truePeak: -6, dialogue: -3)).facts
    #expect(facts.outcome != .onTarget)
    // A sine of 1 kHz in both channels is as loud as its peak says.
    #expect(abs(try #require(facts.dialogue?.loudness) + 6.1) < 0.1)
    #expect(abs(facts.limiter.reduction - (facts.dialogueGain - 10 + 6.1)) < 0.1)
    #expect(abs(facts.limiter.loudness - facts.limiter.reduction) < 0.1)
    #expect(facts.limiter.seconds > 11.9 && facts.limiter.seconds <= 12)
  }

  /// Where the bed is moved as far as it may be, the limiter changes nothing about that: the mix is rendered for its energies, for its
  /// peaks and for the delivery, and not once more.
  @Test func aBedThatCannotMoveFurtherCostsNoOtherLookAtThePeaks() throws {
    let (speech, music) = (MemorySound(Self.speech(level: -6, seed: 23)), MemorySound(Self.music(level: -18)))
    let spec = MixSpec(
      length: Self.seconds * 48_000,
      clips: [
        MixClip(bus: .music, source: source("music"), start: 0, count: music.length),
        MixClip(bus: .dialogue, source: source("speech"), start: 0, count: speech.length),
      ], loudness: LoudnessTarget(integrated: -14, truePeak: -6, dialogue: -14))
    let facts = try mastered(spec, [source("speech"): speech, source("music"): music]).facts
    let dialogue = try #require(facts.dialogue)
    #expect(facts.outcome == .onTarget && facts.limiter.reduction > 1 && abs(dialogue.bedMove + 2) < 1e-9 && dialogue.loudness < -14.15)
    #expect(speech.samplesRead == 3 * speech.length && music.samplesRead == 3 * music.length)
  }
}
