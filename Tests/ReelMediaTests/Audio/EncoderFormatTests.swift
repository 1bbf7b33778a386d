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

  /// A tone in one channel after the other, found in that one.
  @Test(arguments: ["aac", "libopus", "flac"]) func sixChannelsStayInTheirPlaces(encoder: String) throws {
    let settings = AudioEncoderSettings(encoder: encoder, bitRate: encoder == "flac" ? 0 : 384_000, channels: 6)
    let each = 24_000
    var sound = [Float](repeating: 0, count: 6 * 6 * each)
    // One that the low-frequency channel keeps, too.
    for n in 0..<6 * each { sound[6 * n + n / each] = Float(0.5 * sin(2 * Double.pi * 80 * Double(n) / 48_000)) }
    let track = try AudioEncoderTests.encode(sound, settings, chunk: 777)
    if encoder == "aac" { #expect(track.configuration.prefix(2) == [0x11, 0xB0], "AAC-LC, 48 kHz, channel configuration 6") }
    if encoder == "libopus" {
      // RFC 7845, 5.1.1.2: Vorbis order, L C R Ls Rs LFE, in four streams of which two are coupled.
      #expect(track.configuration[9] == 6 && Array(track.configuration[18...]) == [1, 4, 2, 0, 4, 1, 2, 3, 5])
    }
    let decoded = try AudioEncoderTests.decode(track, settings, length: 6 * each)
    for part in 0..<6 {
      let levels = (0..<6).map { channel in
        let samples = (part * each + 6000..<(part + 1) * each - 6000).map { Double(decoded[6 * $0 + channel]) }
        return (samples.reduce(0) { $0 + $1 * $1 } / Double(samples.count) * 2).squareRoot()
      }
      // AAC's low-frequency channel has the lowest bands alone.
      #expect(abs(levels[part] - 0.5) < (part == 3 ? 0.04 : 0.02), "\(encoder), channel \(part): \(levels)")
      #expect(levels.enumerated().allSatisfy { $0.offset == part || $0.element < 0.005 }, "\(encoder), channel \(part): \(levels)")
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
