import Foundation
import ReelCore
import ReelEngine
import ReelTestSupport
import Testing

/// Episodes in 5.1, as ffmpeg decodes and measures them.
@Suite struct SurroundTests {
  private static let seconds = 4
  /// A tone for each channel, all low enough for the one that has nothing else.
  private static let tones = [50.0, 60, 70, 80, 90, 100]

  private func makeMedia(_ folder: TemporaryDirectory) throws {
    try ffmpeg(["-f", "lavfi", "-i", "color=gray:s=64x64", "-frames:v", "1", folder.file("still.png")])
    let tones = Self.tones.map { "0.25*sin(2*PI*\($0)*t)" }.joined(separator: "|")
    try ffmpeg(["-f", "lavfi", "-i", "aevalsrc=\(tones):c=5.1:s=48000:d=\(Self.seconds)", "-c:a", "pcm_f32le", folder.file("six.wav")])
    let speech = try run(["espeak-ng", "-v", "en", "-w", folder.file("line.wav"), "I never thought you would come back."])
    #expect(speech.status == 0)
    try ffmpeg([
      "-f", "lavfi", "-i", "aevalsrc=0.2*sin(2*PI*330*t)*(1+0.5*sin(9*t))|0.2*sin(2*PI*440*t):s=48000:d=3", folder.file("music.wav"),
    ])
    try ffmpeg(["-f", "lavfi", "-i", "anoisesrc=d=0.8:r=48000:seed=3:a=0.2", "-ac", "1", folder.file("hit.wav")])
  }

  private func render(_ folder: TemporaryDirectory, _ audio: String, _ deliver: [String], jobs: Int = 2) async throws -> Report {
    let document = try folder.write(
      "episode.yaml",
      """
      reelfx: 1
      id: e
      canvas: { width: 64, height: 64, fps: 24 }
      shots: [ { source: still.png, duration: \(Self.seconds) } ]
      \(audio)
      deliver:
      \(deliver.map { "  - { \($0) }" }.joined(separator: "\n"))
      """)
    let engine = try Engine(Engine.Options(store: folder.file("store"), jobs: jobs, memory: 1 << 30))
    let project = try await engine.open(document)
    return try await engine.render(project, to: folder.file("out")).report
  }

  private func samples(_ path: String) throws -> [Float] {
    let data = try ffmpeg(["-i", path, "-map", "0:a", "-c:a", "pcm_f32le", "-f", "f32le", "-"])
    return data.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
  }

  private func described(_ path: String) throws -> String {
    let entries = "stream=codec_name,channels,channel_layout"
    return try run(["ffprobe", "-v", "error", "-select_streams", "a", "-show_entries", entries, "-of", "csv=p=0", path]).text
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Amplitude of a tone in one of six channels, over whole seconds.
  private func amplitude(_ sound: [Float], _ channel: Int, _ frequency: Double) -> Double {
    var (s, c) = (0.0, 0.0)
    for n in 48_000..<144_000 {
      let angle = 2 * Double.pi * frequency * Double(n) / 48_000
      s += Double(sound[6 * n + channel]) * sin(angle)
      c += Double(sound[6 * n + channel]) * cos(angle)
    }
    return (s * s + c * c).squareRoot() / 48_000
  }

  @Test func everyChannelComesOutWhereItWentIn() async throws {
    let folder = try TemporaryDirectory()
    try makeMedia(folder)
    let encoders = ["aac", "libopus", "flac"]
    let report = try await render(
      folder, "audio: { music: [ { source: six.wav } ], loudness: off }",
      encoders.map { "name: \($0), waveform: on, encoder: { preset: ultrafast, audio: \($0), audio_layout: 5.1 }" }
        + ["name: stems, package: stems, encoder: { audio_layout: 5.1 }"])
    #expect(report.outputs.map { $0.encoder["audio_channels"] } == ["6", "6", "6"])
    #expect(report.outputs.map { $0.encoder["audio_bitrate"] } == ["384000", "384000", "0"])
    let files = report.outputs.map(\.path) + ["stems/e.music.wav"]
    for (file, layout) in zip(files, ["aac,6,5.1", "opus,6,5.1", "flac,6,5.1(side)", "pcm_s24le,6,5.1"]) {
      let path = folder.file("out/\(file)")
      let said = try described(path)
      #expect(said.hasPrefix(layout), "\(file): \(said)")
      let sound = try samples(path)
      #expect(sound.count / 6 >= Self.seconds * 48_000)
      for channel in 0..<6 {
        let found = Self.tones.map { amplitude(sound, channel, $0) }
        #expect(abs(found[channel] - 0.25) < 0.01, "\(file), channel \(channel): \(found)")
        #expect(found.enumerated().allSatisfy { $0.offset == channel || $0.element < 0.004 }, "\(file), channel \(channel): \(found)")
      }
    }
    // The drawing is of the mean of all six.
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: folder.file("out/flac/e.waveform.json"))))
    let values = try #require((json as? [String: Any])?["data"] as? [Int])
    let flac = try samples(folder.file("out/flac/e.64p.mp4"))
    for pixel in 0..<Self.seconds * 48_000 / 512 {
      let means = (pixel * 512..<pixel * 512 + 512).map { n in (0..<6).reduce(0) { $0 + Double(flac[6 * n + $1]) } / 6 }
      let (low, high) = (means.min() ?? 0, means.max() ?? 0)
      if abs(Double(values[2 * pixel]) - 128 * low) > 1.01 || abs(Double(values[2 * pixel + 1]) - 128 * high) > 1.01 {
        Issue.record("pixel \(pixel)")
      }
    }
  }

  /// The recording in 5.1 is cut off where no channel of it is near zero: whether an end is faded is seen on what is heard there.
  private static let scene = """
    audio:
      music: [ { source: music.wav, duck: {}, reverb: { room: hall, send: -9 } }, { source: six.wav, start: 0.503, gain: -6, duck: {} } ]
      effects: [ { source: hit.wav, start: 2.5, pan: [{ at: 0, value: -1 }, { at: 0.7, value: 1 }] } ]
      dialogue: { eq: { high_pass: 100 }, reverb: { room: room, send: -12 } }
      loudness: off
    languages: { en: { dialogue: [ { source: line.wav, start: 0.4, gain: -8 } ] } }
    """

  /// 5.1 folded down by BS.775, by hand, is the stereo mix: rooms, ducking and pans included; and the stems add up to it.
  @Test func foldedDownItIsTheStereoMix() async throws {
    let folder = try TemporaryDirectory()
    try makeMedia(folder)
    _ = try await render(
      folder, Self.scene,
      [
        "name: two, encoder: { preset: ultrafast, audio: flac }",
        "name: six, encoder: { preset: ultrafast, audio: flac, audio_layout: 5.1 }",
        "name: stems, package: stems, encoder: { audio_layout: 5.1 }",
      ])
    let two = try samples(folder.file("out/two/e.en.64p.mp4"))
    let six = try samples(folder.file("out/six/e.en.64p.mp4"))
    let stems = try ["dialogue", "music", "effects"].map { try samples(folder.file("out/stems/e.en.\($0).wav")) }
    let count = Self.seconds * 48_000
    let half = Float(0.5.squareRoot())
    var (off, apart, centre): (Float, Float, Float) = (0, 0, 0)
    for n in 0..<count {
      for side in 0...1 {
        let folded = six[6 * n + side] + half * (six[6 * n + 2] + six[6 * n + 4 + side])
        off = max(off, abs(folded - two[2 * n + side]))
      }
      for channel in 6 * n..<6 * n + 6 { apart = max(apart, abs(six[channel] - stems[0][channel] - stems[1][channel] - stems[2][channel])) }
      centre = max(centre, abs(stems[0][6 * n + 2]))
    }
    #expect(off < 5e-6, "rounding to 24 bits aside: \(off)")
    #expect(apart < 3 / 8_388_608, "\(apart)")
    #expect(centre > 0.1, "the line is in the centre")
    // Of the dialogue only its room is heard from the sides, and nothing from behind or below.
    #expect((0..<count).allSatisfy { n in [3, 4, 5].allSatisfy { stems[0][6 * n + $0] == 0 } })
  }

  @Test func itIsOnTheTargetByItsOwnMeasure() async throws {
    let folder = try TemporaryDirectory()
    try makeMedia(folder)
    let scene = Self.scene.replacing("loudness: off", with: "loudness: { target: -16, true_peak: -2 }")
    let report = try await render(
      folder, scene, ["aac", "libopus", "flac"].map { "name: \($0), encoder: { preset: ultrafast, audio: \($0), audio_layout: 5.1 }" })
    for output in report.outputs {
      let measured = try decodedLoudness(of: folder.file("out/\(output.path)"))
      #expect(abs(measured.integrated + 16) <= 0.2, "\(output.path): \(measured)")
      #expect(measured.truePeak <= -1.95, "\(output.path): \(measured)")
      #expect(abs(measured.integrated - (output.deliveredLoudness?.integrated ?? 0)) < 0.1)
    }
  }

  @Test func anyNumberOfWorkersGivesTheSameBytes() async throws {
    var digests: Set<[String]> = []
    for jobs in [1, 3] {
      let folder = try TemporaryDirectory()
      try makeMedia(folder)
      let report = try await render(
        folder, Self.scene,
        ["encoder: { preset: ultrafast, audio_layout: 5.1 }", "name: stems, package: stems, encoder: { audio_layout: 5.1 }"], jobs: jobs)
      digests.insert(report.outputs.map(\.digest) + report.stems.map(\.digest))
    }
    #expect(digests.count == 1 && digests.first?.count == 5)
  }
}
