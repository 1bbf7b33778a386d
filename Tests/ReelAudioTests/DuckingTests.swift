import Foundation
import ReelAudio
import ReelCore
import ReelTestSupport
import Testing

@Suite struct DuckingTests {
  /// The gain of music that is all ones, in dB, under lines at the ranges given.
  private func curve(_ lines: [Range<Int>], _ ducking: Ducking, length: Int = 96_000) throws -> [Double] {
    let music = MixClip(bus: .music, source: source("ones"), start: 0, count: length, ducking: ducking)
    let dialogue = lines.map { MixClip(bus: .dialogue, source: source("silence"), start: $0.lowerBound, count: $0.count) }
    let sounds = [
      source("ones"): MemorySound([Float](repeating: 1, count: 2 * length)),
      source("silence"): MemorySound([Float](repeating: 0, count: 2 * length)),
    ]
    let mix = try rendered(Mixer(spec: MixSpec(length: length, clips: dialogue + [music], loudness: nil), sounds: sounds))
    return stride(from: 0, to: mix.count, by: 2).map { 20 * log10(Double(mix[$0])) }
  }

  private let ducking = Ducking(depth: -12, attack: Time(Rational(15, 100)), release: Time(Rational(4, 10)))

  @Test func itIsDownWhenTheLineBeginsAndBackAfterTheRelease() throws {
    let gain = try curve([40_000..<50_000], ducking)
    #expect(gain[..<(40_000 - 7200)].allSatisfy { $0 == 0 })
    #expect(gain[40_000 - 7200] < 0 && gain[40_000 - 7200] > -1e-4)
    #expect(abs(gain[40_000 - 3600] + 6) < 0.01)  // half way, in dB
    #expect(gain[39_999] > -12 && gain[39_999] < -11.9999)
    #expect(gain[40_000..<50_000].allSatisfy { abs($0 + 12) < 1e-6 })
    #expect(abs(gain[50_000 + 9600] + 6) < 0.01)
    #expect(gain[69_190] < 0 && gain[69_190] > -1e-4)
    #expect(gain[69_200...].allSatisfy { $0 == 0 })
    let steps = zip(gain, gain.dropFirst()).map { abs($1 - $0) }
    #expect(steps.max() ?? 1 < 12 * Double.pi / 2 / 7200 * 1.01)  // nowhere steeper than the cosine
  }

  @Test func linesCloserThanAttackAndReleaseAreOne() throws {
    let joined = try curve([20_000..<30_000, 56_399..<60_000], ducking)
    #expect(joined[20_000..<60_000].allSatisfy { abs($0 + 12) < 1e-6 })
    let apart = try curve([20_000..<30_000, 56_400..<60_000], ducking)
    #expect(apart[49_199] > -1e-4 && apart[49_200] > -1e-4)
    #expect(apart[30_001..<56_399].allSatisfy { $0 > -12 })
  }

  @Test func linesMayOverlapTouchAndReachOverTheEnds() throws {
    let gain = try curve([0..<1000, 500..<3000, 3000..<4000, 3500..<3600, 95_000..<96_000], ducking)
    #expect(gain[..<4000].allSatisfy { abs($0 + 12) < 1e-6 })
    #expect(gain[23_200..<87_800].allSatisfy { $0 == 0 })
    #expect(gain[95_000...].allSatisfy { abs($0 + 12) < 1e-6 })
  }

  @Test func aLineLastsAsLongAsItsSound() throws {
    let clips = [
      MixClip(bus: .music, source: source("ones"), start: 0, count: 48_000, ducking: Ducking(depth: -6, attack: .zero, release: .zero)),
      MixClip(bus: .dialogue, source: source("short"), offset: 100, start: 10_000, count: 20_000),
    ]
    let sounds = [
      source("ones"): MemorySound([Float](repeating: 1, count: 96_000)),
      source("short"): MemorySound([Float](repeating: 0, count: 2 * 1100)),
    ]
    let mix = try rendered(Mixer(spec: MixSpec(length: 48_000, clips: clips, loudness: nil), sounds: sounds))
    let down = (0..<48_000).filter { mix[2 * $0] != 1 }
    #expect(down == Array(10_000..<11_000))
    #expect(abs(Double(mix[20_000]) - pow(10, -0.3)) < 1e-7)
  }
}
