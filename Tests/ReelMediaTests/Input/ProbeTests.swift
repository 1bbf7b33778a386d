import Foundation
import ReelCore
import ReelMedia
import ReelTestSupport
import Testing

@Suite struct ProbeTests {
  private let folder: TemporaryDirectory
  init() throws { folder = try TemporaryDirectory() }

  private let x264 = ["-c:v", "libx264", "-preset", "veryfast", "-g", "12", "-bf", "2"]

  @Test func editListCutsFramesAway() throws {
    let (whole, cut) = (folder.file("whole.mp4"), folder.file("cut.mp4"))
    try ffmpeg(InputMedia.source() + x264 + [whole])
    // Copying from the middle of a GOP keeps the frames before and hides them with an edit list.
    try ffmpeg(["-ss", "0.60", "-i", whole, "-c", "copy", cut])
    let video = try #require(try Probe.probe(path: cut).video)
    let expected = try InputMedia.hashes(cut)
    #expect(video.frames.count == expected.count)
    #expect(InputMedia.starts(of: video.frames) == (try InputMedia.starts(cut)))
    let all = try InputMedia.hashes(whole)
    #expect(expected.first == all[15])
    let reader = try VideoReader(path: cut, facts: video)
    for i in [20, 0, 7, 33, 1] { #expect(try reader.frame(at: i).contentDigest().hex == expected[i]) }
  }

  @Test func firstStampNeedNotBeZero() throws {
    let path = folder.file("late.ts")
    try ffmpeg(InputMedia.source() + x264 + ["-output_ts_offset", "100", path])
    let video = try #require(try Probe.probe(path: path).video)
    #expect(video.frames.start(of: 0) == .zero)
    #expect(InputMedia.starts(of: video.frames) == (try InputMedia.starts(path)))
    let expected = try InputMedia.hashes(path)
    let reader = try VideoReader(path: path, facts: video)
    for i in [30, 2, 49] { #expect(try reader.frame(at: i).contentDigest().hex == expected[i]) }
  }

  @Test(arguments: ["vfr.mp4", "vfr.mkv"]) func variableRateIsKeptExactly(name: String) throws {
    let path = folder.file(name)
    let uneven = "setpts='if(lt(N,10),N*2,if(lt(N,20),N*3-10,N+30))/25/TB'"
    try ffmpeg(InputMedia.source() + ["-vf", uneven, "-vsync", "vfr"] + x264 + [path])
    let video = try #require(try Probe.probe(path: path).video)
    let starts = InputMedia.starts(of: video.frames)
    #expect(starts == (try InputMedia.starts(path)))
    #expect(starts.count == 50)
    #expect(video.frames.runs.count > 1)
    #expect(video.frames.start(of: 15).frames(FrameRate(Rational(25))) == 35)
    let expected = try InputMedia.hashes(path)
    let reader = try VideoReader(path: path, facts: video)
    for i in [30, 2, 49, 12] { #expect(try reader.frame(at: i).contentDigest().hex == expected[i]) }
  }

  @Test(arguments: [(90, 3), (180, 2), (270, 1)]) func rotationIsReported(degrees: Int, turns: Int) throws {
    let (plain, turned) = (folder.file("plain.mp4"), folder.file("turned.mp4"))
    try ffmpeg(InputMedia.source(seconds: 0.2) + x264 + [plain])
    // The `rotate` tag counts against the clock.
    try ffmpeg(["-i", plain, "-c", "copy", "-metadata:s:v", "rotate=\(360 - degrees)", turned])
    let video = try #require(try Probe.probe(path: turned).video)
    let clockwise = try displayRotation(turned)
    #expect(video.orientation == VideoFacts.Orientation(quarterTurns: clockwise / 90))
    #expect(video.orientation.quarterTurns % 2 == turns % 2)
    #expect(video.displaySize == (turns % 2 == 1 ? Size(width: 64, height: 96) : Size(width: 96, height: 64)))
  }

  /// Clockwise degrees, from the side data ffprobe prints (which counts against the clock).
  private func displayRotation(_ path: String) throws -> Int {
    let result = try run(["ffprobe", "-v", "error", "-show_entries", "stream_side_data=rotation", "-of", "csv=p=0", path])
    let number = try #require(Int(result.text.trimmingCharacters(in: CharacterSet(charactersIn: "\n, "))))
    return ((-number % 360) + 360) % 360
  }

  /// The matrix is patched into the track header; ffmpeg, which applies it when it decodes, is the judge.
  @Test(arguments: [[-1, 0, 0, 1], [1, 0, 0, -1], [0, 1, 1, 0], [0, -1, -1, 0], [0, 1, -1, 0], [0, -1, 1, 0], [-1, 0, 0, -1]])
  func mirrorsAndTurnsAreWhatTheMatrixSays(matrix: [Int]) throws {
    let path = folder.file("m.mp4")
    try ffmpeg(InputMedia.source(seconds: 0.04) + ["-c:v", "libx264", "-qp", "0", path])
    try patchMatrix(path, matrix)
    let video = try #require(try Probe.probe(path: path).video)
    let gray = try ffmpeg(["-noautorotate", "-i", path, "-f", "rawvideo", "-pix_fmt", "gray", "-frames:v", "1", "-"])
    let shown = oriented([UInt8](gray), width: 96, height: 64, video.orientation)
    let (a, b, c, d) = (matrix[0], matrix[1], matrix[2], matrix[3])
    // x' = a x + c y, y' = b x + d y, moved back to the origin.
    var expected = [UInt8](repeating: 0, count: 96 * 64)
    let width = a != 0 ? 96 : 64
    for y in 0..<64 {
      for x in 0..<96 {
        let column = a * x + c * y + (a < 0 ? 95 : 0) + (c < 0 ? 63 : 0)
        let row = b * x + d * y + (b < 0 ? 95 : 0) + (d < 0 ? 63 : 0)
        expected[row * width + column] = gray[y * 96 + x]
      }
    }
    #expect(shown == expected)
  }

  private func patchMatrix(_ path: String, _ matrix: [Int]) throws {
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let header = try #require(bytes.range(of: Data("tkhd".utf8)))
    let at = header.upperBound + 40  // version 0: matrix after 40 bytes
    for (slot, value) in [(0, matrix[0]), (1, matrix[1]), (3, matrix[2]), (4, matrix[3])] {
      let word = UInt32(bitPattern: Int32(value * 65536)).bigEndian
      withUnsafeBytes(of: word) { bytes.replaceSubrange(at + slot * 4..<at + slot * 4 + 4, with: $0) }
    }
    try bytes.write(to: URL(fileURLWithPath: path))
  }

  private func oriented(_ pixels: [UInt8], width: Int, height: Int, _ orientation: VideoFacts.Orientation) -> [UInt8] {
    var (pixels, width, height) = (pixels, width, height)
    if orientation.mirrored {
      pixels = (0..<height).flatMap { y in (0..<width).map { pixels[y * width + width - 1 - $0] } }
    }
    for _ in 0..<orientation.quarterTurns {
      // A quarter turn clockwise: the new row y is the old column y, from the bottom up.
      pixels = (0..<width).flatMap { column in (0..<height).map { pixels[(height - 1 - $0) * width + column] } }
      (width, height) = (height, width)
    }
    return pixels
  }

  @Test func otherAnglesAreRefused() throws {
    let path = folder.file("m.mp4")
    try ffmpeg(InputMedia.source(seconds: 0.04) + x264 + [path])
    try patchMatrix(path, [1, 1, -1, 1])
    let error = try #require(reelError { _ = try Probe.probe(path: path) })
    #expect(error.kind == .unsupported)
    #expect(error.message == "the picture of stream 0 is to be turned by something else than quarter turns")
  }

  @Test func sampleAspectWidens() throws {
    let path = folder.file("sar.mp4")
    try ffmpeg(InputMedia.source(seconds: 0.2) + ["-vf", "setsar=4/3"] + x264 + [path])
    let video = try #require(try Probe.probe(path: path).video)
    #expect(video.sampleAspect == Rational(4, 3))
    #expect(video.displaySize == Size(width: 128, height: 64))
  }

  @Test func soundMayBeStreamZero() throws {
    let path = folder.file("av.mp4")
    try ffmpeg(
      ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=1.5"] + InputMedia.source() + [
        "-map", "0:a", "-map", "1:v", "-c:a", "aac",
      ] + x264 + [path])
    let facts = try Probe.probe(path: path)
    #expect(facts.video?.stream == 1)
    let audio = try #require(facts.audio)
    #expect(audio.stream == 0)
    #expect(audio.codec == "aac")
    #expect(audio.sampleRate == 48000 && audio.channels == 1 && audio.layout == "mono")
    #expect(audio.start == .zero)
    #expect(audio.duration == Time(Rational(3, 2)))
  }

  @Test func soundIsPlacedFromTheFirstFrame() throws {
    let path = folder.file("late.mkv")
    try ffmpeg(
      InputMedia.source() + ["-itsoffset", "0.5", "-f", "lavfi", "-i", "sine=sample_rate=48000:duration=1", "-c:a", "pcm_s16le"] + x264
        + [path])
    let audio = try #require(try Probe.probe(path: path).audio)
    #expect(audio.start == Time(Rational(1, 2)))
    #expect(audio.duration == Time(Rational(1)))
  }

  @Test func soundWithoutPicture() throws {
    let path = folder.file("a.wav")
    try ffmpeg(["-f", "lavfi", "-i", "sine=sample_rate=44100:duration=0.5", path])
    let facts = try Probe.probe(path: path)
    #expect(facts.kind == .sound)
    #expect(facts.video == nil)
    #expect(facts.audio?.duration == Time(Rational(1, 2)))
  }

  @Test func pictureWithoutSound() throws {
    let path = folder.file("silent.mp4")
    try ffmpeg(InputMedia.source() + x264 + [path])
    let facts = try Probe.probe(path: path)
    #expect(facts.kind == .clip && facts.audio == nil && facts.remarks.isEmpty)
    #expect(facts.video?.frames.count == 50)
  }

  @Test func theDefaultPictureStreamIsUsedAndTheOtherNamed() throws {
    let path = folder.file("two.mkv")
    try ffmpeg(
      InputMedia.source("192x128", seconds: 0.4) + InputMedia.source("96x64", seconds: 0.4)
        + ["-map", "0", "-map", "1", "-disposition:v:0", "0", "-disposition:v:1", "default"] + x264 + [path])
    let facts = try Probe.probe(path: path)
    #expect(facts.video?.stream == 1)
    #expect(facts.remarks == ["of 2 picture streams, stream 1 is used; not used: 0"])
  }

  @Test func equalBytesHaveEqualFacts() throws {
    let (one, two) = (folder.file("one.mp4"), folder.file("two.mp4"))
    try ffmpeg(InputMedia.source(seconds: 0.2) + x264 + [one])
    try FileManager.default.copyItem(atPath: one, toPath: two)
    let facts = try Probe.probe(path: one)
    #expect(facts == (try Probe.probe(path: two)))
    #expect(facts.digest == Digest.of([UInt8](try Data(contentsOf: URL(fileURLWithPath: one)))))
  }

  @Test func whatCannotBeRead() throws {
    let cut = folder.file("cut.mp4")
    try ffmpeg(InputMedia.source() + x264 + ["-movflags", "faststart", cut])
    let bytes = try Data(contentsOf: URL(fileURLWithPath: cut))
    try bytes.prefix(bytes.count * 2 / 3).write(to: URL(fileURLWithPath: cut))
    let headless = try folder.write("headless.mp4", bytes.prefix(20))
    let text = try folder.write("text.mp4", "This is not a film, although its name says so.\n")
    let empty = try folder.write("empty.mp4", "")
    let playlist = try folder.write("list.mp4", "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\ncut.mp4\n#EXT-X-ENDLIST\n")
    let cases: [(String, ReelError.Kind, String)] = [
      (folder.file("none.mp4"), .missing, "there is no such file"),
      (folder.path, .invalid, "a folder is not a medium"),
      (empty, .invalid, "the file is empty"),
      (text, .invalid, "cannot read this as a picture, clip or sound"),
      (headless, .invalid, "cannot read this as a picture, clip or sound"),
      (playlist, .invalid, "cannot read this as a picture, clip or sound"),
      (cut, .invalid, "the file is cut short"),
    ]
    for (path, kind, message) in cases {
      let error = try #require(reelError { _ = try Probe.probe(path: path) }, "\(path)")
      #expect(error.kind == kind, "\(error)")
      #expect(error.message.hasPrefix(message), "\(error)")
      #expect(error.file == path)
      #expect(error.detail?.contains("0x") != true, "no addresses: \(error)")
    }
  }

  @Test func aTruncatedMatroskaFileIsCutShort() throws {
    let path = folder.file("cut.mkv")
    try ffmpeg(InputMedia.source() + x264 + [path])
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    try bytes.prefix(bytes.count * 2 / 3).write(to: URL(fileURLWithPath: path))
    let error = try #require(reelError { _ = try Probe.probe(path: path) })
    #expect(error.kind == .invalid)
    #expect(error.message.hasPrefix("the file is cut short"))
  }
}
