import Foundation
import ReelAudio
import ReelCore
import ReelTestSupport
import Testing

/// What a clip goes through on its way into the mix: automation, pan, equaliser, seams and edges.
@Suite struct ChannelTests {
  private func mix(_ clips: [MixClip], _ sounds: [String: [Float]], length: Int, declick: Int? = nil) throws -> [Float] {
    let memory = Dictionary(uniqueKeysWithValues: sounds.map { (source($0.key), MemorySound($0.value)) })
    return try rendered(Mixer(spec: MixSpec(length: length, clips: clips, loudness: nil, declick: declick), sounds: memory))
  }

  private func constant(_ value: Float, _ frames: Int) -> [Float] { Array(repeating: value, count: 2 * frames) }

  /// A mix of random clips that uses everything there is.
  static func everything(seed: UInt64, length: Int = 12_000) -> (spec: MixSpec, sounds: [SoundSource: MemorySound]) {
    var rng = SeededRNG(seed: seed)
    var (spec, sounds) = MixerTests.spec(seed: seed, length: length)
    sounds[source("long")] = MemorySound(rng.noise(4000, amplitude: 0.5))
    for index in spec.clips.indices {
      var clip = spec.clips[index]
      if index % 2 == 0 {
        let start = rng.int(-500..<500)
        clip.automation = MixCurve(
          [start, start + rng.int(1..<900), start + 900 + rng.int(1..<900)].map { .init(at: $0, value: rng.unit() * 20 - 14) })
      }
      if index % 3 == 0 {
        let position = MixCurve([.init(at: 0, value: rng.unit() * 2 - 1), .init(at: rng.int(1..<3000), value: rng.unit() * 2 - 1)])
        clip.pan = MixPan(position: position, isMono: rng.int(0..<2) == 0)
      }
      if index % 4 < 2 {
        clip.equalizer = [
          EqualizerBand(.highPass, frequency: 90), EqualizerBand(.peak, frequency: 2500, gain: rng.unit() * 12 - 6, q: 1.4),
        ]
      }
      if index % 2 == 1 { clip.reverb = ReverbSend(room: ReverbRoom.allCases[rng.int(0..<5)], level: -rng.unit() * 20) }
      if clip.loops { (clip.source, clip.overlap) = (source("long"), rng.int(0..<2000)) }
      spec.clips[index] = clip
    }
    spec.declick = 144
    return (spec, sounds)
  }

  @Test(arguments: [11, 12] as [UInt64]) func anyPartitionGivesTheSameBits(seed: UInt64) throws {
    let (spec, sounds) = Self.everything(seed: seed)
    let whole = try rendered(Mixer(spec: spec, sounds: sounds)).map(\.bitPattern)
    for (sizes, isShuffled) in [(1...1, false), (7...7, false), (64...64, false), (200...5000, true)] {
      var rng = SeededRNG(seed: seed)
      var ranges: [Range<Int>] = []
      while let start = ranges.last?.upperBound ?? 0 as Int?, start < spec.length {
        ranges.append(start..<min(spec.length, start + rng.int(sizes.lowerBound..<sizes.upperBound + 1)))
      }
      if isShuffled { ranges.shuffle(using: &rng) }
      let mixer = try Mixer(spec: spec, sounds: sounds)
      var parts = [UInt32](repeating: 0, count: 2 * spec.length)
      for range in ranges {
        for (i, sample) in try rendered(mixer, range).enumerated() { parts[2 * range.lowerBound + i] = sample.bitPattern }
      }
      #expect(parts == whole, "seed \(seed), blocks of \(sizes)")
    }
  }

  @Test(arguments: [21, 23] as [UInt64]) func stemsAddUpToTheMix(seed: UInt64) throws {
    let (spec, sounds) = Self.everything(seed: seed)
    let mixer = try Mixer(spec: spec, sounds: sounds)
    let whole = try rendered(mixer)
    func part(_ stem: Mixer.Stem) throws -> [Float] {
      var out = [Float](repeating: .nan, count: 2 * spec.length)
      try out.withUnsafeMutableBufferPointer { buffer in
        // In blocks, in turn with the others, as a writer of stems asks.
        for start in stride(from: 0, to: spec.length, by: 1000) {
          let range = start..<min(start + 1000, spec.length)
          if let base = buffer.baseAddress { try mixer.render(range: range, of: stem, into: base + 2 * start) }
        }
      }
      return out
    }
    let (dialogue, music, effects, bed) = (try part(.dialogue), try part(.music), try part(.effects), try part(.bed))
    for i in whole.indices {
      #expect(abs(dialogue[i] + music[i] + effects[i] - whole[i]) < 4e-6, "seed \(seed), \(i)")
      if abs(music[i] + effects[i] - bed[i]) >= 4e-6 { Issue.record("seed \(seed), \(i)") }
    }
    #expect([dialogue, music, effects].allSatisfy { $0.contains { abs($0) > 0.1 } })
  }

  @Test func automationMovesInStraightLinesOfDecibels() throws {
    let points: [MixCurve.Point] = [.init(at: 1000, value: -20), .init(at: 9000, value: 6), .init(at: 20_000, value: -40)]
    let clip = MixClip(
      bus: .music, source: source("ones"), start: 500, count: 30_000, gain: -3, automation: MixCurve(points))
    let mix = try mix([clip], ["ones": constant(1, 30_000)], length: 30_500)
    func expected(_ n: Int) -> Double {
      guard let next = points.firstIndex(where: { $0.at > n }) else { return -40 }
      if next == 0 { return -20 }
      let (a, b) = (points[next - 1], points[next])
      return a.value + (b.value - a.value) * Double(n - a.at) / Double(b.at - a.at)
    }
    for n in stride(from: 0, to: 30_000, by: 13) {
      // At a corner the grid of 64 samples cuts off what is below a quarter of a dB here.
      let isCorner = points.contains { abs($0.at - n) <= 64 }
      #expect(abs(20 * log10(Double(mix[2 * (n + 500)])) - (expected(n) - 3)) < (isCorner ? 0.25 : 2e-3), "\(n)")
    }
  }

  @Test func aJumpOfAutomationIsARamp() throws {
    let curve = MixCurve([.init(at: 3000, value: 0), .init(at: 3001, value: -96)])
    let mix = try mix(
      [MixClip(bus: .music, source: source("ones"), start: 0, count: 6000, automation: curve)], ["ones": constant(1, 6000)],
      length: 6000)
    let steps = (1..<6000).map { abs(mix[2 * $0] - mix[2 * $0 - 2]) }
    #expect((steps.max() ?? 1) < 1.01 / 64)
    #expect(mix[2 * 2900] == 1 && mix[2 * 3100] < 2e-5)
  }

  @Test func onePointMovesWithEqualPower() throws {
    for position in [-1, -0.5, 0, 0.25, 1] {
      let pan = MixPan(position: .constant(position), isMono: true)
      let mix = try mix(
        [MixClip(bus: .effects, source: source("ones"), start: 0, count: 100, pan: pan)], ["ones": constant(1, 100)], length: 100)
      let (left, right) = (Double(mix[20]), Double(mix[21]))
      #expect(abs(left - 2.0.squareRoot() * cos(.pi / 4 * (1 + position))) < 1e-6)
      #expect(abs(right - 2.0.squareRoot() * sin(.pi / 4 * (1 + position))) < 1e-6)
      #expect(abs(left * left + right * right - 2) < 1e-5)
    }
  }

  /// The algorithm of `StereoPannerNode` as the Web Audio API writes it.
  @Test func twoChannelsFoldToOneSide() throws {
    let sound = (0..<100).flatMap { _ in [Float(0.5), Float(-0.25)] }
    for position in [-1, -0.3, 0, 0.6, 1] {
      let pan = MixPan(position: .constant(position), isMono: false)
      let mix = try mix(
        [MixClip(bus: .effects, source: source("a"), start: 0, count: 100, pan: pan)], ["a": sound], length: 100)
      let x = position <= 0 ? position + 1 : position
      let (gainL, gainR) = (cos(x * .pi / 2), sin(x * .pi / 2))
      let (left, right) = position <= 0 ? (0.5 - 0.25 * gainL, -0.25 * gainR) : (0.5 * gainL, -0.25 + 0.5 * gainR)
      #expect(abs(Double(mix[40]) - left) < 1e-6 && abs(Double(mix[41]) - right) < 1e-6, "\(position)")
    }
  }

  @Test func aSeamCrossesTheEndOfALoopWithItsBeginning() throws {
    var rng = SeededRNG(seed: 5)
    let sound = rng.noise(1000)
    let clip = MixClip(bus: .effects, source: source("a"), offset: 300, start: 0, count: 5000, loops: true, overlap: 200)
    let mix = try mix([clip], ["a": sound], length: 5000)
    for n in 0..<5000 {
      let (pass, position) = (n + 300).quotientAndRemainder(dividingBy: 800)
      var expected = Double(sound[2 * position])
      if pass > 0, position < 200 {
        let x = (Double(position) + 0.5) / 200 * .pi / 2
        expected = expected * sin(x) + Double(sound[2 * (800 + position)]) * cos(x)
      }
      if abs(Double(mix[2 * n]) - expected) > 1e-6 { Issue.record("seed 5, sample \(n)") }
    }
  }

  @Test func onlyJumpsAreFaded() throws {
    let tone = (0..<4800).flatMap { n in [Float](repeating: Float(0.5 * sin(2 * .pi * 100 * Double(n) / 48_000)), count: 2) }
    func edges(_ clip: (inout MixClip) -> Void, _ others: [MixClip] = []) throws -> (first: Float, last: Float, middle: Float) {
      var one = MixClip(bus: .shots, source: source("a"), offset: 120, start: 1000, count: 2400)
      clip(&one)
      let mix = try mix([one] + others, ["a": tone], length: 6000, declick: 144)
      let (start, end) = (one.start, one.start + one.count)
      return (mix[2 * start], mix[2 * (end - 1)], mix[2 * (start + 1200)])
    }
    // Cut from 90 degrees to 90 degrees of the tone: it would jump by half of full scale at both ends.
    let cut = try edges { _ in }
    #expect(abs(cut.first) < 0.003 && abs(cut.last) < 0.003 && abs(cut.middle) > 0.4)
    // From zero to zero: left as it is.
    let natural = try edges { ($0.offset, $0.count) = (0, 2401) }
    #expect(natural.first == 0 && natural.last == tone[2 * 2400])
    let soft = try edges { ($0.fadeIn, $0.fadeOut) = (50, 50) }
    #expect(abs(soft.first - 0.5 * 0.01) < 1e-3)
    // The source goes on in the next clip: no dip between them.
    let next = MixClip(bus: .shots, source: source("a"), offset: 2520, start: 3400, count: 1000)
    let joined = try edges({ _ in }, [next])
    #expect(abs(joined.first) < 0.003 && joined.last == tone[2 * 2519])
    // In the next clip it goes on elsewhere.
    var other = next
    other.offset = 2640
    #expect(try abs(edges({ _ in }, [other]).last) < 0.003)
  }

  @Test func aDuckHoldsAndLooksAhead() throws {
    func gains(hold: Int, ahead: Int?) throws -> [Float] {
      let time = { (samples: Int) in Time(samples: Int64(samples), rate: 48_000) }
      let ducking = Ducking(
        depth: -12, attack: time(480), release: time(960), hold: hold == 0 ? nil : time(hold), lookAhead: ahead.map(time))
      let music = MixClip(bus: .music, source: source("ones"), start: 0, count: 12_000, ducking: ducking)
      let line = MixClip(bus: .dialogue, source: source("silence"), start: 3000, count: 2000)
      return try mix([music, line], ["ones": constant(1, 12_000), "silence": constant(0, 12_000)], length: 12_000)
    }
    let plain = try gains(hold: 0, ahead: nil)
    let held = try gains(hold: 700, ahead: nil)
    #expect(plain == (try gains(hold: 0, ahead: 480)))
    let (before, after) = (held[..<10_000] == plain[..<10_000], held[11_400...] == plain[10_000..<22_600])
    #expect(before && after, "the release begins 700 samples later")
    #expect(held[(2 * 5000)..<(2 * 5700)].allSatisfy { $0 == held[2 * 4000] })
    let late = try gains(hold: 0, ahead: 100)
    #expect(late[2 * 2899] == 1 && late[2 * 2901] < 1, "it falls from 100 samples before the line")
    #expect(zip(late[5800..<6760], plain[5040..<6000]).allSatisfy { $0 == $1 })
  }
}
