import Foundation
import ReelCore
import ReelEngine
import ReelTestSupport
import Testing

/// Claps and flashes through every kind of output, decoded by ffmpeg: what is heard is measured against what is seen.
///
/// Three minutes in which 123 frames flash. At three of them the shot's own sound claps; at the others a spoken line does that is too long
/// for its slot and is played faster, so a length that were wrong by a sample would be wrong by 120 at the end.
@Suite struct SyncTests {
  /// Frames a second, and seconds.
  private static let (rate, length) = (10, 180)
  /// Frames at which the shot itself claps: near the start, in the middle and near the end.
  private static let own = [9, 909, 1794]
  /// Frames at which a line does.
  private static let spoken = (0..<120).map { 1 + 15 * $0 }
  private static let flashes = (own + spoken).sorted()
  /// Recordings of lines: their samples, and where in them the clap begins: behind the fade that keeps a start from clicking, and in the
  /// first piece, which is played as it is.
  private static let lines = [(count: 67_680, clap: 480), (count: 66_000, clap: 528), (count: 68_400, clap: 600)]
  /// Samples of a slot.
  private static let slot = 62_400

  private static let clap: [Float] = {
    var rng = SeededRNG(seed: 71)
    return (0..<480).map { n in
      let noise = Double(rng.next() % 2000) / 1000 - 1
      let window = sin(Double.pi * (Double(n) + 0.5) / 480)
      return Float(noise * window / 2)
    }
  }()

  private static func start(of frame: Int) -> Int { frame * 48_000 / rate }

  private func write(_ sound: [Float], _ name: String, _ folder: TemporaryDirectory) throws {
    try folder.write("raw.pcm", sound.withUnsafeBytes { Data($0) })
    try ffmpeg(["-f", "f32le", "-ar", "48000", "-ac", "1", "-i", "raw.pcm", "-c:a", "pcm_f32le", name], in: folder.path)
  }

  private func makeMedia(_ folder: TemporaryDirectory) throws {
    var sound = [Float](repeating: 0, count: Self.length * 48_000)
    for frame in Self.own { for (i, sample) in Self.clap.enumerated() { sound[Self.start(of: frame) + i] = sample } }
    try write(sound, "clap.wav", folder)
    for (index, line) in Self.lines.enumerated() {
      var voice = (0..<line.count).map { 0.02 * Float(sin(2 * Double.pi * Double(180 + 40 * index) * Double($0) / 48_000)) }
      for (i, sample) in Self.clap.enumerated() { voice[line.clap + i] += sample }
      try write(voice, "line\(index).wav", folder)
    }
    let when = ["eq(mod(n,15),1)"] + Self.own.map { "eq(n,\($0))" }
    try ffmpeg(
      [
        "-f", "lavfi", "-i", "color=black:s=90x160:r=\(Self.rate):d=\(Self.length)", "-i", "clap.wav", "-vf",
        "drawbox=t=fill:c=white:enable='\(when.joined(separator: "+"))',format=yuv420p", "-c:v", "libx264", "-preset", "ultrafast", "-g",
        "10", "-c:a", "pcm_f32le", "clip.mkv",
      ], in: folder.path)
  }

  private func document(_ folder: TemporaryDirectory) throws -> String {
    let dialogue = Self.spoken.enumerated().map { index, frame in
      let recording = index % Self.lines.count
      let start = Self.start(of: frame) - Self.lines[recording].clap
      let (from, to) = (Time(samples: Int64(start), rate: 48_000), Time(samples: Int64(start + Self.slot), rate: 48_000))
      return "      - { source: line\(recording).wav, start: \(from.formatted(decimals: 4)), end: \(to.formatted(decimals: 4)) }"
    }
    // FLAC puts nothing in front, so there is nothing for an edit list to say.
    let deliveries = [("aac", "on"), ("aac", "off"), ("libopus", "on"), ("libopus", "off"), ("flac", "off")].map { encoder, edits in
      "  - { name: \(encoder)-\(edits), edit_list: \(edits), encoder: { preset: ultrafast, audio: \(encoder) } }"
    }
    return try folder.write(
      "episode.yaml",
      """
      reelfx: 1
      id: sync
      canvas: { width: 90, height: 160, fps: \(Self.rate) }
      shots: [{ source: clip.mkv }]
      audio: { loudness: off }
      languages:
        es:
          dialogue:
      \(dialogue.joined(separator: "\n"))
      deliver:
      \(deliveries.joined(separator: "\n"))
        - { name: stems, package: stems }
        - { name: app, package: hls, subtitles: none, encoder: { preset: superfast } }
      """)
  }

  /// Frames of a file that are bright.
  private func flashes(_ path: String) throws -> [Int] {
    let pictures = try ffmpeg(["-i", path, "-map", "0:v", "-vf", "scale=2:2", "-pix_fmt", "gray", "-f", "rawvideo", "-"])
    #expect(pictures.count == 4 * Self.rate * Self.length, "\(path)")
    return (0..<pictures.count / 4).filter { pictures[4 * $0] > 128 }
  }

  /// The left channel.
  private func heard(_ path: String) throws -> [Float] {
    let data = try ffmpeg(["-i", path, "-map", "0:a", "-af", "pan=mono|c0=c0", "-f", "f32le", "-"])
    return data.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
  }

  /// Samples by which the clap is late. A codec that loses something leaves no sample as it was and puts noise before an onset; so it is
  /// found by where the sound resembles the clap most, which has one place only: the clap is noise.
  private func delay(_ sound: [Float], at start: Int) -> Int? {
    let lags = -600...600
    guard start + lags.lowerBound >= 0, start + lags.upperBound + Self.clap.count <= sound.count else { return nil }
    return sound.withUnsafeBufferPointer { sound in
      Self.clap.withUnsafeBufferPointer { clap in
        func likeness(_ lag: Int) -> Float {
          var sum: Float = 0
          for i in clap.indices { sum += clap[i] * sound[start + lag + i] }
          return sum
        }
        return lags.map { (lag: $0, likeness: likeness($0)) }.max { $0.likeness < $1.likeness }?.lag
      }
    }
  }

  private func startTimes(_ path: String) throws -> [String] {
    let result = try run(["ffprobe", "-v", "error", "-show_entries", "stream=start_time", "-of", "csv=p=0", path])
    return result.text.split(separator: "\n").map { String($0.prefix { $0 != "," }) }
  }

  @Test func whatIsHeardIsWhereItIsSeen() async throws {
    let folder = try TemporaryDirectory()
    try makeMedia(folder)
    let engine = try Engine(Engine.Options(store: folder.file("store"), jobs: 2, memory: 2 << 30))
    let project = try await engine.open(document(folder))
    #expect(project.problems.isEmpty, "silence is lost, and nothing is said of it")
    let fit = try #require(project.dialogue.first)
    #expect(fit.count(.adapted) == 120 && fit.lines.allSatisfy { $0.pace > Rational(1) && $0.sampleCount == Self.slot })
    let report = try await engine.render(project, to: folder.file("out")).report
    #expect(report.dialogue == project.dialogue && report.outputs.count == 7)
    for output in report.outputs where output.delivery != "app" {
      let path = folder.file("out/\(output.path)")
      #expect(try flashes(path) == Self.flashes, "\(output.path)")
      #expect(try startTimes(path).allSatisfy { Double($0) == 0 }, "\(output.path)")
      let sound = try heard(path)
      // ffmpeg 5 leaves the tail of the last packet.
      #expect((0..<4608).contains(sound.count - Self.length * 48_000), "\(output.path)")
      for frame in Self.flashes {
        let late = try #require(delay(sound, at: Self.start(of: frame)))
        // Where nothing is lost, not by a sample.
        #expect(abs(late) <= (output.delivery.hasPrefix("flac") ? 0 : 1), "\(output.path), frame \(frame): \(late) samples late")
      }
    }
    let stem = try heard(folder.file("out/stems/sync.es.dialogue.wav"))
    #expect(stem.count == Self.length * 48_000)
    for frame in Self.spoken { #expect(delay(stem, at: Self.start(of: frame)) == 0, "the stem, frame \(frame)") }
    let playlist = folder.file("out/app/sync/master.m3u8")
    let manifest = folder.file("out/app/sync/manifest.mpd")
    for path in [playlist, manifest, try played(playlist, folder), try played(manifest, folder)] { try expectSync(path) }
  }

  /// What GStreamer makes of a playlist, with the times at which it shows and plays it.
  private func played(_ playlist: String, _ folder: TemporaryDirectory) throws -> String {
    let file = playlist + ".mkv"
    let picture = ["d.", "!", "queue", "!", "videoconvert", "!", "video/x-raw,format=I420", "!", "m."]
    let sound = ["d.", "!", "queue", "!", "audioconvert", "!", "audio/x-raw,format=F32LE", "!", "m."]
    let ends = ["uridecodebin", "uri=file://\(playlist)", "name=d", "matroskamux", "name=m", "!", "filesink", "location=\(file)"]
    let result = try run(["gst-launch-1.0", "-q"] + ends + picture + sound)
    #expect(result.status == 0, "\(result.text) \(result.errors)")
    return file
  }

  /// The picture has B-frames, and begins when the sound does, by the clock of whoever reads it.
  private func expectSync(_ path: String) throws {
    #expect(Set(try startTimes(path)).count == 1, "\(path)")
    #expect(try flashes(path) == Self.flashes, "\(path)")
    let sound = try heard(path)
    for frame in Self.flashes {
      let late = try #require(delay(sound, at: Self.start(of: frame)))
      #expect(abs(late) <= 1, "\(path), frame \(frame): \(late) samples late")
    }
  }

  @Test func soundThatIsLostIsToldBefore() async throws {
    let folder = try TemporaryDirectory()
    try ffmpeg(["-f", "lavfi", "-i", "sine=f=440:r=48000:d=1", "tone.wav"], in: folder.path)
    try ffmpeg(["-f", "lavfi", "-i", "color=gray:s=90x160", "-frames:v", "1", "still.png"], in: folder.path)
    func problems(_ music: String, _ edits: String) async throws -> [String] {
      let document = try folder.write(
        "episode.yaml",
        """
        reelfx: 1
        canvas: { width: 90, height: 160, fps: 10 }
        shots: [{ source: still.png, duration: 2 }]
        audio: { music: [{ source: tone.wav, \(music) }] }
        deliver: [{ edit_list: \(edits) }]
        """)
      let engine = try Engine(Engine.Options(store: folder.file("store"), jobs: 1, memory: 1 << 30))
      return try await engine.open(document).problems.map(\.error)
    }
    let said = "without an edit list the first 0.021s of the sound are not heard, and there is sound in them"
    #expect(try await problems("start: 0", "off") == [said])
    #expect(try await problems("start: 0.03", "off") == [])
    #expect(try await problems("fade_in: 4, gain: -30", "off") == [])
    #expect(try await problems("start: 0", "on") == [])
  }
}
