import Foundation
import ReelCore
import ReelEngine
import ReelTestSupport
import Testing

/// Finished masters made for a profile: what of them is copied is theirs to the byte, and what is encoded is told with its reasons.
@Suite struct TranscodeTests {
  private let folder: TemporaryDirectory
  private let engine: Engine

  init() throws {
    folder = try TemporaryDirectory()
    engine = try Engine(Engine.Options(store: folder.file("store"), jobs: 2, memory: 2 << 30))
  }

  /// Three seconds of 360 x 640 at 24 frames a second, in closed GOPs of a second, and a tone of about -14 LUFS.
  private func master(
    _ name: String, _ picture: [String] = [], size: String = "360x640", volume: Double = -14.1, seconds: Int = 3
  ) throws -> String {
    let standard = [
      "-c:v", "libx264", "-preset", "veryfast", "-g", "24", "-bf", "2", "-x264-params", "open-gop=0", "-pix_fmt", "yuv420p", "-vf",
      "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc",
      "bt709", "-color_range", "tv",
    ]
    // A tone of 1 kHz in both channels has the loudness of its level: 0 dBFS is -0.0 LUFS within a tenth (BS.1770-4, annex 1).
    let tone = "sin(2*PI*997*t)*\(pow(10, volume / 20))"
    try ffmpeg(
      [
        "-f", "lavfi", "-i", "testsrc2=s=\(size):r=24:d=\(seconds)", "-f", "lavfi", "-i", "aevalsrc=\(tone)|\(tone):s=48000:d=\(seconds)",
      ] + standard + picture + ["-c:a", "aac", "-b:a", "128k", folder.file(name)])
    return folder.file(name)
  }

  @discardableResult
  private func make(_ path: String, _ profile: String, to out: String = "out") async throws -> (Transcode, Report, String) {
    let transcode = try await engine.transcode(path, profile: profile)
    let report = try await engine.render(transcode.project, to: folder.file(out)).report
    return (transcode, report, folder.file("\(out)/\(report.outputs[0].path)"))
  }

  /// Size and digest of every packet of a stream.
  private func packets(_ path: String, _ stream: String) throws -> [String] {
    let entries = ["-show_entries", "packet=size,data_hash", "-show_data_hash", "sha256", "-of", "csv=p=0"]
    return try run(["ffprobe", "-v", "error", "-select_streams", stream] + entries + [path]).text.split(separator: "\n").map(String.init)
  }

  private func decoded(_ path: String, _ stream: String) throws -> [UInt8] {
    [UInt8](try ffmpeg(["-i", path, "-map", "0:\(stream)", "-f", "framehash", "-hash", "sha256", "-"]))
  }

  @Test func whatFitsIsCopied() async throws {
    let master = try master("master.mp4")
    let (transcode, report, made) = try await make(master, "tiktok")
    #expect(transcode.picture?.because == [] && transcode.sound?.because == [])
    #expect(report.work.segmentsRendered == 0 && report.work.tracksRendered == 0 && report.verdict == .pass, "\(report.outputs[0].checks)")
    #expect(report.outputs[0].encoder["video"] == "copied h264" && report.outputs[0].encoder["audio"] == "copied aac")
    #expect(try packets(made, "v") == packets(master, "v"))
    let sound = try packets(made, "a")
    #expect(try sound == Array(packets(master, "a").prefix(sound.count)))
    #expect(try decoded(made, "v") == decoded(master, "v"))
    let probed = try Probed(made)
    for (index, time) in try #require(probed.pts[0]).enumerated() { #expect(abs(time - Double(index) / 24) < 1e-6) }
    #expect(probed.stream(1)["start_time"] as? String == "0.000000" && probed.stream(1)["duration"] as? String == "3.000000")
    let measured = try decodedLoudness(of: made)
    #expect(abs(measured.integrated - (try #require(report.outputs[0].deliveredLoudness?.integrated))) < 0.1)
    // Again: everything stands, and nothing is read but to see that.
    let again = try await make(master, "tiktok")
    #expect(again.1.outputs[0].status == .current)
  }

  @Test func aSoundThatDoesNotFitIsEncodedBesideTheCopiedPicture() async throws {
    let master = try master("soft.mp4", volume: -30)
    let (transcode, report, made) = try await make(master, "tiktok")
    #expect(transcode.picture?.isCopied == true && transcode.sound?.isCopied == false)
    #expect(transcode.sound?.because.first?.contains("LUFS, for -14") == true, "\(String(describing: transcode.sound))")
    #expect(try packets(made, "v") == packets(master, "v") && report.work.tracksRendered == 1)
    #expect(abs(try decodedLoudness(of: made).integrated + 14) < 0.3 && report.verdict == .pass)
  }

  @Test func aPictureThatDoesNotFitIsEncodedBesideTheCopiedSound() async throws {
    let cases: [(name: String, options: [String], why: String)] = [
      // Key frames of open GOPs are none that a player may begin with.
      ("open.mp4", ["-x264-params", "open-gop=1:bframes=2:keyint=24:scenecut=0"], "144 frames apart"),
      ("deep.mp4", ["-vf", "format=yuv444p", "-pix_fmt", "yuv444p"], "yuv444p"),
      ("untagged.mp4", ["-colorspace", "unknown"], "not tagged"),
      (
        "uneven.mkv", ["-vf", "settb=1/1000,setpts=PTS+if(eq(mod(N\\,5)\\,2)\\,12\\,0)", "-fps_mode", "vfr", "-enc_time_base", "1:1000"],
        "not on the grid"
      ),
      ("transport.ts", [], "another form"),
    ]
    for item in cases {
      let master = try master(item.name, item.options, seconds: item.name == "open.mp4" ? 6 : 3)
      let transcode = try await engine.transcode(master, profile: "tiktok")
      let reasons = transcode.picture?.because ?? []
      #expect(reasons.contains { $0.contains(item.why) }, "\(item.name): \(reasons)")
    }
    let (transcode, report, made) = try await make(folder.file("open.mp4"), "tiktok")
    #expect(transcode.sound?.isCopied == true && report.work.segmentsRendered > 0 && report.verdict == .pass)
    let sound = try packets(made, "a")
    #expect(try sound == Array(packets(folder.file("open.mp4"), "a").prefix(sound.count)))
    #expect(try Probed(made).pts[0]?.count == 144)
  }

  @Test func whatTheProfileDoesNotTakeIsMadeSmaller() async throws {
    let master = try master("wide.mp4", size: "2560x1440")
    let (transcode, report, made) = try await make(master, "reels")
    #expect(
      transcode.picture?.because.contains { $0.contains("2560x1440, not 1920x1080") } == true, "\(String(describing: transcode.picture))")
    // Reels takes no edit list: priming cannot be hidden.
    #expect(transcode.sound?.because.contains { $0.contains("only an edit list hides") } == true, "\(String(describing: transcode.sound))")
    #expect(report.outputs[0].width == 1920 && report.outputs[0].height == 1080)
    #expect(try Probed(made).stream(0)["width"] as? Int == 1920)
  }

  @Test func aDamagedMasterIsNoFile() async throws {
    let master = try master("master.mp4")
    var bytes = try Data(contentsOf: URL(fileURLWithPath: master))
    // In the picture, behind its first GOP: the container is whole, what is in it is not.
    let mdat = try #require(bytes.range(of: Data("mdat".utf8)))
    let middle = mdat.upperBound + (bytes.count - mdat.upperBound) / 2
    for index in middle..<middle + 4000 { bytes[index] = UInt8(truncatingIfNeeded: index &* 31) }
    try bytes.write(to: URL(fileURLWithPath: master))
    await #expect(throws: ReelError.self) { try await make(master, "tiktok") }
    #expect(FileManager.default.enumerator(atPath: folder.file("out"))?.allObjects.contains { "\($0)".hasSuffix(".mp4") } ?? false == false)
  }
}
