import Foundation
import ReelAudio
import ReelCore
import ReelTestSupport
import Testing

@Suite struct ReverbTests {
  /// The room's answer alone: the mix with the send less the mix without.
  private func answer(_ room: ReverbRoom, to samples: [Float], level: Double = 0, length: Int) throws -> [Double] {
    func mix(_ send: ReverbSend?) throws -> [Float] {
      let clip = MixClip(bus: .effects, source: source("a"), start: 100, count: samples.count / 2, reverb: send)
      return try rendered(
        Mixer(spec: MixSpec(length: length, clips: [clip], loudness: nil), sounds: [source("a"): MemorySound(samples)]))
    }
    let dry = try mix(nil)
    return zip(try mix(ReverbSend(room: room, level: level)), dry).map { Double($0) - Double($1) }
  }

  /// 60 dB by the backward integral of the squared answer (ISO 3382-1, 5.3.3), from -5 to -35 dB.
  @Test(arguments: [(ReverbRoom.room, 0.45), (.hall, 1.8), (.cathedral, 4.5), (.bathroom, 0.9), (.car, 0.12)])
  func aRoomDecaysInItsTime(room: ReverbRoom, seconds: Double) throws {
    let length = Int(seconds * 48_000 * 2.2) + 8000
    let answer = try answer(room, to: [1, 1], length: length)
    var integral = 0.0
    let decay =
      stride(from: length - 1, through: 0, by: -1).map { n in
        integral += answer[2 * n] * answer[2 * n]
        return integral
      }.reversed() as [Double]
    let levels = decay.map { 10 * log10($0 / decay[0]) }
    let (five, thirtyFive) = (levels.firstIndex { $0 < -5 } ?? 0, levels.firstIndex { $0 < -35 } ?? 0)
    let measured = Double(thirtyFive - five) / 48_000 * 2
    // Highs die sooner, which shortens the whole.
    #expect((0.45...1.15).contains(measured / seconds), "\(room): \(measured) s")
    #expect(answer[..<(2 * 100)].allSatisfy { $0 == 0 })
  }

  @Test(arguments: ReverbRoom.allCases) func noiseIsAsLoudAsItWas(room: ReverbRoom) throws {
    var rng = SeededRNG(seed: 41)
    let noise = rng.noise(96_000, amplitude: 0.2)
    let answer = try answer(room, to: noise, length: 400_000)
    let energy = answer.reduce(0) { $0 + $1 * $1 } / noise.reduce(0) { $0 + Double($1) * Double($1) }
    #expect(abs(10 * log10(energy)) < 1, "seed 41, \(room): \(10 * log10(energy)) dB")
    let quieter = try self.answer(room, to: noise, level: -12, length: 400_000)
    #expect(zip(quieter, answer).allSatisfy { abs($0 - $1 * pow(10, -0.6)) < 1e-5 })
  }

  @Test(arguments: ReverbRoom.allCases) func theTailEnds(room: ReverbRoom) throws {
    var rng = SeededRNG(seed: 42)
    let answer = try answer(room, to: rng.noise(4800, amplitude: 0.5), length: 600_000)
    let last = answer.lastIndex { $0 != 0 } ?? 0
    #expect(last < 2 * 500_000 && answer.contains { abs($0) > 0.01 })
    #expect(answer[max(0, last - 960)...last].allSatisfy { abs($0) < 1e-4 }, "it ends in what is not heard")
  }

  @Test func aRoomKeepsTheMiddleInTheMiddle() throws {
    var rng = SeededRNG(seed: 43)
    let mono = (0..<48_000).flatMap { _ in
      let value = Float(rng.unit() - 0.5)
      return [value, value]
    }
    let answer = try answer(.hall, to: mono, length: 200_000)
    let (left, right) = (0...1).map { channel in stride(from: channel, to: answer.count, by: 2).reduce(0.0) { $0 + answer[$1] * answer[$1] }
    }
    .withUnsafeBufferPointer { ($0[0], $0[1]) }
    #expect(abs(10 * log10(left / right)) < 1, "seed 43")
    let product = stride(from: 0, to: answer.count, by: 2).reduce(0.0) { $0 + answer[$1] * answer[$1 + 1] }
    #expect(abs(product / (left * right).squareRoot()) < 0.5, "seed 43: left and right are not the same")
  }
}
