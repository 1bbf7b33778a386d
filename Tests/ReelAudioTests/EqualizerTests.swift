import Foundation
import ReelAudio
import ReelCore
import ReelTestSupport
import Testing

@Suite struct EqualizerTests {
  /// ffmpeg's filters are the cookbook's, too, and by other hands.
  @Test(arguments: [
    (EqualizerBand(.highPass, frequency: 80), "highpass=f=80:t=q:w=0.70710678"),
    (EqualizerBand(.lowPass, frequency: 5000, q: 1.2), "lowpass=f=5000:t=q:w=1.2"),
    (EqualizerBand(.lowShelf, frequency: 200, gain: -4.5), "lowshelf=f=200:g=-4.5:t=q:w=0.70710678"),
    (EqualizerBand(.highShelf, frequency: 9000, gain: 3), "highshelf=f=9000:g=3:t=q:w=0.70710678"),
    (EqualizerBand(.peak, frequency: 3200, gain: 5, q: 0.9), "equalizer=f=3200:g=5:t=q:w=0.9"),
    (EqualizerBand(.peak, frequency: 14_000, gain: -9, q: 4), "equalizer=f=14000:g=-9:t=q:w=4"),
  ]) func filtersAsFfmpegDoes(band: EqualizerBand, filter: String) throws {
    var rng = SeededRNG(seed: 31)
    let noise = rng.noise(20_000, amplitude: 0.5)
    let folder = try TemporaryDirectory()
    let file = try folder.write("pcm", noise.withUnsafeBytes { Data($0) })
    let data = try ffmpeg(["-f", "f32le", "-ar", "48000", "-ac", "2", "-i", file, "-af", "\(filter):r=f64", "-f", "f32le", "-"])
    let expected = data.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    let clip = MixClip(bus: .dialogue, source: source("a"), start: 0, count: 20_000, equalizer: [band])
    let mixer = try Mixer(spec: MixSpec(length: 20_000, clips: [clip], loudness: nil), sounds: [source("a"): MemorySound(noise)])
    let mix = try rendered(mixer)
    #expect(mix.count == expected.count)
    let difference = zip(mix, expected).map { abs($0 - $1) }.max() ?? 1
    #expect(difference < 2e-6, "seed 31: \(difference)")
    #expect(zip(mix, noise).contains { abs($0 - $1) > 0.05 })
  }

  @Test func bandsFollowEachOther() throws {
    var rng = SeededRNG(seed: 32)
    let noise = rng.noise(5000, amplitude: 0.5)
    let bands = [EqualizerBand(.highPass, frequency: 100), EqualizerBand(.highShelf, frequency: 8000, gain: 4)]
    func filtered(_ samples: [Float], _ bands: [EqualizerBand]) throws -> [Float] {
      let clip = MixClip(bus: .music, source: source("a"), start: 0, count: 5000, equalizer: bands)
      return try rendered(
        Mixer(spec: MixSpec(length: 5000, clips: [clip], loudness: nil), sounds: [source("a"): MemorySound(samples)]))
    }
    let both = try filtered(noise, bands)
    let twice = try filtered(filtered(noise, [bands[0]]), [bands[1]])
    #expect(zip(both, twice).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  /// Numbers below the processor's fast range would follow a sound for seconds.
  @Test func silenceAfterSoundBecomesZero() throws {
    var samples = tone(0.1, level: -6)
    samples += [Float](repeating: 0, count: 2 * 96_000)
    let clip = MixClip(
      bus: .music, source: source("a"), start: 0, count: samples.count / 2, equalizer: [EqualizerBand(.highPass, frequency: 80)])
    let mix = try rendered(
      Mixer(spec: MixSpec(length: samples.count / 2, clips: [clip], loudness: nil), sounds: [source("a"): MemorySound(samples)]))
    #expect(mix.allSatisfy { $0 == 0 || $0.isNormal })
    #expect(mix.suffix(2 * 48_000).allSatisfy { $0 == 0 })
  }

  @Test func whatIsNoFilterIsRefused() throws {
    for band in [
      EqualizerBand(.peak, frequency: 0), EqualizerBand(.lowPass, frequency: 24_000), EqualizerBand(.peak, frequency: 500, q: 0),
    ] {
      let clip = MixClip(bus: .music, source: source("a"), start: 0, count: 10, equalizer: [band])
      #expect(throws: ReelError.self) {
        try Mixer(spec: MixSpec(length: 10, clips: [clip], loudness: nil), sounds: [source("a"): MemorySound([0, 0])])
      }
    }
  }
}
