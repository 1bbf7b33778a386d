import Foundation
import ReelCore
import ReelMedia
import ReelTestSupport
import Testing

/// Opus and FLAC beside AAC, and what becomes of the codec's priming.
@Suite struct EncoderFormatTests {
  private func settings(_ encoder: String, drops: Bool? = nil) -> AudioEncoderSettings {
    AudioEncoderSettings(encoder: encoder, bitRate: encoder == "flac" ? 0 : 128_000, dropsPriming: drops)
  }

  @Test(arguments: [("aac", 1024, 1024), ("libopus", 312, 960), ("flac", 0, 4608)])
  func packetsCoverThePrimingAndEverySample(encoder: String, priming: Int, length: Int) throws {
    for count in [4609, 50_003] {
      let sound = Sounds.noise(count)
      let track = try AudioEncoderTests.encode(sound, settings(encoder), chunk: 777)
      #expect(track.priming == priming)
      #expect(track.samples.count == (priming + count + length - 1) / length)
      #expect(track.samples.map(\.presentation) == track.samples.indices.map { $0 * length })
      #expect(track.samples.dropLast().allSatisfy { $0.duration == length })
      let decoded = try AudioEncoderTests.decode(track, settings(encoder), length: count)
      #expect(decoded.count == sound.count)
      #expect(Sounds.delay(of: decoded, after: sound) == 0)
    }
  }

  @Test func flacKeepsEveryBitOfTwentyFour() throws {
    let sound = Sounds.noise(10_001)
    let track = try AudioEncoderTests.encode(sound, settings("flac"))
    let decoded = try AudioEncoderTests.decode(track, settings("flac"), length: 10_001)
    #expect(zip(decoded, sound).allSatisfy { $0 == Float(PCM24.rounded($1)) / 8_388_608 })
    #expect(track.samples.last?.duration == 10_001 - 2 * 4608)
    // STREAMINFO: 24 bits, two channels, 48 kHz, every sample counted, and the digest of them all.
    #expect(Array(track.configuration[10..<14]) == [0x0B, 0xB8, 0x03, 0x70] && track.configuration[18...].contains { $0 != 0 })
    let folder = try TemporaryDirectory()
    var file = Data("fLaC".utf8)
    for part in [[0x80, 0, 0, 34], track.configuration] + track.samples.map(\.bytes) { file.append(contentsOf: part) }
    let other = try ffmpeg(["-i", folder.write("a.flac", file), "-f", "f32le", "-"])
    #expect(Sounds.floats(other) == decoded)
  }

  /// The codec's own samples take the place of the first of the sound, and what follows is in time.
  @Test(arguments: [("aac", 1024), ("libopus", 312), ("flac", 0)]) func withoutPrimingTheRestIsInTime(encoder: String, lost: Int) throws {
    let sound = Sounds.noise(30_000)
    for chunk in [100, 4096] {
      let track = try AudioEncoderTests.encode(sound, settings(encoder, drops: true), chunk: chunk)
      #expect(track.priming == 0)
      let decoded = try AudioEncoderTests.decode(track, settings(encoder, drops: true), length: 30_000)
      #expect(Sounds.delay(of: Array(decoded[(2 * lost)...]), after: Array(sound[(2 * lost)...])) == 0)
    }
    #expect(try AudioEncoder.priming(settings(encoder)) == lost)
  }

  @Test func whatIsNotDrivenIsRefused() {
    #expect(throws: ReelError.self) { try AudioEncoder(settings("libmp3lame")) }
    #expect(throws: ReelError.self) { try AudioEncoder(AudioEncoderSettings(encoder: "libopus", bitRate: 96_000, sampleRate: 44_100)) }
    #expect(AudioEncoder.isAvailable("aac") && !AudioEncoder.isAvailable("no such encoder"))
  }
}
