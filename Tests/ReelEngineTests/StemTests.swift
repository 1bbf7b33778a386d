import Foundation
import ReelCore
import ReelEngine
import ReelStore
import ReelTestSupport
import Testing

/// Stems and drawings of the sound, read by ffmpeg.
@Suite struct StemTests {
  private static let seconds = 6
  private let fixture: Fixture
  private let document: String

  init() throws {
    fixture = try Fixture()
    document = try fixture.folder.write(
      "stems.yaml",
      """
      reelfx: 1
      id: s1
      canvas: { width: 144, height: 256, fps: 24 }
      shots: [{ source: a.mp4, duration: 2, speech: true }, { source: c.mp4, duration: 2 }, { source: still.png, duration: 2 }]
      audio:
        loudness: off
        music: [{ source: music.wav, gain: -12, loop: true, loop_crossfade: 0.1, duck: {} }]
        effects: [{ source: line.wav, start: 4.5, gain: -9, pan: 0.5, reverb: { room: hall, send: -6 } }]
        dialogue: { eq: { high_pass: 90, presence: { gain: 3 } }, reverb: { room: room, send: -12 } }
      languages:
        es: { dialogue: [{ source: line.wav, start: 0.5, gain: -3 }] }
        en: { dialogue: [{ source: line.wav, start: 3, gain: -6 }] }
      deliver:
        - { name: main, subtitles: none, waveform: on, encoder: { preset: ultrafast, audio: flac } }
        - { name: partner, package: stems }
      """)
  }

  private func render() async throws -> Report {
    let engine = try fixture.engine()
    return try await engine.render(try await engine.open(document), to: fixture.folder.file("out")).report
  }

  private func samples(_ name: String) throws -> [Float] {
    let data = try ffmpeg(["-i", fixture.folder.file("out/\(name)"), "-map", "0:a", "-f", "f32le", "-ac", "2", "-"])
    return data.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
  }

  @Test func stemsAreTheMixInParts() async throws {
    let report = try await render()
    #expect(
      report.stems.map(\.path)
        == ["es.dialogue", "es.music", "es.effects", "en.dialogue", "en.music", "en.effects", "me"].map {
          "partner/s1.\($0).wav"
        })
    let whole = Self.seconds * 48_000
    for language in ["en", "es"] {
      let parts = try ["dialogue", "music", "effects"].map { try samples("partner/s1.\(language).\($0).wav") }
      let mix = try samples("main/s1.\(language).144p.mp4")
      #expect(parts.allSatisfy { $0.count == 2 * whole } && mix.count >= 2 * whole)
      #expect(parts.allSatisfy { $0.contains { abs($0) > 0.01 } })
      // Each of the three and the mix are rounded to 24 bits.
      var off: Float = 0
      for i in 0..<2 * whole {
        let sum: Float = parts[0][i] + parts[1][i] + parts[2][i]
        off = max(off, abs(sum - mix[i]))
      }
      #expect(off < 3 / 8_388_608, "\(language): \(off)")
    }
    let entries = "stream=codec_name,sample_rate,channels,bits_per_raw_sample,duration_ts"
    let probed = try run([
      "ffprobe", "-v", "error", "-show_entries", entries, "-of", "csv=p=0", fixture.folder.file("out/partner/s1.me.wav"),
    ])
    #expect(probed.text == "pcm_s24le,48000,2,\(whole),24\n")
    let media = try run([
      "mediainfo", "--Output=Audio;%Format% %BitDepth% %SamplingRate% %SamplingCount%", fixture.folder.file("out/partner/s1.me.wav"),
    ])
    #expect(media.text.trimmingCharacters(in: .whitespacesAndNewlines) == "PCM 24 48000 \(whole)")
  }

  /// Music at its level under every line, no language, and none of the shots in which someone speaks.
  @Test func musicAndEffectsBelongToNoLanguage() async throws {
    _ = try await render()
    let (bed, music, effects) = (
      try samples("partner/s1.me.wav"), try samples("partner/s1.en.music.wav"), try samples("partner/s1.en.effects.wav")
    )
    func level(_ samples: [Float], _ from: Double, _ to: Double) -> Double {
      let (first, last) = (2 * Int(from * 48_000), 2 * Int(to * 48_000))
      var energy = 0.0
      for i in first..<last { energy += Double(samples[i]) * Double(samples[i]) }
      return 10 * log10(energy / Double(last - first))
    }
    // The Spanish line falls on the shot that speaks: there the bed has music alone, at the level it has where nobody speaks.
    #expect(abs(level(bed, 0.6, 1.2) - level(music, 0.6, 1.2)) < 0.1)
    #expect(level(effects, 0.6, 1.2) > level(bed, 0.6, 1.2), "in English the shot is heard")
    #expect(abs(level(music, 3.2, 3.7) - (level(music, 0.6, 1.2) - 12)) < 1, "the loop's seam is a little softer")
  }

  @Test func aSecondRunFindsThemCurrent() async throws {
    let first = try await render()
    let second = try await render()
    #expect(first.stems.allSatisfy { $0.status == .written } && second.stems.allSatisfy { $0.status == .current })
    #expect(first.stems.map(\.digest) == second.stems.map(\.digest))
    try Data("else".utf8).write(to: URL(fileURLWithPath: fixture.folder.file("out/partner/s1.me.wav")))
    await #expect(throws: ReelError.self) { try await render() }
  }

  /// Another file in a drawing's place is found before anything is rendered, and replaced where that is asked for.
  @Test func aDrawingInTheWayIsFoundBefore() async throws {
    let path = try fixture.folder.write("out/main/s1.es.waveform.json", "{}")
    let engine = try fixture.engine()
    let project = try await engine.open(document)
    let before = try engine.store.list().map(\.key)
    let error = await #expect(throws: ReelError.self) { try await engine.render(project, to: fixture.folder.file("out")).report }
    #expect(error?.kind == .cannotWrite && error?.file == path)
    #expect(error?.message == "is in the way: it exists and is not what this render makes")
    #expect(try engine.store.list().map(\.key) == before, "nothing was rendered")
    _ = try await engine.render(project, to: fixture.folder.file("out"), overwrite: true).report
    let drawn = try fixture.bytes(path)
    #expect(drawn.count > 2000)
    // It stands, and is not drawn again.
    let date = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
    _ = try await render()
    #expect(try fixture.bytes(path) == drawn)
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date == date)
    // Changed by a byte, it is somebody else's again.
    try (drawn.dropLast() + Data(" ".utf8)).write(to: URL(fileURLWithPath: path))
    await #expect(throws: ReelError.self) { try await render() }
  }

  /// A recording that is replaced after it was looked at, and put back: nothing made from the other one is kept or has a name.
  @Test func whatChangedMeanwhileIsNeverKept() async throws {
    let path = fixture.folder.file("music.wav")
    let recording = try Data(contentsOf: URL(fileURLWithPath: path))
    // The fixture's is a link to what all tests have.
    try FileManager.default.removeItem(atPath: path)
    try recording.write(to: URL(fileURLWithPath: path))
    let engine = try fixture.engine()
    let project = try await engine.open(document)
    try ffmpeg(["-f", "lavfi", "-i", "sine=f=330:d=1.3:r=44100", "-ac", "2", "-y", path])
    let error = await #expect(throws: ReelError.self) { try await engine.render(project, to: fixture.folder.file("out")).report }
    #expect(error?.file == path && error?.message.hasPrefix("changed while it was being rendered") == true)
    let files = (FileManager.default.enumerator(atPath: fixture.folder.file("out"))?.allObjects ?? []).map { "\($0)" }
    #expect(!files.contains { $0.hasSuffix(".wav") || $0.hasSuffix(".mp4") }, "\(files)")
    try recording.write(to: URL(fileURLWithPath: path))
    let report = try await render()
    let fresh = try fixture.engine(store: fixture.folder.file("fresh"))
    let other = try await fresh.render(try await fresh.open(document), to: fixture.folder.file("other")).report
    #expect(report.stems.map(\.digest) == other.stems.map(\.digest) && report.outputs.map(\.digest) == other.outputs.map(\.digest))
  }

  /// Languages that sound alike have equal stems, each in its own place.
  @Test func twoLanguagesThatSoundAlike() async throws {
    let alike = try fixture.folder.write(
      "alike.yaml",
      """
      reelfx: 1
      id: s2
      canvas: { width: 144, height: 256, fps: 24 }
      shots: [{ source: still.png, duration: 1 }]
      audio: { music: [{ source: music.wav, gain: -9 }] }
      languages: { en: {}, es: {} }
      deliver: [{ name: partner, package: stems }]
      """)
    for status in [Report.Output.Status.written, .current] {
      let engine = try fixture.engine()
      let report = try await engine.render(try await engine.open(alike), to: fixture.folder.file("alike")).report
      let names = ["en.dialogue", "en.music", "en.effects", "es.dialogue", "es.music", "es.effects", "me"]
      #expect(report.stems.map(\.path) == names.map { "partner/s2.\($0).wav" })
      #expect(report.stems.map(\.language) == ["en", "en", "en", "es", "es", "es", nil] && report.stems.allSatisfy { $0.status == status })
      #expect(report.stems[1].digest == report.stems[4].digest && report.stems[1].peak != nil && report.stems[0].peak == nil)
    }
  }

  @Test func anyNumberOfWorkersGivesTheSameSamples() async throws {
    var digests: [[String]] = []
    for jobs in [1, 3] {
      let engine = try fixture.engine(jobs: jobs, store: fixture.folder.file("store-\(jobs)"))
      let report = try await engine.render(try await engine.open(document), to: fixture.folder.file("out-\(jobs)")).report
      digests.append(report.stems.map(\.digest) + report.outputs.map(\.digest))
    }
    #expect(digests[0] == digests[1] && digests[0].count == 9)
  }

  @Test func whatTwentyFourBitsCannotHoldIsRefused() async throws {
    let loud = try fixture.folder.write(
      "loud.yaml",
      """
      reelfx: 1
      canvas: { width: 144, height: 256, fps: 24 }
      shots: [{ source: still.png, duration: 1 }]
      audio: { music: [{ source: music.wav, gain: 24 }] }
      deliver: [{ package: stems }]
      """)
    let engine = try fixture.engine()
    let project = try await engine.open(loud)
    do {
      _ = try await engine.render(project, to: fixture.folder.file("loud")).report
      Issue.record("accepted")
    } catch let error as ReelError {
      #expect(error.message.hasSuffix("dB above full scale, which 24 bits cannot hold"), "\(error)")
    }
  }

  @Test func aDrawingHasTheLowestAndTheHighest() async throws {
    _ = try await render()
    let data = try Data(contentsOf: URL(fileURLWithPath: fixture.folder.file("out/main/s1.en.waveform.json")))
    let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let values = try #require(json["data"] as? [Int])
    let whole = Self.seconds * 48_000
    #expect(json["version"] as? Int == 2 && json["channels"] as? Int == 1 && json["sample_rate"] as? Int == 48_000)
    #expect(json["samples_per_pixel"] as? Int == 512 && json["bits"] as? Int == 8)
    #expect(json["length"] as? Int == (whole + 511) / 512 && values.count == 2 * ((whole + 511) / 512))
    let mix = try samples("main/s1.en.144p.mp4")
    for pixel in 0..<values.count / 2 {
      var (low, high) = (1.0, -1.0)
      for n in pixel * 512..<min(whole, pixel * 512 + 512) {
        let merged = (Double(mix[2 * n]) + Double(mix[2 * n + 1])) / 2
        (low, high) = (min(low, merged), max(high, merged))
      }
      let (drawnLow, drawnHigh) = (Double(values[2 * pixel]), Double(values[2 * pixel + 1]))
      if abs(drawnLow - 128 * low) > 1.01 || abs(drawnHigh - 128 * high) > 1.01 { Issue.record("pixel \(pixel)") }
    }
  }
}
