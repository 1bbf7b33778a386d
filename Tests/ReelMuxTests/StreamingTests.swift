import Foundation
import ReelCore
import ReelMux
import ReelTestSupport
import Testing

/// Packages of what the ffmpeg CLI encoded, read by its readers of playlists and manifests.
@Suite struct StreamingTests {
  /// Two sizes, two languages, six seconds of three segments; files as a server would have them.
  private struct Written {
    let folder: TemporaryDirectory
    let package: StreamingPackage
    var sources: [Remuxed] = []

    init() throws {
      folder = try TemporaryDirectory()
      var pictures: [StreamingPackage.Picture] = []
      var sounds: [StreamingPackage.Sound] = []
      for size in ["144x256", "72x128"] {
        let source = try Remuxed(
          .init(size: size, frames: 180, samples: 288_000, languages: size == "72x128" ? ["es-419", "ja"] : ["de"], hasEditList: false))
        sources.append(source)
        let stream = try Self.stream(source, 0, "video/\(size).mp4", cuts: (0..<9).map { 20 * $0..<20 * $0 + 20 }, of: 3, folder)
        pictures.append(.init(stream: stream, rate: FrameRate(Rational(30))))
      }
      for (index, name) in ["Español", "日本語"].enumerated() {
        let source = sources[1]
        let language = source.tracks[index + 1].language ?? ""
        let count = source.tracks[index + 1].samples.count
        let edges = [0, 94, 188, count]
        let cuts = zip(edges, edges.dropFirst()).map { $0..<$1 }
        let stream = try Self.stream(source, index + 1, "sound/\(language).mp4", cuts: cuts, of: 1, folder)
        sounds.append(.init(stream: stream, language: language, name: name))
      }
      let words = StreamingPackage.Words(path: "words/ja.vtt", language: "ja", name: "日本語")
      try folder.write("words/ja.vtt", "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n\n00:01.000 --> 00:02.000\nはい\n")
      package = try StreamingPackage(pictures: pictures, sounds: sounds, words: [words], duration: Time(Rational(6)))
      for (path, text) in try package.playlists(named: "main.m3u8") { try folder.write(path, text) }
      try folder.write("main.mpd", try package.manifest())
    }

    private static func stream(
      _ source: Remuxed, _ index: Int, _ path: String, cuts: [Range<Int>], of size: Int, _ folder: TemporaryDirectory
    ) throws -> StreamingPackage.Stream {
      let groups = stride(from: 0, to: cuts.count, by: size).map { $0..<min($0 + size, cuts.count) }
      let layout = try CMAFLayout(track: source.tracks[index], fragments: cuts, segments: groups)
      let samples = try MP4Reader.read(path: source.original).tracks[index].samples
      let bytes = try Data(contentsOf: URL(fileURLWithPath: source.original))
      var out = Data(layout.initialization + layout.index)
      for fragment in layout.fragments {
        out.append(contentsOf: fragment.header)
        for sample in samples[fragment.samples] { out.append(bytes[Int(sample.offset)..<Int(sample.offset) + sample.size]) }
      }
      try FileManager.default.createDirectory(
        atPath: (folder.file(path) as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try out.write(to: URL(fileURLWithPath: folder.file(path)))
      return .init(path: path, track: source.tracks[index], layout: layout)
    }
  }

  private static func frames(_ path: String, _ map: String, reading: [String] = []) throws -> [String] {
    let text = try ffmpeg(reading + ["-i", path, "-map", map, "-f", "framemd5", "-"])
    return String(decoding: text, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { String($0.split(separator: ",").last ?? "").trimmingCharacters(in: .whitespaces) }
  }

  @Test func everyRenditionAndLanguagePlaysFromItsPlaylist() throws {
    let written = try Written()
    for (picture, source) in zip(written.package.pictures, written.sources) {
      let list = written.folder.file(picture.stream.path.replacingOccurrences(of: ".mp4", with: ".m3u8"))
      #expect(try Self.frames(list, "0:v") == Self.frames(source.path, "0:v"))
    }
    for (index, sound) in written.package.sounds.enumerated() {
      let list = written.folder.file(sound.stream.path.replacingOccurrences(of: ".mp4", with: ".m3u8"))
      #expect(try Self.frames(list, "0:a") == Self.frames(written.sources[1].path, "0:a:\(index)"))
    }
  }

  @Test func theWholeIsFoundFromTheTop() throws {
    let written = try Written()
    let probe = try run([
      "ffprobe", "-v", "error", "-show_entries", "stream=codec_name,width:stream_tags=language,comment", "-of", "csv=p=0",
      written.folder.file("main.m3u8"),
    ]).text
    #expect(probe.contains("h264,144") && probe.contains("h264,72") && probe.contains("es-419") && probe.contains("ja"), "\(probe)")
    #expect(try Self.frames(written.folder.file("main.m3u8"), "0:v:0").count == 180)
  }

  /// The manifest leads to the same frames.
  @Test func theManifestLeadsToTheSame() throws {
    let written = try Written()
    let path = written.folder.file("main.mpd")
    // ffmpeg's reader of manifests takes .vtt for no medium.
    let reading = ["-allowed_extensions", "ALL"]
    let probe = try run(["ffprobe", "-v", "error"] + reading + ["-show_entries", "stream=codec_name,width", "-of", "csv=p=0", path]).text
    #expect(probe.contains("h264,144") && probe.contains("h264,72"), "\(probe)")
    for index in 0..<2 {
      #expect(try Self.frames(path, "0:a:\(index)", reading: reading) == Self.frames(written.sources[1].path, "0:a:\(index)"))
    }
    #expect(try Self.frames(path, "0:v:0", reading: reading) == Self.frames(written.sources[0].path, "0:v"))
  }

  /// Apple's rules that a program can check.
  @Test func playlistsKeepTheRules() throws {
    let written = try Written()
    let lists = try written.package.playlists(named: "main.m3u8")
    #expect(
      lists.map(\.path) == [
        "main.m3u8", "video/144x256.m3u8", "video/144x256.iframes.m3u8", "video/72x128.m3u8", "video/72x128.iframes.m3u8",
        "sound/es-419.m3u8",
        "sound/ja.m3u8", "words/ja.m3u8",
      ])
    let top = lists[0].text
    #expect(top.hasPrefix("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n"))
    #expect(
      top.contains(
        "TYPE=AUDIO,GROUP-ID=\"sound\",NAME=\"Español\",LANGUAGE=\"es-419\",DEFAULT=YES,AUTOSELECT=YES,CHANNELS=\"2\",URI=\"sound/es-419.m3u8\""
      ))
    #expect(
      top.contains(
        "TYPE=SUBTITLES,GROUP-ID=\"words\",NAME=\"日本語\",LANGUAGE=\"ja\",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,URI=\"words/ja.m3u8\""))
    #expect(
      top.components(separatedBy: "#EXT-X-STREAM-INF:").count == 3 && top.components(separatedBy: "#EXT-X-I-FRAME-STREAM-INF:").count == 3)
    #expect(top.contains("RESOLUTION=144x256,FRAME-RATE=30.000,VIDEO-RANGE=SDR,CLOSED-CAPTIONS=NONE,AUDIO=\"sound\",SUBTITLES=\"words\""))
    for (path, text) in lists.dropFirst() where !path.hasPrefix("words") {
      try checkMedia(text, file: written.folder.file(String(path.split(separator: ".")[0]) + ".mp4"), isSound: path.hasPrefix("sound"))
    }
  }

  private func checkMedia(_ text: String, file: String, isSound: Bool) throws {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    let lines = text.split(separator: "\n").map(String.init)
    let target = try #require(lines.compactMap { Double($0.replacingOccurrences(of: "#EXT-X-TARGETDURATION:", with: "")) }.first)
    let lengths = lines.filter { $0.hasPrefix("#EXTINF:") }.compactMap { Double($0.dropFirst(8).dropLast()) }
    #expect(lengths.allSatisfy { $0.rounded() <= target && $0 <= target + 0.5 } && lines.last == "#EXT-X-ENDLIST")
    #expect(abs(lengths.reduce(0, +) - 6) < (isSound ? 0.04 : 0.00001), "\(lengths)")
    #expect(lines.contains("#EXT-X-PLAYLIST-TYPE:VOD") && lines.contains { $0.hasPrefix("#EXT-X-MAP:") })
    for line in lines where line.hasPrefix("#EXT-X-BYTERANGE:") {
      let range = line.dropFirst(17).split(separator: "@").compactMap { Int($0) }
      #expect(range[0] + range[1] <= bytes.count && bytes[range[1] + 4..<range[1] + 8] == Data("moof".utf8), "\(line)")
    }
  }

  @Test func codecs() throws {
    #expect(try Synthetic.video().codecString() == "avc1.64001e" && Synthetic.audio().codecString() == "mp4a.40.2")
    let hevc = MP4Track.Video(
      codec: .hvc1, configuration: [1, 0x02, 0x20, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 120], size: Size(width: 2, height: 2), color: .bt709)
    let track = try MP4Track.video(hevc, rate: FrameRate(Rational(30)), sizes: [1], presentation: [0], isSync: [true], reorderDelay: 0)
    // The example of ISO/IEC 14496-15 for Main 10 at level 4: hvc1.2.4.L120.90
    #expect(try track.codecString() == "hvc1.2.4.L120.90")
  }

  @Test func picturesCutApartAreRefused() throws {
    let track = try Synthetic.video()
    func picture(_ path: String, _ groups: [Range<Int>]) throws -> StreamingPackage.Picture {
      let layout = try CMAFLayout(track: track, fragments: (0..<10).map { 4 * $0..<4 * $0 + 4 }, segments: groups)
      return .init(stream: .init(path: path, track: track, layout: layout), rate: FrameRate(Rational(30)))
    }
    let pictures = [try picture("a.mp4", [0..<5, 5..<10]), try picture("b.mp4", [0..<4, 4..<10])]
    let error = #expect(throws: ReelError.self) {
      _ = try StreamingPackage(pictures: pictures, sounds: [], words: [], duration: Time(Rational(4, 3)))
    }
    #expect(error?.message == "b.mp4 is cut at other times than a.mp4, and players could not change over")
  }
}
