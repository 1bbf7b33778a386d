import Foundation
import ReelAudio
import ReelCore
import ReelTestSupport
import Testing

@Suite struct SpeechMeterTests {
  private func facts(_ samples: [Float], rate: Int = 48000, blocks: Int = 4801) -> SpeechFacts {
    var meter = SpeechMeter(rate: rate)
    samples.withUnsafeBufferPointer { samples in
      for start in stride(from: 0, to: samples.count / 2, by: blocks) {
        meter.add(UnsafeBufferPointer(rebasing: samples[2 * start..<min(samples.count, 2 * (start + blocks))]))
      }
    }
    return meter.finish()
  }

  private func kinds(_ samples: [Float], rate: Int = 48000) -> [SpeechFault.Kind] { facts(samples, rate: rate).faults.map(\.kind) }

  /// Syllables of a voice with breath in it, 0.2 s of sound and 0.1 s of near silence in turn, peaks at `peak`.
  private func speech(_ seconds: Double, rate: Int = 48000, peak: Double = 0.5, seed: UInt64 = 3) -> [Double] {
    var rng = SeededRNG(seed: seed)
    let count = Int(seconds * Double(rate))
    var phase = 0.0
    var samples = (0..<count).map { n -> Double in
      phase += (120 + 20 * sin(Double(n) / Double(rate) * 5)) / Double(rate)
      if phase >= 1 { phase -= 1 }
      return (phase < 0.02 ? 1 : 0) + 0.05 * (rng.unit() - 0.5)
    }
    for (frequency, width) in [(600.0, 100.0), (1500.0, 150.0), (6000.0, 4000.0)] where frequency < Double(rate) / 2 {
      let r = exp(-.pi * width / Double(rate))
      var (one, two) = (0.0, 0.0)
      for n in samples.indices {
        let y = samples[n] * (1 - r) + 2 * r * cos(2 * .pi * frequency / Double(rate)) * one - r * r * two
        (two, one) = (one, y)
        samples[n] = y
      }
    }
    let scale = peak / (samples.map(abs).max() ?? 1)
    return samples.indices.map { n in
      let time = (Double(n) / Double(rate)).truncatingRemainder(dividingBy: 0.3)
      return samples[n] * scale * (time < 0.2 ? sin(.pi * time / 0.2) : 0) + 1e-4 * (rng.unit() - 0.5)
    }
  }

  private func silence(_ seconds: Double) -> [Double] { [Double](repeating: 0, count: Int(seconds * 48000)) }

  @Test func cleanSpeechHasNoFaults() {
    for rate in [16000, 22050, 44100, 48000] { #expect(facts(stereo(speech(3, rate: rate)), rate: rate).faults == []) }
    #expect(facts(stereo(speech(3, peak: 0.02))).faults == [])
    #expect(facts(stereo(speech(3, peak: 1.0))).faults == [])
  }

  @Test func theVoiceIsFoundAndNoneOfItIsCut() throws {
    for (head, tail, peak) in [(0.5, 0.7, 0.5), (0.0, 0.0, 0.5), (1.3, 0.2, 0.02), (0.2, 2.0, 0.9)] {
      let voice = speech(2, peak: peak)
      let found = try #require(facts(stereo(silence(head) + voice + silence(tail))).voice)
      // It ends in its last near silence, 0.1 s long, of which some may be kept.
      let (start, end) = (Int(head * 48000), Int(head * 48000) + voice.count)
      #expect(found.lowerBound <= start + 960 && found.lowerBound >= max(0, start - 4_800), "\(head): \(found)")
      #expect(found.upperBound <= min(end + 4_800, end + Int(tail * 48000)) && found.upperBound >= end - 9_600, "\(tail): \(found)")
    }
  }

  @Test func softConsonantsAreKept() throws {
    // 80 ms of noise 28 dB below the vowels begins, and ends, the word.
    var rng = SeededRNG(seed: 11)
    let soft = (0..<3840).map { _ in (rng.unit() - 0.5) * 0.02 }
    let word = soft + speech(0.25) + soft
    let found = try #require(facts(stereo(silence(0.4) + word + silence(0.4))).voice)
    #expect(found.lowerBound <= 19_200 && found.upperBound >= 19_200 + word.count, "\(found)")
    // In a noise that is 20 dB below them, too.
    let noisy = (silence(0.4) + word + silence(0.4)).map { $0 + (rng.unit() - 0.5) * 0.002 }
    let inNoise = try #require(facts(stereo(noisy)).voice)
    #expect(inNoise.lowerBound <= 19_200 && inNoise.upperBound >= 19_200 + word.count, "\(inNoise)")
    #expect(inNoise.lowerBound > 9_600, "the noise is not the voice")
  }

  @Test func boundsAreAt48kHz() throws {
    let found = try #require(facts(stereo([Double](repeating: 0, count: 8_000) + speech(1, rate: 16000)), rate: 16000).voice)
    #expect(abs(found.lowerBound - (24_000 - 1_920)) <= 960)
  }

  @Test func blocksDoNotMatter() {
    var samples = speech(2)
    samples[30_000] += 0.6
    for n in 48_000..<48_100 { samples[n] = 0.7 }
    let whole = facts(stereo(samples), blocks: 1 << 30)
    for blocks in [1, 37, 480, 4096] { #expect(facts(stereo(samples), blocks: blocks) == whole) }
  }

  @Test func silenceIsSilent() {
    #expect(facts(stereo(silence(1))) == SpeechFacts(voice: nil, faults: [SpeechFault(.silent)]))
    #expect(kinds(stereo(speech(1, peak: 4e-4))) == [.silent])
    #expect(kinds([]) == [.silent])
  }

  @Test func clippingIsFoundAtAnyRateAndLevel() throws {
    for rate in [16000, 24000, 48000] {
      for (limit, gain) in [(0.25, 1.0), (0.25, 4.0), (0.25, 0.25), (0.3, 2.0)] {
        let clipped = speech(2, rate: rate).map { max(-limit, min(limit, $0)) * gain }
        let fault = try #require(facts(stereo(clipped), rate: rate).faults.first { $0.kind == .clipped }, "\(rate) \(limit) \(gain)")
        #expect(fault.amount >= 3 && fault.at < Time(Rational(2)))
      }
    }
    // On one channel alone.
    let voice = speech(2)
    let one = voice.flatMap { [Float($0), Float(max(-0.3, min(0.3, $0)))] }
    #expect(kinds(one).contains(.clipped))
  }

  @Test func aLowerSampleRateIsFound() throws {
    // The ideal low pass of a recording at 16 and 24 kHz.
    for cut in [4000.0, 8000, 11_025, 12_000] {
      let taps = (-160...160).map { n -> Double in
        let x = Double(n) * cut * 0.97 / 24000
        return (n == 0 ? 1 : sin(.pi * x) / (.pi * x)) * cut * 0.97 / 24000
          * (0.42 + 0.5 * cos(.pi * Double(n) / 160) + 0.08 * cos(2 * .pi * Double(n) / 160))
      }
      var rng = SeededRNG(seed: 1)
      let voice = speech(1).map { $0 + 0.02 * (rng.unit() - 0.5) }
      let low = voice.indices.map { n in
        var sum = 0.0
        for (k, tap) in taps.enumerated() where voice.indices.contains(n + k - 160) { sum += tap * voice[n + k - 160] }
        return (sum * 32768).rounded() / 32768
      }
      let fault = try #require(facts(stereo(low)).faults.first { $0.kind == .narrow }, "\(cut)")
      #expect(abs(Double(fault.amount) - cut) < 600, "\(cut): \(fault.amount)")
    }
  }

  @Test func humIsFound() throws {
    for main in [50.0, 60] {
      for weights in [[1.0, 0, 0], [0.3, 1, 0.5], [0, 1, 0.6]] {
        let voice = speech(3)
        let hum = voice.indices.map { n in
          weights.enumerated().reduce(0.0) { $0 + 0.004 * $1.element * sin(2 * .pi * main * Double($1.offset + 1) * Double(n) / 48000) }
        }
        let fault = try #require(facts(stereo(zip(voice, hum).map(+))).faults.first { $0.kind == .hum }, "\(main) \(weights)")
        #expect(fault.amount == Int(main))
      }
    }
  }

  @Test func clicksAreFoundWhereTheyAre() throws {
    var samples = speech(3)
    // A step in a pause, and one in the middle of a syllable: a piece is missing there.
    for n in 12_000..<12_800 { samples[n] += 0.2 }
    let found = try #require(facts(stereo(samples)).faults.first { $0.kind == .click })
    #expect(found.amount == 2 && found.at == Time(samples: 12_000, rate: 48000))
    // Joined in the midst of two tones.
    let joined = (0..<48_000).map { n in 0.5 * sin(2 * .pi * (n < 20_011 ? 200 : 210) * Double(n) / 48000 + (n < 20_011 ? 0 : 1.5)) }
    let click = try #require(facts(stereo(joined)).faults.first { $0.kind == .click })
    #expect(click.at == Time(samples: 20_011, rate: 48000) && click.amount == 1)
  }

  @Test func wordsThatAreCutAreFound() {
    let voice = speech(2)
    let middle = 4_800 + (voice[4_800..<5_600].indices.max { abs(voice[$0]) < abs(voice[$1]) } ?? 0) - 4_800
    #expect(kinds(stereo(Array(voice[middle...]))).first == .cutStart)
    #expect(kinds(stereo(Array(voice[...middle]))).last == .cutEnd)
  }

  /// A speech of 1961 with the mains of its country: three quarters of its windows have 60, 120 and 180 Hz, 5 to 20 dB above what is beside them.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["REELFX_MEDIA"] != nil)) func realSpeechHasItsHumAndNothingElse() throws {
    let folder = ProcessInfo.processInfo.environment["REELFX_MEDIA"] ?? ""
    for file in ["jfk.wav", "jfk.mp3"] {
      let bytes = try ffmpeg(["-i", "\(folder)/audio/whisper.cpp/\(file)", "-ac", "2", "-f", "f32le", "-"])
      let samples = bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
      let found = facts(samples, rate: 16000)
      #expect(found.faults == [SpeechFault(.hum, amount: 60)], "\(file): \(found.faults)")
      #expect(found.voice?.lowerBound ?? .max < 24_000)
    }
  }
}
