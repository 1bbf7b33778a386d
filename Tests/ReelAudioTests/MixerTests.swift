import Foundation
import ReelAudio
import ReelCore
import ReelTestSupport
import Testing

@Suite struct MixerTests {
  /// A mix with everything in it, and the seed it comes from.
  static func spec(seed: UInt64, length: Int = 30_000) -> (spec: MixSpec, sounds: [SoundSource: MemorySound]) {
    var rng = SeededRNG(seed: seed)
    var sounds: [SoundSource: MemorySound] = [:]
    for index in 0..<4 { sounds[source("\(index)")] = MemorySound(rng.noise(rng.int(300..<9000), amplitude: 0.5)) }
    let duckings = [
      Ducking(depth: -12, attack: Time(Rational(1, 50)), release: Time(Rational(1, 20))),
      Ducking(depth: -7.5, attack: Time(Rational(0)), release: Time(Rational(1, 100))),
    ]
    let clips = (0..<14).map { index in
      let bus: MixClip.Bus = [.shots, .music, .effects, .dialogue][rng.int(0..<4)]
      return MixClip(
        bus: bus, source: source("\(rng.int(0..<4))"), offset: rng.int(0..<400), start: rng.int(0..<length - 1000),
        count: rng.int(500..<12_000), loops: rng.int(0..<2) == 1, gain: rng.unit() * 18 - 12, fadeIn: rng.int(0..<900),
        fadeOut: rng.int(0..<900), curve: rng.int(0..<2) == 1 ? .power : .linear,
        ducking: bus == .dialogue || index % 3 == 0 ? nil : duckings[rng.int(0..<2)])
    }
    return (MixSpec(length: length, clips: clips, loudness: nil), sounds)
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func sumEqualsTheFormulasInDouble(seed: UInt64) throws {
    let (spec, sounds) = Self.spec(seed: seed)
    let mix = try rendered(Mixer(spec: spec, sounds: sounds))
    let expected = MixReference(spec: spec, sounds: sounds).rendered()
    let difference = zip(mix, expected).map { abs(Double($0) - $1) }.max() ?? .infinity
    #expect(difference < 2e-6, "seed \(seed)")
    #expect(expected.contains { abs($0) > 0.5 })
  }

  @Test(arguments: [4, 5] as [UInt64]) func anyPartitionGivesTheSameBits(seed: UInt64) throws {
    let (spec, sounds) = Self.spec(seed: seed)
    let mixer = try Mixer(spec: spec, sounds: sounds)
    let whole = try rendered(mixer).map(\.bitPattern)
    for sizes in [1...1, 7...7, 1024...1024, 1...5000] {
      var rng = SeededRNG(seed: seed)
      var ranges: [Range<Int>] = []
      while let start = ranges.last?.upperBound ?? 0 as Int?, start < spec.length {
        ranges.append(start..<min(spec.length, start + rng.int(sizes.lowerBound..<sizes.upperBound + 1)))
      }
      var parts = [UInt32](repeating: 0, count: 2 * spec.length)
      for range in ranges.shuffled(using: &rng) {
        for (i, sample) in try rendered(mixer, range).enumerated() { parts[2 * range.lowerBound + i] = sample.bitPattern }
      }
      #expect(parts == whole, "seed \(seed), blocks of \(sizes)")
    }
  }

  @Test func clipsBeginAndEndOnTheirSample() throws {
    let impulse = MemorySound([0, 0, 1, -1, 0.5, -0.5])  // samples 1 and 2 of 3
    let ones = MemorySound([Float](repeating: 1, count: 2 * 100))
    let spec = MixSpec(
      length: 20_000,
      clips: [
        MixClip(bus: .effects, source: source("impulse"), start: 4095, count: 3),
        MixClip(bus: .effects, source: source("impulse"), offset: 1, start: 12_345, count: 1),
        MixClip(bus: .effects, source: source("ones"), start: 15_000, count: 5),
        MixClip(bus: .effects, source: source("ones"), offset: 98, start: 16_000, count: 50),
        MixClip(bus: .effects, source: source("ones"), offset: 100, start: 17_000, count: 50),
        MixClip(bus: .effects, source: source("ones"), start: 19_998, count: 100),
      ], loudness: nil)
    let mix = try rendered(Mixer(spec: spec, sounds: [source("impulse"): impulse, source("ones"): ones]))
    var expected = [Float](repeating: 0, count: 40_000)
    expected.replaceSubrange(2 * 4096..<2 * 4098, with: [1, -1, 0.5, -0.5])
    expected.replaceSubrange(2 * 12_345..<2 * 12_346, with: [1, -1])
    for n in Array(15_000..<15_005) + [16_000, 16_001, 19_998, 19_999] { expected.replaceSubrange(2 * n..<2 * n + 2, with: [1, 1]) }
    #expect(mix == expected)
  }

  @Test func aLoopBeginsAgainAtItsFirstSample() throws {
    let sound = MemorySound((0..<10).flatMap { [Float($0), -Float($0)] })
    let clip = MixClip(bus: .music, source: source("a"), offset: 7, start: 3, count: 9990, loops: true)
    let mix = try rendered(Mixer(spec: MixSpec(length: 10_000, clips: [clip], loudness: nil), sounds: [source("a"): sound]))
    for n in 0..<10_000 {
      let expected = (3..<9993).contains(n) ? Float((n - 3 + 7) % 10) : 0
      #expect(mix[2 * n] == expected && mix[2 * n + 1] == -expected)
    }
  }

  @Test func aCrossfadeKeepsPowerAndALinearOneKeepsTheSum() throws {
    let ones = MemorySound([Float](repeating: 1, count: 2 * 5000))
    for (curve, power) in [(MixClip.Curve.power, 2.0), (.linear, 1)] {
      func half(start: Int, count: Int, fadeIn: Int, fadeOut: Int) throws -> [Float] {
        let clip = MixClip(
          bus: .shots, source: source("a"), start: start, count: count, fadeIn: fadeIn, fadeOut: fadeOut, curve: curve)
        return try rendered(Mixer(spec: MixSpec(length: 5000, clips: [clip], loudness: nil), sounds: [source("a"): ones]))
      }
      let first = try half(start: 0, count: 3001, fadeIn: 0, fadeOut: 1001)
      let second = try half(start: 2000, count: 3000, fadeIn: 1001, fadeOut: 0)
      for n in 0..<5000 {
        let sum = pow(Double(first[2 * n]), power) + pow(Double(second[2 * n]), power)
        #expect(abs(sum - 1) < 1e-6, "\(curve), sample \(n)")
      }
    }
  }

  @Test func memoryDoesNotGrowWithTheBlockAskedFor() throws {
    let sound = MemorySound([Float](repeating: 0.1, count: 2 * 100_000))
    let clip = MixClip(bus: .music, source: source("a"), start: 0, count: 100_000)
    _ = try rendered(Mixer(spec: MixSpec(length: 100_000, clips: [clip], loudness: nil), sounds: [source("a"): sound]))
    #expect(sound.largestRead <= 4096)
  }

  @Test func whatMakesNoSenseIsRefused() throws {
    let sounds = [source("a"): MemorySound([0.5, 0.5]), source("empty"): MemorySound([])]
    let good = MixClip(bus: .music, source: source("a"), start: 0, count: 10)
    func message(_ change: (inout MixClip) -> Void) -> String {
      var clip = good
      change(&clip)
      do {
        _ = try Mixer(spec: MixSpec(length: 10, clips: [good, clip], loudness: nil), sounds: sounds)
        return "accepted"
      } catch {
        return (error as? ReelError)?.message ?? "\(error)"
      }
    }
    #expect(message { _ in } == "accepted")
    #expect(message { $0.start = -1 } == "clip 1 of the mix has a negative start: -1")
    #expect(message { $0.fadeOut = -5 } == "clip 1 of the mix has a negative fade-out: -5")
    #expect(message { $0.gain = .nan } == "clip 1 of the mix has a gain that is not a number of dB: nan")
    #expect(message { $0.source = source("b") }.hasPrefix("clip 1 of the mix plays a sound that was not decoded: "))
    #expect(message { ($0.source, $0.loops) = (source("empty"), true) }.hasPrefix("clip 1 of the mix repeats a sound without samples: "))
    #expect(message { $0.source = source("empty") } == "accepted")
    let duck = Ducking(depth: 3, attack: .zero, release: .zero)
    #expect(message { $0.ducking = duck } == "clip 1 of the mix ducks to 3.0 dB, which is not at or below 0")
    #expect(message { ($0.ducking, $0.bus) = (duck, .dialogue) } == "clip 1 of the mix is dialogue, and cannot step back for itself")
  }

  @Test func aSampleThatIsNotANumberIsAnErrorWithItsTime() throws {
    var samples = [Float](repeating: 0.1, count: 2 * 96_000)
    samples[2 * 60_000 + 1] = .infinity
    let clip = MixClip(bus: .music, source: source("a"), start: 0, count: 96_000)
    let mixer = try Mixer(
      spec: MixSpec(length: 96_000, clips: [clip], loudness: nil), sounds: [source("a"): MemorySound(samples)])
    #expect {
      try rendered(mixer)
    } throws: { error in
      (error as? ReelError)?.message == "sound \(source("a").digest), stream 0, has a sample at 1.250s that is not a number"
    }
  }
}
