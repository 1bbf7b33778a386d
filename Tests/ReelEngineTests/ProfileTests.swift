import Foundation
import ReelCore
import ReelEngine
import ReelPlan
import ReelTestSupport
import ReelTimeline
import Testing

/// Files for stores and platforms, held against their profiles by ffprobe, ffmpeg and the bytes themselves.
@Suite struct ProfileTests {
  private static let seconds = 4
  private static let videos = ["tiktok", "reels", "facebook", "shorts", "archive"]

  /// A flash and a clap at 2 s, over a soft tone.
  private func makeMedia(_ folder: TemporaryDirectory) throws {
    let tone = "0.05*sin(2*PI*330*t)*gt(t\\,0.1)+0.7*sin(2*PI*1000*t)*between(t\\,2\\,2.01)"
    try ffmpeg(
      [
        "-f", "lavfi", "-i", "testsrc2=s=270x480:r=24:d=\(Self.seconds)", "-f", "lavfi", "-i", "aevalsrc=\(tone):s=48000:d=\(Self.seconds)",
        "-vf", "scale=540:960,drawbox=t=fill:c=white:enable='eq(n,48)',format=yuv420p", "-c:v", "libx264", "-preset", "ultrafast", "-c:a",
        "pcm_s16le", "clip.mkv",
      ], in: folder.path)
  }

  private func document(_ folder: TemporaryDirectory, _ deliver: [String], fps: String = "24", seconds: Int = ProfileTests.seconds) throws
    -> String
  {
    try folder.write(
      "e.yaml",
      """
      reelfx: 1
      canvas: { width: 540, height: 960, fps: \(fps) }
      shots: [{ source: clip.mkv, duration: \(seconds) }]
      deliver:
      \(deliver.map { "  - { \($0) }" }.joined(separator: "\n"))
      """)
  }

  private func probe(_ path: String) throws -> [String: [String: Any]] {
    let text = try run(["ffprobe", "-v", "error", "-show_streams", "-of", "json", path]).text
    let json = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let streams = try #require(json["streams"] as? [[String: Any]])
    return Dictionary(uniqueKeysWithValues: streams.map { ($0["codec_type"] as? String ?? "", $0) })
  }

  private func keyFrames(_ path: String) throws -> [Int] {
    let text = try run(["ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "packet=flags", "-of", "csv=p=0", path]).text
    return text.split(separator: "\n").enumerated().filter { $0.element.contains("K") }.map(\.offset)
  }

  @Test func everyFileIsWhatItsProfileSays() async throws {
    let folder = try TemporaryDirectory()
    try makeMedia(folder)
    let engine = try Engine(Engine.Options(store: folder.file("store"), jobs: 2, memory: 1 << 30))
    let deliver = Self.videos.map { "name: \($0), profile: \($0), encoder: { preset: superfast }" }
    let project = try await engine.open(document(folder, deliver))
    #expect(project.isValid, "\(project.problems)")
    let report = try await engine.render(project, to: folder.file("out")).report
    #expect(report.outputs.map(\.delivery) == Self.videos)
    let planned = try #require(project.plan).outputs
    for output in report.outputs {
      let path = folder.file("out/\(output.path)")
      let limits = try #require(planned.first { $0.path == output.path }?.limits)
      let streams = try probe(path)
      let (video, audio) = (try #require(streams["video"]), try #require(streams["audio"]))
      #expect(video["codec_name"] as? String == "h264" && video["profile"] as? String == "High" && video["pix_fmt"] as? String == "yuv420p")
      #expect(video["level"] as? Int == 31 && video["r_frame_rate"] as? String == "24/1" && video["color_space"] as? String == "bt709")
      #expect(video["width"] as? Int == 540 && video["height"] as? Int == 960 && video["field_order"] as? String == "progressive")
      #expect(
        (audio["codec_name"] as? String) == (output.delivery == "archive" ? "flac" : "aac") && audio["sample_rate"] as? String == "48000")
      #expect(audio["channels"] as? Int == 2)
      if let most = limits.maxAudioBitRate { #expect(Double(audio["bit_rate"] as? String ?? "") ?? .infinity < Double(most) * 1.05) }
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(bytes.count <= limits.maxFileSize ?? .max && output.bytes == bytes.count)
      #expect(output.videoPeakBitRate ?? 0 <= limits.maxVideoBitRate ?? .max)
      let (movie, media) = (bytes.range(of: Data("moov".utf8)), bytes.range(of: Data("mdat".utf8)))
      #expect(try #require(movie).lowerBound < (try #require(media)).lowerBound, "moov first")
      #expect((bytes.range(of: Data("elst".utf8)) == nil) == (limits.editList == false), "\(output.delivery)")
      #expect(try keyFrames(path) == [0, 48], "\(output.delivery)")
      try expectSync(path)
      #expect(Set(output.checks.filter { $0.name == "file size" || $0.name == "peak bit rate" }.map(\.verdict)).isSubset(of: [.pass]))
      #expect(output.checks.contains { $0.name == "file size" } == (limits.maxFileSize != nil))
      if output.delivery != "archive" {
        let measured = try decodedLoudness(of: path)
        #expect(abs(measured.integrated + 14) <= 0.2 && measured.truePeak <= -1.4, "\(output.delivery): \(measured)")
      }
    }
  }

  /// The same bytes for two platforms, of which one has a limit that the file is above: each is judged by its own.
  @Test func aFileIsJudgedByWhomItIsFor() async throws {
    let folder = try TemporaryDirectory()
    try makeMedia(folder)
    func write(_ size: String, _ rate: String) throws {
      let head = "title: Ours\ndate: 2026-11\nsources: [a contract]\n"
      try folder.write("profiles/ours.yaml", head + "limits: { max_file_size: \(size), max_video_bitrate: \(rate) }\n")
    }
    try write("1M", "100k")
    let engine = try Engine(Engine.Options(store: folder.file("store"), jobs: 2, memory: 1 << 30))
    let path = try document(folder, ["name: a, encoder: { crf: 5 }", "name: b, profile: ours, encoder: { crf: 5 }"])
    for status in [Report.Output.Status.written, .current] {
      let report = try await engine.render(engine.open(path), to: folder.file("out")).report
      #expect(report.verdict == .fail && report.outputs.map(\.status) == [status, status])
      let told = report.outputs.map { $0.checks.filter { $0.verdict == .fail }.map(\.name) }
      #expect(told == [[], ["file size", "peak bit rate"]])
      #expect(report.outputs[0].digest == report.outputs[1].digest)
    }
    try write("900M", "200M")
    let report = try await engine.render(engine.open(path), to: folder.file("out")).report
    #expect(report.verdict == .pass && report.outputs.map(\.status) == [.current, .current], "judged anew, and not made anew")
  }

  /// The flash is frame 48, and the clap begins with it: in files without an edit list, too.
  private func expectSync(_ path: String) throws {
    let picture = try ffmpeg(["-i", path, "-map", "0:v", "-vf", "scale=2:2", "-pix_fmt", "gray", "-f", "rawvideo", "-"])
    let bright = (0..<picture.count / 4).filter { picture[picture.startIndex + 4 * $0] > 200 }
    #expect(bright == [48], "\(path)")
    let data = try ffmpeg(["-i", path, "-map", "0:a", "-af", "pan=mono|c0=c0", "-f", "f32le", "-"])
    let sound = data.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    // Half of its peak is reached within the first quarter of a period of 1 kHz.
    let peak = sound.map(\.magnitude).max() ?? 0
    let start = try #require(sound.firstIndex { $0.magnitude > peak / 2 })
    #expect(abs(start - 96_000) <= 24, "\(path): \(start)")
  }

  @Test func theAppsLadderIsRefusedNothing() async throws {
    let folder = try TemporaryDirectory()
    try makeMedia(folder)
    let engine = try Engine(Engine.Options(store: folder.file("store"), jobs: 2, memory: 1 << 30))
    let project = try await engine.open(document(folder, ["name: app, profile: hls-app, encoder: { preset: ultrafast }"]))
    #expect(project.isValid, "\(project.problems)")
    let report = try await engine.render(project, to: folder.file("out")).report
    let widths = [540, 360, 432, 720, 1080]
    #expect(report.outputs.compactMap(\.width) == widths)
    let text = try String(contentsOfFile: folder.file("out/app/e/master.m3u8"), encoding: .utf8)
    for width in widths { #expect(text.contains("RESOLUTION=\(width)x\(width * 16 / 9)")) }
    for output in report.outputs where output.width != nil {
      let cap = [540: 2_000_000, 360: 365_000, 432: 730_000, 720: 3_000_000, 1080: 6_000_000][output.width ?? 0] ?? 0
      #expect(output.videoBitRate ?? 0 <= cap, "\(output.path): \(output.videoBitRate ?? 0)")
    }
  }

  @Test func whatAProfileRefusesIsToldBeforeRendering() async throws {
    let folder = try TemporaryDirectory()
    try makeMedia(folder)
    let engine = try Engine(Engine.Options(store: folder.file("store"), jobs: 2, memory: 1 << 30))
    func told(_ deliver: String, fps: String = "24", seconds: Int = 4) async throws -> [String] {
      try await engine.open(document(folder, [deliver], fps: fps, seconds: seconds)).problems.map(\.description)
    }
    let place = "\(folder.file("e.yaml")):5: error: deliver[0]: "
    #expect(
      try await told("profile: reels, edit_list: on, encoder: { audio: flac }, renditions: [2160p]", fps: "12", seconds: 2) == [
        place + "reels takes no less than 3.000s, and the episode lasts 2.000s; lengthen it, or deliver it elsewhere",
        place + "reels takes 23 to 60 frames a second, and the canvas has 12; set canvas.fps",
        place + "reels takes no edit lists; say edit_list: off, or leave it out",
        place + "reels takes pictures at most 1920 pixels wide, and one is 2160x3840; choose other renditions",
        place + "reels takes the sound of aac or libfdk_aac, and flac is asked for; leave encoder.audio out",
      ])
    #expect(
      try await told("profile: shorts, encoder: { video: libx265, audio_bitrate: 448k }") == [
        place + "shorts takes the picture of libx264, and libx265 is asked for; leave encoder.video out",
        place + "shorts takes sound of at most 384k, and 448k is asked for; lower encoder.audio_bitrate",
      ])
    #expect(try await told("profile: shorts") == [])
  }
}
