import Foundation
import ReelCore
import ReelEngine
import ReelTestSupport
import Testing

/// A package of the ladder for apps, against Apple's HLS authoring specification: every rule of it that a program can check of an episode of
/// H.264 with stereo AAC and WebVTT. Rule numbers are the specification's. Not here: rules for servers (10.1), for described audio and
/// subtitles for the deaf (4.5), which an episode does not have, and the variant for cellular networks under 192 kb/s (9.21), which the
/// ladder from 360p up does not have.
@Suite struct PackageRulesTests {
  private static let (rate, seconds) = (25, 13)
  private static let languages = ["en", "es-419"]

  /// One line of a playlist that has attributes.
  private struct Tag {
    var name: String
    var attributes: [String: String] = [:]
    /// The line behind it.
    var uri: String

    init(_ line: String, uri: String) {
      let colon = line.firstIndex(of: ":") ?? line.endIndex
      name = String(line[..<colon])
      self.uri = uri
      for match in line[colon...].matches(of: /([A-Z0-9-]+)=("[^"]*"|[^,]*)/) {
        attributes[String(match.output.1)] = match.output.2.replacingOccurrences(of: "\"", with: "")
      }
    }

    subscript(name: String) -> String { attributes[name] ?? "" }
    func number(_ name: String) -> Double { Double(self[name]) ?? .nan }
  }

  private struct Playlist {
    var lines: [String]
    var segments: [(length: Double, offset: Int, bytes: Int)] = []
    var target: Double

    init(_ path: String) throws {
      lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
      target = lines.first { $0.hasPrefix("#EXT-X-TARGETDURATION:") }.flatMap { Double($0.dropFirst(22)) } ?? .nan
      let lengths = lines.filter { $0.hasPrefix("#EXTINF:") }.compactMap { Double($0.dropFirst(8).dropLast()) }
      let ranges = lines.filter { $0.hasPrefix("#EXT-X-BYTERANGE:") }.map { $0.dropFirst(17).split(separator: "@").compactMap { Int($0) } }
      segments = zip(lengths, ranges).map { ($0, $1[1], $1[0]) }
    }

    var length: Double { segments.reduce(0) { $0 + $1.length } }
    var average: Double { Double(segments.reduce(0) { $0 + $1.bytes } * 8) / length }
    var peak: Double { segments.map { Double($0.bytes * 8) / $0.length }.max() ?? 0 }
  }

  private func makePackage(_ folder: TemporaryDirectory) async throws -> String {
    try ffmpeg(
      [
        "-f", "lavfi", "-i", "testsrc2=s=180x320:r=\(Self.rate):d=\(Self.seconds)", "-vf", "scale=360:640,format=yuv420p", "-c:v",
        "libx264", "-preset", "ultrafast", "clip.mp4",
      ], in: folder.path)
    try ffmpeg(["-f", "lavfi", "-i", "anoisesrc=d=\(Self.seconds):r=48000:seed=5:c=pink:a=0.1", "music.wav"], in: folder.path)
    for language in Self.languages {
      let speech = try run([
        "espeak-ng", "-v", language, "-w", folder.file("\(language).wav"), "I never thought you would come back to me.",
      ])
      #expect(speech.status == 0)
      try folder.write("\(language).srt", "1\n00:00:00,500 --> 00:00:02,500\nWords\n\n2\n00:00:10,000 --> 00:00:12,000\nA sign\n")
      try folder.write("\(language).forced.srt", "1\n00:00:10,000 --> 00:00:12,000\nA sign\n")
    }
    let languages = Self.languages.map {
      "  \($0): { subtitles: \($0).srt, forced: \($0).forced.srt, dialogue: [{ source: \($0).wav, start: 0.5 }] }"
    }
    let document = try folder.write(
      "e.yaml",
      """
      reelfx: 1
      canvas: { width: 360, height: 640, fps: \(Self.rate) }
      shots: [{ source: clip.mp4 }]
      audio: { music: [{ source: music.wav }] }
      languages:
      \(languages.joined(separator: "\n"))
      deliver: [{ name: app, profile: hls-app, encoder: { preset: superfast } }]
      """)
    let engine = try Engine(Engine.Options(store: folder.file("store"), jobs: 2, memory: 1 << 30))
    let project = try await engine.open(document)
    #expect(project.isValid, "\(project.problems)")
    let report = try await engine.render(project, to: folder.file("out")).report
    #expect(report.packages.count == 1)
    return folder.file("out/app/e")
  }

  @Test func everyRuleHolds() async throws {
    let folder = try TemporaryDirectory()
    let package = try await makePackage(folder)
    let lines = try String(contentsOfFile: "\(package)/master.m3u8", encoding: .utf8).split(separator: "\n").map(String.init)
    let tags = lines.indices.map { Tag(lines[$0], uri: $0 + 1 < lines.count ? lines[$0 + 1] : "") }
    let variants = tags.filter { $0.name == "#EXT-X-STREAM-INF" }
    let frames = tags.filter { $0.name == "#EXT-X-I-FRAME-STREAM-INF" }
    let media = tags.filter { $0.name == "#EXT-X-MEDIA" }
    #expect(lines.contains("#EXT-X-INDEPENDENT-SEGMENTS"), "9.12")
    #expect(variants.count == 5 && frames.count == 5, "9.9, 6.1")
    try checkSounds(media.filter { $0["TYPE"] == "AUDIO" }, package)
    try checkWords(media.filter { $0["TYPE"] == "SUBTITLES" }, package)
    let sounds = try media.filter { $0["TYPE"] == "AUDIO" }.map { try Playlist("\(package)/\($0["URI"])") }
    for variant in variants { try checkVariant(variant, sounds: sounds, package) }
    for frame in frames { try checkFrames(frame, package) }
    for variant in variants {
      let sides = variant["RESOLUTION"].split(separator: "x").compactMap { Int($0) }
      #expect(sides.count == 2 && sides[0] * 16 == sides[1] * 9, "1.33: one aspect")
    }
    let first = abs(variants[0].number("AVERAGE-BANDWIDTH") - 2_000_000)
    #expect(variants.allSatisfy { abs($0.number("AVERAGE-BANDWIDTH") - 2_000_000) >= first }, "1.32: the first is nearest to 2000 kb/s")
    for path in variants.map(\.uri) + frames.map({ $0["URI"] }) + media.map({ $0["URI"] }) {
      #expect(FileManager.default.fileExists(atPath: "\(package)/\(path)"), "\(path)")
    }
  }

  private func checkVariant(_ variant: Tag, sounds: [Playlist], _ package: String) throws {
    for name in ["CODECS", "RESOLUTION", "AVERAGE-BANDWIDTH", "BANDWIDTH", "FRAME-RATE", "VIDEO-RANGE", "AUDIO", "SUBTITLES"] {
      #expect(!variant[name].isEmpty, "9.1-9.4, 9.14-9.16: \(name)")
    }
    #expect(variant["VIDEO-RANGE"] == "SDR" && variant.number("FRAME-RATE") == Double(Self.rate) && variant["CODECS"].contains("mp4a.40.2"))
    let level = try #require(variant["CODECS"].firstMatch(of: /avc1\.6400([0-9a-f]{2})/).flatMap { Int($0.output.1, radix: 16) })
    #expect(level <= 52, "1.3, 1.10: High, at most 5.2")
    let list = try Playlist("\(package)/\(variant.uri)")
    let (average, peak) = (sounds.map(\.average).max() ?? 0, sounds.map(\.peak).max() ?? 0)
    #expect(abs(variant.number("AVERAGE-BANDWIDTH") / (list.average + average) - 1) < 0.1, "1.26")
    #expect(abs(variant.number("BANDWIDTH") / (list.peak + peak) - 1) < 0.1, "1.27, 9.13")
    #expect(list.peak <= 2 * list.average, "1.30")
    try checkList(list, variant.uri, package, isSound: false)
    let packets = try run([
      "ffprobe", "-v", "error", "-show_entries", "packet=pts_time,flags", "-of", "csv=p=0", "\(package)/\(variant.uri)",
    ]).text.split(separator: "\n").map { $0.split(separator: ",") }
    let keys = packets.filter { $0[1].contains("K") }.compactMap { Double($0[0]) }
    #expect(zip(keys, keys.dropFirst()).allSatisfy { $1 - $0 <= 2.001 }, "1.13")
    let begin = keys.first ?? 0
    for start in list.segments.indices.map({ list.segments[..<$0].reduce(0) { $0 + $1.length } }) {
      #expect(keys.contains { abs($0 - begin - start) < 0.001 }, "7.4: no key frame at \(start)")
    }
  }

  private func checkList(_ list: Playlist, _ path: String, _ package: String, isSound: Bool) throws {
    #expect(list.lines.contains("#EXT-X-PLAYLIST-TYPE:VOD") && list.lines.last == "#EXT-X-ENDLIST", "8.6: \(path)")
    #expect(list.lines.contains { $0.hasPrefix("#EXT-X-MAP:") }, "8.20: \(path)")
    #expect(list.target == 6, "7.5, 8.2: \(path)")
    #expect(list.segments.allSatisfy { $0.length <= list.target + 0.5 && $0.length.rounded() <= list.target }, "7.7: \(path)")
    #expect(abs(list.length - Double(Self.seconds)) < (isSound ? 0.0214 : 0.0001), "8.1, 8.3: \(path) has \(list.length)")
  }

  private func checkFrames(_ tag: Tag, _ package: String) throws {
    for name in ["CODECS", "RESOLUTION", "BANDWIDTH"] { #expect(!tag[name].isEmpty, "9.15: \(name)") }
    let list = try Playlist("\(package)/\(tag["URI"])")
    #expect(list.lines.contains("#EXT-X-I-FRAMES-ONLY"), "6.8")
    #expect(Double(list.segments.count) >= Double(Self.seconds) / 2, "6.2: one for every GOP")
    let file = (tag["URI"] as NSString).deletingPathExtension.replacingOccurrences(of: ".iframes", with: ".mp4")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(package)/\(file)"))
    for segment in list.segments {
      #expect(bytes[segment.offset + 4..<segment.offset + 8] == Data("moof".utf8), "6.10: \(segment.offset)")
      #expect(segment.offset + segment.bytes <= bytes.count)
    }
  }

  private func checkSounds(_ sounds: [Tag], _ package: String) throws {
    #expect(sounds.map { $0["LANGUAGE"] } == Self.languages, "9.7, 8.10: each language is a stream of its own")
    #expect(sounds.map { $0["DEFAULT"] } == ["YES", "NO"])
    for sound in sounds { #expect(sound["CHANNELS"] == "2" && sound["AUTOSELECT"] == "YES", "2.3") }
    #expect(Set(sounds.map { $0["NAME"] }).count == sounds.count)
    for sound in sounds {
      let list = try Playlist("\(package)/\(sound["URI"])")
      try checkList(list, sound["URI"], package, isSound: true)
      #expect(32_000...160_000 ~= list.average, "2.9: \(list.average)")
      try checkLoudness("\(package)/" + (sound["URI"] as NSString).deletingPathExtension + ".mp4")
    }
  }

  /// 2.18 to 2.23: what the file says of its loudness is what ffmpeg measures of what it decodes.
  private func checkLoudness(_ file: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
    let box = try #require(bytes.indices.first { bytes[$0...].starts(with: Array("tlou".utf8)) }, "no 'tlou' in \(file)")
    let body = Array(bytes[(box + 8)..<(box + 18)])
    #expect(body[6] == 1 && body[7] == 1, "one measurement, of the program")
    let peak = Int(body[3] & 0x0F) << 8 | Int(body[4])
    let said = (program: -57.75 + Double(body[8]) / 4, peak: 20 - Double(peak) / 32)
    let measured = try decodedLoudness(of: file)
    #expect(abs(said.program - measured.integrated) <= 0.25 && abs(said.peak - measured.truePeak) <= 0.25, "\(said), \(measured)")
  }

  private func checkWords(_ words: [Tag], _ package: String) throws {
    #expect(words.map { $0["LANGUAGE"] }.sorted() == (Self.languages + Self.languages).sorted(), "8.10")
    for tag in words {
      #expect(tag["AUTOSELECT"] == "YES", "5.11: so are forced ones")
      let path = "\(package)/\(tag["URI"])"
      let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
      let length = lines.filter { $0.hasPrefix("#EXTINF:") }.compactMap { Double($0.dropFirst(8).dropLast()) }.reduce(0, +)
      #expect(abs(length - Double(Self.seconds)) < 0.001, "5.8: \(path)")
      let text = try String(contentsOfFile: (path as NSString).deletingPathExtension + ".vtt", encoding: .utf8)
      #expect(text.hasPrefix("WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:7200,LOCAL:00:00:00.000\n"), "5.2")
      let isForced = tag["FORCED"] == "YES"
      #expect(text.contains("A sign") && text.contains("Words") != isForced, "5.9: what is forced is in both")
    }
  }
}
