import Foundation
import ReelCore
import ReelMedia
import ReelTestSupport
import Testing

struct AudioReaderTests {
  struct Format: CustomTestStringConvertible, Sendable {
    var file: String
    var arguments: [String]
    /// Samples more than the source has, where the container does not say where the last packet ends.
    var extra = 0...0
    /// The codec loses nothing, and reader and source agree within this.
    var lossless: Float?
    var testDescription: String { "\(file) \(arguments.joined(separator: " "))" }
  }

  static let formats = [
    Format(file: "a.wav", arguments: ["-c:a", "pcm_f32le"], lossless: 0),
    Format(file: "s16.wav", arguments: ["-c:a", "pcm_s16le"], lossless: 1.0 / 32000),
    Format(file: "s24.mov", arguments: ["-c:a", "pcm_s24le"], lossless: 1e-6),
    Format(file: "a.flac", arguments: ["-c:a", "flac", "-sample_fmt", "s16"], lossless: 1.0 / 32000),
    Format(file: "alac.m4a", arguments: ["-c:a", "alac"], lossless: 1.0 / 32000),
    // An edit list in whole milliseconds, FFmpeg's default, ends up to 24 samples off; one that counts samples does not.
    Format(file: "aac.m4a", arguments: ["-c:a", "aac", "-b:a", "192k"], extra: -24...24),
    Format(file: "exact.mp4", arguments: ["-c:a", "aac", "-b:a", "192k", "-movie_timescale", "48000"]),
    Format(file: "a.mp3", arguments: ["-c:a", "libmp3lame", "-b:a", "192k"]),
    Format(file: "a.opus", arguments: ["-c:a", "libopus", "-b:a", "192k"]),
    Format(file: "opus.webm", arguments: ["-c:a", "libopus", "-b:a", "192k"]),
    Format(file: "opus.mp4", arguments: ["-c:a", "libopus", "-b:a", "192k", "-movie_timescale", "48000"]),
    Format(file: "vorbis.ogg", arguments: ["-c:a", "libvorbis", "-q:a", "8"]),
  ]

  /// Coded sound in the guise of plain samples, as on DTS CDs: found by looking into it, and nothing plain is taken for it.
  @Test func codedSoundThatAWaveFileHidesIsFound() throws {
    let folder = try TemporaryDirectory()
    let tone = ["-f", "lavfi", "-i", "sine=f=440:r=44100:d=2", "-ac", "2"]
    try ffmpeg(tone + ["-c:a", "dca", "-strict", "-2", "-b:a", "1411200", "-f", "dts", folder.file("a.dts")])
    try ffmpeg(["-f", "s16le", "-ar", "44100", "-ac", "2", "-i", folder.file("a.dts"), "-c:a", "copy", folder.file("dts.wav")])
    try ffmpeg(tone + ["-c:a", "pcm_s16le", folder.file("plain.wav")])
    for (file, codec) in [("dts.wav", "dts"), ("plain.wav", "pcm_s16le")] {
      let facts = try #require(try Probe.probe(path: folder.file(file)).audio)
      #expect(facts.codec == codec)
      // A sine of an eighth, 3 dB lower on two channels; what is coded and read as plain samples is noise.
      let samples = try Sounds.read(AudioReader(path: folder.file(file), facts: facts))[20_000..<120_000]
      let power = samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(samples.count)
      #expect(abs(power.squareRoot() - 0.0625) < 0.005, "\(file)")
    }
  }

  @Test(arguments: formats) func soundBeginsWithItsFirstPresentedSampleAndEndsWithItsLast(_ format: Format) throws {
    let count = 50_003
    let source = Sounds.noise(count)
    let folder = try TemporaryDirectory()
    let wav = try folder.write("source.wav", Sounds.wav(source, channels: 2, rate: 48000))
    try ffmpeg(["-i", wav] + format.arguments + [folder.file(format.file)])
    let sound = try Sounds.read(folder.file(format.file))
    #expect(format.extra.contains(sound.count / 2 - count), "\(sound.count / 2) samples of \(count)")
    #expect(Sounds.delay(of: sound, after: source, within: 100) == 0)
    if let limit = format.lossless { #expect(Sounds.greatestDifference(sound, source) <= limit) }
    let other = Sounds.floats(try ffmpeg(["-i", folder.file(format.file), "-f", "f32le", "-"]))
    #expect(Sounds.greatestDifference(sound, other) < 1e-5)
  }

  struct Tone: Sendable {
    var rate: Int
    var frequency: Double
  }

  @Test(arguments: [
    Tone(rate: 44100, frequency: 1000), Tone(rate: 44100, frequency: 20000), Tone(rate: 22050, frequency: 440),
    Tone(rate: 16000, frequency: 7000), Tone(rate: 24000, frequency: 11000), Tone(rate: 8000, frequency: 3000),
    Tone(rate: 96000, frequency: 20000), Tone(rate: 192_000, frequency: 1000),
  ]) func resamplingKeepsFrequencyLevelAndPhase(_ tone: Tone) throws {
    let sine = Sounds.sine(tone.rate, tone.frequency, rate: tone.rate).map(Float.init)
    let folder = try TemporaryDirectory()
    let sound = try Sounds.read(folder.write("a.wav", Sounds.wav(sine, channels: 1, rate: tone.rate)))
    #expect(sound.count == 2 * 48000)
    // From the first whole second's quarter on, where the phase of the source is its own again.
    let begin = 12000
    let middle = (begin..<36000).map { Double(sound[2 * $0]) }
    let fit = Sounds.fit(middle, tone.frequency, rate: 48000, amplitude: 0.5)
    #expect(abs(fit.level) < 0.01, "\(fit.level) dB")
    #expect(fit.rest < -110, "\(fit.rest) dB")
    let due = (0.3 + 2 * .pi * tone.frequency * Double(begin) / 48000).remainder(dividingBy: 2 * .pi)
    #expect(abs((fit.phase - due).remainder(dividingBy: 2 * .pi)) < 1e-3, "\(fit.phase) for \(due)")
  }

  @Test func nothingAboveTheNewLimitFoldsBack() throws {
    let folder = try TemporaryDirectory()
    for frequency in [25000.0, 30000, 40000] {
      let sine = Sounds.sine(96000, frequency, rate: 96000).map(Float.init)
      let sound = try Sounds.read(folder.write("a.wav", Sounds.wav(sine, channels: 1, rate: 96000)))
      let loudest = sound[24000..<72000].map(abs).max() ?? 1
      #expect(loudest < 0.5e-5, "\(frequency) Hz leaves \(loudest)")
    }
  }

  /// 47951 Hz shares so small a divisor with 48000 that phases are interpolated.
  @Test(arguments: [(11025, 10_007), (44100, 50_003), (47951, 20_000), (44099, 1), (96000, 33_333)])
  func lengthsAreExact(rate: Int, count: Int) throws {
    let folder = try TemporaryDirectory()
    let sine = Sounds.sine(count, 500, rate: rate).map(Float.init)
    let sound = try Sounds.read(folder.write("a.wav", Sounds.wav(sine, channels: 1, rate: rate)))
    #expect(sound.count / 2 == Int((Double(count) * 48000 / Double(rate)).rounded()))
    guard count > 10_000 else { return }
    let middle = (sound.count / 8..<sound.count / 8 + 4800).map { Double(sound[2 * $0]) }
    #expect(Sounds.fit(middle, 500, rate: 48000, amplitude: 0.5).rest < -85)
  }

  @Test func oneChannelGoesToBothSidesUnchanged() throws {
    let folder = try TemporaryDirectory()
    let mono = Sounds.sine(4800, 440, rate: 48000).map(Float.init)
    let sound = try Sounds.read(folder.write("a.wav", Sounds.wav(mono, channels: 1, rate: 48000)))
    #expect(sound == mono.flatMap { [$0, $0] })
  }

  /// Whatever the layout: read in 5.1 and folded down by BS.775 it is what it is in stereo; and 5.1 itself is read as it stands.
  @Test(arguments: ["5.1", "5.1(side)", "5.0", "quad", "3.0", "4.0", "6.1", "7.1", "7.1(wide)", "octagonal"])
  func fivePointOneFoldsDownToStereo(layout: String) throws {
    let folder = try TemporaryDirectory()
    let source = "anoisesrc=r=48000:d=0.05:a=0.2:seed="
    let count = ["5.1": 6, "5.1(side)": 6, "5.0": 5, "quad": 4, "3.0": 3, "4.0": 4, "6.1": 7][layout] ?? 8
    let inputs = (0..<count).flatMap { ["-f", "lavfi", "-i", source + "\($0)"] }
    let pads = (0..<count).map { "[\($0)]" }.joined()
    try ffmpeg(
      inputs + ["-filter_complex", "\(pads)amerge=inputs=\(count),aformat=channel_layouts=\(layout)", "-c:a", "pcm_f32le", "a.wav"],
      in: folder.path)
    let file = folder.file("a.wav")
    let stereo = try Sounds.read(file)
    let surround = try Sounds.read(AudioReader(path: file, facts: Sounds.facts(), layout: .surround))
    #expect(stereo.count == 2 * 2400 && surround.count == 6 * 2400)
    let half = Float(0.5.squareRoot())
    for i in 0..<2400 {
      for side in 0...1 {
        let folded = surround[6 * i + side] + half * (surround[6 * i + 2] + surround[6 * i + 4 + side])
        if abs(folded - stereo[2 * i + side]) > 1e-6 { Issue.record("\(layout), sample \(i): \(folded), not \(stereo[2 * i + side])") }
      }
    }
    if layout.hasPrefix("5.1") { #expect(surround == Sounds.floats(try ffmpeg(["-i", file, "-f", "f32le", "-"]))) }
  }

  /// ITU-R BS.775-3: centre and surround at -3 dB, no low frequencies, nothing scaled down.
  @Test func fivePointOneIsMixedDown() throws {
    let folder = try TemporaryDirectory()
    let half = Float(0.5.squareRoot())
    let expected: [(String, Float, Float)] = [
      ("FL", 1, 0), ("FR", 0, 1), ("FC", half, half), ("LFE", 0, 0), ("BL", half, 0), ("BR", 0, half),
    ]
    for (channel, (name, left, right)) in expected.enumerated() {
      var samples = [Float](repeating: 0, count: 600 * 6)
      for i in 0..<600 { samples[6 * i + channel] = Float(i % 7) / 8 }
      let wav = try folder.write("a.wav", Sounds.wav(samples, channels: 6, rate: 48000))
      let sound = try Sounds.read(wav)
      let due = (0..<600).flatMap { i -> [Float] in [Float(i % 7) / 8 * left, Float(i % 7) / 8 * right] }
      #expect(sound.count == due.count)
      #expect(Sounds.greatestDifference(sound, due) < 1e-6, "\(name)")
    }
  }

  @Test func piecesOfAnySizeGiveTheSameSound() throws {
    let folder = try TemporaryDirectory()
    let wav = try folder.write("a.wav", Sounds.wav(Sounds.noise(30_000), channels: 2, rate: 44100))
    try ffmpeg(["-i", wav, "-c:a", "aac", folder.file("a.m4a")])
    let whole = try Sounds.read(folder.file("a.m4a"), chunk: 100_000)
    for chunk in [1, 7, 1024, 4801] { #expect(try Sounds.read(folder.file("a.m4a"), chunk: chunk) == whole) }
  }

  @Test func theStreamThatIsAskedForIsRead() throws {
    let folder = try TemporaryDirectory()
    let one = try folder.write("1.wav", Sounds.wav(Sounds.noise(9000, seed: 1), channels: 2, rate: 48000))
    let two = Sounds.noise(8000, seed: 2)
    let other = try folder.write("2.wav", Sounds.wav(two, channels: 2, rate: 48000))
    try ffmpeg(["-i", one, "-i", other, "-map", "0", "-map", "1", "-c", "copy", folder.file("a.mkv")])
    #expect(try Sounds.read(folder.file("a.mkv"), stream: 1) == two)
    #expect { try Sounds.read(folder.file("a.mkv"), stream: 2) } throws: { "\($0)".contains("stream 2 is not sound") }
  }

  // MARK: time stamps

  @Test func gapsAreFilledWithSilenceOfTheirLength() throws {
    let folder = try TemporaryDirectory()
    let source = Sounds.noise(48000)
    let wav = try folder.write("a.wav", Sounds.wav(source, channels: 2, rate: 48000))
    // NUT counts samples: the hole is exact.
    let cut = "asetnsamples=1000:p=0,aselect='not(between(n,10,14))'"
    try ffmpeg(["-i", wav, "-af", cut, "-c:a", "pcm_f32le", folder.file("a.nut")])
    let reader = try AudioReader(path: folder.file("a.nut"), facts: Sounds.facts())
    let sound = try Sounds.read(reader)
    var due = source
    due.replaceSubrange(20_000..<30_000, with: repeatElement(0, count: 10_000))
    #expect(sound == due)
    #expect(reader.remarks == ["1 gap in the sound's time stamps, 0.104s in all, the first at 0.313s: filled with silence"])

    try ffmpeg(["-i", wav, "-af", cut, "-c:a", "aac", folder.file("a.mp4")])
    let coded = try Sounds.read(folder.file("a.mp4"))
    #expect(abs(coded.count / 2 - 48000) <= 48)
    #expect(Sounds.delay(of: Array(coded[40_000...]), after: Array(source[40_000...]), within: 100) == 0)
  }

  @Test func gapsKeepTheirLengthThroughTheResampler() throws {
    let folder = try TemporaryDirectory()
    let wav = try folder.write("a.wav", Sounds.wav(Sounds.noise(44100), channels: 2, rate: 44100))
    try ffmpeg([
      "-i", wav, "-af", "asetnsamples=441:p=0,aselect='not(between(n,10,29))'", "-c:a", "pcm_f32le", folder.file("a.nut"),
    ])
    let (whole, holed) = (try Sounds.read(wav), try Sounds.read(folder.file("a.nut")))
    #expect(whole.count == 2 * 48000 && holed.count == whole.count)
    // 20 x 10 ms from 100 ms on; the filter is 64 input samples long on each side.
    #expect(holed[2 * 4900..<2 * 14300].allSatisfy { $0 == 0 })
    #expect(Sounds.greatestDifference(holed[..<(2 * 4700)], whole[..<(2 * 4700)]) < 1e-6)
    #expect(Sounds.greatestDifference(holed[(2 * 14500)...], whole[(2 * 14500)...]) < 1e-6)
  }

  @Test func overlapsAreLeftOutAndSaid() throws {
    let folder = try TemporaryDirectory()
    let source = Sounds.noise(20_000)
    let wav = try folder.write("a.wav", Sounds.wav(source, channels: 2, rate: 48000))
    try ffmpeg([
      "-i", wav, "-af", "asetnsamples=1000:p=0,asetpts='if(gte(N,10000),PTS-600,PTS)'", "-c:a", "pcm_f32le", folder.file("a.nut"),
    ])
    let reader = try AudioReader(path: folder.file("a.nut"), facts: Sounds.facts())
    let sound = try Sounds.read(reader)
    #expect(sound == Array(source[..<20_000]) + Array(source[21_200...]))
    #expect(reader.remarks == ["1 overlap in the sound's time stamps, 0.013s in all, the first at 0.196s: their beginning left out"])
  }

  // MARK: faults

  @Test func filesWithoutSoundSaySo() throws {
    let folder = try TemporaryDirectory()
    let empty = try folder.write("empty.wav", Data())
    #expect { try Sounds.read(empty) } throws: { "\($0)".hasPrefix("\(empty): the file is empty") }
    let header = try folder.write("header.wav", Sounds.wav([], channels: 2, rate: 48000))
    #expect { try Sounds.read(header) } throws: {
      "\($0)" == "\(header): stream 0 has no samples; the file is only a header; make or fetch it again"
    }
    #expect { try Sounds.read(folder.file("none.wav")) } throws: { ($0 as? ReelError)?.kind == .missing }
  }

  @Test(arguments: [["a.flac", "flac"], ["a.m4a", "aac"], ["a.mp3", "libmp3lame"]])
  func damageIsAnErrorWithFileStreamAndTime(_ format: [String]) throws {
    let folder = try TemporaryDirectory()
    let wav = try folder.write("a.wav", Sounds.wav(Sounds.noise(96000), channels: 2, rate: 48000))
    let file = folder.file(format[0])
    try ffmpeg(["-i", wav, "-c:a", format[1], file])
    var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    for i in 0..<400 { bytes[bytes.count / 2 + i] ^= 0xA5 }
    try folder.write(format[0], bytes)
    #expect { try Sounds.read(file) } throws: { error in
      guard let error = error as? ReelError else { return false }
      return error.kind == .invalid && error.file == file && error.message.contains("stream 0") && error.message.contains("at ")
    }
  }

  @Test func tagsBehindTheLastFrameAreLeftOutAndSaid() throws {
    let folder = try TemporaryDirectory()
    let wav = try folder.write("a.wav", Sounds.wav(Sounds.noise(48000), channels: 2, rate: 48000))
    try ffmpeg(["-i", wav, "-c:a", "libmp3lame", "-write_id3v1", "1", folder.file("a.mp3")])
    let plain = try Sounds.read(folder.file("a.mp3"))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file("a.mp3"))).dropLast(128)
    let tagged = try folder.write("b.mp3", bytes + Data("APETAGEX".utf8) + Data(repeating: 0x20, count: 200))
    let reader = try AudioReader(path: tagged, facts: Sounds.facts())
    #expect(try Sounds.read(reader) == plain)
    #expect(reader.remarks == ["what stands behind the last frame is not sound: left out"])
  }

  @Test func aFileThatIsCutOffIsAnError() throws {
    let folder = try TemporaryDirectory()
    let wav = try folder.write("a.wav", Sounds.wav(Sounds.noise(96000), channels: 2, rate: 48000))
    try ffmpeg(["-i", wav, "-c:a", "aac", "-movflags", "+faststart", folder.file("a.m4a")])
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file("a.m4a")))
    let cut = try folder.write("cut.m4a", bytes.prefix(bytes.count * 2 / 3))
    #expect { try Sounds.read(cut) } throws: { ($0 as? ReelError)?.kind == .invalid && ($0 as? ReelError)?.file == cut }
  }

  // MARK: equal samples everywhere

  @Test(arguments: [["a.m4a", "aac"], ["a.mp3", "libmp3lame"], ["a.opus", "libopus"], ["a.ogg", "libvorbis"], ["a.aac", "aac"]])
  func samplesDoNotDependOnTheProcessor(_ format: [String]) throws {
    let folder = try TemporaryDirectory()
    let rate = format[0] == "a.opus" ? 48000 : 44100
    let wav = try folder.write("a.wav", Sounds.wav(Sounds.noise(40_000), channels: 2, rate: rate))
    try ffmpeg(["-i", wav, "-c:a", format[1], folder.file(format[0])])
    let native = try Sounds.read(folder.file(format[0]))
    let plain = try Sounds.withoutExtensions { try Sounds.read(folder.file(format[0])) }
    #expect(native.map(\.bitPattern) == plain.map(\.bitPattern))
  }
}
