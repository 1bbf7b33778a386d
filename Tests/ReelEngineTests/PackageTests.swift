import Foundation
import ReelCore
import ReelEngine
import ReelTestSupport
import Testing

/// Packages for players that load as they go, read by two of them: ffmpeg and GStreamer.
@Suite struct PackageTests {
  private static let frames = 348
  private static let shots = """
    shots:
      - { source: a.mp4, duration: 2.4 }
      - { source: b.mp4, duration: 2.4 }
      - { source: c.mp4, duration: 2.4 }
      - { source: a.mp4, duration: 2.4 }
      - { source: b.mp4, duration: 2.4 }
      - { source: c.mp4, duration: 2.4 }
    """
  private static let app = """
      - { name: movie, subtitles: sidecar, renditions: [144p, 72p], encoder: { preset: superfast, gop: 1.0 } }
      - { name: app, package: hls, renditions: [144p, 72p], encoder: { preset: superfast, gop: 1.0 } }
    """

  /// All words beside the pictures.
  private func fixture() throws -> Fixture {
    let fixture = try Fixture(shots: Self.shots, extra: Self.app)
    let text = try String(contentsOfFile: fixture.document, encoding: .utf8)
    try fixture.folder.write("episode.yaml", text.replacingOccurrences(of: "name: main,", with: "name: main, subtitles: sidecar,"))
    return fixture
  }

  private func render(_ fixture: Fixture, _ engine: Engine, overwrite: Bool = false) async throws -> Report {
    let project = try await engine.open(fixture.document)
    #expect(project.isValid, "\(project.problems)")
    return try await engine.render(project, to: fixture.folder.file("out"), overwrite: overwrite).report
  }

  private func hashes(_ path: String, _ map: String) throws -> [String] {
    let text = try ffmpeg(["-i", path, "-map", map, "-f", "framemd5", "-"])
    return String(decoding: text, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { String($0.split(separator: ",").last ?? "").trimmingCharacters(in: .whitespaces) }
  }

  /// What GStreamer decodes from a playlist, as raw bytes.
  private func gstreamer(_ playlist: String, _ folder: TemporaryDirectory, _ caps: String) throws -> Int {
    let raw = folder.file("raw")
    let convert = caps.hasPrefix("video") ? "videoconvert" : "audioconvert"
    let result = try run([
      "gst-launch-1.0", "-q", "uridecodebin", "uri=file://\(playlist)", "!", convert, "!", caps, "!", "filesink", "location=\(raw)",
    ])
    #expect(result.status == 0, "\(result.text)")
    return try Data(contentsOf: URL(fileURLWithPath: raw)).count
  }

  @Test func everySizeAndLanguagePlaysInTwoPlayers() async throws {
    let fixture = try fixture()
    let report = try await render(fixture, try fixture.engine())
    let package = try #require(report.packages.first)
    #expect(package.playlist == "app/tiny/master.m3u8" && package.manifest == "app/tiny/manifest.mpd")
    let folder = fixture.folder.file("out/app/tiny")
    for (name, area) in [("144p", 144 * 256), ("72p", 72 * 128)] {
      let list = "\(folder)/video/\(name).m3u8"
      // The very segments of the other delivery, which were encoded once.
      #expect(try hashes(list, "0:v") == hashes(fixture.folder.file("out/movie/tiny.en.\(name).mp4"), "0:v"))
      #expect(try gstreamer(list, fixture.folder, "video/x-raw,format=I420") == Self.frames * area * 3 / 2)
    }
    let samples = Self.frames * 2000
    for language in ["en", "es"] {
      let list = "\(folder)/sound/\(language).m3u8"
      // Neither leaves out what the last packet has too much.
      let played = try gstreamer(list, fixture.folder, "audio/x-raw,format=S16LE,channels=2,rate=48000") / 4
      #expect((samples...samples + 1023).contains(played), "\(played)")
      let sound = try ffmpeg(["-i", list, "-f", "s16le", "-ac", "2", "-"])
      #expect((samples...samples + 1023).contains(sound.count / 4), "\(sound.count / 4)")
    }
    let probe = try run([
      "ffprobe", "-v", "error", "-show_entries", "stream=codec_type:stream_tags=language", "-of", "csv=p=0", "\(folder)/master.m3u8",
    ])
    #expect(probe.text.contains("audio,en") && probe.text.contains("audio,es"), "\(probe.text)")
    let words = try ffmpeg(["-i", "\(folder)/words/es.vtt", "-f", "srt", "-"])
    #expect(String(decoding: words, as: UTF8.self).contains("00:00:00,500 --> 00:00:01,500\n¡Hello there"))
    let start = try String(contentsOfFile: "\(folder)/words/es.vtt", encoding: .utf8).split(separator: "\n")[1]
    #expect(start == "X-TIMESTAMP-MAP=MPEGTS:7500,LOCAL:00:00:00.000", "two frames in ticks of 90 kHz")
    let text = try String(contentsOfFile: "\(folder)/manifest.mpd", encoding: .utf8)
    #expect(text.matches(of: /presentationTimeOffset="1024"/).count == 2 && text.matches(of: /presentationTimeOffset="4000"/).count == 2)
    let manifest = try count(["-allowed_extensions", "ALL", "-i", "\(folder)/manifest.mpd"], "0:v:0")
    #expect(manifest == Self.frames)
  }

  private func count(_ input: [String], _ map: String) throws -> Int {
    let text = try ffmpeg(input + ["-map", map, "-f", "framemd5", "-"])
    return String(decoding: text, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }.count
  }

  /// Apple's rules on segments: each begins with a key frame at the time the playlist gives it, is no longer than half a second above
  /// the target, and sounds are cut where pictures are, to the nearest packet.
  @Test func everySegmentBeginsWhereItSays() async throws {
    let fixture = try fixture()
    _ = try await render(fixture, try fixture.engine())
    let folder = fixture.folder.file("out/app/tiny")
    var cuts: [[Double]] = []
    for name in ["video/144p", "video/72p", "sound/en", "sound/es"] {
      let text = try String(contentsOfFile: "\(folder)/\(name).m3u8", encoding: .utf8)
      let lines = text.split(separator: "\n").map(String.init)
      let target = try #require(lines.first { $0.hasPrefix("#EXT-X-TARGETDURATION:") }.flatMap { Double($0.dropFirst(22)) })
      let lengths = lines.filter { $0.hasPrefix("#EXTINF:") }.compactMap { Double($0.dropFirst(8).dropLast()) }
      #expect(target == 6 && lengths.count > 1 && lengths.allSatisfy { $0 <= 6.5 && $0.rounded() <= target }, "\(name): \(lengths)")
      let starts = lengths.dropLast().reduce(into: [0.0]) { $0.append($0[$0.count - 1] + $1) }
      cuts.append(starts)
      #expect(abs(lengths.reduce(0, +) - Double(Self.frames) / 24) < 0.0001, "\(name)")
      if name.hasPrefix("video") {
        let packets = try run([
          "ffprobe", "-v", "error", "-show_entries", "packet=pts_time,flags", "-of", "csv=p=0", "\(folder)/\(name).m3u8",
        ])
        let keys = packets.text.split(separator: "\n").filter { $0.contains("K") }.compactMap { Double($0.split(separator: ",")[0]) }
        // Two frames are decoded before the first is shown, and what players call 0 is when that is.
        let first = 2.0 / 24
        for start in starts { #expect(keys.contains { abs($0 - first - start) < 0.001 }, "\(name): no key frame at \(start) of \(keys)") }
      }
    }
    #expect(cuts[0] == cuts[1] && cuts[2] == cuts[3])
    // Half a packet of AAC.
    #expect(zip(cuts[0], cuts[2]).allSatisfy { abs($0 - $1) <= 512.0 / 48_000 + 0.00001 }, "\(cuts)")
  }

  /// A language more is a sound, its words and new playlists: nothing is encoded anew, and no other file changes.
  @Test func anotherLanguageAddsFilesAndRewritesPlaylists() async throws {
    let fixture = try fixture()
    let engine = try fixture.engine()
    _ = try await render(fixture, engine)
    let folder = fixture.folder.file("out/app/tiny")
    func contents() throws -> [String: Data] {
      let names = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }
      return names.reduce(into: [:]) { $0[$1] = FileManager.default.contents(atPath: "\(folder)/\($1)") }
    }
    let before = try contents()
    let text = try String(contentsOfFile: fixture.document, encoding: .utf8)
    try fixture.folder.write("fr.srt", "1\n00:00:01,000 --> 00:00:02,000\nBonjour\n")
    try fixture.folder.write(
      "episode.yaml",
      text.replacingOccurrences(
        of: "captions: {", with: "  fr: { subtitles: fr.srt, dialogue: [ { source: line.wav, start: 2.5 } ] }\ncaptions: {"))
    let report = try await render(fixture, engine)
    // Two tracks: with an edit list for the movies, and without for the package.
    #expect(report.work.segmentsRendered == 0 && report.work.tracksRendered == 2)
    let after = try contents()
    let changed = Set(after.filter { before[$0.key] != $0.value }.keys)
    #expect(changed == ["sound/fr.mp4", "sound/fr.m3u8", "words/fr.vtt", "words/fr.m3u8", "master.m3u8", "manifest.mpd"], "\(changed)")
    let master = String(decoding: after["master.m3u8"] ?? Data(), as: UTF8.self)
    #expect(master.contains("NAME=\"Français\",LANGUAGE=\"fr\",DEFAULT=NO") && master.contains("LANGUAGE=\"en\",DEFAULT=YES"))
    #expect(Set(before.keys).isSubset(of: after.keys))
  }

  @Test func whatIsNotOursIsNotReplaced() async throws {
    let fixture = try fixture()
    let engine = try fixture.engine()
    let path = fixture.folder.file("out/app/tiny/master.m3u8")
    try FileManager.default.createDirectory(atPath: fixture.folder.file("out/app/tiny"), withIntermediateDirectories: true)
    try fixture.folder.write("out/app/tiny/master.m3u8", "#EXTM3U\n")
    let error = await #expect(throws: ReelError.self) { _ = try await render(fixture, engine) }
    #expect(error?.kind == .cannotWrite && error?.file == path)
    #expect(FileManager.default.contents(atPath: path) == Data("#EXTM3U\n".utf8))
    #expect(try await render(fixture, engine, overwrite: true).packages.count == 1)
    // Each playlist for itself; what this program wrote is its own to write anew.
    try fixture.folder.write("out/app/tiny/sound/es.m3u8", "#EXTM3U\n")
    let other = await #expect(throws: ReelError.self) { _ = try await render(fixture, engine) }
    #expect(other?.file == fixture.folder.file("out/app/tiny/sound/es.m3u8"))
  }

  /// A title is in no stream.
  @Test func anotherTitleMakesNoStreamAnew() async throws {
    let fixture = try fixture()
    let engine = try fixture.engine()
    _ = try await render(fixture, engine)
    let text = try String(contentsOfFile: fixture.document, encoding: .utf8)
    try fixture.folder.write("episode.yaml", text.replacingOccurrences(of: "id: tiny", with: "id: tiny\ntitle: Another"))
    let report = try await render(fixture, engine, overwrite: true)
    for output in report.outputs { #expect(output.status == (output.delivery == "app" ? .current : .written), "\(output.path)") }
  }

  /// One picture for all languages: words that are drawn make two.
  @Test func picturesThatDifferAreRefused() async throws {
    let fixture = try Fixture(
      shots: Self.shots, extra: "  - { name: app, package: hls, subtitles: burn, encoder: { preset: superfast, gop: 1.0 } }")
    let project = try await fixture.engine().open(fixture.document)
    let problem = try #require(project.problems.first { $0.severity == .error })
    #expect(
      problem.error.hasPrefix("a package has one picture for all languages, and those of 'en' and 'es' differ at 0.000s"), "\(problem)")
    #expect(problem.hint?.hasPrefix("say subtitles: sidecar") == true)
  }
}
