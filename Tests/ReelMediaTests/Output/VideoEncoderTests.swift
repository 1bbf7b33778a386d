import Foundation
import ReelCore
import ReelMedia
import ReelTestSupport
import Testing

struct VideoEncoderTests {
  @Test func everyFrameComesBackInOrder() throws {
    let settings = Segments.settings()
    let segment = try Segments.encode(settings, frames: 0..<60)
    let folder = try TemporaryDirectory()
    let file = try folder.write("a.h264", Segments.annexB(segment))
    let pixels = [UInt8](try ffmpeg(["-i", file, "-f", "rawvideo", "-pix_fmt", "yuv420p", "-"]))
    let frameBytes = settings.size.area * 3 / 2
    #expect(pixels.count == 60 * frameBytes)
    for frame in 0..<pixels.count / frameBytes {
      let expected = Segments.luma(settings.size, frame: frame)
      var squares = 0
      for (i, value) in expected.enumerated() {
        let difference = Int(value) - Int(pixels[frame * frameBytes + i])
        squares += difference * difference
      }
      // 10 log10(255^2 / mse) > 35 dB; the frame before or after would give less than 25.
      #expect(Double(squares) / Double(expected.count) < 20.6, "frame \(frame)")
    }
  }

  @Test(arguments: [(1, 2), (2, 2), (3, 2), (8, 2), (60, 2), (1, 0), (60, 0), (60, 3), (60, 1)])
  func oneClosedGroupWhoseParameterSetsDoNotDependOnItsLength(count: Int, bFrames: Int) throws {
    let settings = Segments.settings(bFrames: bFrames)
    let segment = try Segments.encode(settings, frames: 0..<count)
    let reference = try VideoEncoder(settings)
    #expect(segment.parameterSets == reference.parameterSets)
    #expect(segment.headerNALs == reference.headerNALs)
    #expect(segment.reorderDelay == (bFrames > 1 ? 2 : bFrames))
    #expect(segment.samples.map(\.presentation).sorted() == Array(0..<count))
    #expect(segment.samples.map(\.isKey) == (0..<count).map { $0 == 0 })
    for (place, sample) in segment.samples.enumerated() {
      #expect(sample.presentation >= place - segment.reorderDelay, "decoded after it is shown")
      let kinds = Segments.units(sample).map { $0[$0.startIndex] & 0x1F }
      #expect(kinds.allSatisfy { $0 == (place == 0 ? 5 : 1) }, "unit types \(kinds) in sample \(place)")
    }
  }

  @Test func parameterSetsOfOtherQualitiesAndCapsAreTheSame() throws {
    let reference = try VideoEncoder(Segments.settings())
    #expect(try VideoEncoder(Segments.settings(crf: 28.5)).parameterSets == reference.parameterSets)
    #expect(try VideoEncoder(Segments.settings(maxRate: 800_000)).parameterSets == reference.parameterSets)
    #expect(try VideoEncoder(Segments.settings(gop: 30)).settings.gop == 30)
  }

  /// The box FFmpeg's own muxer writes for the same stream.
  @Test func configurationRecordIsTheOneFFmpegWrites() throws {
    let segment = try Segments.encode(Segments.settings(), frames: 0..<8)
    let folder = try TemporaryDirectory()
    let file = try folder.write("a.h264", Segments.annexB(segment))
    try ffmpeg(["-i", file, "-c", "copy", folder.file("a.mp4")])
    let mp4 = try Data(contentsOf: URL(fileURLWithPath: folder.file("a.mp4")))
    let box = try #require(mp4.range(of: Data("avcC".utf8)))
    let size = mp4[box.lowerBound - 4..<box.lowerBound].reduce(0) { $0 << 8 | Int($1) }
    #expect([UInt8](mp4[box.upperBound..<box.lowerBound - 4 + size]) == segment.parameterSets)
  }

  @Test func theStreamSaysWhatWasAskedFor() throws {
    let segment = try Segments.encode(Segments.settings(), frames: 0..<8)
    let folder = try TemporaryDirectory()
    let file = try folder.write("a.h264", Segments.annexB(segment))
    let fields = "profile,level,has_b_frames,color_range,color_space,color_transfer,color_primaries,chroma_location,r_frame_rate,pix_fmt"
    let shown = try run(["ffprobe", "-v", "error", "-show_entries", "stream=\(fields)", "-of", "default=nw=1", file]).text
    let expected = [
      "profile=High", "level=31", "has_b_frames=2", "color_range=tv", "color_space=bt709", "color_transfer=bt709",
      "color_primaries=bt709", "chroma_location=left", "r_frame_rate=30/1", "pix_fmt=yuv420p",
    ]
    for line in expected { #expect(shown.split(separator: "\n").contains { $0 == line }, "\(line) not in \(shown)") }
    let headers = try run(["ffmpeg", "-nostdin", "-i", file, "-c", "copy", "-bsf:v", "trace_headers", "-f", "null", "-"]).errors
    func field(_ name: String) throws -> Int {
      let line = try #require(headers.split(separator: "\n").first { $0.split(separator: " ").contains { $0 == name } }, "\(name)")
      let value = try #require(line.split(separator: " ").last)
      return try #require(Int(value))
    }
    // Three references and the pyramid's own: x264 gives a pyramid at least four.
    #expect(try field("max_num_ref_frames") == 4)
    #expect(try field("max_num_reorder_frames") == 2)
    #expect(try field("fixed_frame_rate_flag") == 1)
    #expect(try field("num_units_in_tick") == 1)
    #expect(try field("time_scale") == 60)
    #expect(try field("nal_hrd_parameters_present_flag") == 0)
  }

  @Test func bytesAreTheSameOnEveryProcessor() throws {
    for settings in [Segments.settings(), Segments.settings(maxRate: 300_000, preset: "medium")] {
      let native = try Segments.encode(settings, frames: 0..<30)
      let plain = try Segments.encode(settings, frames: 0..<30, extra: ["asm=0"])
      #expect(native.samples == plain.samples)
      #expect(try Segments.encode(settings, frames: 0..<30).samples == native.samples)
    }
  }

  @Test(arguments: [30, 60]) func chainsOfCappedSegmentsStayUnderTheCap(gop: Int) throws {
    let cap = 400_000
    let size = Size(width: 160, height: 96)
    // Noise that would take several times the cap.
    let free = try Segments.encode(Segments.settings(size, gop: gop, crf: 18), frames: 0..<gop, noise: 200)
    #expect(free.bits * 30 / gop > 2 * cap)
    var bits = 0
    for segment in 0..<3 {
      let settings = Segments.settings(size, gop: gop, maxRate: cap, crf: 18)
      bits += try Segments.encode(settings, frames: segment * gop..<(segment + 1) * gop, noise: 200).bits
    }
    let average = Double(bits) / (3 * Double(gop) / 30)
    #expect(average <= Double(cap), "\(average) b/s")
    #expect(average > 0.6 * Double(cap), "\(average) b/s: the cap is not used")
  }

  @Test func whatCannotBeEncodedIsRefused() throws {
    var settings = Segments.settings()
    settings.encoder = "h264_none"
    #expect { try VideoEncoder(settings) } throws: {
      ($0 as? ReelError)?.kind == .unsupported && "\($0)".contains("does not drive the encoder 'h264_none'")
    }
    #expect { try VideoEncoder(Segments.settings(Size(width: 127, height: 96))) } throws: {
      "\($0)" == "cannot encode 127x96: both sides must be even and 2...16384"
    }
    var preset = Segments.settings()
    preset.preset = "swift"
    #expect { try VideoEncoder(preset) } throws: { "\($0)".hasPrefix("libx264 has no preset 'swift'; use ultrafast, superfast, ") }
    var profile = Segments.settings()
    profile.profile = "baseline"
    #expect { try VideoEncoder(profile) } throws: { "\($0)" == "profile baseline has no B frames, and 2 are asked for" }
    let encoder = try VideoEncoder(Segments.settings(gop: 2))
    #expect { try encoder.encode(Segments.frame(Size(width: 64, height: 64), 0)) } throws: { "\($0)".contains("64x64") }
    for index in 0..<2 { _ = try encoder.encode(Segments.frame(Size(width: 128, height: 96), index)) }
    #expect { try encoder.encode(Segments.frame(Size(width: 128, height: 96), 2)) } throws: {
      "\($0)" == "cannot encode frame 2 of a segment: a group of pictures holds 2"
    }
    #expect(VideoEncoder.isAvailable("libx264"))
    #expect(!VideoEncoder.isAvailable("h264_none"))
  }
}
