import Foundation
import ReelCore
import ReelMux
import ReelTestSupport
import Testing

@Suite struct RemuxTests {
  @Test(arguments: [("30", 512, 15360), ("30000/1001", 1001, 30000), ("24", 512, 12288), ("25", 512, 12800)])
  func everyVideoPacketIsWhereItShouldBe(rate: String, ticks: Int, timescale: Int) throws {
    let file = try Remuxed(.init(rate: rate))
    let packets = try Packet.all(file.path, stream: "v")
    #expect(packets.count == 60)
    #expect(packets.map(\.pts).sorted() == (0..<60).map { $0 * ticks })
    // ffprobe shifts decoding times by the deepest negative offset: two frames in a pyramid of B-frames.
    #expect(packets.map(\.dts) == (0..<60).map { ($0 - 2) * ticks })
    #expect(packets.allSatisfy { $0.duration == ticks && $0.pts >= $0.dts })
    #expect(packets.indices.filter { packets[$0].isKey } == [0, 20, 40])
    let entries = "stream=time_base,start_pts,nb_frames,duration_ts,r_frame_rate,codec_tag_string"
    let stream = try run(["ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", entries, "-of", "csv=p=0", file.path]).text
    let shown = rate.contains("/") ? rate : rate + "/1"
    #expect(stream == "avc1,\(shown),1/\(timescale),0,\(60 * ticks),60\n")
  }

  @Test func soundIsExactToTheSample() throws {
    let file = try Remuxed(.init(samples: 70001))
    let packets = try Packet.all(file.path, stream: "a")
    #expect(packets.first?.pts == -1024)
    #expect(packets.map(\.pts) == packets.indices.map { $0 * 1024 - 1024 })
    // ffmpeg 5 cuts the front as the edit list says, and leaves the tail of the last packet.
    let ours = try ffmpeg(["-i", file.path, "-map", "0:a", "-f", "s16le", "-"])
    #expect(ours.count == 69 * 1024 * 4)
    #expect(ours == (try ffmpeg(["-i", file.original, "-map", "0:a", "-f", "s16le", "-"])))
    let played = try Self.playedSound(file.path)
    #expect(played.count == 70001 * 4)
    #expect(played == (try Self.playedSound(file.original)))
    let stated = try run([
      "ffprobe", "-v", "error", "-select_streams", "a", "-show_entries", "stream=duration_ts", "-of", "csv=p=0", file.path,
    ])
    #expect(stated.text == "70001\n")
    let read = try MP4Reader.read(path: file.path)
    let edit = try #require(read.tracks[1].edits.first)
    #expect(read.tracks[1].edits.count == 1 && edit.mediaTime == 1024 && edit.rate == 0x10000)
    #expect(Rational(edit.duration, Int64(read.timescale)) == Rational(70001, 48000))
    #expect(read.tracks[1].rollDistance == -1)
  }

  /// What GStreamer plays of one stream while the other runs along: both ends of the edit list are obeyed.
  static func played(_ path: String, _ pad: String, _ chain: [String]) throws -> Data {
    let folder = try TemporaryDirectory()
    let other = pad == "video_0" ? "audio_0" : "video_0"
    let launch = try run(
      ["gst-launch-1.0", "-q", "filesrc", "location=\(path)", "!", "qtdemux", "name=d", "d.\(pad)", "!", "queue", "!"] + chain + [
        "!", "filesink", "location=\(folder.file("out"))", "d.\(other)", "!", "queue", "!", "fakesink",
      ])
    guard launch.status == 0 else { throw ReelError(.failed, launch.errors) }
    return try Data(contentsOf: URL(fileURLWithPath: folder.file("out")))
  }

  static func playedSound(_ path: String) throws -> Data {
    try played(path, "audio_0", ["aacparse", "!", "avdec_aac", "!", "audioconvert", "!", "audio/x-raw,format=S16LE"])
  }

  @Test(arguments: [("libx264", 44100), ("libx265", 48000)]) func decodesToTheSamePictures(codec: String, sampleRate: Int) throws {
    let file = try Remuxed(.init(rate: "30000/1001", sampleRate: sampleRate, samples: 44100, codec: codec))
    func pictures(_ path: String) throws -> [Substring] {
      let text = String(decoding: try ffmpeg(["-i", path, "-map", "0:v", "-f", "framemd5", "-"]), as: UTF8.self)
      return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { $0.split(separator: ",").last! }
    }
    let wanted = try pictures(file.original)
    #expect(wanted.count == 60)
    #expect(try pictures(file.path) == wanted)
    let sound = try Self.playedSound(file.path)
    #expect(abs(sound.count / 4 - 44100) <= 1)  // GStreamer counts in nanoseconds, and 44100 Hz does not divide them
    #expect(sound == (try Self.playedSound(file.original)))
  }

  @Test func withoutEditListsEverythingStartsAtZero() throws {
    let file = try Remuxed(.init(hasEditList: false))
    let read = try MP4Reader.read(path: file.path)
    #expect(read.tracks.allSatisfy { $0.edits.isEmpty })
    #expect(try Packet.all(file.path, stream: "a").first?.pts == 0)
    #expect(try Packet.all(file.path, stream: "v").first?.pts == 0)
    let boxes = try run(["ffprobe", "-v", "trace", file.path]).errors
    #expect(!boxes.contains("type:'elst'"))
  }

  @Test func mediainfoAgrees() throws {
    let names = ["Español (Latinoamérica)", "中文"]
    let file = try Remuxed(
      .init(rate: "30000/1001", languages: ["es-419", "zh-Hans"], names: names),
      metadata: MP4Metadata(title: "The Return — 返回", comment: "reelfx s01e01"))
    let text = try run(["mediainfo", "--Output=JSON", file.path]).text
    let json = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let media = try #require(json["media"] as? [String: Any])
    let parts = try #require(media["track"] as? [[String: Any]])
    func field(_ part: Int, _ name: String) -> String? { parts[part][name] as? String }
    #expect(field(0, "Title") == "The Return — 返回")
    #expect(field(0, "Comment") == "reelfx s01e01")
    #expect(field(0, "IsStreamable") == "Yes")
    #expect(field(0, "Encoded_Date") == nil && field(0, "Encoded_Application") == nil)
    #expect(field(1, "FrameCount") == "60")
    #expect(field(1, "FrameRate_Num") == "30000" && field(1, "FrameRate_Den") == "1001")
    #expect(field(1, "Duration") == "2.002")
    #expect(field(1, "FrameRate_Mode") == "CFR")
    #expect(field(1, "PixelAspectRatio") == "1.000")
    #expect(field(1, "colour_primaries") == "BT.709" && field(1, "matrix_coefficients") == "BT.709")
    #expect(field(1, "transfer_characteristics") == "BT.709" && field(1, "colour_range") == "Limited")
    #expect((field(1, "Delay") ?? "0.000") == "0.000")
    #expect(field(2, "Language") == "es")
    #expect(field(3, "Language") == "zh")
    #expect(field(2, "Default") == "Yes" && field(3, "Default") == "No")
    #expect(field(2, "Title") == names[0])
    #expect(field(3, "Title") == names[1])
    #expect(field(2, "Duration") == "2.000")
  }

  @Test func ffprobeNamesLanguagesAndTitle() throws {
    let file = try Remuxed(.init(languages: ["de", "yue"]), metadata: MP4Metadata(title: "T"))
    let text = try run(["ffprobe", "-v", "error", "-show_entries", "stream_tags=language:format_tags", "-of", "csv=p=0", file.path]).text
    #expect(text.split(separator: "\n").prefix(3) == ["und", "deu", "yue"])
    #expect(text.contains("isom") && text.contains("T"))
  }

  @Test func gstreamerPlaysEveryPicture() throws {
    let file = try Remuxed(.init())
    let pictures = try Self.played(file.path, "video_0", ["avdec_h264", "!", "video/x-raw,format=I420"])
    #expect(pictures.count == 60 * 144 * 256 * 3 / 2)
    #expect(pictures == (try ffmpeg(["-i", file.original, "-map", "0:v", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-"])))
  }

  @Test func moovComesFirstAndTracksAlternate() throws {
    let file = try Remuxed(.init())
    let read = try MP4Reader.read(path: file.path)
    #expect(read.boxes.map(\.type) == ["ftyp", "moov", "mdat"])
    #expect(read.isFastStart)
    #expect(!(try MP4Reader.read(path: file.original)).isFastStart)
    #expect(file.layout.chunks.map(\.track) == [0, 1, 0, 1, 0, 1, 0, 1, 1])
    #expect(file.layout.chunks.filter { $0.track == 0 }.map(\.samples) == [0..<15, 15..<30, 30..<45, 45..<60])
  }

  @Test func equalTracksGiveEqualBytesAndNoVersionString() throws {
    let file = try Remuxed(.init())
    #expect(try MP4Layout(tracks: file.tracks, metadata: file.metadata).header == file.layout.header)
    let text = String(decoding: file.layout.header, as: UTF8.self).lowercased()
    for word in ["lavf", "lavc", "handler", "gpac"] { #expect(!text.contains(word)) }
  }
}
