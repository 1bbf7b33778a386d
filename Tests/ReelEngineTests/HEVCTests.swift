import Foundation
import ReelCore
import ReelEngine
import ReelTestSupport
import Testing

/// A whole episode in ten bits of H.265.
@Suite struct HEVCTests {
  private func fixture() throws -> Fixture {
    let fixture = try Fixture()
    let text = try String(contentsOfFile: fixture.document, encoding: .utf8)
    try fixture.folder.write(
      "episode.yaml", text.replacingOccurrences(of: "encoder: { preset", with: "encoder: { video: libx265, crf: 18, preset"))
    return fixture
  }

  @Test func everyFrameStandsOnTheGridInTenBits() async throws {
    let fixture = try fixture()
    let report = try await fixture.render(selection: Selection(only: "main/en/*"))
    let encoder = try #require(report.outputs.first?.encoder)
    #expect(encoder["video"] == "libx265" && encoder["bits"] == "10" && encoder["profile"] == "main10" && encoder["level"] == "60")
    let path = fixture.output("en")
    let probed = try Probed(path)
    let pts = try #require(probed.pts[0])
    #expect(pts.count == RenderTests.frames)
    for (index, time) in pts.enumerated() { #expect(abs(time - Double(index) / 24) < 1e-6) }
    let expected = [
      "codec_name": "hevc", "codec_tag_string": "hvc1", "profile": "Main 10", "pix_fmt": "yuv420p10le", "color_space": "bt709",
      "color_primaries": "bt709", "color_transfer": "bt709", "color_range": "tv", "chroma_location": "left",
    ]
    for (name, value) in expected { #expect(probed.stream(0)[name] as? String == value, "\(name)") }
    let facts = "%Format% %Format_Profile% %BitDepth% %CodecID% %FrameCount% %FrameRate_Mode% %colour_primaries%"
    let mediainfo = try run(["mediainfo", "--Output=Video;\(facts)", path]).text.trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(mediainfo == "HEVC Main 10@L2@Main 10 hvc1 \(RenderTests.frames) CFR BT.709")
    // The joins between cells decode as they stand, from the first picture to the last.
    let bytes = try ffmpeg(["-xerror", "-i", path, "-map", "0:v", "-f", "rawvideo", "-pix_fmt", "yuv420p10le", "-"])
    #expect(bytes.count == RenderTests.frames * 144 * 256 * 3)
  }

  @Test func bytesDoNotDependOnWorkers() async throws {
    let fixture = try fixture()
    for jobs in [1, 2] {
      try await fixture.render(to: "out\(jobs)", engine: fixture.engine(jobs: jobs, store: fixture.folder.file("store\(jobs)")))
    }
    for language in ["en", "es"] {
      #expect(try fixture.bytes(fixture.output(language, in: "out1")) == fixture.bytes(fixture.output(language, in: "out2")))
    }
  }
}
