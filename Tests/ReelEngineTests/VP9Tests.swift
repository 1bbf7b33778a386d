import Foundation
import ReelCore
import ReelEngine
import ReelTestSupport
import Testing

/// Episodes in VP9.
@Suite struct VP9Tests {
  @Test func anEpisodeIsWhatItIsInH264() async throws {
    let shots = "shots: [ { source: a.mp4, duration: 1.5 }, { source: c.mp4, duration: 1 } ]"
    let fixture = try Fixture(gop: "1.0, crf: 16, video: libvpx-vp9", shots: shots)
    let report = try await fixture.render()
    #expect(report.verdict == .pass && report.outputs[0].encoder["video"] == "libvpx-vp9")
    let probed = try Probed(fixture.output("en"))
    #expect(probed.stream(0)["codec_name"] as? String == "vp9" && probed.stream(0)["color_space"] as? String == "bt709")
    #expect(try #require(probed.pts[0]).enumerated().allSatisfy { abs($1 - Double($0) / 24) < 1e-6 } && probed.pts[0]?.count == 60)
    let mediainfo = try run(["mediainfo", "--Output=Video;%Format% %FrameCount% %FrameRate_Mode%", fixture.output("en")])
    #expect(mediainfo.text.trimmingCharacters(in: .whitespacesAndNewlines) == "vp09 60 CFR")
    // The same pictures as in H.264.
    let reference = try Fixture(gop: "1.0, crf: 8", shots: shots)
    try await reference.render(selection: Selection(only: "main/en/*"))
    try ffmpeg(
      [
        "-i", fixture.output("en"), "-i", reference.output("en"), "-lavfi", "[0:v]format=yuv420p[a];[a][1:v]psnr=stats_file=psnr.log", "-f",
        "null", "-",
      ], in: fixture.folder.path)
    let log = try String(contentsOfFile: fixture.folder.file("psnr.log"), encoding: .utf8)
    let luma = log.split(separator: "\n").compactMap { line in
      line.split(separator: " ").first { $0.hasPrefix("psnr_y:") }.flatMap { Double($0.dropFirst(7)) }
    }
    #expect(luma.count == 60 && luma.allSatisfy { $0 > 30 }, "\(luma)")
    // One worker makes the same bytes.
    try await fixture.render(to: "again", engine: fixture.engine(jobs: 1, store: fixture.folder.file("other")))
    for language in ["en", "es"] {
      #expect(try fixture.bytes(fixture.output(language)) == fixture.bytes(fixture.output(language, in: "again")))
    }
  }

  @Test func whatTheyDoNotHaveIsToldBeforeRendering() async throws {
    let fixture = try Fixture(gop: "1.0, crf: 20.5, video: libvpx-vp9")
    let text = try String(contentsOfFile: fixture.document, encoding: .utf8).replacingOccurrences(
      of: "name: main,", with: "name: main, package: hls,")
    try fixture.folder.write("episode.yaml", text)
    let told = try await fixture.engine().open(fixture.document).problems.map(\.error)
    #expect(told.contains { $0.contains("whole qualities") } && told.contains { $0.contains("not of libvpx-vp9") }, "\(told)")
    let wild = try Fixture(gop: "1.0, crf: 60")
    let found = try await wild.engine().open(wild.document).problems
    #expect(found.contains { $0.error.contains("qualities from 0 to 51") }, "\(found)")
  }
}
