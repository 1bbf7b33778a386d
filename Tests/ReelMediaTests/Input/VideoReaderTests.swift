import Foundation
import ReelCore
import ReelMedia
import ReelTestSupport
import Testing

/// Every frame, reached in any order, equals what the ffmpeg program decodes linearly.
@Suite struct VideoReaderTests {
  struct Recipe: Sendable, CustomTestStringConvertible {
    var name: String
    var file: String
    var options: [String]
    /// Frames at which reading may begin; `nil` for all.
    var entries: [Int]?
    var decoder: [String] = []
    var filter: String?
    var testDescription: String { name }
  }

  static let recipes = [
    Recipe(
      name: "H.264 with B-frames, closed GOPs", file: "a.mp4",
      options: ["-c:v", "libx264", "-preset", "veryfast", "-bf", "3", "-g", "12", "-sc_threshold", "0"], entries: [0, 12, 24, 36, 48]),
    Recipe(
      name: "H.264 in Matroska", file: "a.mkv",
      options: ["-c:v", "libx264", "-preset", "veryfast", "-bf", "2", "-g", "16", "-sc_threshold", "0"], entries: [0, 16, 32, 48]),
    Recipe(
      name: "H.264 in a transport stream", file: "a.ts",
      options: ["-c:v", "libx264", "-preset", "veryfast", "-bf", "2", "-g", "16", "-sc_threshold", "0"], entries: [0, 16, 32, 48]),
    Recipe(
      name: "H.264 with open GOPs", file: "a.mp4",
      options: ["-c:v", "libx264", "-x264-params", "open-gop=1:keyint=12:scenecut=0:bframes=3"], entries: [0]),
    Recipe(
      name: "H.264 with intra refresh", file: "a.mp4",
      options: ["-c:v", "libx264", "-x264-params", "intra-refresh=1:keyint=12:scenecut=0"], entries: [0]),
    Recipe(
      name: "HEVC with open GOPs", file: "a.mp4",
      options: ["-c:v", "libx265", "-preset", "veryfast", "-x265-params", "open-gop=1:keyint=12:scenecut=0:log-level=error"], entries: [0]),
    Recipe(
      name: "HEVC with closed GOPs", file: "a.mp4",
      options: [
        "-c:v", "libx265", "-preset", "veryfast", "-x265-params", "open-gop=0:keyint=12:min-keyint=12:scenecut=0:log-level=error",
      ],
      entries: [0, 12, 24, 36, 48]),
    Recipe(
      name: "VP8 with hidden frames", file: "a.webm",
      options: ["-c:v", "libvpx", "-g", "20", "-keyint_min", "20", "-auto-alt-ref", "1", "-lag-in-frames", "10", "-cpu-used", "8"],
      entries: [0, 20, 40]),
    Recipe(
      name: "VP9 with hidden frames", file: "a.webm",
      options: ["-c:v", "libvpx-vp9", "-g", "20", "-keyint_min", "20", "-auto-alt-ref", "1", "-lag-in-frames", "10", "-cpu-used", "8"],
      entries: [0, 20, 40]),
    Recipe(
      name: "VP9 with alpha", file: "a.webm",
      options: ["-c:v", "libvpx-vp9", "-pix_fmt", "yuva420p", "-g", "20", "-keyint_min", "20", "-auto-alt-ref", "0", "-cpu-used", "8"],
      entries: [0, 20, 40], decoder: ["-c:v", "libvpx-vp9"], filter: InputMedia.movingAlpha),
    Recipe(
      name: "AV1", file: "a.mp4", options: ["-c:v", "libaom-av1", "-cpu-used", "8", "-g", "20", "-keyint_min", "20", "-usage", "realtime"],
      entries: [0, 20, 40]),
    Recipe(name: "ProRes 422", file: "a.mov", options: ["-c:v", "prores_ks", "-profile:v", "hq"]),
    Recipe(
      name: "ProRes 4444", file: "a.mov", options: ["-c:v", "prores_ks", "-profile:v", "4444", "-pix_fmt", "yuva444p10le"],
      filter: InputMedia.movingAlpha),
    Recipe(name: "Motion JPEG", file: "a.avi", options: ["-c:v", "mjpeg", "-pix_fmt", "yuvj420p"]),
    Recipe(name: "MPEG-4 with B-frames", file: "a.avi", options: ["-c:v", "mpeg4", "-bf", "2", "-g", "12"], entries: [0]),
    Recipe(name: "a bare H.264 stream", file: "a.h264", options: ["-c:v", "libx264", "-preset", "veryfast", "-g", "12"], entries: [0]),
  ]

  @Test(arguments: recipes) func anyOrderEqualsLinear(recipe: Recipe) throws {
    let folder = try TemporaryDirectory()
    let path = folder.file(recipe.file)
    try ffmpeg(InputMedia.source() + (recipe.filter.map { ["-vf", $0] } ?? []) + recipe.options + [path])
    let expected = try InputMedia.hashes(path, decoder: recipe.decoder)
    let facts = try Probe.probe(path: path)
    let video = try #require(facts.video)
    #expect(facts.kind == .clip)
    #expect(video.frames.count == 50 && expected.count == 50)
    #expect(video.frames.entryPoints == recipe.entries ?? Array(0..<50))
    #expect(video.frames.duration == Time(Rational(2)) || video.frames.timeBase == Rational(1, 1000))

    let linear = try VideoReader(path: path, facts: video)
    for i in 0..<50 { #expect(try linear.frame(at: i).contentDigest().hex == expected[i], "frame \(i)") }
    #expect(linear.framesDecoded == 50)

    var random = SeededRNG(seed: 11)
    let jumping = try VideoReader(path: path, facts: video)
    for _ in 0..<30 {
      let i = Int.random(in: 0..<50, using: &random)
      #expect(try jumping.frame(at: i).contentDigest().hex == expected[i], "frame \(i) out of order")
    }
    let first = try VideoReader(path: path, facts: video)
    #expect(try first.frame(at: 47).contentDigest().hex == expected[47])
    let entry = try #require(video.frames.entryPoints.last { $0 <= 47 })
    #expect(first.framesDecoded <= 47 - entry + 4, "a jump decodes from the nearest entry point")
  }

  @Test(arguments: ["libx264", "libx265"]) func whatIsOnlyPassedIsDecodedWhereOthersReferToIt(_ codec: String) throws {
    let folder = try TemporaryDirectory()
    let path = folder.file("a.mp4")
    let bframes =
      codec == "libx264"
      ? ["-x264-params", "bframes=3:b-adapt=0:b-pyramid=none:scenecut=0"]
      : ["-x265-params", "bframes=3:b-adapt=0:b-pyramid=0:scenecut=0:open-gop=0:log-level=error"]
    try ffmpeg(InputMedia.source() + ["-c:v", codec, "-preset", "veryfast", "-g", "50"] + bframes + [path])
    let video = try #require(try Probe.probe(path: path).video)
    let expected = try InputMedia.hashes(path)
    let reader = try VideoReader(path: path, facts: video)
    #expect(try reader.frame(at: 41).contentDigest().hex == expected[41])
    // One in four, and those around the one that is asked for.
    #expect((11...16).contains(reader.framesDecoded), "\(reader.framesDecoded) of 42")
    for i in 42..<50 { #expect(try reader.frame(at: i).contentDigest().hex == expected[i], "frame \(i)") }
  }

  @Test func severalThreadsGiveTheSameFrames() throws {
    let folder = try TemporaryDirectory()
    let path = folder.file("a.mp4")
    try ffmpeg(InputMedia.source() + ["-c:v", "libx264", "-preset", "veryfast", "-g", "12", path])
    let video = try #require(try Probe.probe(path: path).video)
    let expected = try InputMedia.hashes(path)
    let reader = try VideoReader(path: path, facts: video, threads: 3)
    for i in [0, 30, 5, 49, 48, 13] { #expect(try reader.frame(at: i).contentDigest().hex == expected[i]) }
  }

  /// Every frame is a gray of its own, so a picture says by itself which one it is.
  @Test func aSurveyDecodesLessAndStaysNear() throws {
    let folder = try TemporaryDirectory()
    let path = folder.file("a.mp4")
    let gray = "color=c=gray:s=160x120:r=25:d=2,format=yuv420p,geq=lum='40+3*N':cb=128:cr=128"
    try ffmpeg([
      "-f", "lavfi", "-i", gray, "-c:v", "libx264", "-preset", "veryfast", "-crf", "12", "-bf", "3", "-b_strategy", "0", "-b-pyramid",
      "none", "-g", "50", path,
    ])
    let video = try #require(try Probe.probe(path: path).video)
    let reader = try VideoReader(path: path, facts: video, purpose: .survey)
    for index in [0, 5, 6, 25, 44, 49] {
      let mean = try reader.frame(at: index).withPicture { picture in
        (0..<120).reduce(0.0) { sum, y in sum + (0..<160).reduce(0.0) { $0 + Double(picture[0].row(y)[$1]) } } / 19200
      }
      let number = (mean - 40) / 3
      // The last frame may be one that is left out.
      #expect(number > Double(min(index, 46)) - 0.4 && number < Double(index) + 4.4, "frame \(index) is \(number)")
    }
    #expect((12...40).contains(reader.framesDecoded), "\(reader.framesDecoded) of 50")
  }

  @Test func damageIsAnErrorWithFileStreamAndTime() throws {
    let folder = try TemporaryDirectory()
    let path = folder.file("a.mp4")
    try ffmpeg(InputMedia.source("320x240") + ["-c:v", "libx264", "-preset", "veryfast", "-g", "50", path])
    let facts = try Probe.probe(path: path)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let media = try #require(bytes.range(of: Data("mdat".utf8)))
    let middle = (media.upperBound + bytes.count) / 2
    for i in middle..<middle + 600 { bytes[i] = 0xA5 }
    try bytes.write(to: URL(fileURLWithPath: path))
    let video = try #require(facts.video)
    let reader = try VideoReader(path: path, facts: video)
    let caught = reelError { for i in 0..<50 { _ = try reader.frame(at: i) } }
    let error = try #require(caught)
    #expect(error.kind == .invalid)
    #expect(error.file == path)
    #expect(error.message.contains("stream 0 at "))
    #expect(error.detail?.isEmpty == false)
  }

  @Test func fewerFramesThanPromisedIsAnError() throws {
    let folder = try TemporaryDirectory()
    let (long, short) = (folder.file("long.mkv"), folder.file("short.mkv"))
    let codec = ["-c:v", "libx264", "-preset", "veryfast", "-g", "60"]
    try ffmpeg(InputMedia.source() + codec + [long])
    try ffmpeg(InputMedia.source(seconds: 1) + codec + [short])
    let facts = try #require(try Probe.probe(path: long).video)
    let reader = try VideoReader(path: short, facts: facts)
    for i in 0..<25 { _ = try reader.frame(at: i) }
    let error = try #require(reelError { _ = try reader.frame(at: 25) })
    #expect(error.message == "the file ends after frame 24, and should have 50 frames")
  }

  @Test func framesCarryTheirColour() throws {
    let folder = try TemporaryDirectory()
    let path = folder.file("a.mp4")
    try ffmpeg(
      InputMedia.source(seconds: 0.2) + [
        "-c:v", "libx264", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv", path,
      ])
    let video = try #require(try Probe.probe(path: path).video)
    #expect(video.color == .bt709)
    let frame = try VideoReader(path: path, facts: video).frame(at: 0)
    #expect(frame.color == .bt709)
    #expect(frame.format == .yuv420p8)
    #expect(frame.size == Size(width: 96, height: 64))
    #expect(frame.byteCount >= 96 * 64 * 3 / 2)
  }
}
