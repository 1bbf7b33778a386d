import Foundation
import ReelCore
import ReelMedia
import ReelTestSupport
import Testing

struct AudioEncoderTests {
  static func settings(_ bitRate: Int = 128_000, channels: Int = 2) -> AudioEncoderSettings {
    AudioEncoderSettings(bitRate: bitRate, channels: channels)
  }

  struct Track {
    var samples: [CodedSample]
    var configuration: [UInt8]
    var priming: Int
  }

  static func encode(_ sound: [Float], _ settings: AudioEncoderSettings = settings(), chunk: Int = 4096) throws -> Track {
    let encoder = try AudioEncoder(settings)
    var samples: [CodedSample] = []
    let count = sound.count / settings.channels
    try sound.withUnsafeBufferPointer { sound in
      guard let base = sound.baseAddress else { return }
      for begin in stride(from: 0, to: count, by: chunk) {
        samples += try encoder.encode(base + begin * settings.channels, frames: min(chunk, count - begin))
      }
    }
    samples += try encoder.finish()
    return Track(samples: samples, configuration: encoder.configuration, priming: encoder.priming)
  }

  static func decode(_ track: Track, _ settings: AudioEncoderSettings = settings(), length: Int) throws -> [Float] {
    var sound: [Float] = []
    try AudioDecoderCheck.decode(
      track.samples, configuration: track.configuration, settings: settings, priming: track.priming, length: length
    ) { samples, count in sound += UnsafeBufferPointer(start: samples, count: count * settings.channels) }
    return sound
  }

  /// ISO/IEC 13818-7, 6.2: AAC-LC at 48 kHz, one packet to a frame.
  static func adts(_ track: Track, channels: Int = 2) -> Data {
    var data = Data()
    for sample in track.samples {
      let length = sample.bytes.count + 7
      data += [0xFF, 0xF1, 1 << 6 | 3 << 2, UInt8(channels << 6 | length >> 11)]
      data += [UInt8(length >> 3 & 0xFF), UInt8(length << 5 & 0xE0 | 0x1F), 0xFC]
      data += sample.bytes
    }
    return data
  }

  @Test(arguments: [1, 1023, 1024, 1025, 50_003]) func packetsCoverThePrimingAndEverySample(count: Int) throws {
    let sound = Sounds.noise(count)
    let track = try Self.encode(sound)
    #expect(track.priming == 1024)
    #expect(track.samples.count == (1024 + count + 1023) / 1024)
    #expect(track.samples.map(\.presentation) == track.samples.indices.map { $0 * 1024 })
    #expect(track.samples.allSatisfy { $0.duration == 1024 && $0.isKey })
    let decoded = try Self.decode(track, length: count)
    #expect(decoded.count == sound.count)
    guard count > 10_000 else { return }
    #expect(Sounds.delay(of: decoded, after: sound) == 0)
  }

  /// FFmpeg's program reads the packets as ADTS, priming and all.
  @Test func anotherDecoderHearsTheSame() throws {
    let sound = Sounds.noise(40_000)
    let track = try Self.encode(sound)
    let folder = try TemporaryDirectory()
    let other = Sounds.floats(try ffmpeg(["-i", folder.write("a.aac", Self.adts(track)), "-f", "f32le", "-"]))
    #expect(other.count / 2 == track.samples.count * 1024)
    #expect(Sounds.delay(of: other, after: sound) == 1024)
    let decoded = try Self.decode(track, length: 40_000)
    #expect(Sounds.greatestDifference(decoded, other[2048...]) < 1e-5)
  }

  @Test func theConfigurationIsLowComplexityAndNamesNoLibrary() throws {
    let track = try Self.encode(Sounds.noise(5000))
    // AAC-LC, 48 kHz, two channels; then in so many words that there is no SBR (1.6.6.1).
    #expect(track.configuration == [0x11, 0x90, 0x56, 0xE5, 0x00])
    let bytes = Data(track.samples.flatMap(\.bytes))
    #expect(bytes.range(of: Data("Lav".utf8)) == nil)
    let mono = try Self.encode(Sounds.noise(5000), Self.settings(64000, channels: 1))
    #expect(mono.configuration.prefix(2) == [0x11, 0x88])
  }

  @Test func bytesDoNotDependOnThePiecesOrTheProcessor() throws {
    let sound = Sounds.noise(30_000)
    let whole = try Self.encode(sound, chunk: 30_000)
    for chunk in [1, 777, 1024] { #expect(try Self.encode(sound, chunk: chunk).samples == whole.samples) }
    let plain = try Sounds.withoutExtensions { try Self.encode(sound) }
    #expect(plain.samples == whole.samples)
    let heard = try Self.decode(whole, length: 30_000).map(\.bitPattern)
    #expect(try Sounds.withoutExtensions { try Self.decode(whole, length: 30_000).map(\.bitPattern) } == heard)
  }

  @Test(arguments: [64000, 128_000, 192_000]) func rateAndLevelAreKept(bitRate: Int) throws {
    let count = 96000
    let tone = Sounds.sine(count, 1000, rate: 48000)
    let stereo = (0..<count).flatMap { [Float(tone[$0]), Float(tone[$0]) * 0.5] }
    let track = try Self.encode(stereo, Self.settings(bitRate))
    let decoded = try Self.decode(track, Self.settings(bitRate), length: count)
    let fit = Sounds.fit((24000..<72000).map { Double(decoded[2 * $0]) }, 1000, rate: 48000, amplitude: 0.5)
    #expect(abs(fit.level) < 0.02, "\(fit.level) dB")
    #expect(fit.rest < -50, "\(fit.rest) dB")
    let noisy = try Self.encode(Sounds.noise(count), Self.settings(bitRate))
    let rate = Double(noisy.samples.reduce(0) { $0 + $1.bytes.count * 8 }) / 2
    #expect(abs(rate / Double(bitRate) - 1) < 0.1, "\(rate) b/s")
  }

  @Test func whatCannotBeEncodedIsRefused() throws {
    #expect { try AudioEncoder(AudioEncoderSettings(encoder: "aac_none", bitRate: 128_000)) } throws: {
      ($0 as? ReelError)?.kind == .unsupported
    }
    #expect { try AudioEncoder(AudioEncoderSettings(bitRate: 128_000, channels: 3)) } throws: { "\($0)".contains("3 channels") }
    #expect { try Self.encode([.nan, 0]) } throws: { "\($0)".contains("sample 0 of the mix is not a number") }
    #expect { try Self.encode([]) } throws: { "\($0)" == "cannot encode a track without samples" }
    let track = try Self.encode(Sounds.noise(5000))
    #expect { try Self.decode(track, length: 9000) } throws: { "\($0)".contains("samples before its 9000") }
  }
}
